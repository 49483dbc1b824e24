package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/events"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

func TestHomeAsksBeforeItWritesAndIsDrawnAnew(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("dispatcher", "dispatch", "is created")
	w.command("dispatcher", "dispatch", "/trip", "depart 4001")
	w.heard("dispatcher", "dispatch", "to en route")
	view, _ := w.must("home", map[string]any{"as": "driver"})["view"].(map[string]any)
	if !strings.Contains(fmt.Sprint(view), "Have you arrived?") {
		t.Errorf("the Home tab acts at one tap: %v", view)
	}
	w.must("click", map[string]any{"as": "driver", "view_id": view["id"], "action_id": "choice"})
	w.heard("driver", "dm", "en route to arrived")
	w.until("Home is drawn anew", func() bool { return w.homes.Load() == 2 })
}

func TestHomeFollowsWhatChanges(t *testing.T) {
	w := newTown(t, nil)
	w.must("home", map[string]any{"as": "dispatcher"})
	w.command("manager", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at today 11pm")
	w.heard("manager", "dispatch", "is created")
	if n := w.homes.Load(); n != 1 {
		t.Fatalf("Home was drawn %d times before anything told of a change", n)
	}
	w.changed(fleet.EventTripCreated, "trip:1")
	w.until("Home is drawn again", func() bool { return w.homes.Load() == 2 })
	if got := fmt.Sprint(w.must("home", map[string]any{"as": "manager"})["view"]); !strings.Contains(got, "My trips") || !strings.Contains(got, "*4001* T-4407") {
		t.Errorf("the manager's Home shows %s, want the trip that the manager made", got)
	}
	if got := fmt.Sprint(w.must("home", map[string]any{"as": "dispatcher"})["view"]); strings.Contains(got, "My trips") {
		t.Errorf("the dispatcher's Home shows trips of others as own: %s", got)
	}
}

func TestOwnSettingIsSeenInHome(t *testing.T) {
	w := newTown(t, nil)
	w.must("home", map[string]any{"as": "dispatcher"})
	w.say("dispatcher", "dm", `preferences_save {"units":"mi"}`, "")
	w.click("dispatcher", "dm", w.heard("dispatcher", "dm", "Save your settings"), "confirm")
	w.heard("dispatcher", "dm", "Your settings are saved")
	w.until("Home is drawn again", func() bool { return w.homes.Load() == 2 })
	if got := fmt.Sprint(w.must("home", map[string]any{"as": "dispatcher"})["view"]); !strings.Contains(got, "Distances in: mi") {
		t.Errorf("Home shows %s", got)
	}
}

// changed tells the live views of a change, as the outbox does.
func (w *town) changed(kind fleet.EventType, key string) {
	w.t.Helper()
	e := store.Event{Type: kind, Key: key, Version: 1, Body: json.RawMessage("{}"), At: w.opt.Now()}
	if _, err := w.opt.Events.Append(w.t.Context(), events.StreamEvents, e.Fields()); err != nil {
		w.t.Fatal(err)
	}
}

func TestUnchangedHomeIsLeftAlone(t *testing.T) {
	var p *tap
	w := newTown(t, func(o *Options) { p = listenIn(t, o) })
	w.stop()
	b := w.byHand()
	for i, want := range []int{1, 1, 2} {
		if i == 2 {
			raw, _ := json.Marshal(map[string]any{"plate": "T-9001"})
			if _, err := w.opt.Registry.Run(t.Context(), fleet.SystemCaller, fleet.ViaJob, "truck_save", raw); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.redrawHome(t.Context(), "U0DISPATCH"); err != nil {
			t.Fatal(err)
		}
		if n := len(p.bodies("views.publish")); n != want {
			t.Errorf("look %d: %d views published, want %d", i, n, want)
		}
	}
}

func TestOlderHomeNeverTakesThePlaceOfANewerOne(t *testing.T) {
	var p *tap
	w := newTown(t, func(o *Options) { p = listenIn(t, o) })
	w.stop()
	one, other := w.byHand(), w.byHand()
	draw := func(b *Bot) {
		t.Helper()
		tab := b.homes.of("U0DISPATCH")
		if err := b.showHome(t.Context(), "U0DISPATCH", tab, true); err != nil {
			t.Fatal(err)
		}
	}
	draw(one)
	draw(other)
	draw(one) // knows an older hash than Slack
	got := p.bodies("views.publish")
	if len(got) != 4 || !strings.Contains(got[2], `"hash"`) || strings.Contains(got[3], `"hash"`) {
		t.Errorf("views %v, want that a conflict reads everything again", got)
	}
	draw(one)
	if got := p.bodies("views.publish"); len(got) != 5 || !strings.Contains(got[4], `"hash"`) {
		t.Errorf("%d views, want the new hash known", len(got))
	}
}

func TestHomeWaitsForNobodyForLong(t *testing.T) {
	now := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	change := func(kinds ...fleet.EventType) (out []events.Entry) {
		for _, k := range kinds {
			out = append(out, events.Entry{Fields: map[string]string{"type": string(k)}})
		}
		return out
	}
	for _, c := range []struct {
		what    string
		changes []events.Entry
		last    time.Time
		want    time.Time
	}{
		{"nothing", nil, time.Time{}, time.Time{}},
		{"an alert", change(fleet.EventAlertTriggered), time.Time{}, now.Add(homeSettle)},
		{"an alert right after a round", change(fleet.EventAlertTriggered), now, now.Add(homeGap)},
		{"trucks that move", change(fleet.EventTruckStatus), now.Add(-time.Second), now.Add(homeCalm - time.Second)},
		{"both", change(fleet.EventTruckStatus, fleet.EventTripStatus), now, now.Add(homeGap)},
		{"positions", change(fleet.EventPositionUpdated), time.Time{}, time.Time{}},
	} {
		if got := dueFor(c.changes, now, c.last); !got.Equal(c.want) {
			t.Errorf("%s: due %v, want %v", c.what, got, c.want)
		}
	}
}

func TestSystemStateIsTwoLines(t *testing.T) {
	got := fmt.Sprint(jsonOf(t, drawSystem(nil, fleet.Caller{}, answer.Answer{Headline: "All is well.", Facts: []answer.Fact{
		{Label: "Facts waiting", Value: "0, and 3 in hand"}, {Label: "Dead letters", Value: "0"}, {Label: "Lost", Value: "0 in 24 hours"}, {Label: "Slack", Value: "takes messages"},
		{Label: "Deliveries refused", Value: "0 to be tried again, 10 given up in 24 hours"}}})))
	for words, want := range map[string]bool{"All is well.": true, "Slack: takes messages": true, "10 given up": true, "Dead letters": false, "Lost": false, "waiting": false} {
		if strings.Contains(got, words) != want {
			t.Errorf("%q is shown: %v, in %s", words, !want, got)
		}
	}
}

func TestAgeAloneIsNoChange(t *testing.T) {
	view := func(words string) []slack.Block { return []slack.Block{section(words)} }
	if homeDigest(view("31 moving. last fix 12 s ago (Mon 23 Nov, 10:41 WAT)")) != homeDigest(view("31 moving. last fix 3 min ago (Mon 23 Nov, 10:42 WAT)")) {
		t.Error("a view that grew older counts as another one")
	}
	if homeDigest(view("31 moving.")) == homeDigest(view("32 moving.")) {
		t.Error("another number counts as the same view")
	}
}

func TestOpenAlertsAreALineEachWithOneButton(t *testing.T) {
	table := &answer.Table{Columns: []string{"Alert", "What", "Truck", "Since", "State"}}
	for i := range 8 {
		table.Rows = append(table.Rows, []string{fmt.Sprint(i + 1), "overspeed", "T-4407", "23 Nov 11:00", "open"})
	}
	table.Rows[1][4] = "acknowledged by Ada"
	b := &Bot{known: map[string]*tools.Tool{"alert_update": {}}}
	a := answer.Answer{Kind: answer.Result, Headline: "8 open alerts.", Table: table}
	got := fmt.Sprint(jsonOf(t, numberButtons(drawAlerts(b, fleet.Caller{Role: fleet.Admin}, a))))
	if strings.Count(got, "text:Acknowledge ") != maxAlerts-1 || !strings.Contains(got, "and 2 more") || strings.Count(got, "*overspeed* T-4407") != maxAlerts {
		t.Errorf("alerts are drawn as %s", got)
	}
	if got := fmt.Sprint(jsonOf(t, drawAlerts(b, fleet.Caller{Role: fleet.Viewer}, a))); strings.Contains(got, "Acknowledge") {
		t.Errorf("a viewer may acknowledge: %s", got)
	}
}

func TestLateTripsAreALineEach(t *testing.T) {
	table := &answer.Table{Columns: []string{"Trip", "Truck", "Driver", "From", "To", "Start", "Status", "Client"}, More: 4}
	for i := range 20 {
		table.Rows = append(table.Rows, []string{fmt.Sprint(3100 + i), "T-4407", "Moses", "Apapa <Port>", "Ibadan", "23 Nov 06:00", "scheduled, delayed 2 h 10 min", "Olam"})
	}
	a, blocks := lateLines(answer.Answer{Headline: "24 delayed trips.", Table: table})
	said := render(answer.Answer{Table: table}, extras{}, withTable)
	if got := fmt.Sprint(jsonOf(t, blocks)); a.Table != nil || !strings.Contains(got, "*3100* T-4407, Apapa &lt;Port&gt; to Ibadan: 2 h 10 min late") ||
		strings.Contains(got, "*3115*") || !strings.Contains(got, "and 9 more") {
		t.Errorf("late trips are drawn as %s", got)
	}
	if got := fmt.Sprint(jsonOf(t, said.Blocks)); strings.Contains(got, "3115") || !strings.Contains(got, "and 9 more") {
		t.Errorf("a wide table shows more than 15 rows: %s", got)
	}
}

func jsonOf(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
