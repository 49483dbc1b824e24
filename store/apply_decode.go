package store

import (
	"encoding/binary"
	"math"
	"time"

	"watchtower/fleet"
)

// decodeState reads what encodeState wrote. The last result is false for
// another version and for anything that is cut short.
func decodeState(b []byte) (s fleet.State, n int, ok bool) {
	if len(b) == 0 || b[0] != foldVersion {
		return s, 0, false
	}
	r := reader{b: b[1:]}
	n = int(r.int())
	r.position(&s.Position)
	s.Motion = fleet.Motion(r.text())
	s.MotionSince, s.PlaceSince = r.time(), r.time()
	s.PlaceID, s.Inside = r.int(), r.int()
	for range r.count(fleet.JumpProof) {
		var p fleet.Position
		r.position(&p)
		p.Reject = fleet.RejectReason(r.text())
		s.Suspect = append(s.Suspect, p)
	}
	for range r.count(maxPresences) {
		p := fleet.Presence{PlaceID: r.int(), Since: r.time(), Out: r.time(), Open: r.int() == 1}
		s.Presences = append(s.Presences, p)
	}
	r.drive(&s.Drive)
	r.tally(&s.Today)
	if len(r.b) > 0 { // a state from before idling was kept says nothing of it
		s.IdleSince = r.time()
	}
	if len(r.b) > 0 { // nor does one from before a few fixes were doubted
		s.Drive.Away, s.Unseen.Fixes = int(r.int()), int(r.int())
		if s.Unseen.Fixes > 0 {
			s.Unseen.From, s.Unseen.Metres = r.point(), r.float()
		}
	}
	return s, n, !r.short
}

// maxPresences bounds what a broken row can make us allocate.
const maxPresences = 10_000

type reader struct {
	b     []byte
	short bool
}

func (r *reader) int() int64 {
	i, n := binary.Varint(r.b)
	if n <= 0 {
		r.short, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return i
}

func (r *reader) count(limit int64) int64 {
	n := r.int()
	if n < 0 || n > limit {
		r.short, n = true, 0
	}
	return n
}

func (r *reader) float() float64 {
	if len(r.b) < 8 {
		r.short, r.b = true, nil
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(r.b))
	r.b = r.b[8:]
	return f
}

func (r *reader) time() time.Time {
	if us := r.int(); us != 0 {
		return time.UnixMicro(us).UTC()
	}
	return time.Time{}
}

func (r *reader) span() time.Duration { return time.Duration(r.int()) }

func (r *reader) text() string {
	n := int(r.count(100))
	if n > len(r.b) {
		r.short, n = true, 0
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) point() fleet.Point { return fleet.Point{Lat: r.float(), Lon: r.float()} }

func (r *reader) position(p *fleet.Position) {
	p.TruckID = r.int()
	p.At, p.ReceivedAt = r.time(), r.time()
	p.Point = r.point()
	p.SpeedKmh, p.Heading, p.OdometerKm = r.float(), r.float(), r.float()
	if i := r.int(); i != 0 {
		on := i == 1
		p.Ignition = &on
	}
}

func (r *reader) drive(d *fleet.OpenDrive) {
	if r.int() == 0 {
		return
	}
	d.Start, d.Halt = r.time(), r.time()
	d.From, d.To = r.point(), r.point()
	d.FromPlace, d.ToPlace = r.int(), r.int()
	d.Path = r.float()
	d.Odometer = fleet.Odometer{FirstKm: r.float(), LastKm: r.float(), FirstPath: r.float(), LastPath: r.float()}
	d.TopKmh = r.float()
	d.Moving, d.Idling, d.HaltIdling = r.span(), r.span(), r.span()
	d.Proven = r.int() == 1
}

func (r *reader) tally(t *fleet.Tally) {
	t.Day = fleet.Day(r.int())
	t.Metres, t.TopKmh = r.float(), r.float()
	t.Moving, t.Idling, t.Stopped, t.Offline, t.Overspeed = r.span(), r.span(), r.span(), r.span(), r.span()
	t.First, t.Last = r.time(), r.time()
}
