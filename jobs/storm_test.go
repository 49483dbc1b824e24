package jobs

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

func TestDecideStorm(t *testing.T) {
	speeding, sos := store.AlertNow{Kind: fleet.AlertOverspeed}, store.AlertNow{Kind: fleet.AlertSOS}
	theft := store.AlertNow{Kind: fleet.AlertTheft, Severity: fleet.Critical}
	for name, c := range map[string]struct {
		alert  store.AlertNow
		around store.Around
		join   bool
		id     int64
		sort   store.StormSort
		reason string
	}{
		"alone":                        {speeding, store.Around{}, false, 0, "", "few like it lately"},
		"the fourth":                   {speeding, store.Around{Kind: 3, Place: 3}, false, 0, "", "few like it lately"},
		"the fifth of its kind":        {speeding, store.Around{Kind: 4}, true, 0, store.StormOfKind, "a storm of its kind begins"},
		"the fifth in its place":       {speeding, store.Around{Kind: 1, Place: 4, Region: "Mile 2"}, true, 0, store.StormInPlace, "a storm in its place begins"},
		"one more of the kind":         {speeding, store.Around{KindStorm: 3, PlaceStorm: 4}, true, 3, "", "one more of a storm of its kind"},
		"one more in the place":        {speeding, store.Around{PlaceStorm: 4}, true, 4, "", "one more of a storm in its place"},
		"a call for help in the place": {sos, store.Around{PlaceStorm: 4, Place: 9}, false, 0, "", "too grave to be one of many"},
		"critical in the place":        {theft, store.Around{PlaceStorm: 4, Place: 9}, false, 0, "", "too grave to be one of many"},
		"critical, and one of many":    {theft, store.Around{KindStorm: 3}, true, 3, "", "one more of a storm of its kind"},
		"many calls for help":          {sos, store.Around{Kind: 4}, true, 0, store.StormOfKind, "a storm of its kind begins"},
	} {
		join, storm, reason := decideStorm(c.alert, c.around)
		if join != c.join || storm.ID != c.id || storm.Sort != c.sort || reason != c.reason {
			t.Errorf("%s: %v %d %q, %q", name, join, storm.ID, storm.Sort, reason)
		}
	}
}

// many applies alerts of so many trucks that begin now.
func many(t *testing.T, s *store.Store, kind fleet.AlertKind, from, to int, now time.Time) (ids []int64) {
	t.Helper()
	var in []store.Incoming
	for i := from; i < to; i++ {
		f := alert(kind, fmt.Sprint(i), fmt.Sprintf("T-%04d", i), fleet.PhaseStart, now.Sub(noon))
		in = append(in, f)
	}
	apply(t, s, in...)
	list, err := s.Alerts(t.Context(), store.AlertQuery{Kind: kind, Window: &fleet.Window{From: now, To: now.Add(time.Second)}, Limit: to - from})
	if err != nil || len(list) != to-from {
		t.Fatal(err, len(list))
	}
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	return ids
}

// Many alerts of a kind are four cards and one list, which grows and shrinks,
// whatever two replicas are told twice.
func TestManyAlertsAreOneCardWithAList(t *testing.T) {
	s := storetest.Open(t)
	both, move := pairOf(t, s)
	ada := person(t, s, "U0ADA", fleet.Dispatcher, 0, nil) // asked to be told directly
	ids := many(t, s, fleet.AlertOverspeed, 0, 12, noon)
	var all sync.WaitGroup
	for _, j := range both {
		all.Go(func() { tellAll(t, j, ids...) })
	}
	all.Wait()
	count := func() (cards, storms int, direct map[string]int, list []store.Delivery) {
		t.Helper()
		direct = map[string]int{}
		list = said(t, s, noon.Add(240*time.Hour))
		for _, d := range list {
			if err := s.Sent(t.Context(), d.ID, d.Version, d.Channel, "1."+fmt.Sprint(d.ID)); err != nil {
				t.Fatal(err)
			}
			switch {
			case d.Channel == "U0ADA":
				direct[strings.Split(d.Key, ":")[0]]++
			case strings.HasPrefix(d.Key, "alert:"):
				cards++
			case strings.HasPrefix(d.Key, "storm:"):
				storms++
			}
		}
		return cards, storms, direct, list
	}
	cards, storms, direct, _ := count()
	if cards != 4 || storms != 1 || direct["alert"] != 4 || direct["storm"] != 1 {
		t.Fatalf("%d cards, %d storms, to Ada %v", cards, storms, direct)
	}
	storm := func() store.StormNow {
		t.Helper()
		n, err := s.Storm(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := storm(); n.Counts.Total != 12 || n.Counts.Open != 12 || tools.StormCard(n, "", fleet.Kilometres).Headline != "12 trucks overspeeding near Apapa Port." {
		t.Errorf("storm: %+v %q", n.Counts, tools.StormCard(n, "", fleet.Kilometres).Headline)
	}
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{9 * time.Second, ""}, {36 * time.Second, "12 trucks"}} { // at least 10 s, and 45 s after the last drawing
		move(c.after)
		for _, j := range both {
			if err := j.drawOnce(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		_, _, _, list := count()
		got := ""
		for _, d := range list {
			if d.Key == "storm:1" {
				got = d.Answer.Headline
			}
		}
		if !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("after %s the card says %q, want %s", c.after, got, c.want)
		}
	}
	step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Acknowledge, At: both[0].o.Now(), By: ada}, Who: "Ada", Via: fleet.ViaButton, What: "Acknowledged"}
	if _, err := s.ChangeAlert(t.Context(), ids[0], step, tools.AlertCard); err != nil {
		t.Fatal(err)
	}
	if err := both[1].drawOnce(t.Context()); err != nil { // a person's step is shown at once
		t.Fatal(err)
	}
	if n := storm(); n.Counts.Open != 11 || n.Counts.Acknowledged != 1 {
		t.Errorf("after one step: %+v", n.Counts)
	}
}

// What nobody acknowledges of a storm is told once, and not for each of its
// alerts.
func TestAStormGoesOnAsOne(t *testing.T) {
	s := storetest.Open(t)
	both, move := pairOf(t, s)
	off := func(p *store.Preferences) { p.Direct = false }
	person(t, s, "U0MUSA", fleet.Manager, 0, off)
	tellAll(t, both[0], many(t, s, fleet.AlertTheft, 0, 9, noon)...)
	heardOf(t, s, noon.Add(240*time.Hour))
	move(10 * time.Minute)
	together(t, both)
	for _, j := range both {
		if err := j.drawOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got := heardOf(t, s, noon.Add(240*time.Hour))
	if len(got) != 2 || got[0] != "C0OPSALERTS Nobody has acknowledged this in 10 min. @U0MUSA" || !strings.HasPrefix(got[1], "U0MUSA Possible fuel theft from 9 trucks") {
		t.Errorf("said %q", got)
	}
}

// A storm of 10,000 facts in a minute is few messages.
func TestAFloodIsFewDeliveries(t *testing.T) {
	s := storetest.Open(t)
	both, move := pairOf(t, s)
	const facts, kinds = 10_000, 4
	var all [kinds][]int64
	for i, kind := range []fleet.AlertKind{fleet.AlertOverspeed, fleet.AlertIdle, fleet.AlertOffline, fleet.AlertGeofence} {
		for from := 0; from < facts/kinds; from += 500 {
			all[i] = append(all[i], many(t, s, kind, from, from+500, both[0].o.Now())...)
			move(time.Second)
		}
	}
	var work sync.WaitGroup
	for i, j := range both {
		work.Go(func() { tellAll(t, j, all[i]...); tellAll(t, j, all[i+2]...) })
	}
	work.Wait()
	if list := said(t, s, noon.Add(240*time.Hour)); len(list) > kinds*stormSize {
		t.Errorf("%d deliveries of %d facts", len(list), facts)
	}
	n, err := s.Storm(t.Context(), 1)
	if err != nil || n.Counts.Total < facts/kinds/2 {
		t.Errorf("the first storm: %v %+v", err, n.Counts)
	}
}

// What is critical has a card of its own and its own next step, whatever storm
// goes on around it.
func TestAStormHidesNothingCritical(t *testing.T) {
	s := storetest.Open(t)
	both, move := pairOf(t, s)
	person(t, s, "U0MUSA", fleet.Manager, 0, func(p *store.Preferences) { p.Direct = false })
	tellAll(t, both[0], many(t, s, fleet.AlertTheft, 50, 51, noon)...)
	tellAll(t, both[0], many(t, s, fleet.AlertOverspeed, 0, 6, noon)...)
	tellAll(t, both[1], many(t, s, fleet.AlertTheft, 51, 52, noon)...)
	var cards, storms int
	for _, line := range heardOf(t, s, noon.Add(240*time.Hour)) {
		if strings.HasPrefix(line, "C0OPSALERTS Possible fuel theft") {
			cards++
		}
		if strings.HasPrefix(line, "C0OPSALERTS 5 alerts at") || strings.HasPrefix(line, "C0OPSALERTS 5 trucks overspeeding") {
			storms++
		}
	}
	if cards != 2 || storms != 1 {
		t.Errorf("%d cards of thefts and %d storms", cards, storms)
	}
	move(10 * time.Minute)
	together(t, both)
	if got := heardOf(t, s, noon.Add(240*time.Hour)); len(got) != 4 {
		t.Errorf("after ten minutes said %q, want each theft to Musa and in its thread", got)
	}
}

// A storm that somebody has in hand waits for somebody again when it grows.
func TestAStormThatGrowsIsFollowedUp(t *testing.T) {
	s := storetest.Open(t)
	both, move := pairOf(t, s)
	ada := person(t, s, "U0ADA", fleet.Dispatcher, 0, func(p *store.Preferences) { p.Direct = false })
	person(t, s, "U0MUSA", fleet.Manager, 0, func(p *store.Preferences) { p.Direct = false })
	draw := func() []string {
		t.Helper()
		if err := both[0].drawOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		return heardOf(t, s, noon.Add(240*time.Hour))
	}
	ids := many(t, s, fleet.AlertTheft, 0, 6, noon)
	tellAll(t, both[0], ids...)
	for _, id := range ids {
		step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Acknowledge, At: noon, By: ada}, Who: "Ada", Via: fleet.ViaButton, What: "Acknowledged"}
		if _, err := s.ChangeAlert(t.Context(), id, step, tools.AlertCard); err != nil {
			t.Fatal(err)
		}
	}
	draw()
	for _, c := range []struct {
		after time.Duration
		more  bool
		want  int
	}{{9 * time.Minute, true, 0}, {time.Minute, false, 0}, {9 * time.Minute, false, 2}} {
		move(c.after)
		if c.more {
			tellAll(t, both[1], many(t, s, fleet.AlertTheft, 6, 7, both[1].o.Now())...)
		}
		got := draw()
		if c.want == 0 && len(got) != 0 || c.want == 2 && (len(got) != 2 || got[0] != "C0OPSALERTS Nobody has acknowledged this in 10 min. @U0MUSA" || !strings.HasPrefix(got[1], "U0MUSA Possible fuel theft from 7 trucks")) {
			t.Errorf("%s later said %q", c.after, got)
		}
	}
}

// An alert of a list that is open again when the storm is over is told anew.
func TestAnAlertOfAStormComesBack(t *testing.T) {
	s := storetest.Open(t)
	both, move := pairOf(t, s)
	ada := person(t, s, "U0ADA", fleet.Dispatcher, 0, func(p *store.Preferences) { p.Direct = false })
	ids := many(t, s, fleet.AlertOverspeed, 0, 7, noon)
	tellAll(t, both[0], ids...)
	last := ids[len(ids)-1]
	step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Snooze, At: noon, Until: noon.Add(time.Hour), By: ada}, Who: "Ada", Via: fleet.ViaButton, What: "Snoozed"}
	if _, err := s.ChangeAlert(t.Context(), last, step, tools.AlertCard); err != nil {
		t.Fatal(err)
	}
	heardOf(t, s, noon.Add(240*time.Hour))
	move(time.Hour)
	if err := both[0].wakeOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, j := range both { // its event comes twice
		tellChange(t, j, store.AlertChange{AlertID: last, Status: fleet.AlertOpen})
	}
	got := heardOf(t, s, noon.Add(240*time.Hour))
	if len(got) != 1 || !strings.HasPrefix(got[0], "C0OPSALERTS Overspeed: ") {
		t.Errorf("said %q, want its card", got)
	}
	move(30 * time.Minute)
	if n, err := both[0].escalateOnce(t.Context()); n != 1 || err != nil {
		t.Errorf("%d followed up, %v; want the one that came back", n, err)
	}
}
