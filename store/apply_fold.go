package store

import (
	"bytes"
	"time"

	"watchtower/fleet"
)

// fold is one truck's history on its way through the rules again.
type fold struct {
	lateTruck
	base  time.Time   // the mark it starts from; zero for the beginning
	at    fleet.State // after the fixes so far
	first time.Time   // the first fix read
	seen  time.Time   // up to where fixes were read, or are not to be
	count int         // of them since the last mark
	read  int         // of them all

	fixes []fleet.Position // the stretch in hand
	old   []mark           // marks of that stretch, as they are stored

	out       move
	was, says map[int64]fleet.RejectReason // by time of the fix, until settled: as stored, as found
	met, done bool                         // met: the state is what a stored mark says
}

func (f *fold) startAt(m mark) {
	s, _, ok := decodeState(m.fold)
	if !ok {
		return // of another version: from the beginning
	}
	f.base, f.at = m.at, s
	if m.at.After(f.seen) {
		f.seen = m.at
	}
	for _, p := range s.Suspect {
		f.says[p.At.UnixMicro()] = p.Reject
	}
	f.out.soil(s.Today.Day)
	if s.Drive.Open() {
		f.out.soil(fleet.DayOf(s.Drive.Start))
	}
	for _, p := range s.Presences {
		f.out.soil(fleet.DayOf(p.Since))
	}
}

// after is where that which the fold tells anew begins. Nothing is told anew of
// fixes that were dropped, although the mark may lie before them.
func (f *fold) after() time.Time {
	if f.base.IsZero() {
		return f.start()
	}
	if kept := f.floor.Add(-time.Microsecond); f.base.Before(kept) {
		return kept
	}
	return f.base
}

// lastMark is where the state was last marked, or the fold began.
func (f *fold) lastMark() time.Time {
	if n := len(f.out.marks); n > 0 {
		return f.out.marks[n-1].at
	}
	return f.base
}

// start is just before what a fold without a mark tells of: its first fix. A
// rebuild also clears what is known from before.
func (f *fold) start() time.Time {
	first := f.first
	if first.IsZero() || f.whole && f.from.Before(first) {
		first = f.from
	}
	return first.Add(-time.Microsecond)
}

// run folds the stretch in hand. It stops early, beyond the last late fix, at
// a mark that says what the fold says: from there on history stands.
func (f *fold) run(around fleet.Around, markEvery int) {
	if f.first.IsZero() && len(f.fixes) > 0 {
		f.first = f.fixes[0].At
	}
	for _, p := range f.fixes {
		us := p.At.UnixMicro()
		f.was[us] = p.Reject
		step := fleet.Advance(f.at, p, around)
		f.at, f.seen, f.says[us] = step.State, p.At, step.Reject
		f.count, f.read = f.count+1, f.read+1
		for _, at := range step.Belated {
			f.says[at.UnixMicro()] = ""
		}
		f.out.keep(step.Traces)
		f.out.soil(f.at.Today.Day)
		for len(f.old) > 0 && f.old[0].at.Before(p.At) {
			f.old = f.old[1:]
		}
		stored := len(f.old) > 0 && f.old[0].at.Equal(p.At)
		if (!stored && f.count < markEvery) || !newestKnown(f.at).Equal(p.At) {
			continue
		}
		now := encodeState(&f.at, 0)
		f.out.marks = append(f.out.marks, mark{p.At, now})
		f.count = 0
		if stored && f.folded && p.At.After(f.to) && bytes.Equal(now, f.old[0].fold) {
			f.met, f.done = true, true
			return
		}
	}
}

// settle forgets the fixes that nothing will be written about: a long history
// holds millions. Those in doubt may still be believed.
func (f *fold) settle() {
	open := f.doubted()
	for us, was := range f.was {
		if !open[us] && f.says[us] == was {
			delete(f.was, us)
			delete(f.says, us)
		}
	}
}

func (f *fold) doubted() map[int64]bool {
	open := map[int64]bool{}
	for _, p := range f.at.Suspect {
		open[p.At.UnixMicro()] = true
	}
	return open
}

// verdicts are the fixes whose belief is to be written: those that changed,
// and those that were in doubt at the start. What is still in doubt where the
// fold met the stored history was settled there.
func (f *fold) verdicts() (out []doubt) {
	var open map[int64]bool
	if f.met || !f.until.Equal(forever) {
		open = f.doubted()
	}
	for us, reject := range f.says {
		if was, stored := f.was[us]; !open[us] && (!stored || was != reject) {
			out = append(out, doubt{f.truck, time.UnixMicro(us).UTC(), reject})
		}
	}
	return out
}
