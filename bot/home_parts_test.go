package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"watchtower/fleet"
	"watchtower/store"
)

// Nobody's Home shows an error: every part asks what its tool takes, and what
// there is nothing to ask about is left out or said kindly.
func TestNoHomeShowsAnError(t *testing.T) {
	w := newTown(t, func(o *Options) {
		o.People["U0VIEWER"] = Person{Role: fleet.DriverRole, Driver: "Nobody Yet"}  // a driver who is not in the fleet
		o.People["U0ADMIN"] = Person{Role: fleet.DriverRole, Driver: "Bola Walking"} // a driver without a truck
	})
	if _, err := w.opt.Registry.Run(t.Context(), fleet.SystemCaller, fleet.ViaJob, "driver_save", json.RawMessage(`{"name":"Bola Walking"}`)); err != nil {
		t.Fatal(err)
	}
	w.shows(map[string]string{"viewer": "Your name is not among the drivers yet", "admin": "You have no truck at the moment",
		"dispatcher": "No active alerts.", "manager": "Watch Tower itself", "driver": "T-4407 has never reported"})
}

func TestNoHomeOfAFleetAtWorkShowsAnError(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("dispatcher", "dispatch", "is created")
	w.alert(fleet.AlertSOS, "T-4407", "1")
	w.alert(fleet.AlertCrash, "T-4407", "2")
	w.say("dispatcher", "dm", `alert_update {"alert_id":"2","action":"acknowledge"}`, "")
	w.click("dispatcher", "dm", w.heard("dispatcher", "dm", "acknowledged?"), "confirm")
	w.heard("dispatcher", "dm", "State: Acknowledged by")
	w.shows(map[string]string{"viewer": "2 active alerts: 1 open, 1 acknowledged", "dispatcher": "My alerts", "manager": "acknowledged by",
		"admin": "Watch Tower itself", "driver": "Alerts of my truck"})
	got := w.home("viewer")
	if open, taken := strings.Index(got, "*sos* T-4407"), strings.Index(got, "*crash* T-4407"); open < 0 || taken < open {
		t.Errorf("what is open does not come first: %s", got)
	}
}

// alert has a tracker tell of an alert now.
func (w *town) alert(kind fleet.AlertKind, plate, id string) {
	w.t.Helper()
	now := w.opt.Now()
	a := &fleet.VendorAlert{ID: id, Vendor: string(kind), Kind: kind, Phase: fleet.PhasePoint, At: now, Started: now, Plate: plate}
	in := store.Incoming{EntryID: id, Fact: fleet.Fact{Source: "loconav", ReceivedAt: now, Plate: plate, Alert: a}}
	if _, err := w.store.ApplyFacts(w.t.Context(), now, []store.Incoming{in}); err != nil {
		w.t.Fatal(err)
	}
}

// home opens somebody's Home, until it is drawn: the workspace waits 3 s for it.
func (w *town) home(as string) (shown string) {
	w.t.Helper()
	w.until(as+"'s Home is drawn", func() bool {
		opened := w.must("home", map[string]any{"as": as})
		view, _ := opened["view"].(map[string]any)
		shown = fmt.Sprint(view["blocks"])
		return opened["published"] == true
	})
	return shown
}

// shows wants words in people's Homes, and no error.
func (w *town) shows(homes map[string]string) {
	w.t.Helper()
	for as, words := range homes {
		got := w.home(as)
		if !strings.Contains(got, words) {
			w.t.Errorf("%s's Home lacks %q: %s", as, words, got)
		}
		for _, mark := range marks {
			if strings.Contains(got, mark) {
				w.t.Errorf("%s's Home shows an error: %s", as, got)
			}
		}
	}
}
