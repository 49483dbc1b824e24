package jobs

import (
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// Stale is how old an alert may be to interrupt people. After a network gap
// trackers send hours of old ones: those are history.
const Stale = 15 * time.Minute

// decide says whether people are told of an alert, and why or why not.
func decide(a store.AlertNow, now time.Time) (post bool, reason string) {
	if a.Said {
		return true, "people were told of it, so they are told how it goes on"
	}
	if reason := unheard(a, fleet.Critical, now); reason != "" {
		return false, reason
	}
	return true, "critical and fresh"
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
	case a.TruckID == 0:
		return "the truck cannot be told from the plate"
	case now.Sub(a.Started) > Stale:
		return "older than 15 minutes"
	}
	return ""
}

// onlyWorthKnowing says whether an alert was settled from the start, because
// nobody has to look after it.
func onlyWorthKnowing(a store.AlertNow) bool {
	return a.Severity == fleet.Info && a.Status == fleet.AlertResolved && a.ResolvedAt.IsZero()
}
