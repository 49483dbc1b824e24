package tools_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// alert has a tracker tell of an alert some time ago, and gives its number.
func (f *fixture) alert(kind fleet.AlertKind, plate string, ago time.Duration, change ...func(*fleet.VendorAlert)) string {
	f.Helper()
	at := f.now.Add(-ago)
	a := &fleet.VendorAlert{ID: fmt.Sprint(plate, at.UnixNano()), Vendor: string(kind), Kind: kind, Phase: fleet.PhaseStart, At: at, Started: at,
		Plate: plate, Point: fleet.Point{Lat: 6.445, Lon: 3.365}}
	for _, c := range change {
		c(a)
	}
	fact := fleet.Fact{Source: "loconav", ReceivedAt: at, Plate: plate, Alert: a}
	if _, err := f.store.ApplyFacts(f.Context(), f.now, []store.Incoming{{EntryID: a.ID + string(a.Phase), Fact: fact}}); err != nil {
		f.Fatal(err)
	}
	list, err := f.store.Alerts(f.Context(), store.AlertQuery{Kind: kind, Window: &fleet.Window{From: at, To: at.Add(time.Nanosecond * 1000)}, Limit: 1, Now: f.now})
	if err != nil || len(list) != 1 {
		f.Fatalf("the alert is not there: %v %v", err, list)
	}
	return strconv.FormatInt(list[0].ID, 10)
}

// person makes somebody with a role, who is known to the database.
func (f *fixture) person(user, name string, role fleet.Role) fleet.Caller {
	f.Helper()
	c, err := f.store.EnsurePerson(f.Context(), user, name, "", 0, f.now)
	if err != nil {
		f.Fatal(err)
	}
	p, err := f.store.Person(f.Context(), c.PersonID)
	if err != nil {
		f.Fatal(err)
	}
	p.Role = role
	if _, err := f.store.SavePerson(f.Context(), p, f.now); err != nil {
		f.Fatal(err)
	}
	c.Role = role
	return c
}

func (f *fixture) update(caller fleet.Caller, id, action, more string) (answer.Answer, error) {
	f.Helper()
	return f.run(caller, fleet.ViaButton, "alert_update", fmt.Sprintf(`{"alert_id":%q,"action":%q%s}`, id, action, more))
}

func fact(a answer.Answer, label string) string {
	for _, f := range a.Facts {
		if f.Label == label {
			return f.Value
		}
	}
	return ""
}

func TestAlertsList(t *testing.T) {
	f := newFixture(t)
	f.must("trip_save", `{"ref":"3101","truck":"T-5120","driver":"Moses Okafor","client":"Deekay Foods","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T06:00:00+01:00","status":"en_route"}`)
	speed := func(kmh float64) func(*fleet.VendorAlert) { return func(a *fleet.VendorAlert) { a.SpeedKmh = kmh } }
	sos := f.alert(fleet.AlertSOS, "T-4407", 10*time.Minute)
	f.alert(fleet.AlertOverspeed, "T-5120", 20*time.Minute, speed(85))
	f.alert(fleet.AlertOverspeed, "T-4407", 26*time.Hour, speed(70), func(a *fleet.VendorAlert) { a.Point = fleet.Point{Lat: 7.378, Lon: 3.947} })
	f.alert(fleet.AlertBraking, "T-5120", 30*time.Minute) // only worth knowing: settled from the start
	for _, c := range []struct{ args, want string }{
		{`{}`, "3 open alerts; 1 critical."},
		{`{"period":"today"}`, "3 alerts: 2 open, 1 resolved; 1 critical."},
		{`{"period":"yesterday"}`, "1 open alert."},
		{`{"status":"all"}`, "4 alerts: 3 open, 1 resolved; 1 critical."},
		{`{"kind":"panic"}`, "1 open sos alert."},
		{`{"kind":"overspeed","threshold":80,"unit":"km/h"}`, "1 open overspeed alert."},
		{`{"kind":"overspeed","threshold":80.47}`, "1 open overspeed alert."},
		{`{"severity":"high"}`, "3 high severity open alerts; 1 critical."},
		{`{"severity":"critical"}`, "1 critical open alert."},
		{`{"severity":"low","period":"today"}`, "1 low resolved alert."},
		{`{"truck":"T-5120"}`, "1 open alert of T-5120."},
		{`{"driver":"Moses"}`, "3 open alerts of Moses; 1 critical."}, // his own truck's, and those of the trip he drives
		{`{"driver":"Ibrahim"}`, "No active alerts of Ibrahim."},
		{`{"client":"Deekay"}`, "1 open alert for Deekay."},
		{`{"place":"Ibadan"}`, "1 open alert in Ibadan."},
		{`{"want":"count","kind":"idle","period":"today"}`, "No idle alerts."},
		{`{"status":"resolved","period":"today"}`, "1 resolved alert."},
	} {
		a, err := f.run(viewer, fleet.ViaCommand, "alerts_list", c.args)
		if err != nil || a.Headline != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.args, a.Headline, c.want, err)
		}
	}
	a, err := f.run(viewer, fleet.ViaCommand, "alerts_list", `{"kind":"harsh braking"}`)
	if err != nil || len(a.Notes) != 1 || !strings.HasPrefix(a.Notes[0], "1 alert in the last 24 hours") {
		t.Errorf("nothing is active, but something happened: %v %v", err, a.Notes)
	}
	a, err = f.run(dispatcher, fleet.ViaCommand, "alerts_list", `{"limit":2}`)
	if err != nil || len(a.Table.Rows) != 2 || a.Table.More != 1 || a.Page == nil || a.Page.Total != 3 {
		t.Fatalf("the first page: %v %+v", err, a)
	}
	if got := strings.Join(a.Table.Rows[0][:5], "|"); got != sos+"|sos|T-4407|23 Nov 10:50 (10 min)|open" {
		t.Errorf("the newest row is %q", got)
	}
	if a.Choices[1].Label != "Acknowledge "+sos {
		t.Errorf("a dispatcher is offered %+v", a.Choices)
	}
	a, err = f.run(dispatcher, fleet.ViaCommand, "alerts_list", `{"limit":2,"offset":2}`)
	if err != nil || len(a.Table.Rows) != 1 || a.Table.More != 0 {
		t.Errorf("the second page: %v %+v", err, a.Table)
	}
	for args, field := range map[string]string{`{"kind":"ovrspeed"}`: "kind", `{"threshold":-1}`: "threshold", `{"threshold":5,"unit":"km"}`: "unit",
		`{"truck":"ZZZ-999"}`: "truck", `{"severity":"urgent"}`: "severity", `{"period":"someday"}`: "period"} {
		_, err := f.run(viewer, fleet.ViaCommand, "alerts_list", args)
		if e := wantError(t, err, fleet.KindOf(err)); e.Field != field || len(e.Message) < 15 {
			t.Errorf("%s: field %q, %q", args, e.Field, e.Message)
		}
	}
	_, err = f.run(viewer, fleet.ViaCommand, "alerts_list", `{"kind":"ovrspeed"}`)
	if e := wantError(t, err, fleet.Invalid); len(e.Choices) == 0 || e.Choices[0] != "overspeed" {
		t.Errorf("a typo is answered with %v", e.Choices)
	}
}

func TestDriversSeeOwnAlertsOnly(t *testing.T) {
	f := newFixture(t)
	own := f.alert(fleet.AlertOverspeed, "T-4407", 5*time.Minute)
	other := f.alert(fleet.AlertOverspeed, "T-5120", 5*time.Minute)
	moses := f.driver("Moses Okafor")
	for _, args := range []string{`{}`, `{"self":true}`, `{"truck":"T-4407"}`, `{"driver":"Moses Okafor"}`} {
		a, err := f.run(moses, fleet.ViaSentence, "alerts_list", args)
		if err != nil || a.Table == nil || len(a.Table.Rows) != 1 || a.Table.Rows[0][0] != own {
			t.Errorf("%s: %v %+v", args, err, a)
		}
	}
	for _, c := range []struct{ tool, args string }{{"alerts_list", `{"truck":"T-5120"}`}, {"alerts_list", `{"driver":"Ibrahim"}`}, {"alerts_list", `{"truck":"nope"}`},
		{"alerts_list", `{"client":"Deekay"}`}, {"alerts_list", `{"place":"Apapa"}`}, {"alert_status", `{"alert_id":"` + other + `"}`},
		{"alert_status", `{"alert_id":"9999"}`}, {"alert_update", `{"alert_id":"` + own + `","action":"resolve"}`}, {"mute", `{"truck":"T-4407"}`}} {
		a, err := f.run(moses, fleet.ViaSentence, c.tool, c.args)
		if fleet.KindOf(err) != fleet.Forbidden || strings.Contains(answer.FromError(err).Text()+a.Text(), "T-5120") {
			t.Errorf("%s %s: %v", c.tool, c.args, err)
		}
	}
	a, err := f.run(moses, fleet.ViaSentence, "alert_status", `{"alert_id":"`+own+`"}`)
	if err != nil || len(a.Choices) != 3 || labels(a) != "Where is T-4407 now, Show on map, Catch me up" {
		t.Errorf("a driver's own alert: %v %+v", err, a.Choices)
	}
}

func labels(a answer.Answer) string {
	var out []string
	for _, c := range a.Choices {
		out = append(out, c.Label)
	}
	return strings.Join(out, ", ")
}

func TestAlertLife(t *testing.T) {
	f := newFixture(t)
	ada, bola := f.person("U0ADA00001", "Ada", fleet.Dispatcher), f.person("U0BOLA0001", "Bola", fleet.Dispatcher)
	id := f.alert(fleet.AlertSOS, "T-4407", 5*time.Minute)
	a, err := f.update(ada, id, "acknowledge", "")
	if err != nil || fact(a, "State") != "Acknowledged by Ada, 11:00 WAT" {
		t.Fatalf("acknowledge: %v %+v", err, a)
	}
	if _, err := f.update(bola, id, "acknowledge", ""); fleet.MessageFor(err) != "This alert is already acknowledged by Ada, 11:00 WAT." {
		t.Errorf("the second to acknowledge hears %v", err)
	}
	a, err = f.update(ada, id, "assign", `,"assignee":"<@U0BOLA0001>"`)
	if err != nil || fact(a, "Assigned to") != "Bola" {
		t.Errorf("assign: %v %+v", err, a)
	}
	mine, err := f.run(bola, fleet.ViaCommand, "alerts_list", `{"self":true}`)
	if err != nil || mine.Table == nil || mine.Table.Rows[0][0] != id {
		t.Errorf("what is assigned to Bola is not Bola's: %v %+v", err, mine)
	}
	a, err = f.update(bola, id, "note", `,"note":"Driver called, tyre burst"`)
	if err != nil || fact(a, "Note") != "Driver called, tyre burst (Bola)" {
		t.Errorf("note: %v %+v", err, a)
	}
	if a, err = f.update(bola, id, "snooze", `,"until":"2h"`); err != nil || fact(a, "State") != "Snoozed until Mon 23 Nov, 13:00 WAT" {
		t.Errorf("snooze: %v %+v", err, a)
	}
	f.now = f.now.Add(2 * time.Hour)
	if n, err := f.store.WakeAlerts(t.Context(), f.now, 10, tools.AlertCard); err != nil || n != 1 {
		t.Errorf("woken: %d, %v", n, err)
	}
	if a, err = f.update(bola, id, "resolve", `,"note":"Towed"`); err != nil || fact(a, "State") != "Resolved by Bola, 13:00 WAT" {
		t.Errorf("resolve: %v %+v", err, a)
	}
	_, err = f.update(ada, id, "acknowledge", "")
	if e := wantError(t, err, fleet.Conflict); e.Message != "This alert is already resolved by Bola, 13:00 WAT. Reopen it if it is not over." {
		t.Errorf("a late acknowledgement hears %q", e.Message)
	}
	a, err = f.run(viewer, fleet.ViaCommand, "alert_status", `{"alert_id":"#`+id+`"}`)
	if err != nil || len(a.Choices) != 1 || a.Table == nil {
		t.Fatalf("alert_status: %v %+v", err, a)
	}
	var did []string
	for _, row := range a.Table.Rows {
		did = append(did, row[1]+": "+row[2])
	}
	want := "Bola: Resolved: Towed|system: The snooze is over|Bola: Snoozed until Mon 23 Nov, 13:00 WAT|Bola: Note: Driver called, tyre burst|Ada: Assigned to Bola|Ada: Acknowledged"
	if got := strings.Join(did, "|"); got != want {
		t.Errorf("history\n%s\nwant\n%s", got, want)
	}
}

func TestAlertUpdateRefusals(t *testing.T) {
	f := newFixture(t)
	ada := f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	f.person("U0VERA0001", "Vera", fleet.Viewer)
	id := f.alert(fleet.AlertSOS, "T-4407", 5*time.Minute)
	for _, c := range []struct {
		id, action, more string
		kind             fleet.Kind
		field            string
	}{
		{id, "snooze", "", fleet.Ambiguous, "until"},
		{id, "snooze", `,"until":"soon"`, fleet.Invalid, "until"},
		{id, "snooze", `,"until":"8d"`, fleet.Invalid, "until"},
		{id, "note", "", fleet.Ambiguous, "note"},
		{id, "assign", "", fleet.Ambiguous, "assignee"},
		{id, "assign", `,"assignee":"Vera"`, fleet.Conflict, "assignee"},
		{id, "assign", `,"assignee":"Zebra"`, fleet.NotFound, "assignee"},
		{id, "reopen", "", fleet.Conflict, "action"},
		{id, "explode", "", fleet.Invalid, "action"},
		{"999", "resolve", "", fleet.NotFound, "alert_id"},
		{"twelve", "resolve", "", fleet.Invalid, "alert_id"},
		{id, "resolve", `,"version":9`, fleet.Conflict, ""},
	} {
		_, err := f.update(ada, c.id, c.action, c.more)
		if e := wantError(t, err, c.kind); e.Field != c.field || len(e.Message) < 15 {
			t.Errorf("%s %s%s: field %q, %q", c.action, c.id, c.more, e.Field, e.Message)
		}
	}
	_, err := f.update(viewer, id, "resolve", "")
	wantKind(t, err, fleet.Forbidden)
}

// From a sentence a change waits for a yes, and is then what was shown.
func TestAlertUpdateIsConfirmed(t *testing.T) {
	f := newFixture(t)
	ada := f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	boss := f.person("U0BOSS0001", "Musa", fleet.Manager)
	id := f.alert(fleet.AlertSOS, "T-4407", 5*time.Minute)
	propose := func(args string) string {
		t.Helper()
		a, err := f.run(ada, fleet.ViaSentence, "alert_update", args)
		if err != nil || a.Kind != answer.Confirm {
			t.Fatalf("%s: %v %+v", args, err, a)
		}
		return a.Pending.ID
	}
	first := propose(`{"alert_id":"` + id + `","action":"resolve"}`)
	toMe := propose(`{"alert_id":"` + id + `","action":"assign","assignee":"me"}`)
	a, err := f.reg.Confirm(t.Context(), boss, toMe)
	if err != nil || fact(a, "Assigned to") != "Ada" {
		t.Errorf("confirmed by somebody else, me is still who asked: %v %+v", err, a)
	}
	_, err = f.reg.Confirm(t.Context(), ada, first)
	wantKind(t, err, fleet.Conflict) // the alert has changed since
	_, err = f.run(ada, fleet.ViaSentence, "alert_update", `{"alert_id":"`+id+`","action":"reopen"}`)
	wantKind(t, err, fleet.Conflict)
}

// The card in the channel follows the state, and people who were not told of
// an alert are not told of its states either.
func TestCardFollowsState(t *testing.T) {
	f := newFixture(t)
	ada := f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	id := f.alert(fleet.AlertSOS, "T-4407", 5*time.Minute)
	quiet := f.alert(fleet.AlertOverspeed, "T-4407", 5*time.Minute)
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
	for _, x := range []string{id, quiet} {
		if _, err := f.update(ada, x, "acknowledge", ""); err != nil {
			t.Fatal(err)
		}
	}
	list, err := f.store.ClaimDeliveries(t.Context(), f.now.Add(time.Second), time.Minute, 10, store.Pace{})
	if err != nil || len(list) != 1 || list[0].Key != "alert:"+id || list[0].Version != 2 {
		t.Fatalf("deliveries: %v %+v", err, list)
	}
	if got := fact(list[0].Answer, "State"); got != "Acknowledged by Ada, 11:00 WAT" {
		t.Errorf("the card says %q", got)
	}
}

// Of many at once one acknowledges; the others hear who it was.
func TestOneAcknowledges(t *testing.T) {
	f := newFixture(t)
	ada := f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	id := f.alert(fleet.AlertSOS, "T-4407", 5*time.Minute)
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { _, errs[i] = f.update(ada, id, "acknowledge", "") })
	}
	all.Wait()
	done := 0
	for _, err := range errs {
		switch fleet.KindOf(err) {
		case "":
			done++
		case fleet.Conflict:
		default:
			t.Error(err)
		}
	}
	if done != 1 {
		t.Errorf("%d of 8 acknowledged", done)
	}
}

// What nobody has in hand comes first, then what somebody has, and who; what
// was only acknowledged is not called settled.
func TestActiveAlertsArePutByState(t *testing.T) {
	f := newFixture(t)
	ada := f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	older := f.alert(fleet.AlertSOS, "T-4407", 50*time.Minute)
	taken := f.alert(fleet.AlertSOS, "T-5120", 20*time.Minute)
	put := f.alert(fleet.AlertCrash, "T-5120", 10*time.Minute)
	over := f.alert(fleet.AlertCrash, "T-4407", 5*time.Minute)
	for _, s := range [][3]string{{taken, "acknowledge", ""}, {put, "snooze", `,"until":"2h"`}, {over, "resolve", ""}} {
		if _, err := f.update(ada, s[0], s[1], s[2]); err != nil {
			t.Fatal(err)
		}
	}
	a, err := f.run(viewer, fleet.ViaCommand, "alerts_list", `{"status":"active"}`)
	if err != nil || a.Headline != "3 active alerts: 1 open, 1 acknowledged, 1 snoozed." {
		t.Fatalf("%v %q", err, a.Headline)
	}
	var got []string
	for _, row := range a.Table.Rows {
		got = append(got, row[0]+" "+row[4])
	}
	if want := older + " open|" + taken + " acknowledged by Ada, 11:00 WAT|" + put + " snoozed until Mon 23 Nov, 13:00 WAT"; strings.Join(got, "|") != want {
		t.Errorf("listed %q, want %q", got, want)
	}
	if _, err := f.update(ada, older, "acknowledge", ""); err != nil {
		t.Fatal(err)
	}
	a, err = f.run(viewer, fleet.ViaCommand, "alerts_list", `{"status":"open"}`)
	if want := "4 alerts in the last 24 hours: 2 acknowledged, 1 snoozed, 1 resolved. Add a period, like today, to see them."; err != nil ||
		a.Headline != "No open alerts." || len(a.Notes) != 1 || a.Notes[0] != want {
		t.Errorf("%v %q %q, want %q", err, a.Headline, a.Notes, want)
	}
}
