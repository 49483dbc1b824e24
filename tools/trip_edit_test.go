package tools_test

import (
	"fmt"
	"strings"
	"testing"

	"watchtower/answer"
	"watchtower/fleet"
)

const tomorrowTrip = `{"truck":"T-4407","origin":"Apapa Port","destination":"Ibadan","start":"2026-11-24T22:00:00+01:00","client":"Deekay Foods","cargo":"rice"}`

func TestTripEditChangesSeveralThingsAtOnce(t *testing.T) {
	f := newFixture(t)
	f.must("trip_create", tomorrowTrip)
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_edit",
		`{"trip_id":"4001","truck":"T-5120","destination":"Ibeshe Terminal","stops":["Ibadan"],"container":"tcnu 3877560","container_size":40,"waybill":"WB-7","clear":["client","cargo"]}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Trip 4001: truck from T-4407 to T-5120", "Destination from Ibadan to Ibeshe Terminal", "Stops from none to Ibadan",
		"Container from none to TCNU3877560", "Client from Deekay Foods to none", "Cargo from rice to none"} {
		if !strings.Contains(a.Headline, want) {
			t.Errorf("%q does not say %q", a.Headline, want)
		}
	}
	trip, err := f.store.Trip(t.Context(), "4001")
	if err != nil || trip.Truck != "T-5120" || trip.Client != "" || trip.Cargo != "" || trip.ContainerSize != 40 || trip.Waybill != "WB-7" || trip.Version != 2 {
		t.Errorf("the trip is %+v, %v", trip, err)
	}
	if trip.Driver != "Moses Okafor" {
		t.Errorf("the driver became %q without a word", trip.Driver)
	}
}

func TestTripEditRefuses(t *testing.T) {
	f := newFixture(t)
	f.must("trip_create", tomorrowTrip)
	for _, c := range []struct {
		caller     fleet.Caller
		args, say  string
		kind       fleet.Kind
		afterwards string // a step that is reported before
	}{
		{viewer, `{"trip_id":"4001","cargo":"beans"}`, "may not edit trips", fleet.Forbidden, ""},
		{dispatcher, `{"trip_id":"4001"}`, "how trip 4001 stands already", fleet.Invalid, ""},
		{dispatcher, `{"trip_id":"4001","cargo":"rice"}`, "how trip 4001 stands already", fleet.Invalid, ""},
		{dispatcher, `{"trip_id":"4001","destination":"Apapa Port"}`, "the same place", fleet.Invalid, ""},
		{dispatcher, `{"trip_id":"4001","container":"ABC"}`, "is not a container number", fleet.Invalid, ""},
		{dispatcher, `{"trip_id":"4001","clear":["truck"]}`, "cannot be emptied", fleet.Invalid, ""},
		{dispatcher, `{"trip_id":"4001","version":7,"cargo":"beans"}`, "has changed since you looked", fleet.Conflict, ""},
		{dispatcher, `{"trip_id":"4001","start":"2026-11-20T22:00:00+01:00"}`, "in the past", fleet.Invalid, ""},
		{dispatcher, `{"trip_id":"4001","origin":"Ibeshe Terminal"}`, "has left its origin", fleet.Conflict, "depart"},
		{dispatcher, `{"trip_id":"4001","start":"2026-11-25T22:00:00+01:00"}`, "only a scheduled trip", fleet.Conflict, ""},
		{dispatcher, `{"trip_id":"4001","destination":"Ibeshe Terminal"}`, "has arrived already", fleet.Conflict, "mark_arrived"},
		{dispatcher, `{"trip_id":"4001","cargo":"beans"}`, "can no longer be changed", fleet.Conflict, "end"},
	} {
		if c.afterwards != "" {
			f.must("trip_update", fmt.Sprintf(`{"trip_id":"4001","action":%q}`, c.afterwards))
		}
		_, err := f.run(c.caller, fleet.ViaCommand, "trip_edit", c.args)
		if e := wantError(t, err, c.kind); !strings.Contains(e.Message, c.say) {
			t.Errorf("%s: %q, want %q", c.args, e.Message, c.say)
		}
	}
}

func TestTripEditInASentenceIsConfirmed(t *testing.T) {
	f := newFixture(t)
	f.must("trip_create", tomorrowTrip)
	a, err := f.run(dispatcher, fleet.ViaSentence, "trip_edit", `{"on_truck":"4407","cargo":"beans"}`)
	if err != nil || a.Pending == nil || !strings.Contains(a.Headline, "Change trip 4001? Cargo from rice to beans.") {
		t.Fatalf("%+v, %v", a, err)
	}
	f.must("trip_edit", `{"trip_id":"4001","waybill":"WB-1"}`)
	if _, err := f.reg.Confirm(t.Context(), dispatcher, a.Pending.ID); fleet.KindOf(err) != fleet.Conflict {
		t.Errorf("a confirmation of what has changed since: %v, want a conflict", err)
	}
}

// Who may edit a trip is offered that, nobody else.
func TestChoicesOfATripByRole(t *testing.T) {
	f := newFixture(t)
	f.must("trip_create", tomorrowTrip)
	labels := func(c fleet.Caller) (out []string) {
		a, err := f.run(c, fleet.ViaCommand, "trip_status", `{"trip_id":"4001"}`)
		if err != nil || a.Kind != answer.Result {
			t.Fatalf("%+v, %v", a, err)
		}
		for _, c := range a.Choices {
			out = append(out, c.Label)
		}
		return out
	}
	if got := strings.Join(labels(dispatcher), "|"); got != "Start loading|Departed|Edit…|Assign truck or driver…|Cancel trip…" {
		t.Errorf("a dispatcher is offered %s", got)
	}
	if got := labels(viewer); got != nil {
		t.Errorf("a viewer is offered %v", got)
	}
}
