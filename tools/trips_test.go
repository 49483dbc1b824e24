package tools_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

const newTrip = `{"truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-24T06:00:00+01:00","client":"Deekay Foods","cargo":"rice"}`

func TestTripLife(t *testing.T) {
	f := newFixture(t)
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_create", newTrip)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Trip 4001, T-4407 from Apapa Port to Ibadan is created, Tue 24 Nov, 06:00 WAT."; a.Headline != want {
		t.Errorf("headline %q, want %q", a.Headline, want)
	}
	if !strings.Contains(a.Text(), "Driver: Moses Okafor") {
		t.Errorf("the truck's own driver is missing: %q", a.Text())
	}
	steps := []struct{ action, status string }{
		{"start", "loading"}, {"depart", "en route"}, {"mark_arrived", "arrived"}, {"offload", "offloading"}, {"end", "completed"},
	}
	for _, s := range steps {
		f.now = f.now.Add(time.Hour)
		a, err := f.run(dispatcher, fleet.ViaCommand, "trip_update", `{"trip_id":"4001","action":"`+s.action+`"}`)
		if err != nil || !strings.Contains(a.Text(), "Status: "+s.status) {
			t.Fatalf("%s: %v %q", s.action, err, a.Text())
		}
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "trip_update", `{"trip_id":"4001","action":"depart"}`)
	wantKind(t, err, fleet.Conflict)
	a, err = f.run(viewer, fleet.ViaCommand, "trip_status", `{"trip_id":"4001","milestone":"arrival"}`)
	if err != nil || !strings.HasPrefix(a.Headline, "Yes. Trip 4001") {
		t.Errorf("milestone: %q %v", a.Headline, err)
	}
}

func TestTripCreateRefuses(t *testing.T) {
	f := newFixture(t)
	cases := []struct {
		name, args string
		kind       fleet.Kind
		field      string
	}{
		{"start in the past", `{"truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-22T06:00:00+01:00"}`, fleet.Invalid, "start"},
		{"start too soon", `{"truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T11:10:00+01:00"}`, fleet.Invalid, "start"},
		{"start unreadable", `{"truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"soon"}`, fleet.Invalid, "start"},
		{"unknown truck", `{"truck":"T-4408","origin":"Apapa","destination":"Ibadan","start":"2026-11-24T06:00:00+01:00"}`, fleet.NotFound, "truck"},
		{"unknown destination", `{"truck":"T-4407","origin":"Apapa","destination":"Atlantis","start":"2026-11-24T06:00:00+01:00"}`, fleet.NotFound, "destination"},
		{"same place", `{"truck":"T-4407","origin":"Apapa","destination":"apapa port","start":"2026-11-24T06:00:00+01:00"}`, fleet.Invalid, "destination"},
		{"truck without driver", `{"truck":"BDG 220 YA","origin":"Apapa","destination":"Ibadan","start":"2026-11-24T06:00:00+01:00"}`, fleet.Invalid, "driver"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := f.run(dispatcher, fleet.ViaCommand, "trip_create", c.args)
			if e := wantError(t, err, c.kind); e.Field != c.field {
				t.Errorf("field %q, want %q", e.Field, c.field)
			}
		})
	}
	t.Run("what is missing is asked at once", func(t *testing.T) {
		a, err := f.run(dispatcher, fleet.ViaSentence, "trip_create", `{"truck":"T-4407","destination":null}`)
		if err != nil || a.Kind != answer.Question || strings.Join(a.Ask.Missing, " ") != "origin destination start" {
			t.Errorf("%+v %v", a, err)
		}
	})
	t.Run("a viewer may not", func(t *testing.T) {
		_, err := f.run(viewer, fleet.ViaCommand, "trip_create", newTrip)
		wantKind(t, err, fleet.Forbidden)
	})
}

func TestSentenceWritesWaitForConfirmation(t *testing.T) {
	f := newFixture(t)
	ask := func() string {
		t.Helper()
		a, err := f.run(dispatcher, fleet.ViaSentence, "trip_create", newTrip)
		if err != nil || a.Kind != answer.Confirm {
			t.Fatalf("want a confirmation: %v %+v", err, a)
		}
		return a.Pending.ID
	}
	trips := func() int {
		t.Helper()
		_, n, err := f.store.Trips(t.Context(), tripsAll)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	id := ask()
	if n := trips(); n != 0 {
		t.Fatalf("%d trips before the yes", n)
	}
	_, err := f.reg.Confirm(t.Context(), fleet.Caller{PersonID: 99, Role: fleet.Dispatcher}, id)
	wantKind(t, err, fleet.Forbidden)
	if _, err := f.reg.Confirm(t.Context(), dispatcher, id); err != nil || trips() != 1 {
		t.Fatalf("confirm: %v, %d trips", err, trips())
	}
	_, err = f.reg.Confirm(t.Context(), dispatcher, id)
	wantKind(t, err, fleet.Conflict)
	if trips() != 1 {
		t.Fatal("a second click made a second trip")
	}
	id = ask()
	f.now = f.now.Add(11 * time.Minute)
	_, err = f.reg.Confirm(t.Context(), dispatcher, id)
	wantKind(t, err, fleet.Conflict)
	id = ask()
	if _, err := f.reg.Cancel(t.Context(), dispatcher, id); err != nil {
		t.Fatal(err)
	}
	_, err = f.reg.Confirm(t.Context(), dispatcher, id)
	wantKind(t, err, fleet.Conflict)
	if trips() != 1 {
		t.Error("a cancelled or expired write was carried out")
	}
}

func TestTripsList(t *testing.T) {
	f := newFixture(t)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T06:00:00+01:00","status":"en_route"}`)
	f.must("trip_save", `{"ref":"3102","truck":"T-5120","origin":"Apapa","destination":"Ibeshe Terminal","start":"2026-11-23T07:00:00+01:00"}`)
	f.must("trip_save", `{"ref":"3090","truck":"T-5120","origin":"Ibadan","destination":"Apapa","start":"2026-11-18T07:00:00+01:00","status":"completed"}`)
	cases := []struct{ args, headline string }{
		{`{"status":"ongoing"}`, "1 ongoing trip."},
		{`{"status":"delayed"}`, "1 delayed trip."},
		{`{"period":"last_week","status":"completed","want":"count"}`, "1 completed trip."},
		{`{"period":{"from":"2026-11-23","to":"2026-11-23"}}`, "2 trips."},
		{`{"destination":"Ibadan"}`, "1 trip to Ibadan."},
		{`{"truck":"T-5120"}`, "2 trips of T-5120."},
		{`{"period":"tomorrow"}`, "No trips."},
	}
	for _, c := range cases {
		a, err := f.run(viewer, fleet.ViaCommand, "trips_list", c.args)
		if err != nil || a.Headline != c.headline {
			t.Errorf("%s: %q %v, want %q", c.args, a.Headline, err, c.headline)
		}
	}
	_, err := f.run(fleet.Caller{Role: fleet.DriverRole, DriverID: 1}, fleet.ViaSentence, "trips_list", `{"period":"today"}`)
	wantKind(t, err, fleet.Forbidden)
}

// A list without a trip says what to do next, to each what they may.
func TestNoTripsSayWhatToDoNext(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct {
		who  fleet.Caller
		args string
		note string
		next []string
	}{
		{dispatcher, `{"period":"tomorrow"}`, "Plan one: /trip create", []string{"A week back and ahead", "New trip"}},
		{viewer, `{"period":"tomorrow"}`, "A dispatcher plans trips.", []string{"A week back and ahead"}},
		{dispatcher, `{"period":"last_week"}`, "No trip was to start then.", []string{"A week back and ahead"}},
		{dispatcher, `{}`, "Plan one: /trip create", []string{"New trip"}},
		{dispatcher, `{"status":"delayed"}`, "", []string{"All trips"}},
		{dispatcher, `{"period":"tomorrow","truck":"T-4407"}`, "", []string{"All trips of that time"}},
		{dispatcher, `{"period":"tomorrow","want":"count"}`, "", nil},
		{fleet.Caller{Role: fleet.DriverRole, DriverID: 1}, `{"self":true,"period":"tomorrow"}`, "Ask a dispatcher", []string{"A week back and ahead"}},
	} {
		a, err := f.run(c.who, fleet.ViaCommand, "trips_list", c.args)
		var next []string
		for _, n := range a.Choices {
			next = append(next, n.Label)
		}
		notes := strings.Join(a.Notes, " ")
		if err != nil || !strings.Contains(notes, c.note) || !slices.Equal(next, c.next) || len(a.Headline) > 40 {
			t.Errorf("%s %s: %q, %q, %v, %v; want %q and %v", c.who.Role, c.args, a.Headline, notes, next, err, c.note, c.next)
		}
	}
}

// Trucks leave at night: what was planned yesterday and finished today counts
// as completed today.
func TestCompletedMeansFinished(t *testing.T) {
	f := newFixture(t)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-22T22:00:00+01:00","status":"completed","completed_at":"2026-11-23T04:00:00+01:00"}`)
	for period, want := range map[string]string{"today": "1 completed trip.", "yesterday": "No completed trips."} {
		a, err := f.run(viewer, fleet.ViaCommand, "trips_list", `{"status":"completed","period":"`+period+`"}`)
		if err != nil || a.Headline != want {
			t.Errorf("%s: %q %v", period, a.Headline, err)
		}
	}
}

func TestTwoPeopleChangeOneTrip(t *testing.T) {
	f := newFixture(t)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-24T06:00:00+01:00"}`)
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_update", `{"trip_id":"3101","action":"reschedule","start":"2026-11-25T06:00:00+01:00","reason":"gate closed"}`)
	if err != nil || !strings.Contains(a.Text(), "Wed 25 Nov, 06:00 WAT") {
		t.Fatalf("%v %q", err, a.Text())
	}
	a, err = f.run(dispatcher, fleet.ViaCommand, "trip_update", `{"trip_id":"3101","action":"change_driver","driver":"Ibrahim Bello"}`)
	if err != nil || !strings.Contains(a.Text(), "Driver: Ibrahim Bello") {
		t.Fatalf("%v %q", err, a.Text())
	}
	trip, err := f.store.Trip(t.Context(), "3101")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.store.UpdateTrip(t.Context(), trip.ID, trip.Version-1, changeBy("Ada"), func(*fleet.Trip) error { return nil })
	wantKind(t, err, fleet.Conflict)
	history, err := f.store.TripHistory(t.Context(), trip.ID, 100, 0)
	if err != nil || len(history) != 3 || history[1].Why != "gate closed" {
		t.Errorf("history %+v %v", history, err)
	}
}
