package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// ruleHeadline is what rule_list says in one sentence.
func ruleHeadline(f *fixture, args string) string {
	f.Helper()
	a, err := f.run(dispatcher, fleet.ViaCommand, "rule_list", args)
	if err != nil {
		f.Fatal(err)
	}
	return a.Headline
}

func TestRulesAreSavedAndListed(t *testing.T) {
	f := newFixture(t)
	f.must("truck_save", `{"plate":"T-4407","group":"Tankers"}`)
	save := func(args string) (answer.Answer, error) { return f.run(manager, fleet.ViaCommand, "rule_save", args) }
	for _, step := range []struct{ args, want string }{
		{`{"kind":"overspeed","figures":[{"value":"70"}]}`, "Overspeed: limit from 60 km/h to 70 km/h."},
		{`{"kind":"speeding","group":"tankers","figures":[{"name":"limit","value":"80 km/h"},{"name":"for","value":"90 s"}]}`,
			"Overspeed for group Tankers: limit from 70 km/h to 80 km/h, for from 1 min to 1.5 min."},
		{`{"kind":"idle","place":"apapa","figures":[{"value":"45 min"}]}`, "Idling at Apapa Port: for from 20 min to 45 min."},
		{`{"kind":"geofence","on":false}`, "Place entry and exit: switched off."},
		{`{"kind":"overspeed","truck":"T-5120","severity":"critical"}`, "Overspeed for T-5120: severity from warning to critical."},
		{`{"kind":"idle","client":"Deekay Foods","on":false}`, "Idling for client Deekay Foods: switched off."},
		{`{"kind":"overspeed","reset":true}`, "Overspeed is back to what holds without it: overspeed: limit 60 km/h, margin 5 km/h, for 1 min; warning."},
	} {
		if a, err := save(step.args); err != nil || a.Headline != step.want {
			t.Errorf("%s: %v\n got %q\nwant %q", step.args, err, a.Headline, step.want)
		}
	}
	for args, want := range map[string]string{
		`{"kind":"overspeed"}`:                        "Overspeed: limit 60 km/h, margin 5 km/h, for 1 min; warning.",
		`{"kind":"overspeed","truck":"T-4407"}`:       "Overspeed for T-4407: limit 80 km/h, margin 5 km/h, for 1.5 min; warning.",
		`{"kind":"overspeed","truck":"T-5120"}`:       "Overspeed for T-5120: limit 60 km/h, margin 5 km/h, for 1 min; critical.",
		`{"kind":"idle","place":"Apapa Port"}`:        "Idling at Apapa Port: for 45 min, queue 2 h; warning.",
		`{"kind":"idle","client":"deekay"}`:           "Idling for client Deekay Foods is off.",
		`{"kind":"place entry","truck":"BDG 220 YA"}`: "Place entry and exit for BDG 220 YA is off.",
		`{"changed":true}`:                            "Alert rules: 31 kinds, 5 rules made here.",
	} {
		if got := ruleHeadline(f, args); got != want {
			t.Errorf("%s\n got %q\nwant %q", args, got, want)
		}
	}
	a, err := f.run(dispatcher, fleet.ViaCommand, "rule_list", `{"kind":"overspeed"}`)
	if err != nil || len(a.Table.Rows) != 2 || a.Table.Rows[0][0] != "group Tankers" || a.Table.Rows[0][1] != "limit 80 km/h, for 1.5 min" {
		t.Errorf("rules of parts: %v %+v", err, a.Table)
	}
	if text := answerText(a); !strings.Contains(text, "FRSC") || !strings.Contains(text, "Musa: Overspeed is back") {
		t.Errorf("no source or history:\n%s", text)
	}
	all, err := f.run(dispatcher, fleet.ViaCommand, "rule_list", `{}`)
	if err != nil || len(all.Table.Rows) != 20 || all.Page == nil || all.Page.Total != len(fleet.RuleSorts())+4 {
		t.Errorf("all: %v %+v", err, all.Page)
	}
}

// answerText is all that an answer says.
func answerText(a answer.Answer) string {
	text := a.Headline + "\n" + strings.Join(a.Notes, "\n")
	for _, f := range a.Facts {
		text += "\n" + f.Label + ": " + f.Value
	}
	return text
}

func TestRulesThatAreRefused(t *testing.T) {
	f := newFixture(t)
	f.must("truck_save", `{"plate":"T-4407","group":"Tankers"}`)
	for args, want := range map[string]string{
		`{"kind":"overspeed","figures":[{"value":"300"}]}`:                      "An overspeed limit is between 20 and 140 km/h; you gave 300.",
		`{"kind":"overspeed","figures":[{"name":"colour","value":"3"}]}`:        `Overspeed has no "colour".`,
		`{"kind":"overspeed","figures":[{"name":"limit","value":"fast"}]}`:      `I cannot read "fast" as an overspeed limit. Write it like 60 km/h.`,
		`{"kind":"sos","figures":[{"value":"3"}]}`:                              "SOS has no figures",
		`{"kind":"weather","on":false}`:                                         `There is no alert rule called "weather".`,
		`{"kind":"overspeed"}`:                                                  "Nothing would change.",
		`{"kind":"overspeed","reset":true}`:                                     "Nothing would change.",
		`{"kind":"overspeed","truck":"T-4407","place":"Apapa Port","on":false}`: "A rule is for one truck",
		`{"kind":"overspeed","group":"lorries","figures":[{"value":"70"}]}`:     `No truck is in a group called "lorries".`,
		`{"kind":"overspeed","group":"tanker","figures":[{"value":"70"}]}`:      "Did you mean Tankers?",
		`{"kind":"night driving","figures":[{"name":"from","value":"5:00"}]}`:   "A night that begins and ends at the same hour is none.",
		`{"kind":"overspeed","figures":[{"value":"70"}],"version":3}`:           "Somebody has changed this rule since you looked",
	} {
		// a write that nobody previews asks when one thing could be meant
		a, err := f.run(manager, fleet.ViaButton, "rule_save", args)
		if got := fleet.MessageFor(err); err == nil && a.Kind != answer.Confirm || err != nil && !strings.Contains(got, want) {
			t.Errorf("%s: %q %+v", args, got, a)
		}
	}
	_, err := f.run(dispatcher, fleet.ViaCommand, "rule_save", `{"kind":"overspeed","figures":[{"value":"70"}]}`)
	wantKind(t, err, fleet.Forbidden)
	_, err = f.run(viewer, fleet.ViaCommand, "rule_list", `{}`)
	wantKind(t, err, fleet.Forbidden)
}

// What was confirmed is done to the rule as it was shown, or not at all.
func TestARuleSaidInASentenceIsConfirmed(t *testing.T) {
	f := newFixture(t)
	const args = `{"kind":"overspeed","truck":"4407","figures":[{"value":"80"}]}`
	ask := func() string {
		t.Helper()
		a, err := f.run(manager, fleet.ViaSentence, "rule_save", args)
		if err != nil || a.Kind != answer.Confirm || a.Headline != "Change this alert rule? Overspeed for T-4407: limit from 60 km/h to 80 km/h." {
			t.Fatalf("%v %+v", err, a)
		}
		return a.Pending.ID
	}
	first, second := ask(), ask()
	if a, err := f.reg.Confirm(t.Context(), manager, first); err != nil || a.Headline != "Overspeed for T-4407: limit from 60 km/h to 80 km/h." {
		t.Fatalf("%v %+v", err, a)
	}
	_, err := f.reg.Confirm(t.Context(), manager, second)
	wantKind(t, err, fleet.Conflict)
	if got := ruleHeadline(f, `{"kind":"overspeed","truck":"T-4407"}`); !strings.Contains(got, "limit 80 km/h") {
		t.Error(got)
	}
}

func TestAPlaceIsRestrictedWithoutMovingIt(t *testing.T) {
	f := newFixture(t)
	if a := f.must("place_save", `{"name":"apapa","restricted":true}`); a.Headline != "Apapa Port is updated." {
		t.Errorf("%+v", a)
	}
	at := fleet.Point{Lat: 6.445, Lon: 3.365}
	if p, err := f.store.PlaceAt(t.Context(), at); err != nil || p == nil || !p.Restricted || p.RadiusM != 1200 {
		t.Errorf("%+v %v", p, err)
	}
	f.must("place_save", `{"name":"Apapa Port","restricted":false,"latitude":6.445,"longitude":3.365}`)
	if p, err := f.store.PlaceAt(t.Context(), at); err != nil || p == nil || p.Restricted {
		t.Errorf("%+v %v", p, err)
	}
	_, err := f.run(system, fleet.ViaJob, "place_save", `{"name":"Nowhere","restricted":true}`)
	wantKind(t, err, fleet.NotFound)
}

// speeding has a truck pass a speed for three minutes on each of the last days.
func (f *fixture) speeding(plate string, kmh float64, days int) {
	f.Helper()
	for day := days; day >= 1; day-- {
		for i := range 30 {
			v := 50.0
			if i >= 10 && i < 14 {
				v = kmh
			}
			ago := time.Duration(day)*24*time.Hour - time.Duration(i)*time.Minute
			f.drive(plate, 7.0+float64(i)*0.007, 3.9, v, ago)
		}
	}
}

func TestARuleIsTriedOnTheLastDays(t *testing.T) {
	f := newFixture(t)
	f.speeding("T-4407", 75, 5)
	f.speeding("T-5120", 95, 2)
	for args, want := range map[string]string{
		`{"kind":"overspeed"}`:                                             "Overspeed as it is would have fired 7 times in the last 7 days.",
		`{"kind":"overspeed","figures":[{"value":"80"}]}`:                  "Overspeed: limit from 60 km/h to 80 km/h would have fired 2 times in the last 7 days; as it is now, 7 times.",
		`{"kind":"overspeed","truck":"T-4407","figures":[{"value":"80"}]}`: "Overspeed for T-4407: limit from 60 km/h to 80 km/h would have fired 0 times in the last 7 days; as it is now, 5 times.",
		`{"kind":"overspeed","days":1}`:                                    "Overspeed as it is would have fired 2 times in the last day.",
		`{"kind":"overspeed","place":"Ibadan","figures":[{"value":"70"}]}`: "Overspeed at Ibadan: limit from 60 km/h to 70 km/h would have fired 0 times in the last 7 days; as it is now, 0 times.",
		`{"kind":"sos"}`: "There were 0 alerts of this kind.",
	} {
		a, err := f.run(manager, fleet.ViaCommand, "rule_test", args)
		if err != nil || a.Headline != want {
			t.Errorf("%s: %v\n got %q\nwant %q", args, err, a.Headline, want)
		}
	}
	a, err := f.run(manager, fleet.ViaSentence, "rule_test", `{"kind":"overspeed","figures":[{"value":"80"}]}`)
	if err != nil || a.Kind != answer.Result || len(a.Table.Rows) != 2 || a.Table.Rows[0][0] != "T-5120" || len(a.Choices) != 1 || a.Choices[0].Tool != "rule_save" {
		t.Fatalf("%v %+v", err, a)
	}
	if saved, err := f.run(manager, fleet.ViaButton, "rule_save", string(a.Choices[0].Args)); err != nil || saved.Headline != "Overspeed: limit from 60 km/h to 80 km/h." {
		t.Errorf("save from the dry run: %v %q", err, saved.Headline)
	}
	if _, err := f.run(manager, fleet.ViaCommand, "rule_test", `{"kind":"overspeed","days":60}`); fleet.KindOf(err) != fleet.Invalid {
		t.Errorf("60 days: %v", err)
	}
}

func TestAlertStats(t *testing.T) {
	f := newFixture(t)
	for i, kind := range []fleet.AlertKind{fleet.AlertOverspeed, fleet.AlertOverspeed, fleet.AlertSOS} {
		id := f.alert(kind, "T-4407", time.Duration(48+i)*time.Hour)
		if i == 0 {
			if _, err := f.run(dispatcher, fleet.ViaCommand, "alert_update", `{"alert_id":"`+id+`","action":"false_alarm"}`); err != nil {
				t.Fatal(err)
			}
		}
	}
	f.alert(fleet.AlertOverspeed, "T-5120", 9*24*time.Hour)
	a, err := f.run(dispatcher, fleet.ViaCommand, "alert_stats", `{}`)
	if err != nil || a.Headline != "3 alerts, none on a card; 200% more than the 1 before." || len(a.Table.Rows) != 2 {
		t.Fatalf("%v %+v", err, a)
	}
	if row := a.Table.Rows[0]; row[0] != "Overspeed" || row[1] != "2" || row[7] != "50.0%" {
		t.Errorf("%v", row)
	}
	for args, want := range map[string]string{
		`{"by":"truck","kind":"overspeed"}`: "T-4407", `{"by":"place"}`: "Apapa Port", `{"by":"rule"}`: "Overspeed, LocoNav",
	} {
		a, err := f.run(dispatcher, fleet.ViaCommand, "alert_stats", args)
		if err != nil || a.Table == nil || a.Table.Rows[0][0] != want {
			t.Errorf("%s: %v %+v", args, err, a.Table)
		}
	}
	if a, err = f.run(dispatcher, fleet.ViaCommand, "alert_stats", `{"truck":"BDG 220 YA","period":"last_month"}`); err != nil || a.Headline != "No alerts of BDG 220 YA; in the period before, 0." {
		t.Errorf("%v %q", err, a.Headline)
	}
	_, err = f.run(viewer, fleet.ViaCommand, "alert_stats", `{}`)
	wantKind(t, err, fleet.Forbidden)
}
