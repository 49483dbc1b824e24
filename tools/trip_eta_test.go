package tools_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// factOf is a fact of an answer, "" when it has none of that name.
func factOf(a answer.Answer, label string) string {
	for _, f := range a.Facts {
		if f.Label == label {
			return f.Value
		}
	}
	return ""
}

// onTheWay has T-4407 drive near Ogere on trip 3101 to Ibadan since the morning.
func onTheWay(t *testing.T) *fixture {
	f := newFixture(t)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa Port","destination":"Ibadan","status":"en_route","start":"2026-11-23T06:00:00+01:00","departed_at":"2026-11-23T06:30:00+01:00","container":"TCNU3877560"}`)
	f.drive("T-4407", 6.945, 3.652, 48, 2*time.Minute)
	return f
}

func TestArrivalsAreRanges(t *testing.T) {
	f := onTheWay(t)
	for _, args := range []string{`{"trip_id":"3101"}`, `{"truck":"T-4407"}`, `{"container":"TCNU3877560"}`, `{"driver":"Moses Okafor"}`, `{"truck":"T-4407","destination":"Ibadan"}`, `{"trip_id":"3101","destination":"Ibadan"}`} {
		a, err := f.run(dispatcher, fleet.ViaCommand, "trip_eta", args)
		if err != nil || !strings.HasPrefix(a.Headline, "T-4407 should reach Ibadan between 1") {
			t.Fatalf("%s: %v %q", args, err, a.Headline)
		}
		for label, part := range map[string]string{"Arrives": "most likely about", "Still to go": "km by road", "Estimated": "by the road table", "Last fix": "2 min ago"} {
			if v := factOf(a, label); !strings.Contains(v, part) {
				t.Errorf("%s: %s = %q, without %q", args, label, v, part)
			}
		}
	}
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_eta", `{"truck":"T-4407","destination":"Kano","want":"distance","unit":"mi"}`)
	if err != nil || !strings.Contains(a.Headline, " mi by road to go to Kano; it should reach Kano between Tue 24 Nov") || !strings.Contains(factOf(a, "Counted in"), "a night's rest") {
		t.Errorf("far: %v %+v", err, a)
	}
	status := f.must("trip_status", `{"trip_id":"3101"}`)
	if !strings.Contains(factOf(status, "Expected"), " to 1") {
		t.Errorf("the card of the trip says %q", factOf(status, "Expected"))
	}
}

func TestArrivalsUseWhatTrucksDid(t *testing.T) {
	f := onTheWay(t)
	hours := [fleet.AnyHour + 1]fleet.Pace{fleet.AnyHour: {Passes: 44, Low: 5 * 3600, Mid: 6 * 3600, High: 7 * 3600}}
	if err := f.store.SavePaces(t.Context(), fleet.Paces{"Ogere>Ibadan": &hours}); err != nil {
		t.Fatal(err)
	}
	a := f.must("trip_eta", `{"trip_id":"3101"}`)
	if how := factOf(a, "Estimated"); !strings.Contains(how, "what trucks of this fleet did") || !strings.Contains(how, "44 passes") || !strings.Contains(how, "by rule") {
		t.Errorf("estimated %q", how)
	}
	learned := fleet.ETALearned{"observed far": {Arrivals: 25, Low: 1, Mid: 1.1, High: 1.2}, "observed near": {Arrivals: 25, Low: 1, Mid: 1.1, High: 1.2}}
	if err := f.store.SaveETALearned(t.Context(), learned); err != nil {
		t.Fatal(err)
	}
	if how := factOf(f.must("trip_eta", `{"trip_id":"3101"}`), "Estimated"); !strings.Contains(how, "(25 seen)") {
		t.Errorf("estimated %q", how)
	}
}

// Who only asks need not type a whole plate or name; who changes a trip must.
func TestTripsAreReadByPartsOfNames(t *testing.T) {
	f := onTheWay(t)
	for _, args := range []string{`{"truck":"4407"}`, `{"driver":"Okafor"}`} {
		if a, err := f.run(dispatcher, fleet.ViaCommand, "trip_status", args); err != nil || !strings.Contains(a.Headline, "Trip 3101") {
			t.Errorf("trip_status %s: %q %v", args, a.Headline, err)
		}
		if a, err := f.run(dispatcher, fleet.ViaSentence, "trip_eta", args); err != nil || !strings.HasPrefix(a.Headline, "T-4407 should reach Ibadan") {
			t.Errorf("trip_eta %s: %q %v", args, a.Headline, err)
		}
	}
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_update", `{"truck":"4407","action":"mark_arrived"}`)
	if err != nil || a.Pending == nil {
		t.Errorf("a change by part of a plate was not asked about: %q %v", a.Headline, err)
	}
}

// A truck that is named twice neither shifts nor repeats what is told of others.
func TestATruckNamedTwiceArrivesOnce(t *testing.T) {
	f := onTheWay(t)
	f.must("trip_save", `{"ref":"3102","truck":"T-5120","origin":"Apapa Port","destination":"Ibeshe Terminal","status":"en_route","start":"2026-11-23T06:00:00+01:00","departed_at":"2026-11-23T06:30:00+01:00"}`)
	f.drive("T-5120", 6.5, 3.38, 30, time.Minute)
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_eta", `{"trucks":["T-4407","t 4407","T-5120"]}`)
	if err != nil || a.Table == nil || len(a.Table.Rows) != 2 {
		t.Fatalf("%v %+v", err, a)
	}
	for i, to := range []string{"Ibadan", "Ibeshe Terminal"} {
		if row := strings.Join(a.Table.Rows[i], " "); !strings.Contains(row, to) {
			t.Errorf("row %d: %s, without %s", i+1, row, to)
		}
	}
}

func TestArrivalsThatCannotBeToldAreNot(t *testing.T) {
	f := onTheWay(t)
	for args, want := range map[string]string{
		`{"truck":"BDG 220 YA","destination":"Ibadan"}`: "BDG 220 YA has never reported a position",
		`{"truck":"T-5120","destination":"Apapa Port"}`: "T-5120 is in Apapa Port",
	} {
		f.drive("T-5120", 6.445, 3.365, 0, time.Minute)
		if a := f.must("trip_eta", args); !strings.HasPrefix(a.Headline, want) || factOf(a, "Arrives") != "" {
			t.Errorf("%s: %q", args, a.Headline)
		}
	}
	_, err := f.run(dispatcher, fleet.ViaCommand, "trip_eta", `{"truck":"T-5120"}`)
	if e := wantError(t, err, fleet.Ambiguous); !strings.Contains(e.Message, "T-5120 is on no trip") {
		t.Errorf("no trip: %q", e.Message)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "trip_eta", `{}`)
	wantKind(t, err, fleet.Ambiguous)
	f.now = noon.Add(7 * time.Hour)
	a := f.must("trip_eta", `{"trip_id":"3101"}`)
	if !strings.HasPrefix(a.Headline, "The last fix of T-4407 is 7 h") || factOf(a, "Arrives") != "" || factOf(a, "Last fix") == "" {
		t.Errorf("too old: %+v", a)
	}
	f.must("trip_update", `{"trip_id":"3101","action":"mark_arrived"}`)
	if a := f.must("trip_eta", `{"trip_id":"3101"}`); !strings.HasPrefix(a.Headline, "Trip 3101 arrived in Ibadan on Mon 23 Nov") {
		t.Errorf("arrived: %q", a.Headline)
	}
}

func TestOldFixesAreSaidAndWiden(t *testing.T) {
	f := onTheWay(t)
	f.now = noon.Add(40 * time.Minute)
	a := f.must("trip_eta", `{"trip_id":"3101"}`)
	if notes := strings.Join(a.Notes, " "); !strings.Contains(notes, "The fix is 42 min old; the range is wider for it.") {
		t.Errorf("notes = %q", notes)
	}
}

func TestLateByThePlan(t *testing.T) {
	f := onTheWay(t)
	if a := f.must("trip_eta", `{"trip_id":"3101","want":"late"}`); !strings.HasPrefix(a.Headline, "No arrival was planned") {
		t.Errorf("without a plan: %q", a.Headline)
	}
	for plan, want := range map[string]string{"2026-11-23T11:20:00+01:00": "Yes, it will most likely be late.", "2026-11-23T23:00:00+01:00": "No, it should be in time."} {
		f.must("trip_save", fmt.Sprintf(`{"ref":"3101","truck":"T-4407","origin":"Apapa Port","destination":"Ibadan","start":"2026-11-23T06:00:00+01:00","planned_arrived":%q}`, plan))
		a := f.must("trip_eta", `{"trip_id":"3101","want":"late"}`)
		if !strings.HasPrefix(a.Headline, want) || factOf(a, "Planned arrival") == "" {
			t.Errorf("planned %s: %q, %q", plan, a.Headline, factOf(a, "Planned arrival"))
		}
	}
}

func TestSeveralArrivals(t *testing.T) {
	f := onTheWay(t)
	f.drive("T-5120", 6.80, 3.43, 40, time.Minute)
	a := f.must("trip_eta", `{"trucks":["T-4407","T-5120","BDG 220 YA"],"destination":"Ibadan"}`)
	if a.Headline != "Arrivals of 2 of 3 trucks, each as a range:" || len(a.Table.Rows) != 3 || !strings.Contains(a.Table.Rows[2][2], "never reported") {
		t.Errorf("%q %+v", a.Headline, a.Table)
	}
}

func TestDriversAskAboutTheirOwnArrival(t *testing.T) {
	f := onTheWay(t)
	moses, err := f.store.FindDriver(t.Context(), "Moses Okafor", 0)
	if err != nil {
		t.Fatal(err)
	}
	driver := fleet.Caller{Name: "Moses Okafor", Role: fleet.DriverRole, DriverID: moses.ID}
	for _, args := range []string{`{"self":true}`, `{"self":true,"destination":"Ibadan"}`, `{"trip_id":"3101"}`} {
		if a, err := f.run(driver, fleet.ViaSentence, "trip_eta", args); err != nil || !strings.HasPrefix(a.Headline, "T-4407 should reach") {
			t.Errorf("%s: %v %q", args, err, a.Headline)
		}
	}
	for _, args := range []string{`{"truck":"T-5120","destination":"Ibadan"}`, `{"truck":"T-5120"}`, `{"trucks":["T-4407","T-5120"],"destination":"Ibadan"}`} {
		_, err := f.run(driver, fleet.ViaSentence, "trip_eta", args)
		wantKind(t, err, fleet.Forbidden)
	}
}

func TestARouterIsAskedOnlyWhereTrucksHaveShownNothing(t *testing.T) {
	f := onTheWay(t)
	asked := 0
	f.reg.Router = func(_ context.Context, from, to fleet.Point) (fleet.Way, error) {
		asked++
		return fleet.RouterWay(from, to, 90_000, 5400), nil
	}
	if a := f.must("trip_eta", `{"trip_id":"3101"}`); asked != 1 || !strings.Contains(factOf(a, "Estimated"), "by the routing server") {
		t.Errorf("asked %d times, %q", asked, factOf(a, "Estimated"))
	}
	f.reg.Router = func(context.Context, fleet.Point, fleet.Point) (fleet.Way, error) {
		return fleet.Way{}, fleet.Errorf(fleet.Unavailable, "away")
	}
	if a := f.must("trip_eta", `{"trip_id":"3101"}`); !strings.Contains(factOf(a, "Estimated"), "by the road table") {
		t.Errorf("without it %q", factOf(a, "Estimated"))
	}
	hours := [fleet.AnyHour + 1]fleet.Pace{fleet.AnyHour: {Passes: 44, Low: 5000, Mid: 6000, High: 7000}}
	if err := f.store.SavePaces(t.Context(), fleet.Paces{"Ogere>Ibadan": &hours}); err != nil {
		t.Fatal(err)
	}
	f.reg.Router = func(context.Context, fleet.Point, fleet.Point) (fleet.Way, error) {
		t.Error("asked although trucks have shown the way")
		return fleet.Way{}, fleet.Errorf(fleet.Unavailable, "away")
	}
	f.must("trip_eta", `{"trip_id":"3101"}`)
}
