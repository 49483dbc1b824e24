package fleet

import (
	"cmp"
	"slices"
	"time"
)

// Found is an incident that is known: an alert of our own. Those that ended
// longer ago than anything new can reach back to need not be among them.
type Found struct {
	ID       int64
	Kind     AlertKind
	Key      string
	Severity Severity
	Since    time.Time
	Seen     time.Time // when it ended; what it was last known by while it goes on
	Over     bool      // it has ended
	Gone     time.Time // since when nothing shows it any more; zero while something does
	Hold     time.Duration
	Status   AlertStatus
	ByPerson bool  // a person resolved it
	PartOf   int64 // the alert that people are told of in its place; 0 for none
}

// MoveReason says why an incident is written, or why nobody hears of it.
type MoveReason string

const (
	MoveNew      MoveReason = "new"
	MoveWorse    MoveReason = "worse"    // graver than before
	MoveAgain    MoveReason = "again"    // it had ended, and began anew soon after
	MoveResolved MoveReason = "resolved" // it has been gone for long enough
	MoveQuiet    MoveReason = "quiet"    // it goes on, or is not yet over, or a person has settled it
	MoveLate     MoveReason = "late"     // learned of too late to disturb anybody: history
	MoveJoined   MoveReason = "joined"   // what came late shows that two incidents were one
)

// Move is what is to be done about one incident.
type Move struct {
	Reason MoveReason
	ID     int64 // of the incident; 0 for a new one
	Trouble
	Gone time.Time // as Found has it, from now on
	Into int64     // joined: the incident it is part of
	Same bool      // nothing is to be written
}

// Says whether people are to hear of the move.
func (m Move) Says() bool {
	switch m.Reason {
	case MoveNew, MoveWorse, MoveAgain, MoveResolved:
		return true
	}
	return false
}

// DecideFound says what becomes of a truck's incidents by what is found now.
// Trouble of one kind and key that overlaps, or begins within ReopenTime of its
// end, is one incident, whatever the order in which it became known.
func DecideFound(open []Found, findings []Trouble, now time.Time) []Move {
	var all []piece
	for i := range open {
		f := &open[i]
		p := piece{kind: f.Kind, key: f.Key, from: f.Since, to: f.Seen, found: f}
		if !f.Over {
			p.to = later(f.Seen, now)
		}
		all = append(all, p)
	}
	for i := range findings {
		f := &findings[i]
		all = append(all, piece{kind: f.Kind, key: f.Key, from: f.Since, to: f.Seen, finding: f})
	}
	slices.SortStableFunc(all, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.key, b.key), a.from.Compare(b.from), a.to.Compare(b.to))
	})
	var out []Move
	for len(all) > 0 {
		n, end := 1, all[0].to
		for n < len(all) && all[n].kind == all[0].kind && all[n].key == all[0].key && all[n].from.Sub(end) <= ReopenTime {
			end = later(end, all[n].to)
			n++
		}
		out = append(out, decideOne(all[:n], now)...)
		all = all[n:]
	}
	return out
}

// piece is an incident or a finding with the time that it covers.
type piece struct {
	kind     AlertKind
	key      string
	from, to time.Time
	found    *Found
	finding  *Trouble
}

// decideOne decides for what belongs together: one incident, the first, is told
// of, and the others are part of it.
func decideOne(parts []piece, now time.Time) []Move {
	var head *Found
	var others []*Found
	var sum *Trouble // all findings as one
	for _, p := range parts {
		switch {
		case p.finding != nil:
			sum = sum.with(*p.finding)
		case head == nil:
			head = p.found
		default:
			others = append(others, p.found)
		}
	}
	if head == nil {
		return begin(*sum, now)
	}
	move := head.goesOn(sum, now)
	out := []Move{move}
	for _, o := range others {
		if o.PartOf == head.ID {
			continue
		}
		m := &out[0]
		m.Seen, m.Over, m.Same = later(m.Seen, o.Seen), m.Over && o.Over, false
		f := Trouble{Kind: o.Kind, Key: o.Key, Severity: o.Severity, Since: o.Since, Seen: o.Seen, Over: true, Hold: o.Hold}
		out = append(out, Move{Reason: MoveJoined, ID: o.ID, Trouble: f, Into: head.ID})
	}
	return out
}

// with adds a finding that belongs to the same incident. What is newest is
// told, from the first moment on, as grave as it ever was.
func (f *Trouble) with(g Trouble) *Trouble {
	if f == nil {
		return &g
	}
	a, b := *f, g
	if b.Seen.Before(a.Seen) || b.Seen.Equal(a.Seen) && b.Over && !a.Over {
		a, b = b, a
	}
	b.Since, b.Severity = earlier(a.Since, b.Since), graverOf(a.Severity, b.Severity)
	b.Over, b.Weak = a.Over && b.Over, a.Weak && b.Weak
	if a.Value > b.Value {
		b.Value, b.Text, b.Point = a.Value, a.Text, a.Point
	}
	return &b
}

// begin is for trouble that nobody knows of yet.
func begin(f Trouble, now time.Time) []Move {
	if f.Weak {
		return nil
	}
	m := Move{Reason: MoveNew, Trouble: f}
	if now.Sub(f.Passed) > WatchLate {
		m.Reason = MoveLate
	}
	return []Move{m}
}

// goesOn is for an incident that is known, by what is found of it now; nil for
// nothing.
func (h *Found) goesOn(f *Trouble, now time.Time) Move {
	m := Move{Reason: MoveQuiet, ID: h.ID, Gone: h.Gone}
	m.Trouble = Trouble{Kind: h.Kind, Key: h.Key, Severity: h.Severity, Since: h.Since, Seen: h.Seen, Over: h.Over, Hold: h.Hold}
	if f == nil {
		return h.missing(m, now)
	}
	anew := h.Over && f.Seen.After(h.Seen) && !f.Weak
	m.Trouble = *f
	m.Since, m.Seen = earlier(h.Since, f.Since), later(h.Seen, f.Seen)
	m.Severity, m.Gone = graverOf(h.Severity, f.Severity), time.Time{}
	settled := h.ByPerson && h.Status == AlertResolved
	switch {
	case h.Over && (f.Over || f.Weak || !anew):
		m.Over = true
		m.Same = !f.Seen.After(h.Seen) && !f.Since.Before(h.Since)
	case anew && settled && !f.Since.After(h.Seen): // the same that the person settled
	case anew && now.Sub(f.Passed) > WatchLate:
		m.Over = false
	case anew:
		m.Reason = MoveAgain
	case f.Over && settled:
	case f.Over:
		m.Reason = MoveResolved
	case (h.Status != AlertResolved || h.PartOf != 0) && m.Severity != h.Severity:
		m.Reason = MoveWorse
	default:
		m.Same = h.Gone.IsZero() && !f.Since.Before(h.Since) && m.Severity == h.Severity
	}
	return m
}

// missing is for an incident that nothing shows any more.
func (h *Found) missing(m Move, now time.Time) Move {
	switch {
	case h.Over:
		m.Same = true
	case h.Gone.IsZero():
		m.Gone = now
	case now.Sub(h.Gone) >= h.Hold:
		m.Reason, m.Over, m.Seen = MoveResolved, true, h.Gone
	default:
		m.Same = true
	}
	return m
}

// NextMove is when an incident that nothing shows any more is over: zero for
// every other.
func (m Move) NextMove() time.Time {
	if m.Over || m.Gone.IsZero() {
		return time.Time{}
	}
	return m.Gone.Add(m.Hold)
}
