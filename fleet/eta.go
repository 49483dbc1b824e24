package fleet

import "time"

// Method says what an estimate is mostly made of.
type Method string

const (
	ByPasses Method = "observed" // what this fleet's trucks did on most of the way
	ByTable  Method = "table"    // the road table's speeds
	ByRouter Method = "router"   // a routing server's
	ByLine   Method = "line"     // the straight line, made longer
)

// ETAMethods are all methods, the best first.
var ETAMethods = [...]Method{ByPasses, ByRouter, ByTable, ByLine}

// How old a fix may be for an estimate to be made from it: of a truck that
// drove, and of one that stood.
const (
	ETAFixDriving  = 6 * time.Hour
	ETAFixStanding = 24 * time.Hour
)

// ETAQuery is a truck on its way, or about to leave.
type ETAQuery struct {
	Now    time.Time
	Depart time.Time // when it is to leave; zero when it is on its way
	Sight  Sight     // of one on its way
	Way    Way
	To     Place // it arrives at its border
	Paces  Paces
	Loaded bool // it carries a container: Lagos's hours bind it
	Stops  int  // where it is to stop for business before it arrives
}

// ETA is an estimate: never a point without its range, and how it was made.
type ETA struct {
	From           time.Time // now, or when it leaves
	Low, Mid, High time.Time
	Metres         float64 // to the place's border
	SeenMetres     float64 // of them, by what trucks really did there
	Passes         int     // the fewest behind any such stretch
	Method         Method
	Stands         bool // it does not move now
	Night          bool // a night's rest lies in it
	Waits          bool // a port's line lies in it
	InLine         bool // it stands in it now
	WaitSeen       bool // as long as it was really seen
	LagosHours     bool // High waits for Lagos's truck hours
	Likes          int  // earlier arrivals that the range was made of; 0 when by rule
}

// TooOld says whether a fix says too little of where a truck is to estimate
// when it arrives.
func (s Sight) TooOld(now time.Time) bool {
	most := ETAFixStanding
	if s.Moves {
		most = ETAFixDriving
	}
	return now.Sub(s.At) > most
}

// Estimate says when a truck arrives. The range is that of the rules alone;
// ETALearned makes it one that held before.
func Estimate(q ETAQuery) ETA {
	q.Way = q.Way.short(q.To.RadiusM)
	e := ETA{From: q.Now, Metres: q.Way.Metres(), Waits: q.To.Kind == "port", Stands: q.Depart.IsZero() && !q.Sight.Moves}
	if q.Depart.After(q.Now) {
		e.From = q.Depart
	}
	e.InLine = e.Waits && q.Depart.IsZero() && q.To.Beyond(q.Sight.Point) <= WaitZone
	e.Low = (&journey{ETAQuery: q, mood: well, eta: &e}).run()
	e.High = (&journey{ETAQuery: q, mood: badly, eta: &e}).run()
	e.Night = false
	e.Mid = (&journey{ETAQuery: q, mood: usual, eta: &e}).run()
	e.Mid = later(e.Mid, e.From)
	e.Low = later(e.From, earlier(e.Low, e.Mid.Add(-least(e))))
	e.High = later(e.High, e.Mid.Add(least(e)))
	e.Method = methodOf(q.Way, e)
	return e
}

// least is the least that a range reaches to either side.
func least(e ETA) time.Duration { return max(3*time.Minute, e.Mid.Sub(e.From)/20) }

func methodOf(w Way, e ETA) Method {
	switch {
	case e.SeenMetres > e.Metres/2, e.Metres == 0 && e.WaitSeen:
		return ByPasses
	case w.Router:
		return ByRouter
	case w.ByLine:
		return ByLine
	}
	return ByTable
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
