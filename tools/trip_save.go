package tools

import (
	"cmp"
	"context"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// tripSaveArgs are a trip as the books have it: planned or long past.
type tripSaveArgs struct {
	tripCreateArgs
	Ref          string `json:"ref" jsonschema:"trip number"`
	Status       string `json:"status,omitempty" enum:"scheduled,loading,en_route,arrived,offloading,completed,cancelled,failed"`
	ByHand       bool   `json:"by_hand,omitempty"`
	AtOriginAt   string `json:"at_origin_at,omitempty"`
	LoadingAt    string `json:"loading_at,omitempty"`
	LoadedAt     string `json:"loaded_at,omitempty"`
	DepartedAt   string `json:"departed_at,omitempty"`
	ArrivedAt    string `json:"arrived_at,omitempty"`
	OffloadingAt string `json:"offloading_at,omitempty"`
	CompletedAt  string `json:"completed_at,omitempty"`
	ReturnedAt   string `json:"returned_at,omitempty"`

	PlanAtOrigin   string `json:"planned_at_origin,omitempty"`
	PlanLoading    string `json:"planned_loading,omitempty"`
	PlanLoaded     string `json:"planned_loaded,omitempty"`
	PlanArrived    string `json:"planned_arrived,omitempty"`
	PlanOffloading string `json:"planned_offloading,omitempty"`
	PlanCompleted  string `json:"planned_completed,omitempty"`
	PlanReturned   string `json:"planned_returned,omitempty"`
	Reason         string `json:"reason,omitempty"`
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
	t, err := d.planTrip(ctx, call.match(), &in.tripCreateArgs)
	if err != nil {
		return answer.Answer{}, err
	}
	t.Ref, t.Status, t.Reason, t.ByHand = squeeze(in.Ref), fleet.TripStatus(in.Status), in.Reason, in.ByHand
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
		_, err = d.store.CreateTrip(ctx, t, change(call, "Taken over", ""), nil)
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
		{"start", in.Start, &t.Start}, {"at_origin_at", in.AtOriginAt, &t.Times.AtOrigin}, {"loading_at", in.LoadingAt, &t.Times.Loading},
		{"loaded_at", in.LoadedAt, &t.Times.Loaded}, {"departed_at", in.DepartedAt, &t.Times.Departed}, {"arrived_at", in.ArrivedAt, &t.Times.Arrived},
		{"offloading_at", in.OffloadingAt, &t.Times.Offloading}, {"completed_at", in.CompletedAt, &t.Times.Completed}, {"returned_at", in.ReturnedAt, &t.Times.Returned},
		{"planned_at_origin", in.PlanAtOrigin, &t.Plan.AtOrigin}, {"planned_loading", in.PlanLoading, &t.Plan.Loading}, {"planned_loaded", in.PlanLoaded, &t.Plan.Loaded},
		{"planned_arrived", in.PlanArrived, &t.Plan.Arrived}, {"planned_offloading", in.PlanOffloading, &t.Plan.Offloading},
		{"planned_completed", in.PlanCompleted, &t.Plan.Completed}, {"planned_returned", in.PlanReturned, &t.Plan.Returned},
	}
	for _, x := range times {
		if x.text == "" {
			continue
		}
		at, err := momentOf(x.field, x.text)
		if err != nil {
			return err
		}
		*x.into = at
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
	x.ReturnID, x.ByHand = cmp.Or(t.ReturnID, x.ReturnID), t.ByHand || x.ByHand
	mergePapers(x, t)
	keepTimes(&x.Times, t.Times)
	keepTimes(&x.Plan, t.Plan)
	return nil
}

func mergePapers(x *fleet.Trip, t fleet.Trip) {
	p, q := &x.Papers, t.Papers
	p.Consignee, p.MotorBoy, p.TDO = cmp.Or(q.Consignee, p.Consignee), cmp.Or(q.MotorBoy, p.MotorBoy), cmp.Or(q.TDO, p.TDO)
	p.CallUp, p.CallUpAt = cmp.Or(q.CallUp, p.CallUp), cmp.Or(q.CallUpAt, p.CallUpAt)
	p.WeightKg, p.Interchange = cmp.Or(q.WeightKg, p.WeightKg), cmp.Or(q.Interchange, p.Interchange)
	i, j := &x.Issued, t.Issued
	i.DieselL, i.DieselNaira = cmp.Or(j.DieselL, i.DieselL), cmp.Or(j.DieselNaira, i.DieselNaira)
	i.AllowanceNaira = cmp.Or(j.AllowanceNaira, i.AllowanceNaira)
}

// keepTimes takes over the steps that other books have a time for.
func keepTimes(into *fleet.Milestones, from fleet.Milestones) {
	given := from.List()
	for i, at := range into.List() {
		*at = cmp.Or(*given[i], *at)
	}
}
