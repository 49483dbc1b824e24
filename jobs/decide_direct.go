package jobs

import (
	"slices"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// decideDirect says how a person is told of an alert in a direct message, and
// why: by a card, which an alert that is told of already keeps; held until
// quiet hours end; or, empty, not at all. Change is what brought it up, and who.
func decideDirect(a store.AlertNow, l store.Listener, change store.AlertChange, now time.Time) (told store.Told, until time.Time, reason string) {
	switch {
	case !mayHear(a, l):
		return "", until, "not theirs to see"
	case l.Told == store.ToldCard:
		return store.ToldCard, until, "told of it, so told how it goes on"
	case l.Told != "":
		return "", until, "it is " + string(l.Told) + " already"
	case change.By == l.PersonID:
		return "", until, "their own doing"
	case l.Assignee && change.Assigned == l.PersonID:
		reason = "it was given to them"
	case !l.Direct && !l.Called:
		return "", until, "not asked for"
	case l.Called && !l.Direct:
		reason = "its route names them"
	default:
		reason = "asked for, and fresh"
	}
	if why := unheard(a, l.MinSeverity, now); why != "" && change.Assigned != l.PersonID {
		return "", until, why
	}
	if end, quiet := l.QuietUntil(now); quiet && !alwaysHeard(a) {
		return store.ToldHeld, end, "quiet until " + fleet.FormatTime(end)
	}
	return store.ToldCard, until, reason
}

// mayHear says whether a person may see an alert at all: a driver those of the
// own truck, everybody else by role.
func mayHear(a store.AlertNow, l store.Listener) bool {
	if l.Role == fleet.DriverRole && (l.TruckID == 0 || l.TruckID != a.TruckID) {
		return false
	}
	return tools.MayRun(l.Role, "alert_status")
}

// decideDigest says whether a person is told, now that quiet hours are over, of
// what was held: only while something of it still waits for somebody.
func decideDigest(l store.Listener, held []store.AlertNow) (tell []store.AlertNow, reason string) {
	held = slices.DeleteFunc(slices.Clone(held), func(a store.AlertNow) bool { return !mayHear(a, l) })
	open := slices.ContainsFunc(held, func(a store.AlertNow) bool { return a.Status == fleet.AlertOpen })
	switch {
	case !l.Direct && !l.Owed:
		return nil, "not asked for any more"
	case !open:
		return nil, "nothing is open any more"
	}
	return held, "something is still open"
}
