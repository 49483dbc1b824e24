package tools

import (
	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// noTrips says what to do next where no trip fits: to look wider, or, ahead, to
// plan one.
func noTrips(a answer.Answer, call *Call, in tripsListArgs, q store.TripQuery) answer.Answer {
	own := in.Self && call.Caller.Role == fleet.DriverRole
	wider, label := tripsListArgs{Self: own}, "A week back and ahead"
	switch {
	case in.narrowed() && !in.Period.IsZero():
		wider.Period, label = in.Period, "All trips of that time"
	case in.narrowed():
		label = "All trips"
	}
	if wider != in {
		a.Choices = append(a.Choices, answer.NewChoice(label, "trips_list", wider))
	}
	switch ahead := q.Window == nil || q.Window.To.After(call.Now); {
	case in.narrowed():
	case own:
		a.Notes = append(a.Notes, "Ask a dispatcher if you expected one.")
	case in.Self:
		a.Notes = append(a.Notes, "Yours are the open trips that you created or changed.")
	case ahead && MayRun(call.Caller.Role, "trip_create"):
		a.Notes = append(a.Notes, "Nothing is planned for then. Plan one: /trip create, or say it: create trip T-4407 Apapa to Ibadan tomorrow 10pm.")
		a.Choices = append(a.Choices, answer.NewChoice("New trip", "trip_create", map[string]any{}))
	case ahead:
		a.Notes = append(a.Notes, "Nothing is planned for then. A dispatcher plans trips.")
	default:
		a.Notes = append(a.Notes, "No trip was to start then.")
	}
	return a
}

// narrowed says whether more than a period was asked for.
func (in tripsListArgs) narrowed() bool {
	in.Period, in.Self, in.Want, in.Offset = Period{}, false, "", 0
	return in != tripsListArgs{}
}
