package road

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// morning is the moment the practice questions are asked at.
func morning() time.Time { return time.Date(2026, 11, 23, 11, 0, 0, 0, lagos()) }

func newTestFleet(t *testing.T, seed uint64) *Fleet {
	t.Helper()
	f, err := NewFleet(Options{Seed: seed, Trucks: 85, Start: morning()})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSameSeedSameFleet(t *testing.T) {
	a, b, other := newTestFleet(t, 1), newTestFleet(t, 1), newTestFleet(t, 2)
	differs := false
	for i := range a.trucks {
		for h := -14 * 24; h < 48; h += 7 {
			at := morning().Add(time.Duration(h) * time.Hour)
			if diff := cmp.Diff(a.TruckAt(i, at), b.TruckAt(i, at)); diff != "" {
				t.Fatalf("truck %d at %s differs (-first +second):\n%s", i, at, diff)
			}
			differs = differs || a.TruckAt(i, at) != other.TruckAt(i, at)
		}
	}
	if !differs {
		t.Error("another seed moves the trucks in the same way")
	}
}

func TestFleetDoesNotDependOnTheHourItStarts(t *testing.T) {
	late, err := NewFleet(Options{Seed: 1, Trucks: 85, Start: morning().Add(9 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := late.TruckAt(3, morning()), newTestFleet(t, 1).TruckAt(3, morning()); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTrucksNeverJump(t *testing.T) {
	f := newTestFleet(t, 1)
	const step = 10
	for i := range f.trucks {
		last := f.TruckAt(i, time.Unix(f.day-86400, 0))
		for s := f.day - 86400 + step; s < f.day+86400; s += step {
			now := f.TruckAt(i, time.Unix(s, 0))
			km := distanceKM(point{last.Lat, last.Lon}, point{now.Lat, now.Lon})
			if kmh := km / step * 3600; kmh > 130 {
				t.Fatalf("%s moves at %.0f km/h at %s (%s, then %s)", f.trucks[i].plate, kmh, local(s), last.State, now.State)
			}
			if now.Odometer < last.Odometer {
				t.Fatalf("%s runs its odometer back at %s", f.trucks[i].plate, local(s))
			}
			if now.Speed > 110 || now.Speed < 0 {
				t.Fatalf("%s reports %.0f km/h at %s", f.trucks[i].plate, now.Speed, local(s))
			}
			last = now
		}
	}
}

func TestPlansHaveNoGaps(t *testing.T) {
	f := newTestFleet(t, 1)
	for i, plan := range f.plans {
		at := f.from
		for _, s := range plan {
			if s.from != at || s.to <= s.from {
				t.Fatalf("%s: segment %s from %s to %s does not follow %s", f.trucks[i].plate, s.activity, local(s.from), local(s.to), local(at))
			}
			at = s.to
		}
		if at < f.to {
			t.Errorf("%s: plan ends at %s", f.trucks[i].plate, local(at))
		}
	}
}

func TestListedTrucksAndTheirJobs(t *testing.T) {
	f := newTestFleet(t, 1)
	for k, want := range listedTrucks() {
		if f.trucks[k].plate != want[0] || (want[1] != "" && f.people[f.trucks[k].driver].name != want[1]) {
			t.Errorf("truck %d is %s with %s, want %v", k, f.trucks[k].plate, f.people[f.trucks[k].driver].name, want)
		}
	}
	type job struct{ plate, status, waybill string }
	got := map[int]job{}
	for _, r := range f.trips {
		if r.ref == 3101 || r.ref == 3107 || r.ref == 3112 || r.ref == 3120 {
			got[r.ref] = job{f.trucks[r.truck].plate, r.status(morning().Unix()), r.waybill}
		}
	}
	want := map[int]job{3101: {"T-4407", "en_route", "WB-90417"}, 3107: {"EKY-731XB", "en_route", "WB-90422"},
		3112: {"FST-118XD", "loading", "WB-63112"}, 3120: {"MUS-904ZC", "scheduled", "WB-63120"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(job{})); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
}

// The demo may start at any hour: the trips people ask about must be under way.
func TestTrip3101IsOnTheRoadAllDay(t *testing.T) {
	f := newTestFleet(t, 1)
	for h := range 24 {
		at := time.Unix(f.day, 0).Add(time.Duration(h) * time.Hour)
		if got := f.TruckAt(0, at).Trip; got != firstRef {
			t.Errorf("at %s T-4407 is on trip %d", at.In(lagos()), got)
		}
	}
}

func TestTruckIsWhereItsTripSays(t *testing.T) {
	f := newTestFleet(t, 1)
	checked := 0
	for _, r := range f.trips {
		if r.finish == 0 || r.finish >= f.to {
			continue
		}
		for _, step := range []struct {
			at    int64
			place int
		}{{r.departed - 1, r.origin}, {r.arrived + 1, r.destination}, {r.finish - 1, r.destination}} {
			truth := f.TruckAt(r.truck, time.Unix(step.at, 0))
			pl := f.net.places[step.place]
			if d := distanceKM(pl.at, point{truth.Lat, truth.Lon}) * 1000; d > pl.radius {
				t.Fatalf("trip %d: the truck is %.0f m from %s at %s", r.ref, d, pl.name, local(step.at))
			}
			checked++
		}
	}
	if checked < 1000 {
		t.Errorf("only %d moments checked", checked)
	}
}

func TestFleetIsOfTheSizeOfItsModel(t *testing.T) {
	f := newTestFleet(t, 1)
	trips, fixes := 0, 0
	for _, r := range f.trips {
		if r.start >= f.day-14*86400 && r.start < f.day {
			trips++
		}
	}
	for i := range f.trucks {
		for at := f.day - 14*86400; at < f.day; at = f.nextPast(i, at) {
			fixes++
		}
	}
	if perDay := float64(trips) / 14; perDay < 38 || perDay > 52 {
		t.Errorf("%.1f trips a day, want about 45", perDay)
	}
	if fixes < 250_000 || fixes > 400_000 {
		t.Errorf("%d fixes in 14 days, want 250,000 to 400,000", fixes)
	}
	doing := map[string]int{}
	for i := range f.trucks {
		doing[f.TruckAt(i, morning()).State]++
	}
	t.Logf("%d trips, %d fixes, now %v", trips, fixes, doing)
	if doing["moving"] < 8 || doing["parked"] < 20 {
		t.Errorf("at eleven in the morning the fleet does %v", doing)
	}
}
