package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// advance moves every truck of the batch by its new fixes. Most go the short
// way; a truck with a late fix is folded again from history.
func (b *batch) advance(ctx context.Context, tx pgx.Tx, states map[int64]fleet.State) ([]move, error) {
	var moves []move
	var late []lateTruck
	for from := 0; from < len(b.fixes); {
		to := from + 1
		for to < len(b.fixes) && b.fixes[to].TruckID == b.fixes[from].TruckID {
			to++
		}
		state := states[b.fixes[from].TruckID]
		fresh := b.bearing(state, b.fixes[from:to])
		switch {
		case len(fresh) == 0:
		case !fresh[0].At.After(newestKnown(state)):
			late = append(late, lateTruck{state: state, from: fresh[0].At, truck: fresh[0].TruckID})
		default:
			moves = append(moves, b.forward(state, fresh))
		}
		from = to
	}
	again, err := b.refold(ctx, tx, late)
	moves = append(moves, again...)
	b.tell(moves)
	moves = unchangedOut(moves)
	for i := range moves {
		b.out.Moved = append(b.out.Moved, moves[i].after.TruckID)
	}
	return moves, err
}

// bearing counts the late fixes and leaves those that can bear on the present.
func (b *batch) bearing(s fleet.State, fixes []fix) []fix {
	first := 0
	for i := range fixes {
		if s.At.IsZero() || fixes[i].At.After(s.At) {
			break
		}
		b.out.Late++
		if s.At.Sub(fixes[i].At) > Settled {
			first = i + 1
		}
	}
	return fixes[first:]
}

// newestKnown is the newest fix that the state has seen, believed or not.
func newestKnown(s fleet.State) time.Time {
	if n := len(s.Suspect); n > 0 {
		return s.Suspect[n-1].At
	}
	return s.At
}

func (b *batch) forward(s fleet.State, fixes []fix) move {
	m := move{before: s, after: s}
	for i := range fixes {
		step := fleet.Advance(m.after, fixes[i].Position, b.settle)
		m.after = step.State
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
	m.doubts = lastWord(m.doubts)
	return m
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

func (b *batch) settle(s fleet.State) fleet.State { return s.Settle(b.around.at(s.Point)) }

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

// unchangedOut drops trucks that have no state to write.
func unchangedOut(moves []move) []move {
	out := moves[:0]
	for _, m := range moves {
		if !m.after.At.IsZero() {
			out = append(out, m)
		}
	}
	return out
}
