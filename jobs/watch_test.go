package jobs

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

// lookout is a control room with a clock of its own, over one truck.
type lookout struct {
	*testing.T
	s     *store.Store
	j     *Jobs
	now   time.Time
	truck int64
}

func newLookout(t *testing.T) *lookout {
	t.Helper()
	l := &lookout{T: t, s: storetest.Open(t), now: noon}
	j, err := New(Options{Store: l.s, Events: eventstest.Open(t), Name: "a", OpsChannel: "C0OPSALERTS", Now: func() time.Time { return l.now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	l.j = j
	return l
}

// fix is where the truck was, some minutes after noon.
func fix(minute float64, lat, kmh float64, engine bool) store.Incoming {
	at := noon.Add(time.Duration(minute * float64(time.Minute)))
	return store.Incoming{EntryID: at.String(), Fact: fleet.Fact{Source: "loconav", ReceivedAt: at, Plate: "T-4407",
		Position: &fleet.Position{At: at, ReceivedAt: at, Point: fleet.Point{Lat: lat, Lon: 3.9}, SpeedKmh: kmh, Ignition: &engine}}}
}

// at sets the clock some minutes after noon, takes facts and looks.
func (l *lookout) at(minute float64, in ...store.Incoming) {
	l.Helper()
	l.now = noon.Add(time.Duration(minute * float64(time.Minute)))
	if len(in) > 0 {
		out, err := l.s.ApplyFacts(l.Context(), l.now, in)
		if err != nil {
			l.Fatal(err)
		}
		if len(out.Moved) > 0 {
			l.truck = out.Moved[0]
		}
	}
	if err := l.j.watch(l.Context()); err != nil {
		l.Fatal(err)
	}
}

// alerts are the truck's as "kind status", the oldest first.
func (l *lookout) alerts() (out []string) {
	l.Helper()
	list, err := l.s.Alerts(l.Context(), store.AlertQuery{TruckID: l.truck, Limit: 50, Now: l.now})
	if err != nil {
		l.Fatal(err)
	}
	for _, a := range list {
		words := string(a.Kind) + " " + string(a.Status)
		if !a.Ended.IsZero() {
			words += " after " + a.Ended.Sub(noon).String()
		}
		out = append(out, words)
	}
	slices.Reverse(out)
	return out
}

func (l *lookout) want(alerts ...string) {
	l.Helper()
	if got := l.alerts(); !slices.Equal(got, alerts) {
		l.Errorf("at %s: %q, want %q", l.now.Sub(noon), got, alerts)
	}
}

// events are the events of alerts that wait to be told, by version.
func (l *lookout) events() (out []int64) {
	l.Helper()
	_, err := l.s.RelayOutbox(l.Context(), l.now, 100, func(_ context.Context, list []store.Event) error {
		for _, e := range list {
			if e.Type == fleet.EventAlertTriggered {
				out = append(out, e.Version)
			}
		}
		return nil
	})
	if err != nil {
		l.Fatal(err)
	}
	return out
}

func TestWatchTellsOfOverspeedOnce(t *testing.T) {
	l := newLookout(t)
	step := 0.01 // degrees a minute are 67 km/h
	for m := range 6 {
		l.at(float64(m), fix(float64(m), 7+step*float64(m), 67, true))
	}
	l.want("overspeed open")
	l.at(5, fix(5, 7+step*5, 67, true)) // once more
	l.want("overspeed open")
	if got := l.events(); !slices.Equal(got, []int64{1}) {
		t.Errorf("events %v", got)
	}
	for m := 6; m < 9; m++ {
		l.at(float64(m), fix(float64(m), 7.05+0.001*float64(m), 30, true))
	}
	l.want("overspeed resolved after 5m0s")
	for m := 20; m < 23; m++ { // again, within half an hour
		l.at(float64(m), fix(float64(m), 7.06+step*float64(m-20), 90, true))
	}
	l.want("overspeed open")
	if got := l.events(); !slices.Equal(got, []int64{3, 4}) {
		t.Errorf("events of the end and the new beginning: %v", got)
	}
}

func TestWatchBySilenceAlone(t *testing.T) {
	l := newLookout(t)
	l.at(0, fix(0, 7, 40, true))
	l.at(1, fix(1, 7.006, 40, true))
	l.at(15.9)
	l.want()
	l.at(16)
	l.want("device_offline open")
	a := l.one()
	if a.Detail.Since.Sub(noon) != time.Minute || !strings.HasPrefix(a.Detail.Text, "was moving") {
		t.Errorf("%+v", a.Detail)
	}
	l.at(17, fix(17, 7.1, 40, true))
	l.at(20.7, fix(20.7, 7.12, 40, true))
	l.want("device_offline open")
	l.at(20.8)
	l.want("device_offline resolved after 17m0s")
}

func (l *lookout) one() store.AlertNow {
	l.Helper()
	list, err := l.s.Alerts(l.Context(), store.AlertQuery{TruckID: l.truck, Limit: 50, Now: l.now})
	if err != nil || len(list) != 1 {
		l.Fatalf("%d alerts, %v", len(list), err)
	}
	return list[0]
}

// A person who has settled an incident hears no more of it while it goes on.
func TestWatchLeavesSettledAlone(t *testing.T) {
	l := newLookout(t)
	for m := range 4 {
		l.at(float64(m), fix(float64(m), 7+0.01*float64(m), 67, true))
	}
	edit := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Resolve, At: l.now}, Who: "Ada", What: "Resolved"}
	if _, err := l.s.ChangeAlert(t.Context(), l.one().ID, edit, nil); err != nil {
		t.Fatal(err)
	}
	for m := 4; m < 7; m++ {
		l.at(float64(m), fix(float64(m), 7+0.01*float64(m), 95, true))
	}
	l.want("overspeed resolved")
	for m := 7; m < 11; m++ {
		l.at(float64(m), fix(float64(m), 7.06+0.001*float64(m), 20, true))
	}
	l.want("overspeed resolved after 6m0s")
}

// Old fixes that come late are history, and the same in any order.
func TestWatchLateFactsInAnyOrder(t *testing.T) {
	burst := []store.Incoming{}
	for m := range 10 {
		kmh := 67.0
		if m > 5 {
			kmh = 30
		}
		burst = append(burst, fix(float64(m), 7+0.01*float64(m), kmh, true))
	}
	for name, order := range map[string][]int{"in order": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "shuffled": {9, 2, 7, 0, 5, 4, 8, 1, 6, 3}} {
		l := newLookout(t)
		for i, n := range order {
			l.at(40+float64(i)/10, burst[n])
		}
		if got := l.alerts(); !slices.Contains(got, "overspeed resolved after 5m0s") {
			t.Errorf("%s: %q", name, got)
		}
		for _, v := range l.events() {
			if v > 0 && len(l.alerts()) == 1 {
				t.Errorf("%s: people hear of what is history", name)
			}
		}
	}
}

// Where LocoNav and a rule tell of the same, there is one card.
func TestWatchAndLocoNavAreOneCard(t *testing.T) {
	theirs := alert(fleet.AlertOverspeed, "77", "T-4407", fleet.PhaseStart, 30*time.Second)
	for name, first := range map[string]bool{"theirs first": true, "ours first": false} {
		l := newLookout(t)
		l.at(0, fix(0, 7, 67, true))
		if first {
			l.at(0.6, theirs)
		}
		for m := 1; m < 4; m++ {
			l.at(float64(m), fix(float64(m), 7+0.01*float64(m), 67, true))
		}
		if !first {
			l.at(3, theirs)
		}
		l.want("overspeed open") // what is part of another is in no list
		if got := l.events(); len(got) != 1 {
			t.Errorf("%s: events %v", name, got)
		}
	}
}

// What became an incident while nobody looked, and goes on, is told all the same;
// what nobody could know in time is history.
func TestWatchTellsOfWhatItMissed(t *testing.T) {
	for name, c := range map[string]struct {
		beat float64 // minutes
		want string
	}{"nobody looked": {2, "device_offline open"}, "somebody looked": {40, "device_offline resolved"}} {
		l := newLookout(t)
		l.at(0, fix(0, 7, 40, true))
		l.at(1, fix(1, 7.006, 40, true))
		if err := l.s.SaveJobs(t.Context(), l.j.List()); err != nil {
			t.Fatal(err)
		}
		if err := l.s.BeatJob(t.Context(), "watch", noon.Add(time.Duration(c.beat)*time.Minute), ""); err != nil {
			t.Fatal(err)
		}
		l.j.watcher = newWatcher(l.j.o) // as after a restart
		l.at(45)
		t.Log(name)
		l.want(c.want)
	}
}

// What goes on is told of, though LocoNav told of one that was over before.
func TestWatchTellsOfWhatFollowsAnother(t *testing.T) {
	l := newLookout(t)
	l.at(0, fix(0, 7, 40, true), fix(1, 7.006, 40, true),
		alert(fleet.AlertOffline, "77", "T-4407", fleet.PhaseStart, -20*time.Minute), alert(fleet.AlertOffline, "77", "T-4407", fleet.PhaseEnd, -2*time.Minute))
	l.at(16)
	l.want("device_offline resolved after -2m0s", "device_offline open")
}

// A part of another alert is one by itself when it begins anew after that was
// settled, and when it is graver.
func TestWatchPartsWhatWasOne(t *testing.T) {
	theirs := func(phase fleet.Phase, at time.Duration) store.Incoming {
		return alert(fleet.AlertOverspeed, "77", "T-4407", phase, at)
	}
	drive := func(l *lookout, from, to int, kmh float64) {
		for m := from; m < to; m++ {
			l.at(float64(m), fix(float64(m), 7+0.01*float64(m), kmh, true))
		}
	}
	l := newLookout(t)
	l.at(0, fix(0, 7, 67, true), theirs(fleet.PhaseStart, 0))
	drive(l, 1, 4, 67)
	drive(l, 4, 8, 30)
	l.at(8, theirs(fleet.PhaseEnd, 3*time.Minute))
	l.want("overspeed resolved after 3m0s")
	l.events()
	drive(l, 20, 23, 67)
	l.want("overspeed resolved after 3m0s", "overspeed open")
	if got := l.events(); len(got) != 1 {
		t.Errorf("again: events %v", got)
	}
	l = newLookout(t)
	l.at(0, fix(0, 7, 67, true), theirs(fleet.PhaseStart, 0))
	drive(l, 1, 4, 67)
	l.want("overspeed open")
	drive(l, 4, 7, 95)
	l.want("overspeed open", "overspeed open")
}

// Two replicas that look at the same time tell of everything once.
func TestWatchByTwoReplicas(t *testing.T) {
	l := newLookout(t)
	other, err := New(Options{Store: l.s, Events: l.j.o.Events, Name: "b", Now: func() time.Time { return l.now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 2)
	l.now = noon.Add(5 * time.Minute)
	for m := range 6 {
		if _, err := l.s.ApplyFacts(t.Context(), l.now, []store.Incoming{fix(float64(m), 7+0.01*float64(m), 67, true)}); err != nil {
			t.Fatal(err)
		}
		for _, j := range []*Jobs{l.j, other} {
			go func() { done <- j.watch(t.Context()) }()
		}
		for range 2 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
	}
	l.at(5)
	if list, err := l.s.Alerts(t.Context(), store.AlertQuery{Limit: 50, Now: l.now}); err != nil || len(list) != 1 {
		t.Errorf("%d alerts, %v", len(list), err)
	}
	if got := l.events(); len(got) != 1 {
		t.Errorf("events %v", got)
	}
}
