package tools

import (
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// idleLitres is what an idling truck burns in an hour, for an estimate: US
// measurements of heavy trucks lie between 1.7 and 3.7.
const idleLitres = 2.5

type idleReportArgs struct {
	Truck     string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks    []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Driver    string   `json:"driver,omitempty" jsonschema:"driver whose trucks are meant"`
	TripID    string   `json:"trip_id,omitempty"`
	Self      bool     `json:"self,omitempty" jsonschema:"the asking driver's own truck"`
	Place     string   `json:"place,omitempty" jsonschema:"only idling in this place"`
	Status    string   `json:"status,omitempty" enum:"idling,parked" jsonschema:"parked: trucks that stand with the engine off now"`
	Threshold float64  `json:"threshold,omitempty" jsonschema:"only those that idled or stood for so many minutes at a stretch"`
	Unit      string   `json:"unit,omitempty" enum:"min,h" jsonschema:"of the threshold; min when not given"`
	Period    Period   `json:"period,omitzero" jsonschema:"default today"`
	Offset    int      `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func idleReport(d *desk) *Tool {
	return newTool("idle_report", "How long trucks idled with the engine on in a period, in queues and at the roadside, by truck; or which trucks are parked for long.", d.idleReport)
}

func (d *desk) idleReport(ctx context.Context, call *Call, in idleReportArgs) (answer.Answer, error) {
	s, err := d.about(ctx, call, whose{Truck: in.Truck, Trucks: in.Trucks, Driver: in.Driver, TripID: in.TripID, Self: in.Self}, in.Period, "today")
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Threshold < 0 {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "threshold", Message: "A threshold is more than 0. For example: idle above 30 minutes."}
	}
	least := time.Duration(in.Threshold * float64(time.Minute))
	if in.Unit == "h" {
		least *= 60
	}
	if in.Status == "parked" {
		return d.parkedLong(ctx, call, s, in, least)
	}
	q := store.IdleQuery{Window: s.window, Now: call.Now, Trucks: s.ids}
	r := &idling{subject: s, in: in, now: call.Now, units: call.Caller.Units, least: least}
	if in.Place != "" {
		place, err := d.store.FindPlace(ctx, in.Place, store.Loose)
		if err != nil {
			return answer.Answer{}, err
		}
		q.PlaceID, r.place = place.ID, place.Name
	}
	trucks, err := d.store.Trucks(ctx, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	r.named(trucks)
	if least > 0 || len(s.ids) == 1 {
		return d.idleStretches(ctx, r, q)
	}
	return d.idleSums(ctx, r, q)
}

// parkedLong lists the trucks that stand with the engine off for so long.
func (d *desk) parkedLong(ctx context.Context, call *Call, s subject, in idleReportArgs, least time.Duration) (answer.Answer, error) {
	ids, err := d.store.ParkedSince(ctx, call.Now.Add(-least), s.ids)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%s %s parked now.", count(len(ids), "truck"), areOrIs(len(ids)))}
	if least > 0 {
		a.Headline = fmt.Sprintf("%s %s parked for %s or longer.", count(len(ids), "truck"), areOrIs(len(ids)), fleet.FormatDuration(least))
	}
	from := min(max(0, in.Offset), len(ids))
	page := ids[from:min(len(ids), from+listedRows)]
	trucks, err := d.store.Trucks(ctx, page...)
	if err != nil || len(page) == 0 {
		return a, err
	}
	a.Table = &answer.Table{Columns: []string{"Truck", "Where", "Parked", "Trip", "Fix"}, More: len(ids) - from - len(page)}
	for _, t := range trucks {
		cells := truckCells(t, call.Now, call.Caller.Units)
		a.Table.Rows = append(a.Table.Rows, append([]string{t.Plate, whereabouts(t, call.Caller.Units), fleet.FormatDuration(call.Now.Sub(t.State.MotionSince))}, cells[1:]...))
		a.Points = append(a.Points, mapPoint(t, call.Now))
	}
	a.Notes = []string{"What a truck did since its last fix is not known; the age of each is in the table."}
	if len(ids) > listedRows {
		in.Offset = 0
		a.Page = answer.NewPage("idle_report", in, from, listedRows, len(ids))
	}
	return a, nil
}

// idling is a question about idling.
type idling struct {
	subject
	in    idleReportArgs
	place string
	now   time.Time
	units fleet.Units
	least time.Duration
}

func (r *idling) who() string {
	if r.words == "" {
		return "The fleet"
	}
	return r.words
}

// sumOf adds up one sort of idling, or all when sort is empty.
func sumOf(sums []store.IdleSum, sort string) (total time.Duration) {
	for _, x := range sums {
		if sort == "" || fleet.IdleSort(x.Kind) == sort {
			total += x.Total
		}
	}
	return total
}

// frame is what every report on idling says.
func (r *idling) frame(headline string) answer.Answer {
	shown := r.window.Until(r.now)
	return answer.Answer{Kind: answer.Result, Headline: headline, Window: &shown,
		Notes: append(slices.Clone(r.notes), "A stretch is 5 minutes or more with the engine on and the truck not moving; a queue is one in a terminal, port, depot, park or at a client.")}
}

func idleHours(d time.Duration) string {
	switch {
	case d < time.Second:
		return "none"
	case d < time.Hour:
		return fleet.FormatDuration(d)
	}
	return hours(int(d.Seconds()))
}
