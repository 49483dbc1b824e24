package fleet

import (
	"math"
	"time"
)

// What makes a drive; docs/architecture.md, "Rules", names the sources.
const (
	DriveMetres = 300.0             // a drive gets at least this far from where it began
	DriveTime   = 180 * time.Second // and takes at least this long
	StopTime    = 300 * time.Second // standing for this long ends it
	DriveGap    = time.Hour         // so does silence for longer than this
	DriveFixes  = 4                 // fixes in a row so far away, or standing there, are believed; a receiver's excursions are shorter
)

// Drive is a stretch of motion between two stops.
type Drive struct {
	TruckID            int64
	Start, End         time.Time
	From, To           Point
	FromPlace, ToPlace int64 // 0 when outside every place
	Metres             float64
	Moving, Idling     time.Duration
	TopKmh             float64
	Settled            bool      // the stop was seen; else the tracker fell silent on the way
	Known              time.Time // the fix that told
}

// OpenDrive is a drive that has not ended, or not proven to be one yet.
type OpenDrive struct {
	Start          time.Time // zero when the truck is at rest
	From           Point
	FromPlace      int64
	Path           float64 // metres from fix to fix
	Odometer       Odometer
	Moving, Idling time.Duration
	TopKmh         float64
	Away           int       // fixes in a row that were DriveMetres from where it began
	Proven         bool      // far and long enough to be a drive
	Halt           time.Time // since when it stands; zero while it moves
	HaltIdling     time.Duration
	To             Point // where it stands
	ToPlace        int64
}

// Open says whether there is one.
func (d OpenDrive) Open() bool { return !d.Start.IsZero() }

// Odometer is the stretch of a drive for which the vehicle told its mileage.
type Odometer struct {
	FirstKm, LastKm     float64 // 0 when it never did
	FirstPath, LastPath float64 // metres of path at those moments
}

// sane says whether an odometer's metres can be those of a path: a road is
// longer than the line between fixes, and some odometers count whole km.
func sane(odometer, path float64) bool {
	return odometer >= 0.9*path-1000 && odometer <= 1.5*path+1000 && odometer >= 0
}

// Metres is how far the drive has gone: along the path, and by the odometer for
// the stretch that it told. It never falls.
func (d OpenDrive) Metres() float64 {
	o := d.Odometer
	if o.LastPath <= o.FirstPath {
		return d.Path
	}
	return o.FirstPath + (o.LastKm-o.FirstKm)*1000 + (d.Path - o.LastPath)
}

// read takes an odometer's word as long as it can be and takes back nothing of
// what was counted. Else what it told stands, and the path goes on from there;
// one that stands still while the truck does not told nothing.
func (d *OpenDrive) read(km, counted float64) {
	if km <= 0 {
		return
	}
	o, before := &d.Odometer, d.Odometer
	if o.FirstKm == 0 {
		*o = Odometer{FirstKm: km, LastKm: km, FirstPath: d.Path, LastPath: d.Path}
		return
	}
	o.LastKm, o.LastPath = km, d.Path
	told, walked := (km-o.FirstKm)*1000, d.Path-o.FirstPath
	behind := (before.LastKm-before.FirstKm)*1000 < before.LastPath-before.FirstPath
	switch {
	case sane(told, walked) && d.Metres() >= counted:
	case behind && km >= before.LastKm && told < walked && !sane(told, walked):
		o.LastKm, o.LastPath = o.FirstKm, o.FirstPath
	default:
		*o = before
	}
}

// counted is what the day may count: nothing before the drive is proven.
func (d OpenDrive) counted() float64 {
	if !d.Proven {
		return 0
	}
	return d.Metres()
}

// drive carries the open drive on to the new fix, ends it or begins one.
func (st *Step) drive(before State) {
	s := &st.State
	if before.At.IsZero() {
		if s.Motion == Moving {
			s.Drive = OpenDrive{Start: s.At, From: s.Point, FromPlace: s.Inside, TopKmh: believable(s.SpeedKmh)}
			s.Drive.read(s.OdometerKm, 0)
		}
		return
	}
	if d := before.Drive; d.Open() && (s.At.Sub(before.At) > DriveGap || d.over(s.At)) {
		st.end(before)
	}
	covered := s.Drive.Open()
	if !covered && s.Motion == Moving {
		s.Drive, covered = depart(before, *s)
	}
	if st.unseen(before, covered); !covered || !s.Drive.Open() {
		return
	}
	was := s.Drive.counted()
	s.Drive.follow(before, *s)
	s.Today.Metres += s.Drive.counted() - was
	if s.Drive.over(s.At) {
		st.end(*s)
	}
}

// depart begins a drive: at the fix before when it stood there until now, or
// went away in a short silence. If not, the way from there is not covered.
func depart(before, s State) (d OpenDrive, covered bool) {
	gap := s.At.Sub(before.At)
	away := before.Point.MetersTo(s.Point) >= DriveMetres
	if !Jump(before.Position, s.Position) && (gap <= StopTime || gap <= DriveGap && away) {
		d = OpenDrive{Start: before.At, From: before.Point, FromPlace: before.Inside}
		d.read(before.OdometerKm, 0)
		return d, true
	}
	d = OpenDrive{Start: s.At, From: s.Point, FromPlace: s.Inside, TopKmh: believable(s.SpeedKmh)}
	d.read(s.OdometerKm, 0)
	return d, false
}

// follow takes the open drive from one fix to the next.
func (d *OpenDrive) follow(before, s State) {
	gap, counted := s.At.Sub(before.At), d.Metres()
	away := before.Point.MetersTo(s.Point)
	if (before.Motion == Moving || s.Motion == Moving) && !Jump(before.Position, s.Position) {
		d.Path += away
	}
	d.read(s.OdometerKm, counted)
	switch lasted := min(gap, patience(before.Motion)); before.Motion {
	case Moving:
		d.Moving += lasted
	case Idling:
		d.Idling += lasted
	}
	if s.Motion == Moving {
		d.Halt, d.TopKmh = time.Time{}, math.Max(d.TopKmh, believable(s.SpeedKmh))
	} else if d.Halt.IsZero() {
		d.Halt, d.HaltIdling, d.To, d.ToPlace = s.At, d.Idling, s.Point, s.Inside
		if gap > StopTime && away < DriveMetres {
			d.Halt = before.At // it came to stand right after the last word
		}
	}
	if d.From.MetersTo(s.Point) < DriveMetres {
		d.Away = 0
	} else {
		d.Away++
	}
	if d.Away >= DriveFixes && d.lasted(s.At) {
		d.Proven = true
	}
}

// lasted says whether the drive took long enough by a moment.
func (d OpenDrive) lasted(until time.Time) bool {
	if !d.Halt.IsZero() {
		until = d.Halt
	}
	return until.Sub(d.Start) >= DriveTime
}

// over says whether the drive has ended in a stop. One that a few fixes only
// have seen away waits for more: it may come back, and then was none.
func (d OpenDrive) over(at time.Time) bool {
	return !d.Halt.IsZero() && at.Sub(d.Halt) >= StopTime && (d.Proven || d.Away == 0 || d.Away >= DriveFixes)
}

// end closes a state's open drive, where it halted or was last heard of. What
// was begun and then not heard of any more is kept as unseen.
func (st *Step) end(at State) {
	d := at.Drive
	st.State.Drive = OpenDrive{}
	if !d.Proven {
		if st.State.At.Sub(at.At) > DriveGap && d.Away > 0 {
			st.State.Unseen = Unseen{From: d.From, Metres: st.State.Unseen.Metres + d.Metres(), Fixes: d.Away}
		}
		return
	}
	out := Drive{TruckID: at.TruckID, Start: d.Start, End: d.Halt, From: d.From, To: d.To, FromPlace: d.FromPlace, ToPlace: d.ToPlace,
		Metres: d.Metres(), Moving: d.Moving, Idling: d.HaltIdling, TopKmh: d.TopKmh, Settled: true}
	if d.Halt.IsZero() {
		out.End, out.To, out.ToPlace, out.Idling, out.Settled = at.At, at.Point, at.Inside, d.Idling, false
	}
	st.Drives = append(st.Drives, out)
}

// believable keeps a tracker's impossible speeds out of the records.
func believable(kmh float64) float64 {
	if kmh > JumpKmh {
		return 0
	}
	return kmh
}
