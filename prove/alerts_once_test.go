//go:build prove

package prove

import (
	"testing"
	"time"
)

// TestProveAlertsAreToldOnce has every alert of two minutes told by one card
// while facts are delivered again, Slack refuses, fails and answers into the
// void, and the two processes that share the work are killed in turn.
func TestProveAlertsAreToldOnce(t *testing.T) {
	measured(t, newWorld(t, 9*time.Minute), "alerts.once", 2)
}

// TestProveAStormIsOneCard sends 10,000 alerts of a kind in a minute: a few cards
// and the one of the storm tell of all of them.
func TestProveAStormIsOneCard(t *testing.T) {
	measured(t, newWorld(t, 9*time.Minute), "alerts.storm", 2)
}
