package tools_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// replica is one of several processes on the same database.
type replica struct {
	store *store.Store
	reg   *tools.Registry
}

const replicaCount = 10

var twoPeople = []fleet.Caller{{Name: "Ada", Role: fleet.Dispatcher}, {Name: "Ben", Role: fleet.Dispatcher}}

// replicas open stores of their own; the clock of each is a little off.
func (f *fixture) replicas() []replica {
	f.Helper()
	var ticks atomic.Int64
	out := make([]replica, replicaCount)
	for i := range out {
		s, err := store.Open(f.Context(), f.url, slog.New(slog.DiscardHandler))
		if err != nil {
			f.Fatal(err)
		}
		f.Cleanup(s.Close)
		off := time.Duration(i%3) * time.Second
		out[i] = replica{s, tools.New(s, func() time.Time { return f.now.Add(off + time.Duration(ticks.Add(1))*time.Millisecond) }, slog.New(slog.DiscardHandler))}
	}
	return out
}

// together runs something on all replicas at the same moment.
func together(all []replica, do func(i int, r replica, dice *rand.Rand)) {
	var work sync.WaitGroup
	begin := make(chan struct{})
	for i, r := range all {
		work.Go(func() {
			<-begin
			do(i, r, rand.New(rand.NewPCG(uint64(i), 3)))
		})
	}
	close(begin)
	work.Wait()
}

// history is all of it, oldest first; every version must have exactly one entry.
func (f *fixture) history(ref string) (fleet.Trip, []store.TripChange) {
	f.Helper()
	trip, err := f.store.Trip(f.Context(), ref)
	if err != nil {
		f.Fatal(err)
	}
	list, err := f.store.TripHistory(f.Context(), trip.ID, 10_000, 0)
	if err != nil || len(list) != trip.Version {
		f.Fatalf("trip %s has version %d and %d entries in its history, %v", ref, trip.Version, len(list), err)
	}
	out := make([]store.TripChange, len(list))
	for i, c := range list {
		out[len(list)-1-i] = c
	}
	return trip, out
}

// Two people edit one trip through ten replicas at once, each on the version
// that was read: of all who worked on one version exactly one wins, the others
// are told, every accepted change is in the history, and each found what the one
// before it left.
func TestConcurrentEditsOverReplicas(t *testing.T) {
	f := newFixture(t)
	f.must("trip_create", tomorrowTrip)
	var mu sync.Mutex
	winners := map[int][]string{} // by the version that was worked on
	conflicts := 0
	together(f.replicas(), func(i int, r replica, dice *rand.Rand) {
		for n := range 15 {
			trip, err := r.store.Trip(t.Context(), "4001")
			if err != nil {
				t.Error(err)
				return
			}
			field := []string{"cargo", "waybill", "consignee"}[dice.IntN(3)]
			value := fmt.Sprintf("%s-%d-%d", field, i, n)
			args := fmt.Sprintf(`{"trip_id":"4001","version":%d,%q:%q}`, trip.Version, field, value)
			_, err = r.reg.Run(t.Context(), twoPeople[dice.IntN(2)], fleet.ViaCommand, "trip_edit", json.RawMessage(args))
			mu.Lock()
			switch fleet.KindOf(err) {
			case "":
				winners[trip.Version] = append(winners[trip.Version], value)
			case fleet.Conflict:
				conflicts++
			default:
				t.Errorf("%s: %v", value, err)
			}
			mu.Unlock()
		}
	})
	trip, history := f.history("4001")
	if trip.Version != len(winners)+1 || len(winners)+conflicts != replicaCount*15 || conflicts == 0 {
		t.Fatalf("version %d, %d winners, %d told of a conflict", trip.Version, len(winners), conflicts)
	}
	left := map[string]string{"Cargo": "rice", "Waybill": "none", "Consignee": "none"}
	for i, c := range history[1:] {
		won := winners[i+1]
		label, rest, _ := strings.Cut(c.What, " from ")
		from, to, _ := strings.Cut(rest, " to ")
		if len(won) != 1 || won[0] != to {
			t.Errorf("version %d was won by %v, and the history says %q", i+1, won, c.What)
		}
		if left[label] != from || c.Who != "Ada" && c.Who != "Ben" || c.Via != fleet.ViaCommand {
			t.Errorf("%+v follows a change that left %q", c, left[label])
		}
		left[label] = to
	}
	if trip.Cargo != left["Cargo"] || trip.Waybill != left["Waybill"] && left["Waybill"] != "none" || trip.Papers.Consignee != left["Consignee"] && left["Consignee"] != "none" {
		t.Errorf("the trip is %+v, its history ends at %v", trip, left)
	}
}

// People and GPS move twenty trips on through ten replicas, all at once: every
// step in the history is a legal one from where the one before left the trip,
// and the times of the steps keep their order.
func TestTripsMovedByManyHands(t *testing.T) {
	f := newFixture(t)
	const trips = 20
	for i := range trips {
		f.must("trip_save", fmt.Sprintf(`{"ref":"%d","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T12:00:00+01:00"}`, 5000+i))
	}
	actions := []string{"start", "depart", "mark_arrived", "offload", "end", "cancel", "fail", "undo_gps", "delay"}
	together(f.replicas(), func(i int, r replica, dice *rand.Rand) {
		for range 60 {
			ref := fmt.Sprint(5000 + dice.IntN(trips))
			var err error
			if dice.IntN(3) == 0 {
				err = r.byGPS(t, ref, f.now.Add(time.Duration(dice.IntN(5000))*time.Millisecond), dice)
			} else {
				action := actions[min(dice.IntN(20), len(actions)-1)]
				args := fmt.Sprintf(`{"trip_id":%q,"action":%q,"reason":"because"}`, ref, action)
				_, err = r.reg.Run(t.Context(), twoPeople[dice.IntN(2)], fleet.ViaButton, "trip_update", json.RawMessage(args))
			}
			if kind := fleet.KindOf(err); kind != "" && kind != fleet.Conflict && kind != fleet.Invalid {
				t.Errorf("trip %s: %v", ref, err)
			}
		}
	})
	moved := 0
	for i := range trips {
		trip, history := f.history(fmt.Sprint(5000 + i))
		at := fleet.Scheduled
		for _, c := range history[1:] {
			from, to, back := statusChange(c.What)
			switch {
			case to == "":
			case from != at:
				t.Errorf("trip %s: %q, but it was %s", trip.Ref, c.What, at)
			case !back && fleet.CheckTransition(from, to) != nil:
				t.Errorf("trip %s: %q is not legal", trip.Ref, c.What)
			}
			if to != "" {
				at = to
				moved++
			}
		}
		if at != trip.Status {
			t.Errorf("trip %s is %s, its history ends at %s", trip.Ref, trip.Status, at)
		}
		if err := trip.Times.InOrder(); err != nil {
			t.Errorf("trip %s: %v", trip.Ref, err)
		}
	}
	if moved < 2*trips {
		t.Errorf("only %d steps were made", moved)
	}
}

// byGPS takes a trip one step on as the following of visits does.
func (r replica) byGPS(t *testing.T, ref string, at time.Time, dice *rand.Rand) error {
	trip, err := r.store.Trip(t.Context(), ref)
	if err != nil {
		return err
	}
	next := map[fleet.TripStatus][]fleet.TripStep{
		fleet.Scheduled: {{Milestone: "loading", To: fleet.Loading}, {Milestone: "departed", To: fleet.EnRoute}},
		fleet.Loading:   {{Milestone: "departed", To: fleet.EnRoute}}, fleet.EnRoute: {{Milestone: "arrived", To: fleet.Arrived}},
		fleet.Arrived: {{Milestone: "offloading", To: fleet.Offloading}}, fleet.Offloading: {{Milestone: "completed", To: fleet.Completed}},
	}[trip.Status]
	if len(next) == 0 {
		return nil
	}
	step := next[dice.IntN(len(next))]
	step.At = at
	c := store.TripChange{At: at, Who: "GPS", Via: fleet.ViaGPS, What: fmt.Sprintf("Status from %s to %s at %s, by GPS", trip.Status.Words(), step.To.Words(), fleet.FormatTime(at))}
	_, err = r.store.UpdateTrip(t.Context(), trip.ID, trip.Version, c, func(x *fleet.Trip) error { return x.Take(step) })
	return err
}

// statusChange reads a change of status out of an entry.
func statusChange(what string) (from, to fleet.TripStatus, back bool) {
	rest, ok := strings.CutPrefix(what, "Status ")
	rest, back = strings.CutPrefix(rest, "back ")
	rest, from1 := strings.CutPrefix(rest, "from ")
	if !ok || !from1 {
		return "", "", false
	}
	a, b, _ := strings.Cut(rest, " to ")
	for _, end := range []string{" at ", ";"} {
		b, _, _ = strings.Cut(b, end)
	}
	status := func(words string) fleet.TripStatus { return fleet.TripStatus(strings.ReplaceAll(words, " ", "_")) }
	return status(a), status(b), back
}

// Where a fleet refuses a truck or a driver twice, one of ten who book at once
// gets it, and a free one is not refused to anybody.
func TestBookedOnceOverReplicas(t *testing.T) {
	f := newFixture(t)
	for _, rule := range []string{"truck_busy", "driver_busy", "container_busy"} {
		f.must("trip_rule_set", `{"rule":"`+rule+`","does":"refuse"}`)
	}
	all := f.replicas()
	for n, order := range []string{
		`{"truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-24T22:00:00+01:00"}`,
		`{"truck":"BDG 220 YA","driver":"Ibrahim Bello","origin":"Apapa","destination":"Ibadan","start":"2026-11-24T22:00:00+01:00"}`,
		`{"truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-27T22:00:00+01:00","container":"TCNU3877560"}`,
	} {
		var made, refused atomic.Int32
		together(all, func(i int, r replica, _ *rand.Rand) {
			_, err := r.reg.Run(t.Context(), twoPeople[i%2], fleet.ViaCommand, "trip_create", json.RawMessage(order))
			switch fleet.KindOf(err) {
			case "":
				made.Add(1)
			case fleet.Conflict:
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
		if made.Load() != 1 || refused.Load() != replicaCount-1 {
			t.Errorf("order %d: %d made, %d refused", n, made.Load(), refused.Load())
		}
	}
	f.must("trip_create", `{"truck":"T-5120","driver":"Moses Okafor","origin":"Apapa","destination":"Ibadan","start":"2026-12-04T22:00:00+01:00"}`)
	var given atomic.Int32
	together(all, func(i int, r replica, _ *rand.Rand) { // a truck is given to a trip that exists
		_, err := r.reg.Run(t.Context(), twoPeople[i%2], fleet.ViaCommand, "trip_edit", json.RawMessage(fmt.Sprintf(`{"trip_id":"%d","start":"2026-12-04T23:00:00+01:00"}`, 4001+i%3)))
		if err == nil {
			given.Add(1)
		}
	})
	if _, total, err := f.store.Trips(t.Context(), tripsAll); err != nil || total != 4 {
		t.Errorf("%d trips, %v", total, err)
	}
	if given.Load() != 1 { // Moses drives two of the three and is taken that night; Ibrahim is free
		t.Errorf("%d of the trips were moved to that night, want one", given.Load())
	}
}
