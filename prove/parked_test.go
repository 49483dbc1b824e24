package prove

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"watchtower/fleet"
)

// parkedDay is a day of a tracker on a truck that does not move: the fix
// wanders up to about 60 m, as receivers beside walls do, now and then lies
// hundreds of metres off for a few fixes, and tells a little speed.
type parkedDay struct {
	d        *rand.Rand
	every    time.Duration
	ignition *bool // nil where the wire is not connected
	lat, lon float64
	x, y     float64 // wander, in metres
	off      int     // fixes for which it still lies far off
	fx, fy   float64
}

func newParkedDay(n int) *parkedDay {
	d := rand.New(rand.NewPCG(6, uint64(n)))
	p := &parkedDay{d: d, lat: 6.3 + d.Float64(), lon: 3.2 + d.Float64()}
	p.every = []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, time.Minute, 5 * time.Minute, 10 * time.Minute}[n%6]
	switch n % 10 {
	case 0, 1:
		p.ignition = new(true) // idles, or the wire is on the wrong pole
	case 2:
	default:
		p.ignition = new(false)
	}
	return p
}

// next is the fix at t.
func (p *parkedDay) next(t time.Time) fleet.Position {
	const back, kick = 0.15, 11.0 // a wander of about 20 m, 60 m at most
	p.x += -back*p.x + kick*p.d.NormFloat64()
	p.y += -back*p.y + kick*p.d.NormFloat64()
	x, y, kmh := p.x, p.y, math.Abs(p.d.NormFloat64())
	if far := math.Hypot(x, y); far > 60 {
		x, y = x*60/far, y*60/far
	}
	if p.off == 0 && p.d.IntN(500) == 0 {
		far, angle := 100+700*p.d.Float64(), 2*math.Pi*p.d.Float64()
		p.off, p.fx, p.fy = 1+p.d.IntN(3), far*math.Sin(angle), far*math.Cos(angle)
	}
	if p.off > 0 {
		p.off--
		x, y, kmh = x+p.fx, y+p.fy, 15*p.d.Float64()
	}
	const metre = 1 / 110_600.0
	return fleet.Position{TruckID: 1, At: t, Point: fleet.Point{Lat: p.lat + y*metre, Lon: p.lon + x*metre}, SpeedKmh: kmh, Ignition: p.ignition, ReceivedAt: t}
}

// A truck that stands all day has not driven, however its receiver wanders:
// 1,000 truck-days, the issue's own measure.
func TestParkedTrucksDoNotDrive(t *testing.T) {
	start := time.Date(2026, 11, 22, 0, 0, 0, 0, fleet.WAT)
	phantoms, fixes := 0, 0
	var metres, worst float64
	for n := range 1000 {
		p := newParkedDay(n)
		var st fleet.State
		var day float64
		for at := start; at.Before(start.AddDate(0, 0, 1)); at = at.Add(p.every) {
			step := fleet.Advance(st, p.next(at), func(fleet.Point) []*fleet.Place { return nil })
			st = step.State
			fixes++
			for _, d := range step.Drives {
				if phantoms++; phantoms <= 10 {
					t.Logf("day %d, a fix every %v, ignition %v: %.0f m from %s to %s, top %.0f km/h", n, p.every, p.ignition != nil && *p.ignition, d.Metres,
						d.Start.Format("15:04:05"), d.End.Format("15:04:05"), d.TopKmh)
				}
			}
			if st.Drive.Proven {
				day = st.Drive.Metres()
			}
		}
		day += st.Today.Metres
		metres, worst = metres+day, max(worst, day)
	}
	t.Logf("1,000 truck-days, %d fixes: %d drives made up; %.0f m a day on average, %.0f m at most", fixes, phantoms, metres/1000, worst)
	if phantoms > 0 {
		t.Errorf("%d drives of trucks that stood", phantoms)
	}
}
