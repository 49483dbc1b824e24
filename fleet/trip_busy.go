package fleet

import (
	"fmt"
	"time"
)

// tripLasts is how long a planned trip is taken to last when nobody planned its
// end: out, offloaded and back within a day.
const tripLasts = 24 * time.Hour

// planEnd is when the trip is to be over; zero while it is under way and no
// plan says, or the plan is past.
func (t Trip) planEnd(now time.Time) time.Time {
	end := time.Time{}
	for _, at := range []time.Time{t.Plan.Arrived, t.Plan.Offloading, t.Plan.Completed, t.Plan.Returned} {
		end = later(end, at)
	}
	switch {
	case t.Status != "" && t.Status != Scheduled:
		if end.Before(now) {
			return time.Time{}
		}
		return end
	case end.Before(t.Start):
		return t.Start.Add(tripLasts)
	}
	return end
}

// Collides says whether two trips need the same truck or driver at the same
// time, as far as their plans tell.
func (t Trip) Collides(o Trip, now time.Time) bool {
	before := func(a, b Trip) bool { // a is over before b starts
		end := a.planEnd(now)
		return !end.IsZero() && !end.After(b.Start)
	}
	return !before(t, o) && !before(o, t)
}

// maxAlso is how many trips one finding of a kind is told for.
const maxAlso = 3

// BusyFindings are what the rules say about the other open trips of a truck, a
// driver and a container: those at the same time, and any for the same container.
func BusyFindings(t Trip, open []Trip, now time.Time) []Finding {
	var out []Finding
	told := map[Rule]int{}
	add := func(o Trip, rule Rule, field, who string) {
		if told[rule]++; told[rule] <= maxAlso {
			out = append(out, Finding{rule, Conflict, field, fmt.Sprintf("%s is also on trip %s to %s (%s).", who, o.Ref, o.Destination, o.Status.Words())})
		}
	}
	for _, o := range open {
		if o.ID == t.ID || o.Status.Ended() {
			continue
		}
		if t.Container != "" && o.Container == t.Container { // one box is one load, whenever that goes
			add(o, RuleBoxBusy, "container", t.Container)
		}
		if !t.Collides(o, now) {
			continue
		}
		sameTruck := o.TruckID == t.TruckID
		if sameTruck {
			add(o, RuleTruckBusy, "truck", t.Truck)
		}
		if t.DriverID != 0 && o.DriverID == t.DriverID && !sameTruck { // of the truck it is said already
			add(o, RuleDriverBusy, "driver", t.Driver)
		}
	}
	return out
}
