//go:build prove

package prove

import "testing"

// TestProveDrivesAreTheTruth holds whole fleets against the truth: live pushes
// of several days, and the vendor's history of two weeks. Of a standing truck
// the history has a fix every ten minutes, too few to tell how it crept and
// idled in a queue: there the drives alone are judged.
func TestProveDrivesAreTheTruth(t *testing.T) {
	t.Run("live", func(t *testing.T) { demand(t, 0.99, compareFleet(t, 1, 85, 4, 10)...) })
	t.Run("another fleet, a fix every 30 s", func(t *testing.T) { demand(t, 0.99, compareFleet(t, 7, 85, 3, 30)...) })
	t.Run("history", func(t *testing.T) { demand(t, 0.99, compareFleet(t, 1, 85, 14, 0)[0]) })
}
