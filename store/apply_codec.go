package store

import (
	"encoding/binary"
	"math"
	"time"

	"watchtower/fleet"
)

// foldVersion is the first byte of an encoded state. A state of another
// version is not read: its truck is folded from history again.
const foldVersion = 1

// encodeState writes a state in a form that is quick to read and the same for
// the same state, so that two may be compared as bytes. Names are left out. n
// counts the fixes since the last mark.
func encodeState(s *fleet.State, n int) []byte {
	w := writer{b: make([]byte, 0, 320)}
	w.b = append(w.b, foldVersion)
	w.int(int64(n))
	w.position(&s.Position)
	w.text(string(s.Motion))
	w.times(s.MotionSince, s.PlaceSince)
	w.int(s.PlaceID, s.Inside, int64(len(s.Suspect)))
	for i := range s.Suspect {
		w.position(&s.Suspect[i])
		w.text(string(s.Suspect[i].Reject))
	}
	w.int(int64(len(s.Presences)))
	for _, p := range s.Presences {
		w.int(p.PlaceID)
		w.times(p.Since, p.Out)
		w.bool(p.Open)
	}
	w.drive(&s.Drive)
	w.tally(&s.Today)
	w.times(s.IdleSince)
	w.int(int64(s.Drive.Away), int64(s.Unseen.Fixes))
	if s.Unseen.Fixes > 0 {
		w.point(s.Unseen.From)
		w.floats(s.Unseen.Metres)
	}
	return w.b
}

type writer struct{ b []byte }

func (w *writer) int(list ...int64) {
	for _, i := range list {
		w.b = binary.AppendVarint(w.b, i)
	}
}

func (w *writer) floats(list ...float64) {
	for _, f := range list {
		w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(f))
	}
}

func (w *writer) times(list ...time.Time) {
	for _, t := range list {
		if t.IsZero() {
			w.int(0)
		} else {
			w.int(t.UnixMicro())
		}
	}
}

func (w *writer) spans(list ...time.Duration) {
	for _, d := range list {
		w.int(int64(d))
	}
}

func (w *writer) bool(b bool) {
	if b {
		w.int(1)
	} else {
		w.int(0)
	}
}

func (w *writer) text(s string) {
	w.int(int64(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) point(p fleet.Point) { w.floats(p.Lat, p.Lon) }

func (w *writer) position(p *fleet.Position) {
	w.int(p.TruckID)
	w.times(p.At, p.ReceivedAt)
	w.point(p.Point)
	w.floats(p.SpeedKmh, p.Heading, p.OdometerKm)
	switch {
	case p.Ignition == nil:
		w.int(0)
	case *p.Ignition:
		w.int(1)
	default:
		w.int(2)
	}
}

func (w *writer) drive(d *fleet.OpenDrive) {
	w.bool(d.Open())
	if !d.Open() {
		return
	}
	w.times(d.Start, d.Halt)
	w.point(d.From)
	w.point(d.To)
	w.int(d.FromPlace, d.ToPlace)
	o := &d.Odometer
	w.floats(d.Path, o.FirstKm, o.LastKm, o.FirstPath, o.LastPath, d.TopKmh)
	w.spans(d.Moving, d.Idling, d.HaltIdling)
	w.bool(d.Proven)
}

func (w *writer) tally(t *fleet.Tally) {
	w.int(int64(t.Day))
	w.floats(t.Metres, t.TopKmh)
	w.spans(t.Moving, t.Idling, t.Stopped, t.Offline, t.Overspeed)
	w.times(t.First, t.Last)
}
