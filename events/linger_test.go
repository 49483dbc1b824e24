package events

import (
	"testing"
	"testing/synctest"
	"time"
)

// A lone entry is handled at once, entries in numbers gather, and catching up
// never waits.
func TestLinger(t *testing.T) {
	const linger = 20 * time.Millisecond
	for _, c := range []struct {
		name       string
		took, want time.Duration
		entries    int
	}{
		{"lone", 0, 0, 1},
		{"few", 5 * time.Millisecond, 0, lingerFrom - 1},
		{"in numbers", 5 * time.Millisecond, 15 * time.Millisecond, lingerFrom},
		{"slow already", 30 * time.Millisecond, 0, 10},
		{"catching up", 5 * time.Millisecond, 0, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &consumer{g: Group{Batch: 100, Linger: linger}}
				now := time.Now()
				k.linger(t.Context(), now.Add(-c.took), c.entries)
				if got := time.Since(now); got != c.want {
					t.Errorf("waited %v, want %v", got, c.want)
				}
			})
		})
	}
}
