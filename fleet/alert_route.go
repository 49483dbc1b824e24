package fleet

import (
	"cmp"
	"slices"
	"time"
)

// DutyShift is one of the two halves of a control room's day.
type DutyShift string

// The shifts, in Lagos: the day's from 06:00 to 18:00, the night's the rest.
const (
	DayShift   DutyShift = "day"
	NightShift DutyShift = "night"

	shiftBegins = 6
	shiftLength = 12 * time.Hour
)

// ShiftAt is the shift that a moment lies in, and when it began.
func ShiftAt(t time.Time) (DutyShift, Window) {
	morning := StartOfDay(t).Add(shiftBegins * time.Hour)
	switch {
	case t.Before(morning):
		return NightShift, Window{From: morning.Add(-shiftLength).UTC(), To: morning.UTC()}
	case t.Before(morning.Add(shiftLength)):
		return DayShift, Window{From: morning.UTC(), To: morning.Add(shiftLength).UTC()}
	}
	return NightShift, Window{From: morning.Add(shiftLength).UTC(), To: morning.Add(2 * shiftLength).UTC()}
}

// RouteMatch is what a route is for; zero fields are for everything.
type RouteMatch struct {
	Kind     AlertKind
	Severity Severity
	PlaceID  int64
	ClientID int64 // whose trip the truck is on
	Shift    DutyShift
}

// AlertRoute says where alerts are told, and who is told when nobody takes them
// in hand. The zero route is what holds where no other does.
type AlertRoute struct {
	RouteMatch
	ID       int64
	Channel  string // Slack channel; empty for the one where alerts go by default
	Role     Role   // everybody of it is told directly, too
	PersonID int64
	After    time.Duration // unanswered so long, the next are told; 0 as the severity has it
	NextRole Role
	NextID   int64 // a person
}

// weight orders routes by how particular they are: a place before a client, a
// client before a kind, a kind before a severity, a severity before a shift.
func (m RouteMatch) weight() (w int) {
	for _, set := range []bool{m.PlaceID != 0, m.ClientID != 0, m.Kind != "", m.Severity != "", m.Shift != ""} {
		w *= 2
		if set {
			w++
		}
	}
	return w
}

// fits says whether a route is for an alert.
func (m RouteMatch) fits(of RouteMatch) bool {
	return (m.Kind == "" || m.Kind == of.Kind) && (m.Severity == "" || m.Severity == of.Severity) &&
		(m.PlaceID == 0 || m.PlaceID == of.PlaceID) && (m.ClientID == 0 || m.ClientID == of.ClientID) &&
		(m.Shift == "" || m.Shift == of.Shift)
}

// RouteFor is the most particular of the routes that are for an alert, the zero
// route when there is none.
func RouteFor(routes []AlertRoute, of RouteMatch) AlertRoute {
	fit := slices.DeleteFunc(slices.Clone(routes), func(r AlertRoute) bool { return !r.fits(of) })
	if len(fit) == 0 {
		return AlertRoute{}
	}
	return slices.MaxFunc(fit, func(a, b AlertRoute) int {
		return cmp.Or(cmp.Compare(a.weight(), b.weight()), cmp.Compare(a.ID, b.ID))
	})
}

// Audience is whom a step is told to: everybody of a role, a person, or nobody.
type Audience struct {
	Role     Role
	PersonID int64
}

// Steps is how many steps there are after nobody has acknowledged an alert.
const Steps = 2

// Step is who is told at a step, counted from 1: the next of the route, or the
// managers; then the admins. Past the last step there is nobody.
func (r AlertRoute) Step(n int) Audience {
	switch {
	case n == 1 && (r.NextRole != "" || r.NextID != 0):
		return Audience{Role: r.NextRole, PersonID: r.NextID}
	case n == 1:
		return Audience{Role: Manager}
	case n == Steps:
		return Audience{Role: Admin}
	}
	return Audience{}
}

// Unanswered is when an alert that is open at a moment is told to the next
// step, and false when it never is. What is only a warning waits for the day's
// shift.
func (r AlertRoute) Unanswered(s Severity, from time.Time) (time.Time, bool) {
	switch s {
	case Critical:
		return from.Add(cmp.Or(r.After, 10*time.Minute)), true
	case Warning:
		due := from.Add(cmp.Or(r.After, 30*time.Minute))
		if shift, w := ShiftAt(due); shift == NightShift {
			due = w.To
		}
		return due, true
	}
	return time.Time{}, false
}

// Reminder is how long after it was acknowledged, and after each reminder,
// whoever has an alert in hand is reminded of it; 0 is never.
func Reminder(s Severity) time.Duration {
	return map[Severity]time.Duration{Critical: time.Hour, Warning: 4 * time.Hour}[s]
}
