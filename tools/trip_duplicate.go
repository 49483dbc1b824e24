package tools

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

type tripDuplicateArgs struct {
	TripID      string `json:"trip_id" jsonschema:"the earlier trip, by its number"`
	Start       string `json:"start" jsonschema:"planned departure of the new one, RFC 3339 with +01:00"`
	Truck       string `json:"truck,omitempty" jsonschema:"another truck"`
	Driver      string `json:"driver,omitempty" jsonschema:"another driver"`
	Client      string `json:"client,omitempty"`
	Origin      string `json:"origin,omitempty"`
	Destination string `json:"destination,omitempty"`
	Container   string `json:"container,omitempty" jsonschema:"its own container; that of the earlier trip is never taken over"`
	Waybill     string `json:"waybill,omitempty" jsonschema:"its own waybill"`
}

func tripDuplicate(d *desk) *Tool {
	t := newTool("trip_duplicate",
		"Create a trip like an earlier one at another time: same truck, driver, client, places, cargo, weight, diesel and allowance. Container, waybill, delivery order and ticket belong to one load and are not taken over.",
		d.tripDuplicate)
	t.Write = true
	return t
}

func (d *desk) tripDuplicate(ctx context.Context, call *Call, in tripDuplicateArgs) (answer.Answer, error) {
	old, err := d.store.Trip(ctx, in.TripID)
	if err != nil {
		return answer.Answer{}, err
	}
	args, err := like(old, in, call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	a, err := d.tripCreate(ctx, call, args)
	if call.DryRun && err == nil {
		var full tripCreateArgs // the full names that were found
		if err := json.Unmarshal(call.pinned, &full); err != nil {
			return a, err
		}
		in.TripID, in.Truck, in.Driver, in.Client, in.Origin, in.Destination = old.Ref, full.Truck, full.Driver, full.Client, full.Origin, full.Destination
		return a, call.Pin(in)
	}
	return a, err
}

// like is a new trip after an earlier one. The names that were given go first;
// a driver goes with the truck when the truck is another.
func like(old fleet.Trip, in tripDuplicateArgs, now time.Time) (tripCreateArgs, error) {
	args := tripCreateArgs{Truck: old.Truck, Driver: old.Driver, Client: old.Client, Origin: old.Origin, Destination: old.Destination,
		Start: in.Start, Stops: old.Stops, ContainerSize: old.ContainerSize, Cargo: old.Cargo, Container: in.Container, Waybill: in.Waybill,
		tripPaperArgs: tripPaperArgs{Consignee: old.Papers.Consignee, MotorBoy: old.Papers.MotorBoy, WeightT: float64(old.Papers.WeightKg) / 1000,
			EmptyReturn: old.Return, DieselL: old.Issued.DieselL, DieselNaira: float64(old.Issued.DieselNaira), AllowanceNaira: float64(old.Issued.AllowanceNaira)}}
	if in.Truck != "" && fleet.Key(in.Truck) != fleet.Key(old.Truck) {
		args.Truck, args.Driver, args.MotorBoy = in.Truck, "", ""
	}
	for _, x := range []struct {
		given string
		into  *string
	}{{in.Driver, &args.Driver}, {in.Client, &args.Client}, {in.Origin, &args.Origin}, {in.Destination, &args.Destination}} {
		if s := strings.TrimSpace(x.given); s != "" {
			*x.into = s
		}
	}
	start, err := parseStart(in.Start, now)
	if err != nil {
		return args, err
	}
	args.Planned = shifted(old.Plan, start.Sub(old.Start))
	return args, nil
}

// shifted is a plan moved by the time between two starts.
func shifted(plan fleet.Milestones, by time.Duration) stepTimes {
	move := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.Add(by).Format(time.RFC3339)
	}
	return stepTimes{AtOrigin: move(plan.AtOrigin), Loading: move(plan.Loading), Loaded: move(plan.Loaded), Arrived: move(plan.Arrived),
		Offloading: move(plan.Offloading), Completed: move(plan.Completed), Returned: move(plan.Returned)}
}
