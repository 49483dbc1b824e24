package jobs

import (
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// Stale is how old an alert may be when it becomes known, to interrupt people.
// After a network gap trackers send hours of old ones: those are history. One
// that became known in time and waited for us is told all the same, up to Kept.
const (
	Stale = 15 * time.Minute
	Kept  = 12 * time.Hour
)

// Do is what is done about telling people of an alert.
type Do string

// What may be done.
const (
	Post   Do = "post"   // a card of its own
	Join   Do = "join"   // a place in the list of a storm
	Edit   Do = "edit"   // what people were told follows the alert
	Digest Do = "digest" // it is counted in the next digest
	Quiet  Do = "quiet"
)

// decide says how people are told of an alert, and why. What is worth a card
// goes by the severity that the rule of its kind gave it.
func decide(a store.AlertNow, before store.Way, now time.Time) (do Do, reason string) {
	switch {
	case a.Said || before == store.WayStorm:
		return Edit, "people were told of it, so they are told how it goes on"
	case before == store.WayDigest && a.Severity == fleet.Info:
		return Quiet, "counted already"
	}
	reason = unheard(a, fleet.Warning, now)
	switch {
	case reason == "":
		return Post, string(a.Severity) + " and fresh"
	case before != "" || a.Mute.ID != 0 || unknownTruck(a) || late(a, now):
		return Quiet, reason
	case a.Status == fleet.AlertOpen || onlyWorthKnowing(a) || overByItself(a):
		return Digest, reason
	}
	return Quiet, reason
}

// unheard is why nobody is to hear anew of an alert, empty for one that is
// fresh, open and grave enough.
func unheard(a store.AlertNow, least fleet.Severity, now time.Time) string {
	switch {
	case a.Mute.ID != 0:
		return "muted until " + fleet.FormatTime(a.Mute.Until)
	case a.Status != fleet.AlertOpen && !onlyWorthKnowing(a):
		return "already " + string(a.Status)
	case !a.Severity.AtLeast(least):
		return string(a.Severity) + " only"
	case unknownTruck(a):
		return "the truck cannot be told from the plate"
	case late(a, now):
		return "older than 15 minutes"
	}
	return ""
}

// unknownTruck says whether nobody can tell what truck an alert is of.
func unknownTruck(a store.AlertNow) bool { return a.TruckID == 0 && a.Kind != fleet.AlertReport }

// late says whether an alert is history. Of what a rule of our own found the
// watch has judged that already.
func late(a store.AlertNow, now time.Time) bool {
	known := a.Received
	if known.IsZero() {
		known = now
	}
	return !a.News && (!a.ByRule() && known.Sub(a.Started) > Stale || now.Sub(known) > Kept)
}

// onlyWorthKnowing says whether an alert was settled from the start, because
// nobody has to look after it.
func onlyWorthKnowing(a store.AlertNow) bool {
	return a.Severity == fleet.Info && overByItself(a)
}

// overByItself says whether an alert was settled by no person.
func overByItself(a store.AlertNow) bool {
	return a.Status == fleet.AlertResolved && a.ResolvedAt.IsZero()
}
