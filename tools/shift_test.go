package tools_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// counted notes an alert as one that is counted in the digest.
func (f *fixture) counted(id string) {
	f.Helper()
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		f.Fatal(err)
	}
	if err := f.store.TellAlert(f.Context(), n, "C0OPS", store.Windows{}, f.now, func(store.Hearing) store.Telling { return store.Telling{Way: store.WayDigest} }); err != nil {
		f.Fatal(err)
	}
}

func TestHandOverAndDigest(t *testing.T) {
	f := newFixture(t) // Mon 23 Nov, 11:00 in Lagos
	ada := f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	a, err := f.run(viewer, fleet.ViaCommand, "shift_handover", `{}`)
	if err != nil || a.Headline != "Hand-over of the day shift: nothing is left open." || fact(a, "In the shift") != "0 alerts, 0 critical, 0 resolved" {
		t.Errorf("nothing: %v %+v", err, a)
	}
	if a, err = f.run(viewer, fleet.ViaCommand, "alerts_digest", `{}`); err != nil || a.Headline != "Nothing happened beside what has a card." || a.Table != nil {
		t.Errorf("no digest: %v %+v", err, a)
	}
	taken := f.alert(fleet.AlertSOS, "T-5120", 20*time.Minute)
	open := f.alert(fleet.AlertOverspeed, "T-4407", 30*time.Minute)
	for i := range 3 {
		f.counted(f.alert(fleet.AlertIgnition, "T-4407", time.Duration(i+1)*time.Minute))
	}
	f.counted(f.alert(fleet.AlertGeofence, "T-5120", 10*time.Minute))
	if _, err := f.update(ada, taken, "acknowledge", ""); err != nil {
		t.Fatal(err)
	}
	a, err = f.run(fleet.SystemCaller, fleet.ViaJob, "shift_handover", `{"at":"2026-11-23T18:00:00+01:00"}`)
	if err != nil || a.Headline != "Hand-over of the day shift: 2 alerts, 1 open, 1 acknowledged." {
		t.Fatalf("%v %q", err, a.Headline)
	}
	if a.Table.Rows[0][0] != open || a.Table.Rows[1][0] != taken || !strings.HasPrefix(a.Table.Rows[1][4], "acknowledged by Ada") {
		t.Errorf("unanswered first, and who has the others: %v", a.Table.Rows)
	}
	for label, want := range map[string]string{"In the shift": "2 alerts, 1 critical, 0 resolved", "Most": "1 overspeed, 1 sos",
		"Of little weight": "3 ignition, 1 geofence", "Trucks with most of it": "T-4407 (3), T-5120 (1)"} {
		if got := fact(a, label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	a, err = f.run(viewer, fleet.ViaCommand, "alerts_digest", `{"period":"today"}`)
	if err != nil || a.Headline != "4 alerts of little weight: 3 ignition, 1 geofence." || len(a.Table.Rows) != 2 {
		t.Errorf("digest: %v %+v", err, a)
	}
}

func TestCatchUp(t *testing.T) {
	f := newFixture(t)
	ada := f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	bola := f.person("U0BOLA0001", "Bola", fleet.Dispatcher)
	id := f.alert(fleet.AlertSOS, "T-4407", 20*time.Minute)
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	tell := func(h store.Hearing) store.Telling {
		card := tools.AlertCard(h.Alert)
		return store.Telling{Way: store.WayCard, Channel: "C0OPS", Card: &card}
	}
	if err := f.store.TellAlert(t.Context(), n, "C0OPS", store.Windows{}, f.now, tell); err != nil {
		t.Fatal(err)
	}
	list, err := f.store.ClaimDeliveries(t.Context(), f.now, time.Minute, 1, store.Pace{})
	if err != nil || len(list) != 1 {
		t.Fatal(err, list)
	}
	if err := f.store.Sent(t.Context(), list[0].ID, list[0].Version, "C0OPS", "7.7"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.update(ada, id, "acknowledge", `,"note":"on the phone with Moses"`); err != nil {
		t.Fatal(err)
	}
	bola.Channel, bola.Thread = "C0OPS", "7.7"
	a, err := f.run(bola, fleet.ViaSentence, "alert_catchup", `{}`)
	if err != nil || !a.Aside || !strings.HasSuffix(a.Headline, "Now it is acknowledged by Ada, 11:00 WAT.") || len(a.Table.Rows) != 2 || a.Table.Rows[1][2] != "Acknowledged: on the phone with Moses" {
		t.Errorf("in its thread: %v %+v", err, a)
	}
	bola.Thread = ""
	other := f.alert(fleet.AlertCrash, "T-5120", 5*time.Minute)
	a, err = f.run(bola, fleet.ViaSentence, "alert_catchup", `{}`)
	if err != nil || len(a.Table.Rows) != 1 || a.Table.Rows[0][0] != other || !strings.HasSuffix(a.Headline, "2 alerts, 1 open, 1 acknowledged.") {
		t.Errorf("elsewhere: %v %+v", err, a)
	}
	if err := f.store.NoteWrote(t.Context(), bola.PersonID, f.now); err != nil {
		t.Fatal(err)
	}
	f.now = f.now.Add(time.Minute)
	if a, err = f.run(bola, fleet.ViaSentence, "alert_catchup", `{}`); err != nil || a.Headline != "Nothing new since you last wrote, Mon 23 Nov, 11:00 WAT." {
		t.Errorf("after that: %v %q", err, a.Headline)
	}
}

// What is done to a storm is done to each of its alerts that waits for it.
func TestStormTogether(t *testing.T) {
	f := newFixture(t)
	ada := f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	for i, plate := range []string{"T-4407", "T-5120"} {
		n, err := strconv.ParseInt(f.alert(fleet.AlertOverspeed, plate, time.Duration(i+1)*time.Minute), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		storm := store.StormTelling{ID: int64(i), Sort: store.StormOfKind, Name: "overspeed", Card: tools.StormCard}
		if err := f.store.TellAlert(t.Context(), n, "C0OPS", store.Windows{}, f.now, func(store.Hearing) store.Telling {
			return store.Telling{Way: store.WayStorm, Channel: "C0OPS", Storm: &storm}
		}); err != nil {
			t.Fatal(err)
		}
	}
	a, err := f.run(viewer, fleet.ViaCommand, "alerts_list", `{"storm_id":"1","status":"all"}`)
	if err != nil || len(a.Table.Rows) != 2 || a.Headline != "2 open alerts in this storm." {
		t.Errorf("the list: %v %q", err, a.Headline)
	}
	a, err = f.run(ada, fleet.ViaButton, "storm_update", `{"storm_id":"1","action":"acknowledge"}`)
	if err != nil || fact(a, "State") != "2 acknowledged" || a.Headline != "2 trucks overspeeding." && !strings.HasPrefix(a.Headline, "2 trucks overspeeding near") {
		t.Errorf("together: %v %+v", err, a)
	}
	_, err = f.run(ada, fleet.ViaButton, "storm_update", `{"storm_id":"1","action":"acknowledge"}`)
	wantKind(t, err, fleet.Conflict)
	_, err = f.run(ada, fleet.ViaButton, "storm_update", `{"storm_id":"9","action":"resolve"}`)
	wantKind(t, err, fleet.NotFound)
	_, err = f.run(viewer, fleet.ViaButton, "storm_update", `{"storm_id":"1","action":"resolve"}`)
	wantKind(t, err, fleet.Forbidden)
}
