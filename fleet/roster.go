package fleet

import (
	"cmp"
	"slices"
	"time"
)

// Shift is a trip as the time for which its driver had its truck. To is zero
// while it lasts.
type Shift struct {
	TruckID, DriverID int64
	From, To          time.Time
}

func (s Shift) holds(t time.Time) bool {
	return !t.Before(s.From) && (s.To.IsZero() || t.Before(s.To))
}

func (s Shift) touches(w Window) bool {
	return s.From.Before(w.To) && (s.To.IsZero() || s.To.After(w.From))
}

// Roster says who drove a truck when: the driver of its trip, else the one who
// usually does.
type Roster struct {
	shifts map[int64][]Shift // of each truck, by beginning
	usual  map[int64]int64
}

// NewRoster makes a roster of trips and of the trucks' usual drivers.
func NewRoster(shifts []Shift, usual map[int64]int64) *Roster {
	r := &Roster{shifts: map[int64][]Shift{}, usual: usual}
	for _, s := range shifts {
		r.shifts[s.TruckID] = append(r.shifts[s.TruckID], s)
	}
	for _, list := range r.shifts {
		slices.SortFunc(list, func(a, b Shift) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.DriverID, b.DriverID)) })
	}
	return r
}

// At is who had a truck at a moment, 0 for nobody known. Of two trips at once
// the later one counts.
func (r *Roster) At(truck int64, t time.Time) int64 {
	for _, s := range slices.Backward(r.shifts[truck]) {
		if s.holds(t) {
			return s.DriverID
		}
	}
	return r.usual[truck]
}

// On are the drivers of a truck on a day: those of its trips, each once in the
// order of time, else the usual one.
func (r *Roster) On(truck int64, d Day) []int64 {
	var out []int64
	for _, s := range r.shifts[truck] {
		if s.touches(Window{d.Start(), d.End()}) && !slices.Contains(out, s.DriverID) {
			out = append(out, s.DriverID)
		}
	}
	if usual := r.usual[truck]; len(out) == 0 && usual != 0 {
		out = []int64{usual}
	}
	return out
}

// OnTrip says whether a truck was on a trip of a driver on a day.
func (r *Roster) OnTrip(truck, driver int64, d Day) bool {
	return slices.ContainsFunc(r.shifts[truck], func(s Shift) bool {
		return s.DriverID == driver && s.touches(Window{d.Start(), d.End()})
	})
}
