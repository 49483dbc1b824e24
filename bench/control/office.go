package control

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/sandbox/road"
	"watchtower/store"
)

// furnish makes the fleet's trucks, drivers, clients and places known.
func (r *Room) furnish(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "control-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := r.Fleet.WriteCSV(dir, r.now, 1); err != nil {
		return err
	}
	for _, table := range [][2]string{{"drivers", "driver_save"}, {"clients", "client_save"}, {"places", "place_save"}, {"trucks", "truck_save"}} {
		if err := r.takeOver(ctx, filepath.Join(dir, table[0]+".csv"), table[1]); err != nil {
			return err
		}
	}
	return nil
}

// takeOver hands each row of a file to a tool.
func (r *Room) takeOver(ctx context.Context, path, tool string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		args := map[string]any{}
		for k, name := range rows[0] {
			if row[k] != "" {
				args[name] = cell(name, row[k])
			}
		}
		if err := r.tool(ctx, tool, args); err != nil {
			return err
		}
	}
	return nil
}

func cell(name, text string) any {
	switch name {
	case "latitude", "longitude", "radius_m", "container_size":
		n, _ := strconv.ParseFloat(text, 64) // the simulator writes numbers
		return n
	case "aliases":
		return strings.Split(text, "|")
	}
	return text
}

func (r *Room) tool(ctx context.Context, name string, args map[string]any) error {
	raw, err := json.Marshal(args)
	if err != nil {
		return err
	}
	if _, err := r.tools.Run(ctx, fleet.SystemCaller, fleet.ViaJob, name, raw); err != nil {
		return fmt.Errorf("%s %s: %w", name, raw, err)
	}
	return nil
}

// office writes down the trips that trucks are sent on, and how each ended; what
// comes between is for the trackers to tell.
func (r *Room) office(ctx context.Context) error {
	for len(r.planned) > 0 && !r.planned[0].Booked.After(r.now) {
		j := r.planned[0]
		r.planned = r.planned[1:]
		if j.Outcome == "cancelled" || !ended(j).IsZero() && ended(j).Before(r.now) {
			continue
		}
		if err := r.write(ctx, j); err != nil {
			return err
		}
		r.open = append(r.open, j)
	}
	var fault error
	r.open = slices.DeleteFunc(r.open, func(j road.Job) bool {
		if fault != nil || ended(j).IsZero() || ended(j).After(r.now) {
			return false
		}
		fault = r.finish(ctx, j)
		return true
	})
	return fault
}

func ended(j road.Job) time.Time {
	if j.Outcome != "completed" {
		return j.Ended
	}
	return j.Completed
}

func (r *Room) write(ctx context.Context, j road.Job) error {
	args := map[string]any{"ref": strconv.Itoa(j.Ref), "status": "scheduled", "truck": j.Plate, "client": j.Client, "origin": j.Origin,
		"destination": j.Destination, "start": j.Start.Format(time.RFC3339)}
	if !j.Due.IsZero() {
		args["planned_arrived"] = j.Due.Format(time.RFC3339)
	}
	return r.tool(ctx, "trip_save", args)
}

// finish says how a trip ended and when each step was.
func (r *Room) finish(ctx context.Context, j road.Job) error {
	t, err := r.store.Trip(ctx, strconv.Itoa(j.Ref))
	if err != nil {
		return err
	}
	to := fleet.Completed
	if j.Outcome == "failed" {
		to = fleet.Failed
	}
	c := store.TripChange{At: r.now, Who: "office", Via: fleet.ViaJob, What: "Ended"}
	_, err = r.store.UpdateTrip(ctx, t.ID, t.Version, c, func(x *fleet.Trip) error {
		x.Status, x.Reason = to, j.Note
		x.Times.Loading, x.Times.Departed, x.Times.Arrived = j.Loading, j.Departed, j.Arrived
		x.Times.Offloading, x.Times.Completed = j.Offloading, j.Completed
		return nil
	})
	if err != nil {
		return fmt.Errorf("trip %d: %w", j.Ref, err)
	}
	return nil
}
