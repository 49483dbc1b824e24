package fleet

import (
	"math"
	"time"
)

// serviceKinds are what is done to trucks in the workshop. A repair is only
// recorded, never due.
var serviceKinds = []string{"service", "tyres", "brakes", "inspection", "repair"}

// ServiceKind reads a kind; empty means the usual service.
func ServiceKind(text string) (string, error) {
	if text == "" {
		return serviceKinds[0], nil
	}
	for _, k := range serviceKinds {
		if Key(k) == Key(text) {
			return k, nil
		}
	}
	return "", &Error{Kind: Invalid, Field: "kind", Message: "That is no kind of service.", Choices: serviceKinds}
}

// ServicePlan is how far apart services of one kind are to be; 0 is no limit.
type ServicePlan struct {
	Km, Hours float64 // hours of a running engine
	Days      int
}

// Empty says that nothing is ever due.
func (p ServicePlan) Empty() bool { return p.Km == 0 && p.Hours == 0 && p.Days == 0 }

// ServiceUse is what a truck did since a service, and what it does in a day.
type ServiceUse struct {
	Since              Day // the day of the service
	Km, Hours          float64
	KmADay, HoursADay  float64 // at its present pace; 0 when it stands
	Recorded, Odometer bool    // the service is on record; the distance is by the odometer
}

// ServiceDue is what is left until the next service: below 0 is overdue.
type ServiceDue struct {
	Km, Hours, Days float64
	Plan            ServicePlan // its zero limits make the figures above meaningless
	On              Day         // when it is due at the present pace; NoDay when that cannot be told
	By              string      // which limit comes first: km, hours or date
}

// NoDay is no day at all.
const NoDay = Day(math.MaxInt32)

// Overdue says whether a limit is passed.
func (d ServiceDue) Overdue() bool {
	return d.Plan.Km > 0 && d.Km < 0 || d.Plan.Hours > 0 && d.Hours < 0 || d.Plan.Days > 0 && d.Days < 0
}

// Due says what is left of a plan. Without a service on record the date tells
// nothing, and the distance and hours are at least what was seen.
func (p ServicePlan) Due(u ServiceUse, today Day) ServiceDue {
	d := ServiceDue{Plan: p, On: NoDay, Km: p.Km - u.Km, Hours: p.Hours - u.Hours, Days: float64(p.Days) - float64(today-u.Since)}
	if !u.Recorded {
		d.Plan.Days = 0
	}
	sooner := func(by string, limit, left, aDay float64) {
		on := NoDay
		switch {
		case limit == 0:
			return
		case left < 0:
			on = today
		case aDay > 0 && left/aDay < 10*365:
			on = today + Day(left/aDay)
		}
		if on < d.On {
			d.On, d.By = on, by
		}
	}
	sooner("km", d.Plan.Km, d.Km, u.KmADay)
	sooner("hours", d.Plan.Hours, d.Hours, u.HoursADay)
	sooner("date", float64(d.Plan.Days), d.Days, 1)
	return d
}

// Service is one visit to the workshop, as recorded.
type Service struct {
	TruckID    int64
	Kind       string
	On         Day
	OdometerKm float64 // 0 when not known
	CostNaira  int64   // 0 when not known
	Workshop   string
	Note       string
	Who        string // recorded it
	Via        Via
	RecordedAt time.Time
}
