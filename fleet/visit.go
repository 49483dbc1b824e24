package fleet

import (
	"cmp"
	"slices"
	"time"
)

// The edges of places. One fix inside may be passing traffic and one outside
// may be wobble; neither is believed alone.
const (
	FenceExit  = 75.0             // metres beyond its circle a truck is still in a place
	FenceReach = FenceExit + 500  // beyond this it is not there, and gone by a second such fix
	FenceTime  = 60 * time.Second // outside for this long, it has left
)

// Visit is a stay of a truck in a place. Left is zero while it lasts.
type Visit struct {
	TruckID, PlaceID int64
	Entered, Left    time.Time
	Known            time.Time // the fix that told
}

// Presence is a place that a truck is in, or about to enter.
type Presence struct {
	PlaceID int64
	Since   time.Time // of the first fix inside
	Open    bool      // it is a visit
	Out     time.Time // since when it is outside, for too short a time to have left
}

// visit moves the truck in and out of places: in by the second fix in a row
// inside the circle, or by the first fix of all; out when it has been more
// than FenceExit beyond the circle for FenceTime, or until a fix beyond
// FenceReach. It has left by the first fix out there, and one alone splits no
// visit.
// Places may lie in each other: each has its own visit.
func (st *Step) visit(before State, around []*Place) {
	s := &st.State
	if len(around) == 0 && len(before.Presences) == 0 {
		return
	}
	s.Presences, s.Inside = nil, 0
	var inside, visited *Place
	for _, p := range around {
		beyond := p.Beyond(s.Point)
		if beyond <= 0 && (inside == nil || smaller(p, inside)) {
			inside = p
		}
		if st.stay(before, p.ID, beyond) && (visited == nil || smaller(p, visited)) {
			visited = p
		}
	}
	for _, old := range before.Presences {
		near := func(p *Place) bool { return p.ID == old.PlaceID }
		if old.Open && !slices.ContainsFunc(around, near) {
			st.stray(old)
		}
	}
	if inside != nil {
		s.Inside = inside.ID
	}
	st.settle(visited)
}

// stay is one place's share of visit; it says whether the truck is there.
func (st *Step) stay(before State, place int64, beyond float64) bool {
	s := &st.State
	here, known := before.presence(place)
	switch {
	case beyond <= 0 && !known:
		here = Presence{PlaceID: place, Since: s.At, Open: before.At.IsZero()}
		if here.Open {
			st.enter(here)
		}
	case beyond <= 0:
		here.Out = time.Time{}
		if !here.Open {
			here.Open = true
			st.enter(here)
		}
	case !here.Open:
		return false
	case beyond <= FenceExit:
		here.Out = time.Time{}
	case beyond > FenceReach:
		st.stray(here)
		return false
	case !here.Out.IsZero() && s.At.Sub(here.Out) >= FenceTime:
		st.leave(here)
		return false
	case here.Out.IsZero():
		here.Out = s.At
	}
	s.Presences = append(s.Presences, here)
	return here.Open
}

// stray is for a truck that is far beyond a place it visits.
func (st *Step) stray(here Presence) {
	if !here.Out.IsZero() {
		st.leave(here)
		return
	}
	here.Out = st.State.At
	st.State.Presences = append(st.State.Presences, here)
}

func (s State) presence(place int64) (Presence, bool) {
	for _, p := range s.Presences {
		if p.PlaceID == place {
			return p, true
		}
	}
	return Presence{}, false
}

func (st *Step) enter(p Presence) {
	st.Visits = append(st.Visits, Visit{TruckID: st.State.TruckID, PlaceID: p.PlaceID, Entered: p.Since})
}

func (st *Step) leave(p Presence) {
	left := p.Out
	if left.IsZero() {
		left = st.State.At
	}
	st.Visits = append(st.Visits, Visit{TruckID: st.State.TruckID, PlaceID: p.PlaceID, Entered: p.Since, Left: left})
}

// settle names the smallest place visited and puts the rest in order, so that
// the order in which places were looked at cannot matter.
func (st *Step) settle(visited *Place) {
	s := &st.State
	slices.SortFunc(s.Presences, func(a, b Presence) int { return cmp.Compare(a.PlaceID, b.PlaceID) })
	slices.SortStableFunc(st.Visits, func(a, b Visit) int { return cmp.Compare(a.PlaceID, b.PlaceID) })
	if visited == nil {
		s.PlaceID, s.Place, s.PlaceSince = 0, "", time.Time{}
		return
	}
	there, _ := s.presence(visited.ID)
	s.PlaceID, s.Place, s.PlaceSince = visited.ID, visited.Name, there.Since
}

// smaller orders places by radius; equal ones by id, so that the order in
// which they are looked at cannot matter.
func smaller(a, b *Place) bool {
	return a.RadiusM < b.RadiusM || a.RadiusM == b.RadiusM && a.ID < b.ID
}
