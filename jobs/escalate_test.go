package jobs

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// pairOf are two replicas whose clock the test moves.
func pairOf(t *testing.T, s *store.Store) (both []*Jobs, move func(time.Duration)) {
	t.Helper()
	e := eventstest.Open(t)
	var at atomic.Int64
	at.Store(noon.UnixNano())
	for _, name := range []string{"a", "b"} {
		j := open(t, e, s)
		j.o.Name, j.o.Now = name, func() time.Time { return time.Unix(0, at.Load()).UTC() }
		both = append(both, j)
	}
	return both, func(d time.Duration) { at.Add(int64(d)) }
}

// heardOf are the lines that were said anew, a line for each: to whom, and how
// it begins.
func heardOf(t *testing.T, s *store.Store, at time.Time) (out []string) {
	t.Helper()
	for _, d := range said(t, s, at) {
		words := d.Answer.Headline
		for _, p := range d.Answer.Calls {
			words += " @" + p.Name
		}
		if d.Version == 1 {
			out = append(out, d.Channel+" "+words)
		}
		if err := s.Sent(t.Context(), d.ID, d.Version, d.Channel, "1."+fmt.Sprint(d.ID)); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(out)
	return out
}

// together lets both replicas follow up at the same moment.
func together(t *testing.T, both []*Jobs) {
	t.Helper()
	var all sync.WaitGroup
	for _, j := range both {
		all.Go(func() {
			for range 3 { // a step that reaches nobody makes the next one due
				if _, err := j.escalateOnce(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func tellAll(t *testing.T, j *Jobs, ids ...int64) {
	t.Helper()
	for _, id := range ids {
		tellChange(t, j, store.AlertChange{AlertID: id})
	}
}

func tellChange(t *testing.T, j *Jobs, change store.AlertChange) {
	t.Helper()
	err := j.o.Store.TellAlert(t.Context(), change.AlertID, j.o.OpsChannel, stormWindows(), j.o.Now(), func(h store.Hearing) store.Telling { return j.telling(h, change, j.o.Now()) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestUnansweredAlertsGoOnStepByStepOnce(t *testing.T) {
	s := storetest.Open(t)
	both, move := pairOf(t, s)
	off := func(p *store.Preferences) { p.Direct = false }
	person(t, s, "U0MUSA", fleet.Manager, 0, off)
	person(t, s, "U0ASLEEP", fleet.Manager, 0, func(p *store.Preferences) {
		from, to := 12*60, 20*60
		p.Direct, p.QuietFrom, p.QuietTo = false, &from, &to
	})
	person(t, s, "U0BOSS", fleet.Admin, 0, off)
	bola := person(t, s, "U0BOLA", fleet.Dispatcher, 0, off)
	if _, err := s.SaveTruck(t.Context(), store.TruckEdit{Plate: "T-4407"}, noon); err != nil {
		t.Fatal(err)
	}
	apply(t, s, alert(fleet.AlertTheft, "1", "T-4407", fleet.PhaseStart, 0))
	tellAll(t, both[0], 1)
	tellAll(t, both[1], 1) // the same event again
	at := noon
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{0, "C0OPSALERTS Possible fuel theft from T-4407"},
		{9 * time.Minute, ""},
		{time.Minute, "C0OPSALERTS Nobody has acknowledged this in 10 min. @U0MUSA|U0MUSA Possible fuel theft"},
		{9 * time.Minute, ""},
		{time.Minute, "C0OPSALERTS Nobody has acknowledged this in 20 min. @U0BOSS|U0BOSS Possible fuel theft"},
		{5 * time.Hour, ""},
	} {
		move(c.after)
		at = at.Add(c.after)
		together(t, both)
		got := heardOf(t, s, at.Add(24*time.Hour))
		want := slices.DeleteFunc(strings.Split(c.want, "|"), func(s string) bool { return s == "" })
		if !slices.EqualFunc(got, want, strings.HasPrefix) {
			t.Errorf("at %s said %q, want %q", at.Format("15:04"), got, want)
		}
	}
	step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Acknowledge, At: at, By: bola}, Who: "U0BOLA", Via: fleet.ViaButton, What: "Acknowledged"}
	if _, err := s.ChangeAlert(t.Context(), 1, step, tools.AlertCard); err != nil {
		t.Fatal(err)
	}
	tellAll(t, both[0], 1)
	for i, c := range []struct {
		after time.Duration
		want  int
	}{{59 * time.Minute, 0}, {time.Minute, 1}, {time.Hour, 1}} {
		move(c.after)
		at = at.Add(c.after)
		together(t, both)
		got := heardOf(t, s, at.Add(24*time.Hour))
		if len(got) != c.want || c.want == 1 && !strings.HasPrefix(got[0], "U0BOLA Still with you since") {
			t.Errorf("reminder %d: said %q, want %d", i, got, c.want)
		}
	}
	apply(t, s, alert(fleet.AlertTheft, "1", "T-4407", fleet.PhaseEnd, time.Hour)) // it lasts no more
	tellAll(t, both[1], 1)
	move(2 * time.Hour)
	together(t, both)
	if got := heardOf(t, s, at.Add(48*time.Hour)); len(got) != 0 {
		t.Errorf("after its end said %q", got)
	}
}

func TestFollowUp(t *testing.T) {
	open := store.AlertNow{AlertState: fleet.AlertState{Status: fleet.AlertOpen}, Severity: fleet.Critical}
	with := func(change func(*store.AlertNow)) store.AlertNow {
		a := open
		change(&a)
		return a
	}
	waiting := store.FollowUp{Next: store.NextEscalate, Step: 1, Due: noon.Add(5 * time.Minute)}
	reminding := store.FollowUp{Next: store.NextRemind, Step: 2, Due: noon.Add(time.Minute)}
	taken := func(a *store.AlertNow) { a.Status, a.AckedAt = fleet.AlertAcknowledged, noon.Add(-time.Minute) }
	night := noon.Add(9 * time.Hour) // 22:00 in Lagos
	for name, c := range map[string]struct {
		alert store.AlertNow
		route fleet.AlertRoute
		have  store.FollowUp
		now   time.Time
		want  store.FollowUp
	}{
		"open":                   {open, fleet.AlertRoute{}, store.FollowUp{}, noon, store.FollowUp{Next: store.NextEscalate, Due: noon.Add(10 * time.Minute)}},
		"by its route":           {open, fleet.AlertRoute{After: 3 * time.Minute}, store.FollowUp{}, noon, store.FollowUp{Next: store.NextEscalate, Due: noon.Add(3 * time.Minute)}},
		"waiting already":        {open, fleet.AlertRoute{}, waiting, noon, waiting},
		"worse, so sooner":       {open, fleet.AlertRoute{}, store.FollowUp{Next: store.NextEscalate, Due: noon.Add(time.Hour)}, noon, store.FollowUp{Next: store.NextEscalate, Due: noon.Add(10 * time.Minute)}},
		"all were told":          {open, fleet.AlertRoute{}, store.FollowUp{Step: 2}, noon, store.FollowUp{Step: 2}},
		"given back":             {open, fleet.AlertRoute{}, reminding, noon, store.FollowUp{Next: store.NextEscalate, Due: noon.Add(10 * time.Minute)}},
		"a warning":              {with(func(a *store.AlertNow) { a.Severity = fleet.Warning }), fleet.AlertRoute{}, store.FollowUp{}, noon, store.FollowUp{Next: store.NextEscalate, Due: noon.Add(30 * time.Minute)}},
		"a warning at night":     {with(func(a *store.AlertNow) { a.Severity = fleet.Warning }), fleet.AlertRoute{}, store.FollowUp{}, night, store.FollowUp{Next: store.NextEscalate, Due: noon.Add(17 * time.Hour)}},
		"info":                   {with(func(a *store.AlertNow) { a.Severity = fleet.Info }), fleet.AlertRoute{}, store.FollowUp{}, noon, store.FollowUp{}},
		"taken":                  {with(taken), fleet.AlertRoute{}, waiting, noon, store.FollowUp{Next: store.NextRemind, Due: noon.Add(59 * time.Minute)}},
		"taken, and reminding":   {with(taken), fleet.AlertRoute{}, reminding, noon, reminding},
		"taken, and over":        {with(func(a *store.AlertNow) { taken(a); a.Ended = noon }), fleet.AlertRoute{}, reminding, noon, store.FollowUp{}},
		"snoozed":                {with(func(a *store.AlertNow) { a.Status = fleet.AlertSnoozed }), fleet.AlertRoute{}, waiting, noon, store.FollowUp{}},
		"resolved":               {with(func(a *store.AlertNow) { a.Status = fleet.AlertResolved }), fleet.AlertRoute{}, waiting, noon, store.FollowUp{}},
		"resolved, then told so": {with(func(a *store.AlertNow) { a.Status = fleet.AlertResolved }), fleet.AlertRoute{}, store.FollowUp{}, noon, store.FollowUp{}},
	} {
		if got := followUp(c.alert, c.route, c.have, c.now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// What goes on is told in the thread, by whoever changed it or by itself, and
// never before the card stands.
func TestTheThreadIsToldOfChanges(t *testing.T) {
	s := storetest.Open(t)
	both, _ := pairOf(t, s)
	j := both[0]
	bola := person(t, s, "U0BOLA", fleet.Dispatcher, 0, func(p *store.Preferences) { p.Direct = false })
	if _, err := s.SaveTruck(t.Context(), store.TruckEdit{Plate: "T-4407"}, noon); err != nil {
		t.Fatal(err)
	}
	apply(t, s, alert(fleet.AlertOverspeed, "1", "T-4407", fleet.PhaseStart, -time.Minute))
	tellAll(t, j, 1)
	step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Acknowledge, At: noon, By: bola}, Who: "Bola", Via: fleet.ViaButton, What: "Acknowledged"}
	step.Reply.Headline = "Acknowledged by Bola."
	if _, err := s.ChangeAlert(t.Context(), 1, step, tools.AlertCard); err != nil {
		t.Fatal(err)
	}
	tellAll(t, j, 1)
	card := said(t, s, noon)
	if len(card) != 1 || card[0].Key != "alert:1" {
		t.Fatalf("said %v before the card stands", keys(card))
	}
	if err := s.Sent(t.Context(), card[0].ID, card[0].Version, "C0OPSALERTS", "7.7"); err != nil {
		t.Fatal(err)
	}
	apply(t, s, alert(fleet.AlertOverspeed, "1", "T-4407", fleet.PhaseEnd, 0))
	for range 2 { // the event comes twice
		tellAll(t, j, 1)
	}
	got := map[string]string{}
	for _, d := range said(t, s, noon.Add(time.Hour)) {
		if d.Thread != "" {
			got[d.Answer.Headline] = d.Thread
		}
	}
	if len(got) != 2 || got["Acknowledged by Bola."] != "7.7" || got["Over: it ended 13:00 WAT, after 1 min."] != "7.7" {
		t.Errorf("in the thread: %v", got)
	}
}
