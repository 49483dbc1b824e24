//go:build prove

package prove

import (
	"testing"
	"time"
)

// TestProveSoakOfSlack has 2,000 requests answered and done once each while
// Slack misbehaves and Watch Tower is restarted: the soak of the bench, held
// against its goals for what was lost and what was doubled.
func TestProveSoakOfSlack(t *testing.T) {
	measured(t, newWorld(t, 14*time.Minute), "slack.soak", 2)
}
