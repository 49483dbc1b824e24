package tools_test

import (
	"strconv"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func TestMutes(t *testing.T) {
	f := newFixture(t)
	run := func(tool, args string) (answer.Answer, error) {
		return f.run(dispatcher, fleet.ViaCommand, tool, args)
	}
	ago := time.Duration(0)
	muted := func(kind fleet.AlertKind, plate string) bool {
		t.Helper()
		ago += time.Second
		n, err := strconv.ParseInt(f.alert(kind, plate, ago), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		yes := false
		err = f.store.TellAlert(t.Context(), n, "C0OPS", store.Windows{}, f.now, func(h store.Hearing) store.Telling {
			yes = h.Alert.Mute.ID != 0
			return store.Telling{}
		})
		if err != nil {
			t.Fatal(err)
		}
		return yes
	}
	if a, err := run("mutes_list", `{}`); err != nil || a.Headline != "Nothing is muted." {
		t.Errorf("none: %v %+v", err, a)
	}
	a, err := run("mute", `{"truck":"T-4407","for":"4h","reason":"in the workshop"}`)
	if err != nil || a.Headline != "Alerts of T-4407 are muted until Mon 23 Nov, 15:00 WAT." {
		t.Errorf("mute: %v %q", err, a.Headline)
	}
	if !muted(fleet.AlertOverspeed, "T-4407") || muted(fleet.AlertSOS, "T-4407") || muted(fleet.AlertOverspeed, "T-5120") {
		t.Error("a muted truck is silent but for an SOS, and no other truck is")
	}
	if _, err := run("mute", `{"kind":"geofence","place":"Apapa Port"}`); err != nil {
		t.Fatal(err)
	}
	if !muted(fleet.AlertGeofence, "T-5120") || muted(fleet.AlertIdle, "T-5120") {
		t.Error("geofence alerts in the port are muted, others are not")
	}
	if _, err := run("mute", `{"truck":"T-4407","kind":"sos","until":"2026-11-23T12:00:00+01:00"}`); err != nil || !muted(fleet.AlertSOS, "T-4407") {
		t.Errorf("an SOS that is muted by name is muted: %v", err)
	}
	if _, err := run("mute", `{"truck":"T-4407","for":"1d"}`); err != nil {
		t.Fatal(err)
	}
	if a, err = run("mutes_list", `{}`); err != nil || len(a.Table.Rows) != 3 {
		t.Errorf("a mute of the same scope takes the place of the first: %v %+v", err, a.Table)
	}
	_, err = run("unmute", `{"truck":"T-4407"}`)
	if e := wantError(t, err, fleet.Ambiguous); len(e.Choices) != 2 {
		t.Errorf("two fit: %+v", e)
	}
	if a, err = run("unmute", `{"kind":"sos"}`); err != nil || a.Headline != "Sos alerts of T-4407 are told again." {
		t.Errorf("unmute: %v %q", err, a.Headline)
	}
	f.now = f.now.Add(25 * time.Hour)
	if a, err = run("mutes_list", `{}`); err != nil || a.Headline != "Nothing is muted." {
		t.Errorf("a day later: %v %+v", err, a)
	}
	for args, field := range map[string]string{`{}`: "truck", `{"truck":"T-4407","for":"31d"}`: "until", `{"truck":"T-4407","for":"a bit"}`: "for", `{"truck":"T-4407","for":"1h","until":"2h"}`: "until",
		`{"truck":"ZZ-99"}`: "truck", `{"kind":"weather"}`: "kind", `{"place":"Nowhere"}`: "place"} {
		_, err := run("mute", args)
		if e := wantError(t, err, fleet.KindOf(err)); e.Field != field {
			t.Errorf("%s: field %q, %q", args, e.Field, e.Message)
		}
	}
	_, err = f.run(viewer, fleet.ViaCommand, "mute", `{"truck":"T-4407"}`)
	wantKind(t, err, fleet.Forbidden)
	a, err = f.run(dispatcher, fleet.ViaSentence, "mute", `{"truck":"4407","for":"2h"}`)
	if err != nil || a.Kind != answer.Confirm {
		t.Errorf("from a sentence: %v %+v", err, a)
	}
}
