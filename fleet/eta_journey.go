package fleet

import (
	"math"
	"time"
)

// How trucks rest, for estimates: stated so that people can judge them.
const (
	WheelMost    = 4 * time.Hour // at the wheel before a break
	BreakLasts   = 40 * time.Minute
	NightFrom    = 22 // outside of Lagos drivers park for the night, by convoy
	NightTo      = 5
	nightLeaving = 30 * time.Minute // after NightTo they are on the road again
	nightWorth   = 45 * time.Minute // less than this is driven to its end
	deepNight    = 90 * time.Minute // whoever still drives so long after NightFrom drives on

	waitLow  = 20 * time.Minute // before a port that too few were seen to wait at
	waitMid  = 2 * time.Hour
	waitHigh = 7 * time.Hour

	stopLow  = 15 * time.Minute // at each stop for business
	stopMid  = time.Hour
	stopHigh = 4 * time.Hour
)

// mood is one of three ways to go: when all goes well, as usual, badly.
type mood int

const (
	well mood = iota
	usual
	badly
)

// of picks what belongs to a mood.
func (m mood) of(low, mid, high time.Duration) time.Duration {
	return [...]time.Duration{low, mid, high}[m]
}

// journey lives one way through in one mood.
type journey struct {
	ETAQuery
	mood  mood
	eta   *ETA
	at    time.Time
	wheel time.Duration // since the last rest
	owl   bool          // it drives on through this night
}

func (j *journey) run() time.Time {
	j.begin()
	zone := 0.0
	if j.To.Kind == "port" {
		zone = WaitZone // the line covers the rest
	}
	left := j.Way.Metres()
	for _, leg := range j.Way.Legs {
		left -= leg.Metres
		m := leg.Metres - math.Max(0, math.Min(leg.Metres, zone-left))
		j.leg(leg, m, left)
	}
	j.at = j.at.Add(time.Duration(j.Stops) * j.mood.of(stopLow, stopMid, stopHigh))
	if zone > 0 {
		j.line()
	}
	return j.at
}

// begin says when and how it starts: one that drove has gone on since its last
// fix unless it goes badly; one that stands stands some time more.
func (j *journey) begin() {
	j.at = j.Now
	switch {
	case !j.Depart.IsZero():
		j.at = later(j.Now, j.Depart)
	case j.Sight.Moves:
		if j.mood != badly {
			j.at = j.Sight.At
		}
		j.wheel = max(0, j.at.Sub(j.Sight.Since))
		j.owl = j.mood == usual && j.dark() && sinceNight(j.at) > deepNight
	case j.mood != well:
		j.standing()
	}
}

func (j *journey) standing() {
	if j.eta.InLine {
		return
	}
	if j.dark() && !InLagos(j.Sight.Point) {
		j.sleep()
		return
	}
	rest := BreakLasts - j.at.Sub(j.Sight.Since)
	if j.mood == badly {
		rest = max(rest, BreakLasts)
	}
	j.at = j.at.Add(max(0, rest))
}

func (j *journey) dark() bool {
	h := j.at.In(WAT).Hour()
	return h >= NightFrom || h < NightTo
}

// sinceNight is how long ago the night began.
func sinceNight(at time.Time) time.Duration {
	begin := StartOfDay(at).Add(NightFrom * time.Hour)
	if begin.After(at) {
		begin = begin.AddDate(0, 0, -1)
	}
	return at.Sub(begin)
}

func (j *journey) sleep() {
	morning := StartOfDay(j.at).Add(NightTo * time.Hour)
	if !morning.After(j.at) {
		morning = morning.AddDate(0, 0, 1)
	}
	j.at, j.wheel, j.owl, j.eta.Night = morning.Add(nightLeaving), 0, false, true
}

// hop is how far at a time the clock is looked at.
const hop = 15 * time.Minute

// leg drives metres of one piece; after it the way goes on for some more.
func (j *journey) leg(leg Leg, metres, after float64) {
	for metres > 1 {
		pace, seen := j.pace(leg)
		need := time.Duration(metres * pace * float64(time.Second))
		j.rest(leg, need+time.Duration(after*pace*float64(time.Second)))
		step := min(hop, need)
		gone := step.Seconds() / pace
		j.at, j.wheel = j.at.Add(step), j.wheel+step
		if j.owl && !j.dark() {
			j.owl = false
		}
		if seen && j.mood == usual {
			j.eta.SeenMetres += math.Min(gone, metres)
		}
		metres -= gone
	}
}

// pace is seconds for each metre, and whether it was really seen.
func (j *journey) pace(leg Leg) (float64, bool) {
	p, ok := j.Paces.At(leg.Stretch, j.at.In(WAT).Hour())
	if !ok || leg.Share <= 0 {
		return 3.6 / leg.Kmh * [...]float64{0.8, 1, 1.4}[j.mood], false
	}
	if j.mood == usual && (j.eta.Passes == 0 || p.Passes < j.eta.Passes) {
		j.eta.Passes = p.Passes
	}
	return p.of(j.mood).Seconds() * leg.Share / leg.Metres, true
}

func (p Pace) of(m mood) time.Duration {
	return time.Duration([...]float64{p.Low, p.Mid, p.High}[m] * float64(time.Second))
}

// rest parks for the night outside of Lagos, takes breaks, and, when it goes
// badly, keeps Lagos's truck hours.
func (j *journey) rest(leg Leg, remaining time.Duration) {
	switch {
	case j.mood == well:
	case j.dark() && !leg.Lagos && !j.owl && remaining > nightWorth:
		j.sleep()
	case j.mood == badly && leg.Lagos && j.Loaded && !InTruckHours(j.at) && (!j.Sight.Moves || !InLagos(j.Sight.Point)):
		j.at = StartOfDay(j.at).Add(TruckHoursFrom * time.Hour)
		j.eta.LagosHours = true
	case j.wheel >= WheelMost && remaining > BreakLasts:
		j.at, j.wheel = j.at.Add(BreakLasts), 0
	}
}

// line waits before a port; what it has waited already counts.
func (j *journey) line() {
	wait := j.mood.of(waitLow, waitMid, waitHigh)
	if p, ok := j.Paces.At(WaitName(j.To.Name), j.at.In(WAT).Hour()); ok {
		wait, j.eta.WaitSeen = p.of(j.mood), true
	}
	if j.eta.InLine {
		wait = max(wait-j.Sight.waited(&j.To), wait/5)
	}
	j.at = j.at.Add(wait)
}
