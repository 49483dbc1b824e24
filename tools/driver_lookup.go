package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type driverLookupArgs struct {
	Driver       string `json:"driver,omitempty" jsonschema:"name, or a unique part of it"`
	Truck        string `json:"truck,omitempty" jsonschema:"plate of the truck whose driver is meant"`
	TripID       string `json:"trip_id,omitempty" jsonschema:"trip whose driver is meant"`
	Container    string `json:"container,omitempty"`
	Waybill      string `json:"waybill,omitempty"`
	Self         bool   `json:"self,omitempty" jsonschema:"the asking driver"`
	Want         string `json:"want,omitempty" enum:"name,phone,contact,truck,count" jsonschema:"the one thing that is asked for"`
	Availability string `json:"availability,omitempty" enum:"available" jsonschema:"list the drivers who have no trip"`
	Period       Period `json:"period,omitzero" jsonschema:"when they have no trip, default from now to the end of the day; with a truck, when they drove it"`
	Offset       int    `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func driverLookup(d *desk) *Tool {
	return newTool("driver_lookup",
		"Who drives a truck or a trip, what truck and trip a driver is on, a driver's telephone number; or the list of drivers, all or those without a trip.",
		d.driverLookup)
}

func (d *desk) driverLookup(ctx context.Context, call *Call, in driverLookupArgs) (answer.Answer, error) {
	nobody := in.Driver+in.Truck+in.TripID+in.Container+in.Waybill == "" && !in.Self
	switch driver := call.Caller.Role == fleet.DriverRole; {
	case in.Availability != "" || nobody:
		if driver {
			return answer.Answer{}, driversOwn()
		}
		return d.driverList(ctx, call, in)
	case in.Truck != "" && !in.Period.IsZero() && !driver:
		return d.whoDrove(ctx, call, in)
	}
	id, of, err := d.driverMeant(ctx, call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	if id == 0 {
		return answer.Answer{Kind: answer.Result, Headline: "No driver is in the books for " + of + "."}, nil
	}
	found, err := d.store.DriversNow(ctx, id)
	if err != nil || len(found) == 0 {
		return answer.Answer{}, err
	}
	return d.driverCard(ctx, call, found[0], of, in.Want)
}

func driversOwn() error {
	return fleet.Errorf(fleet.Forbidden, "Drivers see their own truck and trips only. Ask: which truck am I on?")
}

// driverMeant resolves who is asked about, and for what truck or trip. Whatever
// was named, a driver only learns whether it was the driver's own.
func (d *desk) driverMeant(ctx context.Context, call *Call, in driverLookupArgs) (id int64, of string, err error) {
	id, of, err = d.driverNamed(ctx, call, in)
	if call.Caller.Role != fleet.DriverRole || fleet.Retryable(err) {
		return id, of, err
	}
	if err != nil || id != call.Caller.DriverID {
		return 0, "", driversOwn()
	}
	return id, of, nil
}

func (d *desk) driverNamed(ctx context.Context, call *Call, in driverLookupArgs) (id int64, of string, err error) {
	switch {
	case in.Driver != "":
		n, err := d.store.FindDriver(ctx, in.Driver, store.Loose)
		return n.ID, "", err
	case in.Truck != "":
		return d.driverOfTruck(ctx, in.Truck)
	case in.Self:
		if call.Caller.DriverID == 0 {
			return 0, "", fleet.Errorf(fleet.Invalid, "You are not set up as a driver. Give a driver's name, a truck or a trip.")
		}
		return call.Caller.DriverID, "", nil
	}
	t, err := d.findTrip(ctx, call, tripNames{TripID: in.TripID, Container: in.Container, Waybill: in.Waybill})
	return t.DriverID, "trip " + t.Ref, err
}

// driverOfTruck is the driver of the trip that a truck is on, else the usual
// one.
func (d *desk) driverOfTruck(ctx context.Context, plate string) (id int64, of string, err error) {
	n, err := d.store.FindTruck(ctx, plate, store.Loose)
	if err != nil {
		return 0, "", err
	}
	trucks, err := d.store.Trucks(ctx, n.ID)
	if err != nil || len(trucks) == 0 {
		return 0, n.Name, err
	}
	t := trucks[0]
	if t.Trip != nil && t.Trip.Status != fleet.Scheduled {
		trip, err := d.store.Trip(ctx, t.Trip.Ref)
		if err != nil || trip.DriverID != 0 {
			return trip.DriverID, t.Plate, err
		}
	}
	return t.DriverID, t.Plate, nil
}

// driverCard says what a driver is on, or the one thing that was asked for.
func (d *desk) driverCard(ctx context.Context, call *Call, x store.DriverNow, of, want string) (answer.Answer, error) {
	a := answer.Answer{Kind: answer.Result, Headline: driverHeadline(x, of)}
	if want == "phone" || want == "contact" {
		if !SeesPhones(call.Caller.Role) && x.ID != call.Caller.DriverID {
			return answer.Answer{}, fleet.Errorf(fleet.Forbidden, "A %s is not shown telephone numbers. Ask a dispatcher.", call.Caller.Role)
		}
		return a, d.driverPhone(ctx, call, &a, x)
	}
	truck, err := d.driverTruck(ctx, call, &a, x)
	if err != nil {
		return a, err
	}
	a.Facts = append(a.Facts, answer.Fact{Label: "Trip", Value: tripLine(x.Trip)})
	if x.Trip != nil && x.Trip.Status == fleet.Scheduled {
		a.Facts = append(a.Facts, answer.Fact{Label: "It starts", Value: fleet.FormatTime(x.Trip.Start)})
	}
	if !x.Active {
		a.Notes = append(a.Notes, x.Name+" does not work here any more.")
	}
	if truck != "" {
		a.Choices = append(a.Choices, answer.NewChoice("Where "+truck+" is", "truck_status", map[string]any{"truck": truck}))
	}
	if x.Trip != nil {
		a.Choices = append(a.Choices, answer.NewChoice("Trip "+x.Trip.Ref, "trip_status", map[string]any{"trip_id": x.Trip.Ref}))
	}
	if SeesPhones(call.Caller.Role) {
		a.Choices = append(a.Choices, answer.NewChoice("Telephone number", "driver_lookup", map[string]any{"driver": x.Name, "want": "phone"}))
	}
	return a, nil
}

// driverPhone answers with the number, and notes the look.
func (d *desk) driverPhone(ctx context.Context, call *Call, a *answer.Answer, x store.DriverNow) error {
	full, err := d.store.Driver(ctx, x.ID)
	if err != nil {
		return err
	}
	if full.Phone == "" {
		a.Headline = "No telephone number of " + x.Name + " is on record."
		return nil
	}
	call.ShowsPersonal()
	a.Facts = []answer.Fact{{Label: "Driver", Value: x.Name}, {Label: "Phone", Value: full.Phone}}
	return nil
}

// driverTruck adds what the driver's truck does, and gives its plate.
func (d *desk) driverTruck(ctx context.Context, call *Call, a *answer.Answer, x store.DriverNow) (string, error) {
	if x.TruckID == 0 {
		return "", nil
	}
	trucks, err := d.store.Trucks(ctx, x.TruckID)
	if err != nil || len(trucks) == 0 {
		return x.Truck, err
	}
	t := trucks[0]
	a.Facts = append(a.Facts, answer.Fact{Label: "Truck", Value: fmt.Sprintf("%s, %s, %s", t.Plate, whereabouts(t, call.Caller.Units), doing(t, call.Now, call.Caller.Units))})
	if t.State != nil {
		a.Facts = append(a.Facts, answer.Fact{Label: "Last fix", Value: age(t.State, call.Now)})
		a.Points = []answer.Point{mapPoint(t, call.Now)}
	}
	return t.Plate, nil
}

// driverHeadline says who it is, for what was asked about.
func driverHeadline(x store.DriverNow, of string) string {
	going := x.Trip != nil && x.Trip.Status != fleet.Scheduled
	switch {
	case of != "" && of == x.Truck && going:
		return fmt.Sprintf("%s drives %s, on trip %s to %s.", x.Name, of, x.Trip.Ref, x.Trip.Destination)
	case of != "" && of == x.Truck:
		return fmt.Sprintf("%s drives %s.", x.Name, of)
	case of != "" && x.Trip != nil && of == "trip "+x.Trip.Ref:
		return fmt.Sprintf("%s drives %s, with %s.", x.Name, of, x.OnTruck)
	case of != "" && going:
		return fmt.Sprintf("%s drives %s, and is on %s now.", x.Name, of, x.Truck)
	case of != "":
		return fmt.Sprintf("%s drives %s.", x.Name, of)
	case going:
		return fmt.Sprintf("%s is on %s, on trip %s to %s.", x.Name, x.Truck, x.Trip.Ref, x.Trip.Destination)
	case x.Truck != "":
		return fmt.Sprintf("%s is on %s, without a trip now.", x.Name, x.Truck)
	}
	return x.Name + " has no truck at the moment."
}
