package fleet

import (
	"fmt"
	"time"
)

// What a drive is guessed from when only the straight line is known. The
// speeds are those of laden trucks in Nigeria, checkpoints and go-slows
// included: the first kilometres of any way lead through a town.
const (
	detour             = 1.3 // road km for each straight one
	townKm             = 15.0
	townSlow, townFast = 12.0, 30.0 // km/h
	roadSlow, roadFast = 28.0, 42.0
)

// DriveGuess is how long a truck may need for a straight distance in metres.
func DriveGuess(m float64) (least, most time.Duration) {
	km := m / 1000 * detour
	town := min(km, townKm)
	hours := func(inTown, outside float64) time.Duration {
		return time.Duration((town/inTown + (km-town)/outside) * float64(time.Hour))
	}
	return hours(townFast, roadFast), hours(townSlow, roadSlow)
}

// DriveWords is the guess as people say it: "10-25 min", "3-5 h".
func DriveWords(m float64) string {
	least, most := DriveGuess(m)
	if most < 90*time.Minute {
		low, high := 5*int(least.Minutes()/5), 5*(int(most.Minutes()/5)+1)
		return fmt.Sprintf("%d-%d min", low, high)
	}
	return fmt.Sprintf("%d-%d h", int(least.Hours()), int(most.Hours())+1)
}
