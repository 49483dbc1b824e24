package prove

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/loconav"
	"watchtower/sandbox/road"
)

// The judge looks at the simulator's truth every so many seconds, and knows the
// definitions from docs/architecture.md alone; it shares no rule with package
// fleet.
const (
	judgeStep   = 2 * time.Second
	judgeMoving = 6.0 // km/h
	judgeStop   = 5 * time.Minute
	judgeMetres = 300.0
	judgeDrive  = 3 * time.Minute
	judgeIdle   = 5 * time.Minute
	judgeSlack  = 60 * time.Second // at both ends
)

// span is a drive, a stop or a stretch of idling.
type span struct {
	from, to time.Time
	metres   float64 // the farthest it got from where it began
}

func (s span) String() string {
	return fmt.Sprintf("%s to %s (%v, %.0f m)", s.from.In(fleet.WAT).Format("2 Jan 15:04:05"), s.to.In(fleet.WAT).Format("15:04:05"), s.to.Sub(s.from), s.metres)
}

// close says whether two spans agree at both ends.
func (s span) close(o span) bool {
	return s.from.Sub(o.from).Abs() <= judgeSlack && s.to.Sub(o.to).Abs() <= judgeSlack
}

func (s span) overlaps(o span) bool { return s.from.Before(o.to) && o.from.Before(s.to) }

// truth is what a truck really did. Whether it moved far and long enough for a
// drive, or stood or idled long enough, is at times a matter of seconds that no
// fix tells; what lies so near, and what it would cut, is not judged.
type truth struct{ drives, stops, idles, unclear []span }

// truthOf walks through a truck's life. A stretch that may be a drive ends with
// the first stop of five minutes. Fixes come every so many seconds.
func truthOf(f *road.Fleet, i int, from, to time.Time, every time.Duration) (out truth) {
	var drive, idle span
	var halt, stood time.Time
	var origin fleet.Point
	rest := from
	near := func(from, to time.Time, limit time.Duration) {
		if (to.Sub(from) - limit).Abs() <= 2*every {
			out.unclear = append(out.unclear, span{from: from, to: to})
		}
	}
	for t := from; t.Before(to); t = t.Add(judgeStep) {
		r := f.TruckAt(i, t)
		moves := r.Speed >= judgeMoving && r.Ignition
		here := fleet.Point{Lat: r.Lat, Lon: r.Lon}
		switch {
		case moves && drive.from.IsZero():
			near(stood, t, judgeStop)
			drive, origin, halt = span{from: t}, here, time.Time{}
		case moves:
			near(halt, t, judgeStop)
			halt = time.Time{}
		case !drive.from.IsZero() && halt.IsZero():
			halt = t
		case !halt.IsZero() && t.Sub(halt) >= judgeStop:
			drive.to = halt
			if drive.unclear(every) {
				out.unclear = append(out.unclear, drive)
			}
			if drive.isDrive() {
				out.stops = append(out.stops, span{from: rest, to: drive.from})
				out.drives, rest = append(out.drives, drive), halt
			}
			drive, stood, halt = span{}, halt, time.Time{}
		}
		if !drive.from.IsZero() {
			drive.metres = max(drive.metres, origin.MetersTo(here))
		}
		switch stands := r.Ignition && !moves; {
		case stands && idle.from.IsZero():
			idle.from = t
		case !stands && !idle.from.IsZero():
			near(idle.from, t, judgeIdle)
			if idle.to = t; idle.to.Sub(idle.from) >= judgeIdle {
				out.idles = append(out.idles, idle)
			}
			idle = span{}
		}
	}
	return out
}

func (s span) isDrive() bool { return s.metres >= judgeMetres && s.to.Sub(s.from) >= judgeDrive }

// unclear says whether fixes so far apart, and a few metres wrong, can tell
// whether it is one.
func (s span) unclear(every time.Duration) bool {
	const wrong = 30.0 // metres, of both ends
	least := span{metres: s.metres - wrong, from: s.from.Add(every), to: s.to.Add(-every)}
	most := span{metres: s.metres + wrong, from: s.from.Add(-every), to: s.to.Add(every)}
	return least.isDrive() != most.isDrive()
}

// told is what the product makes of a truck's reports.
func told(t *testing.T, f *road.Fleet, i int, from, to time.Time, interval int64) (out truth) {
	t.Helper()
	var st fleet.State
	var drives []fleet.Drive
	for body := range f.Reports(i, from, to, interval) {
		r, err := loconav.Read(body, loconav.Options{Source: "loconav", ReceivedAt: to})
		if err != nil {
			t.Fatal(err)
		}
		step := fleet.Advance(st, *r.Facts[0].Position, func(fleet.Point) []*fleet.Place { return nil })
		st = step.State
		drives = append(drives, step.Drives...)
		for _, x := range step.Idles {
			out.idles = append(out.idles, span{from: x.Start, to: x.End})
		}
	}
	for _, d := range drives {
		out.drives = append(out.drives, span{from: d.Start, to: d.End, metres: d.From.MetersTo(d.To)})
	}
	for _, s := range fleet.Stops(drives, fleet.Window{From: from, To: to}, false) {
		out.stops = append(out.stops, span{from: s.From, to: s.To})
	}
	return out
}

// verdict compares one sort of span: how many of the true ones were told within
// the slack, and how many were told where there was nothing.
type verdict struct {
	name                 string
	all, good, made      int
	missed, phantoms     []string
	startLate, endLate   []time.Duration
	wholeFrom, wholeTill time.Time // only what lies inside counts
}

func (v *verdict) judge(truck int, real, said, unclear []span) {
	inside := func(s span) bool {
		return s.from.After(v.wholeFrom) && !s.to.IsZero() && s.to.Before(v.wholeTill)
	}
	for _, s := range real {
		if !inside(s) || slices.ContainsFunc(unclear, s.overlaps) {
			continue
		}
		v.all++
		k := slices.IndexFunc(said, s.overlaps)
		if k >= 0 {
			v.startLate, v.endLate = append(v.startLate, said[k].from.Sub(s.from)), append(v.endLate, said[k].to.Sub(s.to))
		}
		if slices.ContainsFunc(said, s.close) {
			v.good++
		} else if k >= 0 {
			v.missed = append(v.missed, fmt.Sprintf("truck %d: %v, told %v", truck, s, said[k]))
		} else {
			v.missed = append(v.missed, fmt.Sprintf("truck %d: %v, not told", truck, s))
		}
	}
	for _, s := range said {
		if !inside(s) {
			continue
		}
		v.made++
		if !slices.ContainsFunc(real, s.overlaps) && !slices.ContainsFunc(unclear, s.overlaps) {
			v.phantoms = append(v.phantoms, fmt.Sprintf("truck %d: %v", truck, s))
		}
	}
}

// share is how many of the true spans were told well.
func (v *verdict) share() float64 { return float64(v.good) / float64(max(1, v.all)) }

func (v *verdict) String() string {
	worst := func(list []time.Duration) time.Duration {
		slices.SortFunc(list, func(a, b time.Duration) int { return int(a.Abs() - b.Abs()) })
		if len(list) == 0 {
			return 0
		}
		return list[len(list)*99/100].Abs()
	}
	return fmt.Sprintf("%s: %d of %d within %v at both ends (%.2f%%); 99th percentile %v at the start, %v at the end; %d told, %d of them made up",
		v.name, v.good, v.all, judgeSlack, 100*v.share(), worst(v.startLate), worst(v.endLate), v.made, len(v.phantoms))
}

// compareFleet holds what the product tells of some trucks and days against the
// simulator's truth.
func compareFleet(t *testing.T, seed uint64, trucks, days int, interval int64) []*verdict {
	t.Helper()
	start := time.Date(2026, 11, 23, 11, 0, 0, 0, fleet.WAT)
	f, err := road.NewFleet(road.Options{Seed: seed, Trucks: trucks, Start: start})
	if err != nil {
		t.Fatal(err)
	}
	to := fleet.StartOfDay(start)
	from := to.AddDate(0, 0, -days)
	every, unclear := time.Duration(interval)*time.Second, 0
	if interval == 0 {
		every = time.Minute
	}
	list := []*verdict{{name: "drives"}, {name: "stops"}, {name: "idling"}}
	for i := range trucks {
		for _, v := range list { // what the edges cut has one end only
			v.wholeFrom, v.wholeTill = from.Add(time.Hour), to.Add(-time.Hour)
		}
		real := truthOf(f, i, from, to, every)
		said := told(t, f, i, from, to, interval)
		list[0].judge(i, real.drives, said.drives, real.unclear)
		list[1].judge(i, real.stops, said.stops, real.unclear)
		list[2].judge(i, real.idles, said.idles, real.unclear)
		unclear += len(real.unclear)
	}
	t.Logf("seed %d: %d trucks for %d days, a fix every %v on the move; %d stretches are too near the limits to be judged", seed, trucks, days, every, unclear)
	return list
}

func demand(t *testing.T, least float64, list ...*verdict) {
	t.Helper()
	for _, v := range list {
		t.Log(v)
		for _, m := range v.missed[:min(6, len(v.missed))] {
			t.Log("  off: ", m)
		}
		for _, p := range v.phantoms[:min(6, len(v.phantoms))] {
			t.Log("  made up: ", p)
		}
		if v.share() < least || v.all == 0 {
			t.Errorf("%s: %.2f%% of %d, want %.0f%% at least", v.name, 100*v.share(), v.all, 100*least)
		}
		if len(v.phantoms) > 0 {
			t.Errorf("%s: %d made up", v.name, len(v.phantoms))
		}
	}
}

// A small fleet's few days, on every run of the tests; the long proof takes the
// whole fleet.
func TestDrivesAreTheTruth(t *testing.T) {
	demand(t, 0.99, compareFleet(t, 1, 10, 2, 10)...)
}
