package tools

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	maxHistory  = 92     // days of drives: a quarter
	maxTrack    = 20_000 // fixes that are read for the map
	markedStops = 25     // on the map; the table has all
)

type truckHistoryArgs struct {
	Truck       string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks      []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Driver      string   `json:"driver,omitempty" jsonschema:"driver whose truck is meant"`
	TripID      string   `json:"trip_id,omitempty" jsonschema:"the way of this trip"`
	Container   string   `json:"container,omitempty"`
	Waybill     string   `json:"waybill,omitempty"`
	Self        bool     `json:"self,omitempty" jsonschema:"the asking driver's own truck"`
	Destination string   `json:"destination,omitempty" jsonschema:"only the way there, up to the arrival"`
	Period      Period   `json:"period,omitzero" jsonschema:"default today, or the time of the trip"`
	Want        string   `json:"want,omitempty" enum:"route,stops" jsonschema:"only the way, or only the stops"`
	Offset      int      `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func truckHistory(d *desk) *Tool {
	return newTool("truck_history", "Where a truck has been in a period: its track on a map, its drives and its stops, with times and places.", d.truckHistory)
}

func (d *desk) truckHistory(ctx context.Context, call *Call, in truckHistoryArgs) (answer.Answer, error) {
	who := whose{in.Truck, in.Trucks, in.Driver, in.TripID, in.Container, in.Waybill, in.Self}
	if who.everybody() {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "truck", Message: "Which truck? Give a plate, a driver, a trip, a container or a waybill."}
	}
	s, err := d.about(ctx, call, who, in.Period, "today")
	if err != nil {
		return answer.Answer{}, err
	}
	if s.window.To.Sub(s.window.From) > maxHistory*24*time.Hour {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: fmt.Sprintf("A history covers at most %d days. Ask for fewer.", maxHistory)}
	}
	trucks, err := d.store.Trucks(ctx, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	s.named(trucks)
	if len(trucks) > 1 {
		return d.severalHistories(ctx, call, s, trucks, in)
	}
	h := &history{truck: trucks[0], subject: s, units: call.Caller.Units, now: call.Now}
	if err := d.readHistory(ctx, h, in.Destination); err != nil {
		return answer.Answer{}, err
	}
	return d.tellHistory(ctx, h, in)
}

// severalHistories offers the history of each of several trucks.
func (d *desk) severalHistories(ctx context.Context, call *Call, s subject, trucks []store.TruckNow, in truckHistoryArgs) (answer.Answer, error) {
	went, err := d.store.Went(ctx, s.window, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	shown := s.window.Until(call.Now)
	a := answer.Answer{Kind: answer.Result, Window: &shown, Notes: append(s.notes, "A history is of one truck: choose which."),
		Headline: distanceHeadline(s, went, call.Caller.Units), Table: wentTable(went, call.Caller.Units, 0)}
	for _, t := range trucks[:min(len(trucks), 5)] {
		one := truckHistoryArgs{Truck: t.Plate, Period: in.Period, Want: in.Want, Destination: in.Destination}
		a.Choices = append(a.Choices, answer.NewChoice(t.Plate, "truck_history", one))
	}
	return a, nil
}

// history is what is known of one truck's way.
type history struct {
	subject
	truck  store.TruckNow
	units  fleet.Units
	now    time.Time
	drives []store.DriveNow
	stops  []fleet.Stop
	track  []fleet.Position
	metres float64
	moving time.Duration
	idled  []store.IdleSum
	where  map[fleet.Point]string // of every end of a drive
}

func (d *desk) readHistory(ctx context.Context, h *history, destination string) (err error) {
	if destination != "" {
		if err := d.upTo(ctx, h, destination); err != nil {
			return err
		}
	}
	w := h.window
	if h.drives, err = d.store.Drives(ctx, h.truck.ID, w.From, w.To); err != nil {
		return err
	}
	if h.track, err = d.store.Track(ctx, h.truck.ID, w, maxTrack+1); err != nil {
		return err
	}
	went, err := d.store.Went(ctx, w, h.truck.ID)
	if err != nil {
		return err
	}
	for _, x := range went {
		h.metres, h.moving = x.Metres, x.Moving
	}
	if h.idled, err = d.store.IdleSums(ctx, store.IdleQuery{Window: w, Now: h.now, Trucks: []int64{h.truck.ID}}); err != nil {
		return err
	}
	bare := make([]fleet.Drive, len(h.drives))
	underWay := false
	for i, x := range h.drives {
		bare[i], underWay = x.Drive, x.Open
	}
	h.stops = fleet.Stops(bare, w.Until(h.now), underWay)
	if err := d.firstHeard(ctx, h); err != nil {
		return err
	}
	return d.nameEnds(ctx, h)
}

// firstHeard begins the first stop where the truck was heard of for the first
// time of all: nobody knows where it stood before.
func (d *desk) firstHeard(ctx context.Context, h *history) error {
	if len(h.stops) == 0 || !h.stops[0].From.IsZero() || len(h.track) == 0 || h.track[0].At.Sub(h.window.From) < fleet.StopTime {
		return nil
	}
	before, err := d.store.PositionBefore(ctx, h.truck.ID, h.window.From)
	if err != nil || !before.At.IsZero() {
		return err
	}
	if h.stops[0].From = h.track[0].At; h.stops[0].Lasted(h.window.Until(h.now)) < fleet.StopTime {
		h.stops = h.stops[1:]
	}
	return nil
}

// upTo ends the history where the truck reached a place for the first time.
func (d *desk) upTo(ctx context.Context, h *history, destination string) error {
	place, err := d.store.FindPlace(ctx, destination, store.Loose)
	if err != nil {
		return inField(err, "destination")
	}
	visits, err := d.store.TruckVisits(ctx, h.truck.ID, h.window.From, h.window.To)
	if err != nil {
		return err
	}
	for _, v := range visits {
		if v.PlaceID == place.ID && v.Entered.After(h.window.From) {
			h.window.To = v.Entered
			h.notes = append(h.notes, fmt.Sprintf("Up to %s, where it arrived %s.", v.Place, fleet.FormatTime(v.Entered)))
			return nil
		}
	}
	h.notes = append(h.notes, fmt.Sprintf("It did not come to %s in that time; this is all it did.", place.Name))
	return nil
}

// nameEnds finds the words for every place where a drive began or ended.
func (d *desk) nameEnds(ctx context.Context, h *history) error {
	h.where = map[fleet.Point]string{}
	var unnamed []fleet.Point
	for _, x := range h.drives {
		for _, end := range [...]struct {
			p    fleet.Point
			name string
		}{{x.From, x.FromName}, {x.To, x.ToName}} {
			if end.name == "" && h.where[end.p] == "" {
				unnamed = append(unnamed, end.p)
			}
			if end.name != "" {
				h.where[end.p] = end.name
			}
		}
	}
	near, err := d.store.Beside(ctx, unnamed)
	if err != nil {
		return err
	}
	for i, p := range unnamed {
		if h.where[p] == "" {
			h.where[p] = whereWas("", near[i], p, h.units)
		}
	}
	return nil
}
