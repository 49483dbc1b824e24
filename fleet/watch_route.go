package fleet

import (
	"fmt"
	"math"
	"strings"
)

// Route is a way that trucks take: what the fleet's trips drove before, or the
// road table's corridor. The zero value is not known.
type Route struct {
	Lines   []RouteLine // in the order of their trips
	Learned int         // how many trips it was learned from; 0 for the corridor
}

// RouteLine is a line and how far the real road may lie beside it.
type RouteLine struct {
	Trip   int // which of the learned trips drove it
	Points []Point
	Slack  float64 // metres
}

// Known says whether there is one.
func (r Route) Known() bool { return len(r.Lines) > 0 }

// routeAgree is from how many learned trips on two of them must have been near
// a point for it to be on the way: one may have been astray itself.
const routeAgree = 3

// Off is how far beside the route a point is, in metres; below 0 on it.
func (r Route) Off(p Point) float64 {
	nearest, next := math.Inf(1), math.Inf(1) // of the trips
	for i := 0; i < len(r.Lines); {
		trip, off := r.Lines[i].Trip, math.Inf(1)
		for ; i < len(r.Lines) && r.Lines[i].Trip == trip; i++ {
			off = math.Min(off, MetersToLine(p, r.Lines[i].Points)-r.Lines[i].Slack)
		}
		nearest, next = math.Min(nearest, off), math.Min(next, math.Max(nearest, off))
	}
	if r.Learned >= routeAgree {
		return next
	}
	return nearest
}

// routeEnds is how near a trip's places every way is the right one.
const routeEnds = 5000.0

// deviation: far off the way for long enough. The way is what earlier trips
// between the same places drove; else the road table's corridor.
func (w *watcher) deviation() {
	t := w.trip
	if !w.HasFixes || t == nil || t.Status != EnRoute || !w.Route.Known() {
		return
	}
	r := w.tripRule(AlertDeviation, t)
	if !r.On {
		return
	}
	off, limit := r.Num("off"), r.Time("for")
	hold := clearAfter(limit)
	beyond := func(p Position) float64 {
		if w.nearBusiness(p.Point) || p.At.Before(t.Times.Departed) {
			return 0
		}
		return w.Route.Off(p.Point) - off
	}
	for _, s := range w.spells(hold, beyond) {
		if s.to.Sub(s.from) < limit {
			continue
		}
		far := s.worst + off
		f := Trouble{Key: tripKey(t), Since: s.from, Passed: s.from.Add(limit), Seen: s.to, Over: s.over, Hold: hold, Point: s.at.Point, TripID: t.ID,
			Value: far, Text: fmt.Sprintf("%s off the usual way of trip %s to %s", FormatDistance(far), t.Ref, t.Destination)}
		w.found(r, f)
	}
}

// nearBusiness says whether a point is near one of the trip's places.
func (w *watcher) nearBusiness(p Point) bool {
	if w.Places == nil {
		return false
	}
	for _, id := range append([]int64{w.trip.OriginID, w.trip.DestinationID, w.trip.ReturnID}, w.trip.StopIDs...) {
		if x := w.Places.ByID(id); x != nil && x.Beyond(p) <= routeEnds {
			return true
		}
	}
	return false
}

// How far the real road may lie beside the table's straight lines, whose towns
// are good to a few kilometres.
const (
	corridorLeast = 8000.0
	corridorBend  = 0.1 // of a stretch's length
)

// Corridor is the way by the road table: the stretches that the quickest way
// takes. Its roads bend around the straight lines between towns, so it is wide.
// It is not known where no road of the table leads.
func (r *Roads) Corridor(from, to Point) Route {
	way := r.Way(from, to)
	if way.ByLine {
		return Route{}
	}
	var out Route
	add := func(a, b Point, metres float64) {
		out.Lines = append(out.Lines, RouteLine{Points: []Point{a, b}, Slack: math.Max(corridorLeast, corridorBend*metres)})
	}
	var first, last []Point
	for _, name := range way.Stretches() {
		a, b, _ := strings.Cut(name, ">")
		p, q := r.towns[r.names[a]].at, r.towns[r.names[b]].at
		add(p, q, r.Km(name)*1000)
		if first == nil {
			first = []Point{p, q}
		}
		last = []Point{p, q}
	}
	for _, p := range first {
		add(from, p, from.MetersTo(p))
	}
	for _, p := range last {
		add(to, p, to.MetersTo(p))
	}
	return out
}
