package control

import (
	"context"
	"fmt"
	"time"

	"watchtower/loconav"
	"watchtower/sandbox/road"
	"watchtower/store"
)

// The truck whose earlier trips a fleet has learned its ways by, and how many
// trips make a way.
const (
	teacher      = "Old Hand"
	teacherPlate = "TEACHER 1"
	teacherIMEI  = "869999000000017"
	lessons      = 2
)

// teach has the ways of the planned trips driven before the room opens, as in a
// fleet that is watched for longer than its proof takes.
func (r *Room) teach(ctx context.Context) error {
	if err := r.tool(ctx, "driver_save", map[string]any{"name": teacher}); err != nil {
		return err
	}
	if err := r.tool(ctx, "truck_save", map[string]any{"plate": teacherPlate, "imei": teacherIMEI, "driver": teacher}); err != nil {
		return err
	}
	known := map[[2]string]bool{}
	at := r.Began.AddDate(0, 0, -100)
	for _, j := range r.planned {
		way := [2]string{j.Origin, j.Destination}
		if known[way] || j.Origin == j.Destination {
			continue
		}
		known[way] = true
		for n := range lessons {
			end, err := r.lesson(ctx, j, fmt.Sprintf("L%d-%d", j.Ref, n), at)
			if err != nil {
				return err
			}
			at = end.Add(20 * time.Minute)
		}
	}
	return nil
}

// lesson is one earlier trip.
func (r *Room) lesson(ctx context.Context, j road.Job, ref string, from time.Time) (time.Time, error) {
	bodies, arrived, err := r.Fleet.Taught(teacherIMEI, teacherPlate, j.Origin, j.Destination, from)
	if err != nil {
		return from, err
	}
	var in []store.Incoming
	for k, body := range bodies {
		read, err := loconav.Read(body, loconav.Options{Source: "loconav", ReceivedAt: r.now})
		if err != nil {
			return from, err
		}
		in = append(in, store.Incoming{EntryID: fmt.Sprint(ref, k), Body: body, Fact: read.Facts[0]})
	}
	if _, err := r.apply.Apply(ctx, r.now, in); err != nil {
		return from, err
	}
	stamp := func(t time.Time) string { return t.Format(time.RFC3339) }
	return arrived, r.tool(ctx, "trip_save", map[string]any{"ref": ref, "status": "completed", "truck": teacherPlate, "origin": j.Origin,
		"destination": j.Destination, "start": stamp(from), "departed_at": stamp(from), "arrived_at": stamp(arrived), "completed_at": stamp(arrived)})
}
