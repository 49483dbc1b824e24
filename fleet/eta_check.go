package fleet

import (
	"slices"
	"sort"
	"time"
)

// LearnFor is how far back what was learned reaches.
const LearnFor = 90 * 24 * time.Hour

// sightFor is how much of its way is looked at to see what a truck does.
const sightFor = 12 * time.Hour

// Arrival is a journey that came to its end, as history tells it.
type Arrival struct {
	Ref    string
	Left   time.Time
	To     Place
	Loaded bool
	Track  []Position // from half a day before it left until after it came, oldest first
}

// At is the first fix after it left that lies in the place.
func (a Arrival) At() (time.Time, bool) {
	for _, p := range a.Track {
		if p.At.After(a.Left) && a.To.Beyond(p.Point) <= 0 {
			return p.At, true
		}
	}
	return time.Time{}, false
}

// Question is an arrival that was asked about on the way, in hindsight.
type Question struct {
	Asked time.Time
	Outcome
	Said ETA // with the range that had been learned by then
}

// ETACheck puts questions to history: each is answered with nothing but what
// was known at its moment.
type ETACheck struct {
	Every   time.Duration // between two questions on one journey
	Asked   []Question    // in no order
	Silent  int           // questions refused, because the last fix was too old
	roads   *Roads
	passes  []Pass // by their end
	paces   map[Day]Paces
	learned map[Day]ETALearned
}

// NewETACheck prepares a check with the passes of history.
func NewETACheck(r *Roads, passes []Pass, every time.Duration) *ETACheck {
	passes = slices.Clone(passes)
	slices.SortStableFunc(passes, func(a, b Pass) int { return a.To.Compare(b.To) })
	return &ETACheck{Every: every, roads: r, passes: passes, paces: map[Day]Paces{}, learned: map[Day]ETALearned{}}
}

// pacesOn is what had been learned when a day began.
func (c *ETACheck) pacesOn(d Day) Paces {
	if p, ok := c.paces[d]; ok {
		return p
	}
	before := func(t time.Time) int {
		return sort.Search(len(c.passes), func(i int) bool { return !c.passes[i].To.Before(t) })
	}
	p := LearnPaces(c.passes[before(d.Start().Add(-LearnFor)):before(d.Start())])
	c.paces[d] = p
	return p
}

// Ask puts questions along one journey, from its beginning until it arrives.
// It says whether history shows an arrival.
func (c *ETACheck) Ask(a Arrival) bool {
	at, ok := a.At()
	if !ok {
		return false
	}
	for t := a.Left; t.Before(at); t = t.Add(c.Every) {
		c.ask(a, at, t)
	}
	return true
}

func (c *ETACheck) ask(a Arrival, arrived, t time.Time) {
	var fixes []Position
	for _, p := range a.Track {
		if p.At.After(t) {
			break
		}
		if p.At.After(t.Add(-sightFor)) && !p.known().After(t) {
			fixes = append(fixes, p)
		}
	}
	if len(fixes) == 0 || Look(fixes).TooOld(t) {
		c.Silent++
		return
	}
	s := Look(fixes)
	if a.To.Beyond(s.Point) <= 0 {
		return
	}
	e := Estimate(ETAQuery{Now: t, Sight: s, Way: c.roads.Way(s.Point, a.To.Center), To: a.To, Paces: c.pacesOn(DayOf(t)), Loaded: a.Loaded})
	c.Asked = append(c.Asked, Question{Asked: t, Outcome: Outcome{Journey: a.Ref + " " + a.To.Name, ETA: e, Arrived: arrived}})
}

// known is when a fix was known of. History that was taken over from elsewhere
// counts from when it was made.
func (p Position) known() time.Time {
	if late := p.ReceivedAt.Sub(p.At); late > 0 && late < 24*time.Hour {
		return p.ReceivedAt
	}
	return p.At
}

// Outcomes are what can be learned from.
func (c *ETACheck) Outcomes() []Outcome {
	out := make([]Outcome, len(c.Asked))
	for i, q := range c.Asked {
		out[i] = q.Outcome
	}
	return out
}

// Answer gives every question the range that had been learned by the beginning
// of its day: from trucks that had arrived before it.
func (c *ETACheck) Answer() []Question {
	done := slices.Clone(c.Asked)
	slices.SortStableFunc(done, func(a, b Question) int { return a.Arrived.Compare(b.Arrived) })
	for i := range c.Asked {
		q := &c.Asked[i]
		day := DayOf(q.Asked)
		l, ok := c.learned[day]
		if !ok {
			l = learnedBefore(done, day.Start())
			c.learned[day] = l
		}
		q.Said = l.Fit(q.ETA)
	}
	return c.Asked
}

func learnedBefore(done []Question, moment time.Time) ETALearned {
	var known []Outcome
	for _, q := range done {
		if !q.Arrived.Before(moment) {
			break
		}
		if q.Arrived.After(moment.Add(-LearnFor)) {
			known = append(known, q.Outcome)
		}
	}
	return LearnETA(known)
}

// Approach is the last way to a port that a track shows: from a long rest
// elsewhere, until it came in.
func Approach(track []Position, port Place) (a Arrival, ok bool) {
	var stood Position
	left, came := time.Time{}, false
	for i, p := range track {
		beyond := port.Beyond(p.Point)
		switch {
		case beyond <= 0:
			if !came && !left.IsZero() {
				a, ok = Arrival{Left: left, To: port, Track: track}, true
			}
			left, came = time.Time{}, true
		case beyond <= WaitZone: // standing there is waiting
		case i == 0 || stood.Point.MetersTo(p.Point) >= ParkedDrift:
			stood, came = p, false
		case p.At.Sub(stood.At) >= approachRest:
			left = p.At
		}
	}
	return a, ok
}

// approachRest is how long a truck rests before its way to a port begins anew.
const approachRest = 2 * time.Hour
