package tools

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type tripCreateArgs struct {
	Truck         string   `json:"truck" jsonschema:"plate"`
	Origin        string   `json:"origin" jsonschema:"place to load"`
	Destination   string   `json:"destination" jsonschema:"place to deliver"`
	Start         string   `json:"start" jsonschema:"planned departure, RFC 3339 with +01:00, at least 30 minutes ahead"`
	Driver        string   `json:"driver,omitempty" jsonschema:"default: the truck's own driver"`
	Client        string   `json:"client,omitempty"`
	Container     string   `json:"container,omitempty" jsonschema:"container number, 4 letters and 7 digits"`
	ContainerSize int      `json:"container_size,omitempty" enum:"20,40" jsonschema:"20 or 40, in feet"`
	Cargo         string   `json:"cargo,omitempty"`
	Waybill       string   `json:"waybill,omitempty"`
	Stops         []string `json:"stops,omitempty" jsonschema:"places on the way, in order"`
	tripPaperArgs
	Planned stepTimes `json:"planned,omitzero" jsonschema:"planned times of steps, RFC 3339"`
}

func tripCreate(d *desk) *Tool {
	t := newTool("trip_create",
		"Create a trip: which truck, from where, to where, and when it starts. Everything else is optional.",
		d.tripCreate)
	t.Write = true
	return t
}

func (d *desk) tripCreate(ctx context.Context, call *Call, in tripCreateArgs) (answer.Answer, error) {
	start, err := parseStart(in.Start, call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	t, err := d.planTrip(ctx, call.match(), &in)
	if err == nil {
		err = d.mustWork(ctx, t)
	}
	if err != nil {
		return answer.Answer{}, err
	}
	t.Status, t.Start = fleet.Scheduled, start
	j, err := d.judgeTrip(ctx, t, call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Facts: tripFacts(t, call.Now), Notes: j.notes}
	if call.DryRun {
		a.Headline = fmt.Sprintf("Create this trip? %s from %s to %s, %s.", t.Truck, t.Origin, t.Destination, fleet.FormatTime(start))
		in.Truck, in.Driver, in.Client, in.Origin, in.Destination, in.Stops = t.Truck, t.Driver, t.Client, t.Origin, t.Destination, t.Stops
		return a, call.Pin(in)
	}
	ref, err := d.store.CreateTrip(ctx, t, change(call, "Created", ""), j.may)
	if err != nil {
		return answer.Answer{}, err
	}
	t.Ref = ref
	a.Headline = fmt.Sprintf("%s is created, %s.", tripTitle(t), fleet.FormatTime(start))
	a.Choices = tripChoices(t, call.Caller.Role)
	return a, nil
}

func change(call *Call, what, why string) store.TripChange {
	return store.TripChange{At: call.Now, Who: call.Caller.Name, Via: call.Via, What: what, Why: why}
}

func parseStart(text string, now time.Time) (time.Time, error) {
	start, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return start, &fleet.Error{Kind: fleet.Invalid, Field: "start", Message: fmt.Sprintf("I cannot read %q as a start. Try: tomorrow 6am.", clip(text)), Err: err}
	}
	return start, fleet.CheckStartFar(start, now)
}

// planTrip resolves every name. A write never goes on a guess: an unclear name
// comes back as a question.
func (d *desk) planTrip(ctx context.Context, m store.Match, in *tripCreateArgs) (t fleet.Trip, err error) {
	var q store.TripQuery
	if err = d.resolveInto(ctx, m, names{in.Truck, in.Driver, in.Client, in.Origin, in.Destination}, &q); err != nil {
		return t, err
	}
	t = fleet.Trip{TruckID: q.TruckID, DriverID: q.DriverID, ClientID: q.ClientID, OriginID: q.OriginID, DestinationID: q.DestinationID,
		Container: fleet.Key(in.Container), ContainerSize: in.ContainerSize, Cargo: in.Cargo, Waybill: in.Waybill}
	if t.OriginID == t.DestinationID {
		return t, &fleet.Error{Kind: fleet.Invalid, Field: "destination", Message: "Origin and destination are the same place. Give another destination."}
	}
	if t.Container != "" && !fleet.ContainerForm(t.Container) {
		return t, &fleet.Error{Kind: fleet.Invalid, Field: "container", Message: fmt.Sprintf("%q is not a container number: four letters and seven digits, like TCNU3877560.", clip(in.Container))}
	}
	for _, name := range in.Stops {
		n, err := d.store.FindPlace(ctx, name, m)
		if err != nil {
			return t, inField(err, "stops")
		}
		t.StopIDs, t.Stops = append(t.StopIDs, n.ID), append(t.Stops, n.Name)
	}
	if err := d.readPapers(ctx, m, &in.tripPaperArgs, &t); err != nil {
		return t, err
	}
	if err := readTimes("planned", in.Planned.given(), &t.Plan); err != nil {
		return t, err
	}
	return t, d.fillNames(ctx, &t)
}

// mustWork refuses a new trip for a truck that is sold or laid up.
func (d *desk) mustWork(ctx context.Context, t fleet.Trip) error {
	trucks, err := d.store.Trucks(ctx, t.TruckID)
	if err == nil && len(trucks) == 1 && !trucks[0].Active {
		err = &fleet.Error{Kind: fleet.Conflict, Field: "truck", Message: t.Truck + " is not in service. Choose another truck."}
	}
	return err
}

// fillNames reads back the names of a planned trip, and gives it the truck's
// own driver when none was named.
func (d *desk) fillNames(ctx context.Context, t *fleet.Trip) error {
	trucks, err := d.store.Trucks(ctx, t.TruckID)
	if err != nil {
		return err
	}
	if len(trucks) == 0 {
		return fleet.Errorf(fleet.NotFound, "That truck is no longer here.")
	}
	truck := trucks[0]
	t.Truck = truck.Plate
	if t.DriverID == 0 {
		if truck.DriverID == 0 {
			return &fleet.Error{Kind: fleet.Invalid, Field: "driver", Message: truck.Plate + " has no driver of its own. Name a driver for this trip."}
		}
		t.DriverID = truck.DriverID
	}
	driver, err := d.store.Driver(ctx, t.DriverID)
	if err != nil {
		return err
	}
	t.Driver = driver.Name
	if t.ClientID != 0 {
		c, err := d.store.Client(ctx, t.ClientID)
		if err != nil {
			return err
		}
		t.Client = c.Name
	}
	origin, err := d.store.Place(ctx, t.OriginID)
	if err != nil {
		return err
	}
	destination, err := d.store.Place(ctx, t.DestinationID)
	t.Origin, t.Destination = origin.Name, destination.Name
	return err
}
