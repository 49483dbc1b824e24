package fleet_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/sandbox/road"
)

// simulated is a fleet that lived through some days on a road of its own.
type simulated struct {
	places map[string]fleet.Place
	ports  map[string]fleet.Place
	tracks map[string][]fleet.Position // by plate
	trips  []map[string]string
}

func simulate(t *testing.T, trucks, days int) simulated {
	t.Helper()
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	f, err := road.NewFleet(road.Options{Seed: 7, Trucks: trucks, Start: now, Past: days})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := f.WriteCSV(dir, now, days); err != nil {
		t.Fatal(err)
	}
	s := simulated{places: map[string]fleet.Place{}, ports: map[string]fleet.Place{}, tracks: map[string][]fleet.Position{}, trips: rows(t, dir, "trips.csv")}
	for i, r := range rows(t, dir, "places.csv") {
		p := fleet.Place{ID: int64(i + 1), Name: r["name"], Kind: r["kind"], Center: fleet.Point{Lat: number(t, r["latitude"]), Lon: number(t, r["longitude"])}, RadiusM: number(t, r["radius_m"])}
		if s.places[p.Name] = p; p.Kind == "port" {
			s.ports[p.Name] = p
		}
	}
	for i, r := range rows(t, dir, "trucks.csv") {
		s.tracks[r["plate"]] = live(f, i, now.AddDate(0, 0, -days), now)
	}
	return s
}

// live is what a tracker reports: each minute on the move, every ten at rest.
func live(f *road.Fleet, i int, from, to time.Time) (out []fleet.Position) {
	for t := from; t.Before(to); {
		x := f.TruckAt(i, t)
		out = append(out, fleet.Position{At: t, ReceivedAt: t, Point: fleet.Point{Lat: x.Lat, Lon: x.Lon}, SpeedKmh: x.Speed})
		step := 10 * time.Minute
		if x.State == "moving" || x.State == "queue" {
			step = time.Minute
		}
		t = t.Add(step)
	}
	return out
}

func rows(t *testing.T, dir, name string) (out []map[string]string) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range all[1:] {
		r := map[string]string{}
		for i, name := range all[0] {
			r[name] = line[i]
		}
		out = append(out, r)
	}
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// passes are those of all trucks.
func (s simulated) passes() (out []fleet.Pass) {
	r := fleet.NewRoads()
	for _, track := range s.tracks {
		var w fleet.PassWatch
		for _, p := range track {
			out = append(out, w.Follow(r, s.ports, p)...)
		}
	}
	return out
}

// arrivals are the trips that got there, and the ways to the ports before them.
func (s simulated) arrivals(t *testing.T) (out []fleet.Arrival) {
	t.Helper()
	for _, r := range s.trips {
		left, err := time.Parse(time.RFC3339, r["departed_at"])
		if err != nil || r["arrived_at"] == "" {
			continue
		}
		out = append(out, fleet.Arrival{Ref: r["ref"], Left: left, To: s.places[r["destination"]], Loaded: true, Track: cut(s.tracks[r["truck"]], left.Add(-12*time.Hour), left.AddDate(0, 0, 6))})
		loading, err := time.Parse(time.RFC3339, r["loading_at"])
		if port, ok := s.ports[r["origin"]]; ok && err == nil {
			if a, ok := fleet.Approach(cut(s.tracks[r["truck"]], loading.AddDate(0, 0, -2), loading), port); ok {
				a.Ref = r["ref"]
				out = append(out, a)
			}
		}
	}
	return out
}

func cut(track []fleet.Position, from, to time.Time) []fleet.Position {
	at := func(t time.Time) int {
		return sort.Search(len(track), func(i int) bool { return !track[i].At.Before(t) })
	}
	return track[at(from):at(to)]
}

// TestEstimatesHoldOnTheSimulatedFleet asks on every journey once an hour, with
// what was known at each moment. The fleet knows nothing of the estimates.
func TestEstimatesHoldOnTheSimulatedFleet(t *testing.T) {
	s := simulate(t, 85, 30)
	c := fleet.NewETACheck(fleet.NewRoads(), s.passes(), time.Hour)
	for _, a := range s.arrivals(t) {
		c.Ask(a)
	}
	if len(c.Asked) < 5000 {
		t.Fatalf("only %d questions", len(c.Asked))
	}
	rows := map[string]fleet.ETARow{}
	for _, r := range fleet.ReportETA(c.Answer()) {
		rows[string(r.Method)+r.Horizon] = r
		t.Logf("%-8s %-12s %5d  off %3.0f min, p90 %3.0f  inside %3.0f%%  learned %3.0f%%", r.Method, r.Horizon, r.Questions, r.Median.Minutes(), r.P90.Minutes(), r.Inside*100, r.Learned*100)
		if r.Questions >= 1000 && (r.Inside < fleet.ETACoverage-0.06 || r.Method == "" && r.Horizon == "" && r.Inside < fleet.ETACoverage-0.03) {
			t.Errorf("%s %s: %.0f%% inside the range", r.Method, r.Horizon, r.Inside*100)
		}
	}
	for _, h := range fleet.ETAHorizons[2:4] {
		if seen, table := rows[string(fleet.ByPasses)+h], rows[string(fleet.ByTable)+h]; seen.Median >= table.Median {
			t.Errorf("%s: what was seen is off by %v, the table by %v", h, seen.Median, table.Median)
		}
	}
}
