package jobs

import (
	"context"
	"slices"
	"sync"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	watchLoop  = "watch"                // what the loop is called
	watchEvery = 200 * time.Millisecond // at most so long after something changed
	watchSleep = time.Minute            // so long without a round, and nobody looked
	watchBatch = 2000                   // marks, and trucks whose time has come, in one transaction

	heardEvery  = 30 * time.Second // for so long it is believed when the fleet was last heard of, by the machine's clock
	heardTrucks = 10               // in a smaller fleet silence of all is no sign of a fault on the way
)

// watcher is what a process remembers between two rounds of the watch.
type watcher struct {
	mu     sync.Mutex
	rules  fleet.AlertRules
	looked bool
	done   time.Time // until when somebody looked at all that was due
	went   time.Time // the last round that went well, by the machine's clock
	heard  time.Time // when the newest fix came in; zero while it proves nothing
	asked  time.Time // by the machine's clock
	routes routes
}

func newWatcher(o Options) *watcher {
	return &watcher{routes: routes{store: o.Store, roads: fleet.NewRoads(), known: map[[2]int64]routeKnown{}}}
}

// watch looks at every truck of which something changed and at those whose
// time has come, until nothing is left.
func (j *Jobs) watch(ctx context.Context) error {
	w := j.watcher
	w.mu.Lock()
	defer w.mu.Unlock()
	rules, err := j.o.Store.AlertRules(ctx)
	if err != nil {
		return err
	}
	if w.looked && !sameRules(w.rules, rules) { // every truck may be another's now
		if err := j.o.Store.WatchAll(ctx); err != nil {
			return err
		}
	}
	w.rules, w.looked = rules, true
	if err := j.wake(ctx); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if err := j.listen(ctx); err != nil {
			return err
		}
		now := j.o.Now()
		began := j.machine()
		did, err := j.o.Store.WatchDue(ctx, now, watchBatch, store.WatchBy{Prepare: j.prepare, Look: j.lookAt})
		if err != nil {
			return err
		}
		if did.Trucks > 0 {
			j.tellWatched(did, j.machine().Sub(began))
		}
		if !did.Full {
			w.done, w.went = now, j.machine()
			return nil
		}
	}
	return nil
}

// wake finds out since when nobody has looked: at the first round as any replica
// noted it, later only when this one could not for a while. A simulated clock
// that leaps is no sleep.
func (j *Jobs) wake(ctx context.Context) (err error) {
	switch w := j.watcher; {
	case w.went.IsZero() && w.done.IsZero():
		w.done, err = j.o.Store.LastRound(ctx, watchLoop, j.o.Now())
	case j.machine().Sub(w.went) < watchSleep:
		w.done = j.o.Now()
	}
	return err
}

// missed says whether trouble that goes on became an incident while nobody
// looked: it is no history, it is ours to tell.
func (w *watcher) missed(m fleet.Move, now time.Time) bool {
	return m.Reason == fleet.MoveLate && !m.Over && !m.Passed.Before(w.done) && now.Sub(m.Passed) <= Kept
}

// sameRules says whether nothing changed between two readings of the rules.
func sameRules(a, b fleet.AlertRules) bool {
	return slices.EqualFunc(a, b, func(x, y fleet.AlertRule) bool { return x.ID == y.ID && x.Version == y.Version })
}

// listen finds out when any truck was last heard of, now and then.
func (j *Jobs) listen(ctx context.Context) error {
	w := j.watcher
	if !w.asked.IsZero() && j.machine().Sub(w.asked) < heardEvery {
		return nil
	}
	at, trucks, err := j.o.Store.LastHeard(ctx)
	if err != nil {
		return err
	}
	if w.asked = j.machine(); trucks < heardTrucks {
		at = time.Time{}
	}
	w.heard = at
	return nil
}

// prepare adds what the store does not know, and says which fixes are needed.
func (j *Jobs) prepare(ctx context.Context, x *store.WatchScene) time.Time {
	w := j.watcher
	for _, t := range x.Trips {
		if t.Status == fleet.EnRoute {
			x.Route = w.routes.of(ctx, t, x.Places, x.Now, j.o.Log)
		}
	}
	return fleet.FixesFrom(w.rules, x.Scene, x.Changed, x.Open)
}

// lookAt decides what becomes of a truck's incidents.
func (j *Jobs) lookAt(x *store.WatchScene) ([]fleet.Move, time.Time) {
	w := j.watcher
	if at := x.State.ReceivedAt; !w.heard.IsZero() && at.After(w.heard) {
		w.heard = at
	}
	x.Heard = w.heard
	found, next := fleet.WatchNext(w.rules, x.Scene)
	open := slices.DeleteFunc(x.Open, func(f fleet.Found) bool { return !x.Looks(f.Kind) })
	moves := fleet.DecideFound(open, found, x.Now)
	for i := range moves {
		m := &moves[i]
		if w.missed(*m, x.Now) {
			m.Reason = fleet.MoveNew
		}
		if at := m.NextMove(); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
		j.o.Log.Debug("incident decided", "truck", x.TruckID, "kind", m.Kind, "key", m.Key, "reason", m.Reason, "same", m.Same, "seen", m.Text)
	}
	return moves, next
}

// tellWatched counts a round.
func (j *Jobs) tellWatched(did store.Watched, took time.Duration) {
	j.o.Observe("watch_trucks_total", float64(did.Trucks))
	j.o.Observe("watch_seconds_total", took.Seconds())
	for _, m := range did.Moves {
		if m.Says() || m.Reason == fleet.MoveLate {
			j.o.Observe("watch_incidents_"+string(m.Reason)+"_total", 1)
		}
	}
}
