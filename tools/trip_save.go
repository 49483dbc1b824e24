package tools

import (
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
	t, stops, err := d.planTrip(ctx, in.tripCreateArgs)
	if err != nil {
		return answer.Answer{}, err
	}
	t.Ref, t.Status, t.Reason = squeeze(in.Ref), fleet.TripStatus(in.Status), in.Reason
	if t.Status == "" {
		t.Status = fleet.Scheduled
	}
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
		if *x.into, err = time.Parse(time.RFC3339, x.text); err != nil {
			return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: x.field, Message: fmt.Sprintf("%s: I cannot read %q. Write it like 2026-11-23T06:00:00+01:00.", x.field, x.text), Err: err}
		}
	}
	if call.DryRun {
		return proposed("trip "+t.Ref, tripFacts(t, call.Now)...), nil
	}
	old, err := d.store.Trip(ctx, t.Ref)
	switch fleet.KindOf(err) {
	case fleet.NotFound:
		_, err = d.store.CreateTrip(ctx, t, stops, change(call, "Taken over", ""))
		return saved("Trip "+t.Ref, true), err
	case "":
		t.ID, t.Version = old.ID, old.Version
		_, err = d.store.UpdateTrip(ctx, old.ID, old.Version, 0, change(call, "Taken over again", ""), func(x *fleet.Trip) error {
			*x = t
			return nil
		})
		return saved("Trip "+t.Ref, false), err
	}
	return answer.Answer{}, err
}
