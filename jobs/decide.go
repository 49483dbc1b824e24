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
	switch {
	case a.Said:
		return true, "people were told of it, so they are told how it goes on"
	case a.Mute.ID != 0:
		return false, "muted until " + fleet.FormatTime(a.Mute.Until)
	case a.Status != fleet.AlertOpen:
		return false, "already " + string(a.Status)
	case a.Severity != fleet.Critical:
		return false, string(a.Severity) + " only"
	case a.TruckID == 0:
		return false, "the truck cannot be told from the plate"
	case now.Sub(a.Started) > Stale:
		return false, "older than 15 minutes"
	}
	return true, "critical and fresh"
}
