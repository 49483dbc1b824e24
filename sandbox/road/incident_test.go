package road

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func newLife(t *testing.T, life Life) *Fleet {
	t.Helper()
	f, err := NewFleet(Options{Seed: 3, Trucks: 85, Start: morning(), Past: 30, Ahead: 1, Life: life})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func month(f *Fleet) (from, to time.Time) { return time.Unix(f.from, 0), time.Unix(f.day, 0) }

func TestTroubledFleetHasEveryIncidentAndAQuietOneNone(t *testing.T) {
	troubled, quiet := newLife(t, Troubled), newLife(t, Quiet)
	put, other := map[string]int{}, map[string]int{}
	for _, x := range troubled.Incidents(month(troubled)) {
		if x.Injected {
			put[x.Kind]++
		} else {
			other[x.Kind]++
		}
	}
	t.Logf("in 30 days of 85 trucks: put in %v, of itself %v", put, other)
	for _, kind := range append(troubles(), kindLate, kindTheft) {
		if put[kind] < 5 {
			t.Errorf("%d of %s in a month, want some", put[kind], kind)
		}
	}
	calm := map[string]int{}
	for _, x := range quiet.Incidents(month(quiet)) {
		calm[x.Kind]++
		switch x.Kind {
		case kindNight, kindMovement, kindFatigue, kindOverstay, kindStop, kindIdle:
			continue // ordinary work at odd hours, in towns and in long lines before ports
		}
		t.Errorf("a quiet fleet has %+v", x)
	}
	t.Logf("quiet: %v", calm)
}

func TestIncidentsCanBeSeen(t *testing.T) {
	f := newLife(t, Troubled)
	for _, x := range f.Incidents(month(f)) {
		if !x.Injected {
			continue
		}
		middle := x.From.Add(x.To.Sub(x.From) / 2)
		truth := f.TruckAt(x.Truck, middle)
		off := distanceKM(point{x.Lat, x.Lon}, point{truth.Lat, truth.Lon})
		switch x.Kind {
		case kindOverspeed:
			if truth.Speed < 70 {
				t.Errorf("%+v: %.0f km/h", x, truth.Speed)
			}
		case kindStop, kindCrash:
			if truth.Speed != 0 || truth.Ignition || off > 0.1 {
				t.Errorf("%+v: %+v", x, truth)
			}
		case kindIdle:
			if truth.Speed != 0 || !truth.Ignition {
				t.Errorf("%+v: %+v", x, truth)
			}
		case kindDeviation:
			if off < 5 {
				t.Errorf("%+v is %.1f km from where it left its way", x, off)
			}
		case kindSilence:
			if _, silent := f.silentAt(x.Truck, middle.Unix()); !silent {
				t.Errorf("%+v: the tracker is heard", x)
			}
		}
	}
}

func TestTroubledTrucksNeverJump(t *testing.T) {
	f := newLife(t, Troubled)
	for i := range 30 {
		last := f.TruckAt(i, time.Unix(f.from, 0))
		for s := f.from + 20; s < f.day; s += 20 {
			now := f.TruckAt(i, time.Unix(s, 0))
			if kmh := distanceKM(point{last.Lat, last.Lon}, point{now.Lat, now.Lon}) / 20 * 3600; kmh > 130 {
				t.Fatalf("%s moves at %.0f km/h at %s (%s, then %s)", f.trucks[i].plate, kmh, local(s), last.State, now.State)
			}
			last = now
		}
	}
}

// The feed brings every fix that the plan has, the late ones too, and nothing
// before it was measured.
func TestFeedBringsEverything(t *testing.T) {
	f := newLife(t, Troubled)
	to := time.Unix(f.day, 0)
	from := to.Add(-24 * time.Hour)
	fixes, last := 0, time.Time{}
	for m := range f.Feed(from, to, 30) {
		if m.At.Before(last) {
			t.Fatalf("a message of %s comes after one of %s", m.At, last)
		}
		last = m.At
		fixes++
	}
	if perTruck := fixes / f.Size(); perTruck < 400 || perTruck > 2900 {
		t.Errorf("%d messages of a truck a day", perTruck)
	}
	t.Logf("%d messages in a day", fixes)
}

func TestControlTellsTheTruth(t *testing.T) {
	f := newLife(t, Troubled)
	at := time.Unix(f.day, 0)
	s := NewSimulator(f, Target{}, 10, func() time.Time { return at })
	mux := http.NewServeMux()
	s.Register(mux)
	ask := func(method, path, body string) string {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
		if w.Code != http.StatusOK {
			t.Fatalf("%s %s = %d: %s", method, path, w.Code, w.Body)
		}
		return w.Body.String()
	}
	ask("POST", "/control/incident", `{"plate":"T-4407","kind":"stop"}`)
	at = at.Add(time.Minute)
	list := ask("GET", "/control/incidents?hours=48", "")
	for _, want := range []string{`"kind":"stoppage","severity":"warning","plate":"T-4407"`, `"kind":"fuel_theft","severity":"critical"`} {
		if !strings.Contains(list, want) {
			t.Errorf("the truth lacks %s:\n%s", want, list)
		}
	}
}
