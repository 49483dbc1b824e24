package fleet

// Unseen is a way that nobody heard of, until it is believed. From is where it
// began.
type Unseen struct {
	From   Point
	Metres float64
	Fixes  int // for how many it has been away from there; 0 when there is none
}

// unseen counts for the day what the truck went while nobody heard of it, once
// DriveFixes have found it away from there. One that comes back before was
// never gone, and what it seemed to drive meanwhile was no drive.
func (st *Step) unseen(before State, covered bool) {
	s := &st.State
	u := &s.Unseen
	if u.Fixes > 0 {
		if u.From.MetersTo(s.Point) < DriveMetres {
			*u = Unseen{}
			if !s.Drive.Proven {
				s.Drive = OpenDrive{}
			}
			return
		}
		u.Fixes++
	}
	away := before.Point.MetersTo(s.Point)
	if !covered && away >= DriveMetres && !Jump(before.Position, s.Position) {
		if u.Fixes == 0 {
			u.From, u.Fixes = before.Point, 1
		}
		if told := (s.OdometerKm - before.OdometerKm) * 1000; before.OdometerKm > 0 && s.OdometerKm > 0 && sane(told, away) {
			away = told
		}
		u.Metres += away
	}
	if u.Fixes >= DriveFixes {
		s.Today.Metres += u.Metres
		*u = Unseen{}
	}
}
