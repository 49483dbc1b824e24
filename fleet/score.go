package fleet

import "math"

// What a driver's score takes off, and how far somebody must have driven to be
// given one. The weights are ours: they make 100 km at 70 km/h throughout cost
// 43 points, a harsh event every 50 km 4, and every warning of fatigue in
// 100 km 5.
const (
	ScoreHarsh    = 2.0       // points for each harsh event in 100 km
	ScoreFast     = 0.5       // points for each minute over OverspeedKmh in 100 km
	ScoreTired    = 5.0       // points for each fatigue alert in 100 km
	ScoreMetres   = 100_000.0 // least distance that says anything
	scorePerMetre = 100_000.0
)

// UsedMetres is how far a truck goes on a day on which it is used; one that is
// on a trip is used anyhow. It keeps moves within a yard out of utilisation.
const UsedMetres = 10_000.0

// HarshKinds are the alerts that count as harsh driving.
func HarshKinds() []AlertKind { return []AlertKind{AlertBraking, AlertAccel, AlertTurn} }

// DriverScore is 100 for a clean way and falls, to 0 at least, with harsh
// events, minutes over the limit and fatigue alerts per 100 km. It is false for
// less than ScoreMetres.
func DriverScore(metres float64, harsh int, fastMinutes float64, tired int) (float64, bool) {
	if metres < ScoreMetres {
		return 0, false
	}
	off := (ScoreHarsh*float64(harsh) + ScoreFast*fastMinutes + ScoreTired*float64(tired)) / (metres / scorePerMetre)
	return math.Max(0, 100-off), true
}
