package fleet

import "testing"

func TestDriveWords(t *testing.T) {
	for m, want := range map[float64]string{200: "0-5 min", 5_000: "10-35 min", 10_000: "25-65 min", 100_000: "3-6 h", 600_000: "18-29 h"} {
		if got := DriveWords(m); got != want {
			t.Errorf("%.0f m: %q, want %q", m, got, want)
		}
	}
}
