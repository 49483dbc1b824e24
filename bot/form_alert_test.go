package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// alarm makes an alert of T-4407, with the number 1, and shows its card to the
// dispatcher.
func (w *town) alarm() message {
	w.t.Helper()
	at := monday.Add(-time.Minute)
	fact := fleet.Fact{Source: "test", ReceivedAt: at, Plate: "T-4407", Alert: &fleet.VendorAlert{ID: "7", Vendor: "OverspeedAlert",
		Kind: fleet.AlertOverspeed, Phase: fleet.PhasePoint, At: at, Started: at, Plate: "T-4407", Point: fleet.Point{Lat: 6.4433, Lon: 3.3667}}}
	if _, err := w.store.ApplyFacts(w.t.Context(), monday, []store.Incoming{{EntryID: "1-0", Fact: fact}}); err != nil {
		w.t.Fatal(err)
	}
	w.command("dispatcher", "dispatch", "/alerts", "1")
	return w.heard("dispatcher", "dispatch", "Overspeed: T-4407")
}

func TestAlertCardHasTwoButtonsAndAMenu(t *testing.T) {
	w := newTown(t, nil)
	card := w.alarm()
	buttons := card.buttons()
	if buttons["choice"] != "Acknowledge" || buttons["choice.2"] != "Resolve" || buttons["choice.3"] != "" {
		t.Errorf("buttons %v", buttons)
	}
	w.menu("dispatcher", "dispatch", card, "Mute T-4407 8 h")
	if m := w.heard("dispatcher", "dispatch", "are muted until"); m.TS == card.TS {
		t.Error("the mute took the place of the alert")
	}
	w.menu("dispatcher", "dispatch", card, "Snooze until morning")
	if m := w.heard("dispatcher", "dispatch", "Snoozed until Tue 24 Nov, 06:00 WAT"); m.TS != card.TS {
		t.Error("the card is not renewed in its place")
	}
}

func TestNoteAndAssignmentOfAnAlert(t *testing.T) {
	w := newTown(t, nil)
	card := w.alarm()
	w.menu("dispatcher", "dispatch", card, "Note…")
	m := w.form("dispatcher", "Add note")
	if out := m.submit(nil); !strings.Contains(fmt.Sprint(out["errors"]), "note:") {
		t.Errorf("an empty note: %v", out)
	}
	m.submitted(map[string]any{"note": "driver called, tyre changed"})
	noted := w.heard("dispatcher", "dispatch", "driver called, tyre changed")
	if noted.TS != card.TS {
		t.Error("the card is not renewed in its place")
	}
	w.command("viewer", "dispatch", "/tower", "me") // so that Watch Tower knows them
	w.heard("viewer", "dispatch", "a viewer of")
	w.menu("dispatcher", "dispatch", noted, "Assign…")
	m = w.form("dispatcher", "Assign")
	m.fault("assignee", "cannot take care of alerts", map[string]any{"assignee": "viewer", "note": "your shift"})
	if m.holds("note") != "your shift" {
		t.Error("what was typed is lost")
	}
	m.submitted(map[string]any{"assignee": "dispatcher"})
	w.heard("dispatcher", "dispatch", "Assigned to")
	w.noModal("dispatcher")
}

func TestAlertFormsByRole(t *testing.T) {
	w := newTown(t, nil)
	w.alarm()
	for _, text := range []string{"note 1", "assign 1", "mute"} {
		before := len(w.bots("viewer", "dispatch"))
		w.command("viewer", "dispatch", "/alerts", text)
		w.until("a refusal", func() bool { return len(w.bots("viewer", "dispatch")) > before })
		all := w.bots("viewer", "dispatch")
		if m := all[len(all)-1]; !strings.Contains(m.Text, "viewer may not") || w.top("viewer") != nil {
			t.Errorf("/alerts %s: %s", text, m.Text)
		}
	}
}

func TestMuteForm(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/alerts", "mute")
	m := w.form("dispatcher", "Mute")
	m.fault("truck", "Say what to mute", map[string]any{"reason": "in the workshop"})
	m.fault("date", "Give the day and the hour", map[string]any{"kind": "idle", "date": "2026-11-25"})
	if m.holds("reason") != "in the workshop" || m.holds("for") != "8h" {
		t.Error("what was typed is lost")
	}
	m.submitted(map[string]any{"truck": "T-4407", "kind": "idle", "time": "06:00"})
	w.heard("dispatcher", "dispatch", "are muted until Wed 25 Nov, 06:00 WAT")
	w.command("dispatcher", "dispatch", "/alerts", "mutes")
	w.heard("dispatcher", "dispatch", "in the workshop")
	w.command("dispatcher", "dispatch", "/alerts", "unmute T-4407 idle")
	w.heard("dispatcher", "dispatch", "are told again")
}

func TestPreferencesForm(t *testing.T) {
	w := newTown(t, nil)
	w.command("viewer", "dispatch", "/tower", "settings miles quiet 22:00 06:00")
	w.heard("viewer", "dispatch", "22:00 to 06:00")
	w.command("viewer", "dispatch", "/tower", "settings")
	m := w.form("viewer", "Save")
	for input, want := range map[string]string{"units": "mi", "quiet_from": "22:00", "quiet_to": "06:00", "direct": "no", "min_severity": "warning"} {
		if got := m.holds(input); got != want {
			t.Errorf("%s holds %q, want %q", input, got, want)
		}
	}
	m.fault("quiet_to", "both ends", map[string]any{"quiet_to": "", "direct": "yes"})
	m.submitted(map[string]any{"quiet_from": "", "min_severity": "critical"})
	w.heard("viewer", "dispatch", "critical alerts and graver")
}

func TestPersonForm(t *testing.T) {
	w := newTown(t, nil)
	w.command("viewer", "dispatch", "/tower", "me")
	w.heard("viewer", "dispatch", "a viewer of")
	w.command("manager", "dispatch", "/tower", "people set")
	w.heard("manager", "dispatch", "manager may not")
	w.command("admin", "dispatch", "/tower", "people set")
	m := w.form("admin", "Save")
	m.fault("driver", "Which driver", map[string]any{"person": "viewer", "role": "driver"})
	m.fault("driver", "Leave this empty", map[string]any{"role": "dispatcher", "driver": "Segun Ojo"})
	m.submitted(map[string]any{"driver": ""})
	w.noModal("admin")
	w.command("viewer", "dispatch", "/tower", "me")
	w.heard("viewer", "dispatch", "a dispatcher of")
	w.command("admin", "dispatch", "/tower", "people set <@U0VIEWER> manager")
	w.until("the new role", func() bool {
		c, err := w.store.PersonBySlack(t.Context(), "U0VIEWER")
		return err == nil && c.Role == fleet.Manager
	})
	w.command("manager", "dispatch", "/tower", "audit")
	w.heard("manager", "dispatch", "person_save")
	w.command("manager", "dispatch", "/tower", "people managers")
	w.heard("manager", "dispatch", "manager")
	w.command("manager", "dispatch", "/tower", "status")
	w.heard("manager", "dispatch", "Events to relay")
}

// Buttons name their form; a menu holds forms and calls.
func TestFormsOfButtons(t *testing.T) {
	for _, c := range []struct {
		action, value, form string
		args                fields
	}{
		{"trip_form", `{"form":"trip","args":{"truck":"T-4407"}}`, formTrip, fields{"truck": "T-4407"}},
		{"trip_form", `{}`, "", nil},
		{"trip_form.3", `{"form":"alert_note","args":{"alert_id":"12"}}`, formAlertNote, fields{"alert_id": "12"}},
		{"more", `{"form":"trip_edit","args":{"trip_id":"4001"}}`, formTripEdit, fields{"trip_id": "4001"}},
		{"more", `{"t":"alert_update","a":{"alert_id":"12","action":"resolve"}}`, "", nil},
		{"choice", `{"form":"trip_edit","args":{}}`, "", nil},
	} {
		form, args, ok := formOfButton(c.action, c.value)
		if form != c.form || ok != (c.form != "") || fmt.Sprint(args) != fmt.Sprint(c.args) {
			t.Errorf("%s %s opens %q with %v", c.action, c.value, form, args)
		}
	}
}

func TestQuestionAboutATripOpensItsForm(t *testing.T) {
	els := optionButtons(&answer.Ask{Tool: "trip_create", Missing: []string{"start"}, Args: json.RawMessage(`{"truck":"T-4407"}`)})
	if len(els) != 1 {
		t.Fatalf("%d buttons, want the form's", len(els))
	}
	fill, _ := els[0].(*slack.ButtonBlockElement)
	if form, args, ok := formOfButton(fill.ActionID, fill.Value); !ok || form != formTrip || args["truck"] != "T-4407" {
		t.Errorf("opens %q with %v", form, args)
	}
}

func TestChoicesThatLackSomethingOpenTheirForm(t *testing.T) {
	for _, c := range []struct {
		tool, args, form string
	}{
		{"trip_create", `{}`, formTrip}, {"trip_edit", `{"trip_id":"1"}`, formTripEdit},
		{"trip_update", `{"trip_id":"1","action":"cancel"}`, formTripCancel}, {"trip_update", `{"trip_id":"1","action":"cancel","reason":"x"}`, ""},
		{"trip_update", `{"trip_id":"1","action":"change_driver"}`, formTripAssign}, {"trip_update", `{"trip_id":"1","action":"start"}`, ""},
		{"alert_update", `{"alert_id":"1","action":"note"}`, formAlertNote}, {"alert_update", `{"alert_id":"1","action":"assign"}`, formAlertAssign},
		{"alert_update", `{"alert_id":"1","action":"assign","assignee":"me"}`, ""}, {"mute", `{"truck":"T-1"}`, formMute}, {"mute", `{"truck":"T-1","for":"8h"}`, ""},
		{"preferences_save", `{}`, formPreferences}, {"preferences_save", `{"units":"mi"}`, ""}, {"person_save", `{"person":"<@U1>"}`, formPerson},
		{"truck_status", `{"truck":"T-1"}`, ""},
	} {
		if got := formOf(answer.Choice{Label: "x", Tool: c.tool, Args: json.RawMessage(c.args)}); got != c.form {
			t.Errorf("%s %s opens %q, want %q", c.tool, c.args, got, c.form)
		}
	}
}
