package tools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

type tripETAArgs struct {
	TripID      string   `json:"trip_id,omitempty" jsonschema:"trip number, for example 3101"`
	Truck       string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks      []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Driver      string   `json:"driver,omitempty" jsonschema:"driver whose truck is meant"`
	Client      string   `json:"client,omitempty" jsonschema:"client whose trip is meant"`
	Container   string   `json:"container,omitempty" jsonschema:"container number, or its end"`
	Waybill     string   `json:"waybill,omitempty"`
	Self        bool     `json:"self,omitempty" jsonschema:"the asking driver's own truck"`
	Destination string   `json:"destination,omitempty" jsonschema:"a place, a town, or latitude,longitude; without it where the trip goes"`
	Want        string   `json:"want,omitempty" enum:"distance,late" jsonschema:"distance: how far it is still; late: whether it will be late"`
	Unit        string   `json:"unit,omitempty" enum:"km,mi" jsonschema:"what distances are told in"`
}

const maxETA = 20 // trucks in one answer

func tripETA(d *desk) *Tool {
	return newTool("trip_eta",
		"When a truck or a trip arrives: always a range, how it was estimated and how old the fix is. Also how far it is still, and whether it will be late.",
		d.tripETA)
}

func (d *desk) tripETA(ctx context.Context, call *Call, in tripETAArgs) (answer.Answer, error) {
	if len(in.Trucks)+len(in.Truck) == 0 && in.TripID+in.Driver+in.Client+in.Container+in.Waybill == "" && !in.Self {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "truck", Message: "Which truck or trip? Give a plate, a driver, a trip, a container or a waybill."}
	}
	list, err := d.going(ctx, call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	if len(list) > maxETA {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "trucks", Message: fmt.Sprintf("I estimate for at most %d trucks at once.", maxETA)}
	}
	all, err := d.expect(ctx, call.Now, list, true)
	if err != nil {
		return answer.Answer{}, err
	}
	units := call.Caller.Units
	switch in.Unit {
	case "mi":
		units = fleet.Miles
	case "km":
		units = fleet.Kilometres
	}
	t := etaTeller{now: call.Now, units: units, want: in.Want}
	if len(all) == 1 {
		return t.one(all[0]), nil
	}
	return t.several(all), nil
}

// going finds who is asked about and where each is going.
func (d *desk) going(ctx context.Context, call *Call, in tripETAArgs) ([]going, error) {
	var to *spot
	if in.Destination != "" {
		s, err := d.goal(ctx, in.Destination)
		if err != nil {
			return nil, inField(err, "destination")
		}
		to = &s
	}
	byTrip := in.TripID + in.Container + in.Waybill + in.Client
	if to != nil && byTrip == "" {
		ids, err := d.trucksMeant(ctx, call, truckStatusArgs{Truck: in.Truck, Trucks: in.Trucks, Driver: in.Driver, Self: in.Self})
		if err != nil {
			return nil, err
		}
		return d.goingTo(ctx, call.Now, ids, nil, to)
	}
	var trips []fleet.Trip
	names := tripNames{TripID: in.TripID, Truck: in.Truck, Driver: in.Driver, Client: in.Client, Container: in.Container, Waybill: in.Waybill, Self: in.Self}
	plates := in.Trucks
	if len(plates) == 0 {
		plates = []string{in.Truck}
	}
	for _, plate := range plates {
		names.Truck = plate
		t, err := d.findTrip(ctx, call, names)
		if byTrip == "" && !in.Self && isNoTrip(t, err) {
			err = goesNowhere(cmp.Or(t.Truck, plate, in.Driver))
		}
		if err != nil {
			return nil, err
		}
		trips = append(trips, t)
	}
	ids := make([]int64, len(trips))
	for i, t := range trips {
		ids[i] = t.TruckID
	}
	return d.goingTo(ctx, call.Now, ids, trips, to)
}

// isNoTrip says whether a truck or a driver was found to be on no trip.
func isNoTrip(t fleet.Trip, err error) bool {
	e, ok := errors.AsType[*fleet.Error](err)
	return err == nil && t.Status.Ended() || ok && e.Kind == fleet.NotFound && e.Field == "trip_id"
}

func goesNowhere(who string) error {
	return &fleet.Error{Kind: fleet.Ambiguous, Field: "destination",
		Message: fmt.Sprintf("%s is on no trip, so I do not know where it goes. Name a place, for example: eta %s to Ibadan.", who, who)}
}

// goal is where somebody wants to arrive: a place, a town, or coordinates.
func (d *desk) goal(ctx context.Context, text string) (spot, error) {
	p, ok := fleet.ParsePoint(text)
	if !ok {
		return d.locate(ctx, text)
	}
	return spot{name: fmt.Sprintf("%.4f, %.4f", p.Lat, p.Lon), point: p, place: fleet.Place{Center: p, RadiusM: pointReach}}, nil
}

// How near one must come to have arrived where there is no place of the fleet.
const (
	pointReach = 200
	townReach  = 2000
)

// goingTo joins trucks with their trips, when these were named, and with where
// they go: the named place, else where the trip goes.
func (d *desk) goingTo(ctx context.Context, now time.Time, ids []int64, trips []fleet.Trip, to *spot) ([]going, error) {
	trucks, err := d.store.Trucks(ctx, ids...)
	if err != nil {
		return nil, err
	}
	ofTruck := map[int64]*fleet.Trip{} // a truck that was named twice is told of once
	for i := range trips {
		ofTruck[trips[i].TruckID] = &trips[i]
	}
	out := make([]going, len(trucks))
	for i, truck := range trucks {
		g := going{truck: truck, trip: ofTruck[truck.ID]}
		if to != nil {
			g.to = *to
		}
		if g.trip != nil && (to == nil || to.place.ID != 0 && to.place.ID == g.trip.DestinationID) {
			if err := d.byPlan(ctx, now, &g); err != nil {
				return nil, err
			}
		}
		if g.to.place.RadiusM == 0 {
			g.to.place = fleet.Place{Name: g.to.name, Center: g.to.point, RadiusM: townReach}
		}
		out[i] = g
	}
	return out, nil
}
