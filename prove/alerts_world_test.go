package prove

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/jobs"
	"watchtower/loconav"
	"watchtower/sandbox/road"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// control is the control room over a simulated fleet: facts are fed in steps
// of the fleet's own time, and at each the alerts are looked after as they are
// in operation. The office knows its trips; trackers move them on.
type control struct {
	*testing.T
	fleet *road.Fleet
	store *store.Store
	db    *pgxpool.Pool // for what the store does not tell
	apply *store.Applier
	tools *tools.Registry
	jobs  *jobs.Jobs
	now   time.Time
	jobsT []road.Job // that the office has still to write down, by their start
	open  []road.Job // that it has written down and that go on
	facts int
	dice  *rand.Rand // nil: everything comes once and in order
	held  []road.Message
}

const alertsChannel = "C0OPSALERTS"

// newControl opens the control room of a fleet of some trucks, at the beginning of
// so many days before the fleet's own.
func newControl(t *testing.T, o road.Options, days int) *control {
	t.Helper()
	o.Past, o.Ahead = days+3, 2
	f, err := road.NewFleet(o)
	if err != nil {
		t.Fatal(err)
	}
	s, address := storetest.OpenURL(t)
	w := &control{T: t, fleet: f, store: s, now: fleet.StartOfDay(o.Start).AddDate(0, 0, -days)}
	if w.db, err = pgxpool.New(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.db.Close)
	clock := func() time.Time { return w.now }
	log := slog.New(slog.DiscardHandler)
	w.apply, w.tools = w.store.Applier(), tools.New(w.store, clock, log)
	w.jobs, err = jobs.New(jobs.Options{Store: w.store, Events: eventstest.Open(t), Name: "a", OpsChannel: alertsChannel, Now: clock, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	w.furnish()
	w.jobsT = f.Jobs(w.now.Add(-12*time.Hour), fleet.StartOfDay(o.Start).AddDate(0, 0, 2))
	return w
}

// furnish makes the fleet's trucks, drivers, clients and places known.
func (w *control) furnish() {
	w.Helper()
	dir := w.TempDir()
	if err := w.fleet.WriteCSV(dir, w.now, 1); err != nil {
		w.Fatal(err)
	}
	for _, table := range [][2]string{{"drivers", "driver_save"}, {"clients", "client_save"}, {"places", "place_save"}, {"trucks", "truck_save"}} {
		file, err := os.Open(filepath.Join(dir, table[0]+".csv"))
		if err != nil {
			w.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		_ = file.Close()
		if err != nil {
			w.Fatal(err)
		}
		for _, row := range rows[1:] {
			args := map[string]any{}
			for k, name := range rows[0] {
				if row[k] != "" {
					args[name] = cell(name, row[k])
				}
			}
			w.tool(table[1], args)
		}
	}
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

func (w *control) tool(name string, args map[string]any) {
	w.Helper()
	raw, err := json.Marshal(args)
	if err != nil {
		w.Fatal(err)
	}
	if _, err := w.tools.Run(w.Context(), fleet.SystemCaller, fleet.ViaJob, name, raw); err != nil {
		w.Fatalf("%s %s: %v", name, raw, err)
	}
}

// live lets the fleet live for some time, in steps of so many seconds.
func (w *control) live(d time.Duration, step int64) {
	w.Helper()
	from, until := w.now, w.now.Add(d)
	var batch []road.Message
	due := from.Add(time.Duration(step) * time.Second)
	for m := range w.fleet.Feed(from, until, step) {
		for !m.At.Before(due) {
			w.step(due, batch)
			batch, due = batch[:0], due.Add(time.Duration(step)*time.Second)
		}
		batch = append(batch, m)
	}
	w.step(until, batch)
}

// step brings the world to a moment.
func (w *control) step(now time.Time, batch []road.Message) {
	w.Helper()
	w.now = now
	w.office()
	w.take(w.mangled(batch))
	if err := w.jobs.Step(w.Context()); err != nil {
		w.Fatalf("at %s: %v", fleet.FormatTime(now), err)
	}
}

// mangled is a batch as a bad line brings it: out of order, some twice, some
// minutes later.
func (w *control) mangled(batch []road.Message) []road.Message {
	if w.dice == nil {
		return batch
	}
	all := append(w.held, batch...)
	w.held = nil
	var out []road.Message
	for _, m := range all {
		switch r := w.dice.Float64(); {
		case r < 0.1 && w.now.Sub(m.At) < 4*time.Minute:
			w.held = append(w.held, m)
			continue
		case r < 0.2:
			out = append(out, m)
			w.held = append(w.held, m)
		default:
			out = append(out, m)
		}
	}
	w.dice.Shuffle(len(out), func(a, b int) { out[a], out[b] = out[b], out[a] })
	return out
}

// take applies what came in.
func (w *control) take(batch []road.Message) {
	w.Helper()
	var in []store.Incoming
	for _, m := range batch {
		r, err := loconav.Read(m.Body, loconav.Options{Source: "loconav", ReceivedAt: m.At})
		if err != nil {
			w.Fatalf("%s: %v", m.Body, err)
		}
		for _, f := range r.Facts {
			w.facts++
			in = append(in, store.Incoming{EntryID: fmt.Sprint(w.facts), Body: m.Body, Fact: f})
		}
	}
	for part := range slices.Chunk(in, 500) {
		if _, err := w.apply.Apply(w.Context(), w.now, part); err != nil {
			w.Fatal(err)
		}
	}
}

// planAhead is how long before its departure the office writes a trip down.
const planAhead = 3 * time.Hour

// office writes down the trips that are due, and how each ended; what comes
// between is for the trackers to tell.
func (w *control) office() {
	w.Helper()
	for len(w.jobsT) > 0 && w.jobsT[0].Start.Before(w.now.Add(planAhead)) {
		j := w.jobsT[0]
		w.jobsT = w.jobsT[1:]
		if j.Outcome == "cancelled" || !j.Completed.IsZero() && j.Completed.Before(w.now) {
			continue
		}
		w.write(j, "scheduled")
		w.open = append(w.open, j)
	}
	w.open = slices.DeleteFunc(w.open, func(j road.Job) bool {
		over := j.Completed
		if j.Outcome != "completed" {
			over = j.Ended
		}
		if over.IsZero() || over.After(w.now) {
			return false
		}
		w.finish(j)
		return true
	})
}

func (w *control) write(j road.Job, status string) {
	w.Helper()
	args := map[string]any{"ref": strconv.Itoa(j.Ref), "status": status, "truck": j.Plate, "client": j.Client, "origin": j.Origin,
		"destination": j.Destination, "start": j.Start.Format(time.RFC3339)}
	if !j.Due.IsZero() {
		args["planned_arrived"] = j.Due.Format(time.RFC3339)
	}
	w.tool("trip_save", args)
}

// finish says how a trip went, where trackers have not said it.
func (w *control) finish(j road.Job) {
	w.Helper()
	t, err := w.store.Trip(w.Context(), strconv.Itoa(j.Ref))
	if err != nil {
		w.Fatal(err)
	}
	to := fleet.Completed
	if j.Outcome == "failed" {
		to = fleet.Failed
	}
	c := store.TripChange{At: w.now, Who: "office", Via: fleet.ViaJob, What: "Ended"}
	_, err = w.store.UpdateTrip(context.WithoutCancel(w.Context()), t.ID, t.Version, c, func(x *fleet.Trip) error {
		x.Status, x.Reason = to, j.Note
		x.Times.Loading, x.Times.Departed, x.Times.Arrived = j.Loading, j.Departed, j.Arrived
		x.Times.Offloading, x.Times.Completed = j.Offloading, j.Completed
		return nil
	})
	if err != nil {
		w.Fatalf("trip %d: %v", j.Ref, err)
	}
}
