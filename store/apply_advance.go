package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// advance moves every truck of the batch by its new fixes. Most go the short
// way; a truck with a late fix is folded again from history.
func (b *batch) advance(ctx context.Context, tx pgx.Tx, states map[int64]known) ([]move, error) {
	moves := make([]move, 0, len(states)+8)
	var late []lateTruck
	for from := 0; from < len(b.fixes); {
		to := from + 1
		for to < len(b.fixes) && b.fixes[to].TruckID == b.fixes[from].TruckID {
			to++
		}
		fixes := b.fixes[from:to]
		k, exists := states[fixes[0].TruckID]
		old := b.countLate(k.State, fixes)
		switch {
		case exists && (old > 0 || !k.folded):
			l := lateTruck{truck: fixes[0].TruckID, known: k, from: fixes[0].At, fresh: fixes[old:]}
			if old > 0 {
				l.to = fixes[old-1].At
			}
			late = append(late, l)
		default:
			moves = append(moves, b.forward(k, fixes))
		}
		from = to
	}
	again, err := b.refold(ctx, tx, late)
	moves = append(moves, again...)
	b.tell(moves)
	moves = unchangedOut(moves)
	for i := range moves {
		if !moves[i].stays {
			b.out.Moved = append(b.out.Moved, moves[i].after.TruckID)
		}
	}
	return moves, err
}

// countLate counts the fixes that are older than where the truck was, and
// gives how many come before the newest one that the state has seen.
func (b *batch) countLate(s fleet.State, fixes []fix) (old int) {
	newest := newestKnown(s)
	for i := range fixes {
		if s.At.IsZero() || fixes[i].At.After(newest) {
			return i
		}
		if !fixes[i].At.After(s.At) {
			b.out.Late++
		}
	}
	return len(fixes)
}

// newestKnown is the newest fix that the state has seen, believed or not.
func newestKnown(s fleet.State) time.Time {
	if n := len(s.Suspect); n > 0 {
		return s.Suspect[n-1].At
	}
	return s.At
}

func (b *batch) forward(k known, fixes []fix) move {
	m := move{before: k.State, after: k.State, n: k.n}
	for i := range fixes {
		step := fleet.Advance(m.after, fixes[i].Position, b.around.Around)
		m.after = step.State
		m.keep(step.Traces)
		m.n++
		if step.Reject != "" {
			b.out.Suspicious++
		}
		if step.Reject == fleet.RejectJump {
			m.doubts = append(m.doubts, doubt{fixes[i].TruckID, fixes[i].At, step.Reject})
		}
		for _, at := range step.Belated {
			m.doubts = append(m.doubts, doubt{fixes[i].TruckID, at, ""})
		}
	}
	if !newestKnown(m.after).After(newestKnown(m.before)) {
		// Nothing but fixes out of the future: a mark here would meet the last one.
		return move{before: k.State, after: k.State, n: k.n, stays: true}
	}
	m.doubts = lastWord(m.doubts)
	if m.n >= b.markEvery {
		m.n = 0
		m.marks = append(m.marks, mark{newestKnown(m.after), encodeState(&m.after, 0)})
	}
	m.soil(m.after.Today.Day)
	m.soilOpen()
	return m
}

// keep adds what a fix left, and the days that it concerns.
func (m *move) keep(t fleet.Traces) {
	for _, d := range t.Drives {
		m.soil(fleet.DayOf(d.Start))
	}
	for _, v := range t.Visits {
		m.soil(fleet.DayOf(v.Entered))
	}
	for _, d := range t.Days {
		m.soil(d.Day)
	}
	m.traces.Drives = append(m.traces.Drives, t.Drives...)
	m.traces.Visits = append(m.traces.Visits, t.Visits...)
	m.traces.Days = append(m.traces.Days, t.Days...)
	m.traces.Idles = append(m.traces.Idles, t.Idles...)
}

// soilOpen notes the day of a drive that goes on, or did, where it is counted
// now and was not before, or the other way round: it may have begun before today.
func (m *move) soilOpen() {
	was, is := m.before.Drive, m.after.Drive
	if was.Proven == is.Proven && was.Start.Equal(is.Start) {
		return
	}
	for _, d := range []fleet.OpenDrive{was, is} {
		if d.Proven {
			m.soil(fleet.DayOf(d.Start))
		}
	}
}

// soil notes a day whose roll-up must be made again.
func (m *move) soil(day fleet.Day) {
	if !slices.Contains(m.dirty, day) {
		m.dirty = append(m.dirty, day)
	}
}

// lastWord leaves one doubt per fix, because one UPDATE takes each row once.
func lastWord(doubts []doubt) []doubt {
	out := doubts[:0]
	for i, d := range doubts {
		last := true
		for _, later := range doubts[i+1:] {
			last = last && !later.at.Equal(d.at)
		}
		if last {
			out = append(out, d)
		}
	}
	return out
}

// tell leaves an event for every truck whose motion is another than before.
func (b *batch) tell(moves []move) {
	for i := range moves {
		before, after := moves[i].before, moves[i].after
		if after.At.IsZero() || before.Motion == after.Motion {
			continue
		}
		body, _ := json.Marshal(StatusChange{TruckID: after.TruckID, From: before.Motion, To: after.Motion,
			Since: after.MotionSince, At: after.At, Lat: after.Point.Lat, Lon: after.Point.Lon}) // finite numbers and times
		b.events = append(b.events, Event{Type: fleet.EventTruckStatus, Key: truckKey(after.TruckID),
			Version: after.At.UnixMilli(), Body: body, At: b.now})
	}
}

// unchangedOut drops trucks that have nothing to write.
func unchangedOut(moves []move) []move {
	return slices.DeleteFunc(moves, func(m move) bool { return m.after.At.IsZero() })
}
