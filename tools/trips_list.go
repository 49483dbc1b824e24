package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// listedTrips is how many trips one answer lists.
const listedTrips = 30

type tripsListArgs struct {
	Status        string `json:"status,omitempty" enum:"scheduled,ongoing,delayed,completed,cancelled,failed,loading,en_route,arrived,offloading"`
	Period        Period `json:"period,omitzero" jsonschema:"when the trips were to start"`
	Truck         string `json:"truck,omitempty"`
	Driver        string `json:"driver,omitempty"`
	Client        string `json:"client,omitempty"`
	Origin        string `json:"origin,omitempty"`
	Destination   string `json:"destination,omitempty"`
	ContainerSize int    `json:"container_size,omitempty" enum:"20,40" jsonschema:"20 or 40, in feet"`
	Self          bool   `json:"self,omitempty" jsonschema:"the asking driver's own trips; for others the open trips that they created or changed"`
	Want          string `json:"want,omitempty" enum:"count"`
	Offset        int    `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func tripsList(d *desk) *Tool {
	return newTool("trips_list",
		"List or count trips by status, period, truck, driver, client, origin, destination or container size.",
		d.tripsList)
}

func (d *desk) tripsList(ctx context.Context, call *Call, in tripsListArgs) (answer.Answer, error) {
	q, err := d.listQuery(ctx, call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	trips, total, err := d.store.Trips(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: listHeadline(total, in), Window: q.Window}
	if q.Finished && q.Window != nil {
		a.Notes = append(a.Notes, "Counted by when they were completed.")
	}
	if in.Period.IsZero() && q.Window != nil {
		a.Notes = append(a.Notes, "A week back and a week ahead, because no period was given.")
	}
	switch {
	case in.Want == "count":
		return a, nil
	case total == 0:
		return noTrips(a, call, in, q), nil
	}
	a.Table = tripTable(trips, call.Now)
	a.Table.More = max(0, total-q.Offset-len(trips))
	in.Offset = 0 // even when all are listed: a card may show fewer of them
	a.Page = answer.NewPage("trips_list", in, q.Offset, q.Limit, total)
	return a, nil
}

func (d *desk) listQuery(ctx context.Context, call *Call, in tripsListArgs) (store.TripQuery, error) {
	q := store.TripQuery{ContainerSize: in.ContainerSize, Limit: listedTrips, Offset: max(0, in.Offset)}
	if call.Caller.Role == fleet.DriverRole && !in.Self {
		return q, fleet.Errorf(fleet.Forbidden, "Drivers see their own trips only. Ask: my trips.")
	}
	switch {
	case in.Self && call.Caller.DriverID != 0:
		in.Driver, in.Truck, q.DriverID = "", "", call.Caller.DriverID
	case in.Self && call.Caller.PersonID != 0:
		q.ChangedBy = call.Caller.Name
		if in.Status == "" && in.Period.IsZero() {
			q.Statuses = openStatuses
		}
	case in.Self:
		return q, fleet.Errorf(fleet.Invalid, "I do not know who you are here, so I do not know your trips. Name a driver or a truck.")
	}
	if err := d.resolveInto(ctx, store.Loose, names{in.Truck, in.Driver, in.Client, in.Origin, in.Destination}, &q); err != nil {
		return q, err
	}
	switch in.Status {
	case "":
	case "ongoing":
		q.Statuses = fleet.OngoingStatuses
	case "delayed":
		q.DelayedAt = call.Now
	default:
		q.Statuses = []fleet.TripStatus{fleet.TripStatus(in.Status)}
	}
	if in.Period.IsZero() && in.Status == "" && len(q.Statuses) == 0 {
		today := fleet.StartOfDay(call.Now)
		q.Window = &fleet.Window{From: today.AddDate(0, 0, -7), To: today.AddDate(0, 0, 8)}
	}
	if !in.Period.IsZero() {
		w, err := in.Period.Window(call.Now)
		if err != nil {
			return q, err
		}
		q.Window = &w
	}
	q.Finished = in.Status == "completed"
	q.Newest = q.Window == nil || !q.Window.To.After(call.Now)
	return q, nil
}

func listHeadline(total int, in tripsListArgs) string {
	words := []string{}
	if total == 0 {
		words = append(words, "No")
	} else {
		words = append(words, fmt.Sprint(total))
	}
	if in.ContainerSize != 0 {
		words = append(words, fmt.Sprintf("%d ft", in.ContainerSize))
	}
	if in.Status != "" {
		words = append(words, strings.ReplaceAll(in.Status, "_", " "))
	}
	noun := "trips"
	if total == 1 {
		noun = "trip"
	}
	words = append(words, noun)
	for _, p := range []struct{ word, value string }{{"of", in.Truck}, {"by", in.Driver}, {"for", in.Client}, {"from", in.Origin}, {"to", in.Destination}} {
		if p.value != "" {
			words = append(words, p.word, p.value)
		}
	}
	return strings.Join(words, " ") + "."
}

func tripTable(trips []fleet.Trip, now time.Time) *answer.Table {
	t := &answer.Table{Columns: []string{"Trip", "Truck", "Driver", "From", "To", "Start", "Status", "Client"}}
	for _, x := range trips {
		t.Rows = append(t.Rows, []string{x.Ref, x.Truck, x.Driver, x.Origin, x.Destination,
			x.Start.In(fleet.WAT).Format("2 Jan 15:04"), statusWords(x, now), x.Client})
	}
	return t
}
