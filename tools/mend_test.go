package tools_test

import (
	"strings"
	"testing"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func (f *fixture) driver(name string) fleet.Caller {
	f.Helper()
	n, err := f.store.FindDriver(f.Context(), name, store.Loose)
	if err != nil {
		f.Fatal(err)
	}
	return fleet.Caller{PersonID: 0, Name: n.Name, Role: fleet.DriverRole, DriverID: n.ID}
}

func (f *fixture) withTrips() {
	f.must("client_save", `{"name":"Olam Mills"}`)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T09:00:00+01:00","status":"loading","waybill":"WB-90417"}`)
	f.must("trip_save", `{"ref":"3102","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-24T09:00:00+01:00"}`)
	f.must("trip_save", `{"ref":"3107","truck":"T-5120","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T09:00:00+01:00","client":"Olam Mills"}`)
	f.must("trip_save", `{"ref":"3108","truck":"T-5120","origin":"Apapa","destination":"Ibadan","start":"2026-11-24T09:00:00+01:00","client":"Olam Mills"}`)
}

// A driver learns nothing of others, neither by an answer nor by a question
// back, whatever argument names them.
func TestDriversLearnNothingOfOthers(t *testing.T) {
	f := newFixture(t)
	f.withTrips()
	moses := f.driver("Moses Okafor")
	asks := []struct{ tool, args string }{
		{"trip_status", `{"truck":"T-5120"}`}, {"trip_status", `{"client":"Olam"}`}, {"trip_status", `{"client":"Nobody"}`},
		{"trip_status", `{"trip_id":"3107"}`}, {"trip_status", `{"trip_id":"9999"}`}, {"trip_status", `{"driver":"Ibrahim"}`},
		{"trip_update", `{"action":"end","truck":"T-5120"}`}, {"trip_update", `{"action":"end","trip_id":"3107"}`},
		{"truck_status", `{"truck":"T-5121"}`}, {"truck_status", `{"truck":"T-5120"}`}, {"truck_status", `{"driver":"Xavier"}`},
		{"truck_status", `{"trip_id":"3107"}`}, {"truck_status", `{"trucks":["T-4407","T-5120"]}`},
		{"trips_list", `{}`}, {"trips_list", `{"driver":"Ibrahim"}`}, {"trips_list", `{"period":"today"}`},
	}
	for _, c := range asks {
		a, err := f.run(moses, fleet.ViaSentence, c.tool, c.args)
		if fleet.KindOf(err) != fleet.Forbidden {
			t.Errorf("%s %s: %v %q", c.tool, c.args, err, a.Headline)
		}
		for _, secret := range []string{"T-5120", "3107", "3108", "Olam", "Ibrahim"} {
			if text := answer.FromError(err).Text() + a.Text(); strings.Contains(text, secret) {
				t.Errorf("%s %s gives away %s: %q", c.tool, c.args, secret, text)
			}
		}
	}
	if a, err := f.run(moses, fleet.ViaSentence, "trips_list", `{"self":true,"driver":"Xavier"}`); err != nil || !strings.HasPrefix(a.Headline, "2 trips") {
		t.Errorf("own trips: %v %q", err, a.Headline)
	}
	nobody := fleet.Caller{Role: fleet.DriverRole}
	for _, tool := range []string{"trips_list", "truck_status", "trip_status"} {
		_, err := f.run(nobody, fleet.ViaSentence, tool, `{"self":true}`)
		wantKind(t, err, fleet.Forbidden)
	}
}

// What a person confirmed is what happens, whatever the names mean by then.
func TestConfirmedIsWhatWasShown(t *testing.T) {
	f := newFixture(t)
	f.withTrips()
	propose := func(tool, args string) string {
		t.Helper()
		a, err := f.run(dispatcher, fleet.ViaSentence, tool, args)
		if err != nil || a.Kind != answer.Confirm {
			t.Fatalf("%s %s: %v %+v", tool, args, err, a)
		}
		return a.Pending.ID
	}
	t.Run("the trip has moved on", func(t *testing.T) {
		id := propose("trip_update", `{"truck":"T-4407","action":"depart","trip_id":"3101"}`)
		f.must("trip_update", `{"trip_id":"3101","action":"mark_arrived"}`)
		_, err := f.reg.Confirm(t.Context(), dispatcher, id)
		wantKind(t, err, fleet.Conflict)
		if trip, err := f.store.Trip(t.Context(), "3101"); err != nil || trip.Status != fleet.Arrived {
			t.Errorf("%v %v", trip.Status, err)
		}
	})
	t.Run("the driver that was shown drives", func(t *testing.T) {
		id := propose("trip_create", `{"truck":"T-5120","origin":"Apapa","destination":"Ibadan","start":"2026-11-26T22:00:00+01:00"}`)
		f.must("truck_save", `{"plate":"T-5120","driver":"Moses Okafor"}`)
		a, err := f.reg.Confirm(t.Context(), dispatcher, id)
		if err != nil || !strings.Contains(a.Text(), "Driver: Ibrahim Bello") {
			t.Errorf("%v %q", err, a.Text())
		}
	})
	t.Run("a failed confirmation can be repeated", func(t *testing.T) {
		id := propose("trip_create", `{"truck":"BDG 220 YA","driver":"Moses","origin":"Apapa","destination":"Ibadan","start":"2026-11-26T22:00:00+01:00"}`)
		f.must("truck_save", `{"plate":"BDG 220 YA","active":false}`)
		_, err := f.reg.Confirm(t.Context(), dispatcher, id)
		if err == nil {
			t.Fatal("a trip for a truck out of service")
		}
		f.must("truck_save", `{"plate":"BDG 220 YA","active":true}`)
		if _, err := f.reg.Confirm(t.Context(), dispatcher, id); err != nil {
			t.Errorf("second try: %v", err)
		}
	})
}

// A command that does not spell a name out is shown before it is done.
func TestInexactCommandsAreConfirmedFirst(t *testing.T) {
	f := newFixture(t)
	f.withTrips()
	for _, c := range []struct{ tool, args string }{
		{"trip_create", `{"truck":"4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-26T22:00:00+01:00"}`},
		{"trip_update", `{"waybill":"90417","action":"depart"}`},
		{"trip_update", `{"trip_id":"3101","action":"change_driver","driver":"Ibrahim"}`},
	} {
		a, err := f.run(dispatcher, fleet.ViaCommand, c.tool, c.args)
		if err != nil || a.Kind != answer.Confirm {
			t.Errorf("%s %s: %v, kind %q: a fuzzy write went through", c.tool, c.args, err, a.Kind)
		}
	}
}

// An update by truck means the one trip it is legal for.
func TestUpdateFindsTheTripItFits(t *testing.T) {
	f := newFixture(t)
	f.withTrips()
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_update", `{"truck":"T-4407","action":"reschedule","start":"2026-11-25T22:00:00+01:00"}`)
	if err != nil || !strings.Contains(a.Headline, "3102") {
		t.Errorf("only 3102 can be rescheduled: %v %q", err, a.Headline)
	}
	a, err = f.run(f.driver("Moses Okafor"), fleet.ViaSentence, "trip_update", `{"self":true,"action":"mark_arrived"}`)
	if err != nil || !strings.Contains(a.Headline, "3101") {
		t.Errorf("3101 is under way, 3102 is tomorrow's: %v %q", err, a.Headline)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "trip_update", `{"truck":"T-4407","action":"cancel","reason":"client"}`)
	if e := wantError(t, err, fleet.Ambiguous); len(e.Choices) != 2 {
		t.Errorf("two trips could be cancelled: %v", e.Choices)
	}
}

// An old list does not undo a day's work, and leaves alone what it is silent on.
func TestTakingOverAgain(t *testing.T) {
	f := newFixture(t)
	f.withTrips()
	f.must("trip_update", `{"trip_id":"3101","action":"mark_arrived"}`)
	_, err := f.run(system, fleet.ViaJob, "trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa Port","destination":"Ibadan","start":"2026-11-23T09:00:00+01:00","status":"loading"}`)
	wantKind(t, err, fleet.Conflict)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa Port","destination":"Ibadan","start":"2026-11-23T09:00:00+01:00","cargo":"rice"}`)
	trip, err := f.store.Trip(t.Context(), "3101")
	if err != nil || trip.Status != fleet.Arrived || trip.Waybill != "WB-90417" || trip.Cargo != "rice" || trip.Times.Arrived.IsZero() {
		t.Errorf("%+v %v", trip, err)
	}
}

func TestWritesAreAuditedBeforeAndAfter(t *testing.T) {
	f := newFixture(t)
	_, err := f.run(viewer, fleet.ViaCommand, "trip_create", newTrip)
	if e := wantError(t, err, fleet.Forbidden); e.Message != "A viewer may not create trips. Ask a dispatcher." {
		t.Errorf("refusal reads %q", e.Message)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "trip_create", `{"truck":"T-4407","origin":"Apapa","destination":"Apapa","start":"2026-11-26T22:00:00+01:00"}`)
	wantKind(t, err, fleet.Invalid)
	rows, err := f.store.LastAudit(t.Context(), 2)
	if err != nil || len(rows) != 2 || rows[0].Outcome != "invalid" || rows[1].Outcome != "forbidden" || rows[1].Caller.Name != "Vera" {
		t.Errorf("%+v %v", rows, err)
	}
}
