package jobs

import (
	"slices"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// followUp is what follows when nothing else happens to an alert that people
// were told of: while it is open, the next step is told; while somebody has it
// in hand and it lasts, they are reminded. What was arranged stays as it is,
// unless it got worse.
func followUp(a store.AlertNow, route fleet.AlertRoute, have store.FollowUp, now time.Time) store.FollowUp {
	switch a.Status {
	case fleet.AlertOpen:
		due, ever := route.Unanswered(a.Severity, now)
		switch {
		case !ever:
			return store.FollowUp{}
		case have.Next == store.NextEscalate && !due.Before(have.Due), have.Next == store.NextNothing && have.Step > 0:
			return have
		case have.Next == store.NextEscalate:
			return store.FollowUp{Next: store.NextEscalate, Step: have.Step, Due: due}
		}
		return store.FollowUp{Next: store.NextEscalate, Due: due}
	case fleet.AlertAcknowledged:
		every := fleet.Reminder(a.Severity)
		switch {
		case every == 0 || !a.Ended.IsZero():
			return store.FollowUp{}
		case have.Next == store.NextRemind:
			return have
		}
		return store.FollowUp{Next: store.NextRemind, Due: a.AckedAt.Add(every)}
	}
	return store.FollowUp{}
}

// decideStep says who of an audience is told now that nobody has acknowledged an
// alert, and when the first of those who sleep may be told. Quiet hours and the
// severity that somebody asked for hold here, too, except for what must always
// be heard.
func decideStep(a store.AlertNow, people []store.Listener, now time.Time) (tell []store.Listener, wakes time.Time) {
	for _, l := range people {
		if !l.Called || !mayHear(a, l) || !a.Severity.AtLeast(l.MinSeverity) {
			continue
		}
		end, quiet := l.QuietUntil(now)
		switch {
		case !quiet || alwaysHeard(a):
			tell = append(tell, l)
		case wakes.IsZero() || end.Before(wakes):
			wakes = end
		}
	}
	return tell, wakes
}

// afterStep is what follows a step that told so many people: the next one after
// as long again, at once when nobody could be told, and once more when
// the first of those at the last step wakes.
func afterStep(a store.AlertNow, route fleet.AlertRoute, done store.FollowUp, told int, wakes, now time.Time) store.FollowUp {
	next := store.FollowUp{Next: store.NextEscalate, Step: done.Step + 1, Due: now}
	switch {
	case told == 0 && next.Step < fleet.Steps:
		return next
	case told == 0 && !wakes.IsZero():
		return store.FollowUp{Next: store.NextEscalate, Step: done.Step, Due: wakes}
	case next.Step >= fleet.Steps:
		return store.FollowUp{Step: next.Step}
	}
	next.Due, _ = route.Unanswered(a.Severity, now) // it was due already, so it always is
	return next
}

func alwaysHeard(a store.AlertNow) bool { return slices.Contains(fleet.AlwaysHeard(), a.Kind) }
