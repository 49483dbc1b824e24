package jobs

import (
	"context"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// How many alerts so close together are one storm, and how long it lasts.
const (
	stormSize   = 5
	stormWithin = 5 * time.Minute
	stormQuiet  = 10 * time.Minute // without a new alert it is over
	stormMost   = 2 * time.Hour    // then what goes on gets a new card, where people see it

	stormWait = 10 * time.Second // what comes so close together is drawn together
	stormGap  = 45 * time.Second // between two drawings that no person asked for

	drawEvery = 500 * time.Millisecond // one look at an index that is empty most of the day
	drawBatch = 20
	drawTime  = 30 * time.Second // for one batch
)

func stormWindows() store.Windows {
	return store.Windows{Within: stormWithin, Quiet: stormQuiet, Most: stormMost}
}

// decideStorm says which storm an alert that is worth a card belongs to, a new
// one without an id, and why. What is critical is put among others like it only,
// and never among what else happens in a place.
func decideStorm(a store.AlertNow, around store.Around) (join bool, storm store.StormTelling, reason string) {
	switch {
	case around.KindStorm != 0:
		return true, store.StormTelling{ID: around.KindStorm}, "one more of a storm of its kind"
	case around.Kind+1 >= stormSize:
		return true, store.StormTelling{Sort: store.StormOfKind, Name: string(a.Kind)}, "a storm of its kind begins"
	case alwaysHeard(a) || a.Severity == fleet.Critical:
		return false, storm, "too grave to be one of many"
	case around.PlaceStorm != 0:
		return true, store.StormTelling{ID: around.PlaceStorm}, "one more of a storm in its place"
	case around.Place+1 >= stormSize:
		return true, store.StormTelling{Sort: store.StormInPlace, Name: around.Region}, "a storm in its place begins"
	}
	return false, storm, "few like it lately"
}

// storm puts an alert into a storm: whoever would be told of it now is told of
// the storm.
func (j *Jobs) storm(t *store.Telling, h store.Hearing, storm store.StormTelling, now time.Time) {
	storm.Since, storm.Draw, storm.Gap, storm.Card = now.Add(-stormWithin), now.Add(stormWait), stormGap, tools.StormCard
	storm.Follow = followUp(h.Alert, h.Route, store.FollowUp{}, now)
	held := t.Direct[:0]
	for _, d := range t.Direct {
		if d.Until.IsZero() {
			storm.Direct = append(storm.Direct, d.To)
		} else {
			held = append(held, d)
		}
	}
	t.Way, t.Channel, t.Direct, t.Storm = store.WayStorm, h.Channel, held, &storm
}

// drawOnce draws the cards of storms as they grow and shrink, and tells the
// next step of those that nobody has acknowledged.
func (j *Jobs) drawOnce(ctx context.Context) error {
	now := j.o.Now()
	if _, err := j.o.Store.DrawStorms(ctx, now, drawBatch, tools.StormCard); err != nil {
		return err
	}
	_, err := j.o.Store.FollowStorms(ctx, now, drawBatch, func(h store.StormHearing) store.StormStep { return j.escalateStorm(h, now) })
	return err
}

// escalateStorm tells the next step of a storm of which nobody has acknowledged
// something.
func (j *Jobs) escalateStorm(h store.StormHearing, now time.Time) (out store.StormStep) {
	if h.Storm.Counts.Open == 0 {
		return out
	}
	if due, ever := h.Route.Unanswered(h.Storm.Severity, h.Storm.Waits); h.Follow.Step == 0 && ever && due.After(now) { // somebody has the older ones in hand
		out.Follow = store.FollowUp{Next: store.NextEscalate, Due: due}
		return out
	}
	a := store.AlertNow{Severity: h.Storm.Severity, TruckID: 1}
	if h.Storm.Sort == store.StormOfKind {
		a.Kind = fleet.AlertKind(h.Storm.Name)
	}
	tell, wakes := decideStep(a, h.People, now)
	out.Follow = afterStep(a, h.Route, h.Follow, len(tell), wakes, now)
	out.Tell, out.Card = tell, tools.StormCard
	if reply := tools.EscalationReply(people(tell), now.Sub(h.Storm.Waits), out.Follow.Next == store.NextNothing, wakes); reply.Headline != "" {
		out.Reply = &reply
	}
	return out
}
