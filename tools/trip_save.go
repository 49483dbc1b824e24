package tools

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// tripSaveArgs are a trip as the books have it: planned or long past.
type tripSaveArgs struct {
	tripCreateArgs
	Ref          string `json:"ref" jsonschema:"trip number"`
	Status       string `json:"status,omitempty" enum:"scheduled,loading,en_route,arrived,offloading,completed,cancelled,failed"`
	LoadingAt    string `json:"loading_at,omitempty"`
	DepartedAt   string `json:"departed_at,omitempty"`
	ArrivedAt    string `json:"arrived_at,omitempty"`
	OffloadingAt string `json:"offloading_at,omitempty"`
	CompletedAt  string `json:"completed_at,omitempty"`
	Reason       string `json:"reason,omitempty"`
}

func tripSave(d *desk) *Tool {
	t := newTool("trip_save", "Take over a trip from other books, past ones included, under its own number.", d.tripSave)
	t.Write, t.Internal = true, true
	return t
}

func (d *desk) tripSave(ctx context.Context, call *Call, in tripSaveArgs) (answer.Answer, error) {
	if fleet.Key(in.Ref) == "" {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "ref", Message: "A trip number needs letters or digits."}
	}
	t, err := d.planTrip(ctx, call.match(), in.tripCreateArgs)
	if err != nil {
		return answer.Answer{}, err
	}
	t.Ref, t.Status, t.Reason = squeeze(in.Ref), fleet.TripStatus(in.Status), in.Reason
	if err := in.readTimes(&t); err != nil {
		return answer.Answer{}, err
	}
	if call.DryRun {
		return proposed("trip "+t.Ref, tripFacts(t, call.Now)...), nil
	}
	old, err := d.store.Trip(ctx, t.Ref)
	switch fleet.KindOf(err) {
	case fleet.NotFound:
		if t.Status == "" {
			t.Status = fleet.Scheduled
		}
		_, err = d.store.CreateTrip(ctx, t, change(call, "Taken over", ""))
		return saved("Trip "+t.Ref, true), err
	case "":
		_, err = d.store.UpdateTrip(ctx, old.ID, old.Version, change(call, "Taken over again", ""), func(x *fleet.Trip) error {
			return merge(x, t)
		})
		return saved("Trip "+t.Ref, false), err
	}
	return answer.Answer{}, err
}

func (in tripSaveArgs) readTimes(t *fleet.Trip) error {
	times := []struct {
		field, text string
		into        *time.Time
	}{
		{"start", in.Start, &t.Start}, {"loading_at", in.LoadingAt, &t.Times.Loading}, {"departed_at", in.DepartedAt, &t.Times.Departed},
		{"arrived_at", in.ArrivedAt, &t.Times.Arrived}, {"offloading_at", in.OffloadingAt, &t.Times.Offloading}, {"completed_at", in.CompletedAt, &t.Times.Completed},
	}
	for _, x := range times {
		if x.text == "" {
			continue
		}
		var err error
		if *x.into, err = time.Parse(time.RFC3339, x.text); err != nil {
			return &fleet.Error{Kind: fleet.Invalid, Field: x.field, Message: fmt.Sprintf("%s: I cannot read %q. Write it like 2026-11-23T06:00:00+01:00.", x.field, x.text), Err: err}
		}
	}
	return nil
}

// merge brings a trip up to what other books say. What they leave empty stays;
// a status that lies behind what is known here is refused, so that an old list
// does not undo a day's work.
func merge(x *fleet.Trip, t fleet.Trip) error {
	if t.Status != "" && t.Status != x.Status {
		if err := fleet.CheckTransition(x.Status, t.Status); err != nil {
			return fleet.Errorf(fleet.Conflict, "Trip %s is %s here, and the list says %s. Nothing of it was changed.", x.Ref, x.Status.Words(), t.Status.Words())
		}
		x.Status = t.Status
	}
	x.TruckID, x.OriginID, x.DestinationID, x.Start = t.TruckID, t.OriginID, t.DestinationID, t.Start
	x.DriverID, x.ClientID = cmp.Or(t.DriverID, x.DriverID), cmp.Or(t.ClientID, x.ClientID)
	x.Container, x.ContainerSize = cmp.Or(t.Container, x.Container), cmp.Or(t.ContainerSize, x.ContainerSize)
	x.Cargo, x.Waybill, x.Reason = cmp.Or(t.Cargo, x.Cargo), cmp.Or(t.Waybill, x.Waybill), cmp.Or(t.Reason, x.Reason)
	if t.StopIDs != nil {
		x.StopIDs = t.StopIDs
	}
	x.Times = fleet.Milestones{
		Loading: cmp.Or(t.Times.Loading, x.Times.Loading), Departed: cmp.Or(t.Times.Departed, x.Times.Departed),
		Arrived: cmp.Or(t.Times.Arrived, x.Times.Arrived), Offloading: cmp.Or(t.Times.Offloading, x.Times.Offloading),
		Completed: cmp.Or(t.Times.Completed, x.Times.Completed),
	}
	return nil
}
