package fleet_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
)

// trouble is an overspeed from so long to so long ago, over when it ended.
func trouble(since, seen time.Duration) fleet.Trouble {
	return fleet.Trouble{Kind: fleet.AlertOverspeed, Severity: fleet.Warning, Since: ago(since), Passed: ago(since - time.Minute), Seen: ago(seen),
		Over: seen > 0, Hold: 2 * time.Minute}
}

func TestDecideFound(t *testing.T) {
	m := time.Minute
	goes := fleet.Found{ID: 1, Kind: fleet.AlertOverspeed, Severity: fleet.Warning, Since: ago(20 * m), Seen: ago(19 * m), Hold: 2 * m, Status: fleet.AlertOpen}
	with := func(change func(*fleet.Found)) []fleet.Found {
		f := goes
		change(&f)
		return []fleet.Found{f}
	}
	ended := func(d time.Duration) func(*fleet.Found) {
		return func(f *fleet.Found) { f.Over, f.Seen, f.Status = true, ago(d), fleet.AlertResolved }
	}
	byPerson := func(f *fleet.Found) { f.Status, f.ByPerson = fleet.AlertResolved, true }
	worse, weak := trouble(3*m, 0), trouble(3*m, 0)
	worse.Severity, weak.Weak = fleet.Critical, true
	for name, tt := range map[string]struct {
		open   []fleet.Found
		now    []fleet.Trouble
		reason fleet.MoveReason
		over   bool
		same   bool
	}{
		"new":                                {nil, []fleet.Trouble{trouble(3*m, 0)}, fleet.MoveNew, false, false},
		"just not late":                      {nil, []fleet.Trouble{trouble(16*m, 0)}, fleet.MoveNew, false, false},
		"late":                               {nil, []fleet.Trouble{trouble(16*m+1, 0)}, fleet.MoveLate, false, false},
		"new, and over":                      {nil, []fleet.Trouble{trouble(6*m, 4*m)}, fleet.MoveNew, true, false},
		"goes on":                            {with(func(*fleet.Found) {}), []fleet.Trouble{trouble(3*m, 0)}, fleet.MoveQuiet, false, true},
		"goes on weakly":                     {with(func(*fleet.Found) {}), []fleet.Trouble{weak}, fleet.MoveQuiet, false, true},
		"worse":                              {with(func(*fleet.Found) {}), []fleet.Trouble{worse}, fleet.MoveWorse, false, false},
		"worse, acknowledged":                {with(func(f *fleet.Found) { f.Status = fleet.AlertAcknowledged }), []fleet.Trouble{worse}, fleet.MoveWorse, false, false},
		"over":                               {with(func(*fleet.Found) {}), []fleet.Trouble{trouble(9*m, 3*m)}, fleet.MoveResolved, true, false},
		"not seen any more":                  {with(func(*fleet.Found) {}), nil, fleet.MoveQuiet, false, false},
		"gone, not for long":                 {with(func(f *fleet.Found) { f.Gone = ago(2*m - 1) }), nil, fleet.MoveQuiet, false, true},
		"gone for long enough":               {with(func(f *fleet.Found) { f.Gone = ago(2 * m) }), nil, fleet.MoveResolved, true, false},
		"back":                               {with(func(f *fleet.Found) { f.Gone = ago(m) }), []fleet.Trouble{trouble(m, 0)}, fleet.MoveQuiet, false, false},
		"over long ago":                      {with(ended(19 * m)), nil, fleet.MoveQuiet, true, true},
		"again, at the last moment":          {with(ended(33 * m)), []fleet.Trouble{trouble(3*m, 0)}, fleet.MoveAgain, false, false},
		"what came before is told once more": {with(ended(5 * m)), []fleet.Trouble{trouble(9*m, 5*m)}, fleet.MoveQuiet, true, true},
		"settled by a person, goes on":       {with(byPerson), []fleet.Trouble{trouble(9*m, 0)}, fleet.MoveQuiet, false, true},
		"settled by a person, gets worse":    {with(byPerson), []fleet.Trouble{worse}, fleet.MoveQuiet, false, false},
		"settled by a person, over":          {with(byPerson), []fleet.Trouble{trouble(9*m, 3*m)}, fleet.MoveQuiet, true, false},
		"settled by a person, and anew": {with(func(f *fleet.Found) { byPerson(f); f.Over, f.Seen = true, ago(9*m) }),
			[]fleet.Trouble{trouble(3*m, 0)}, fleet.MoveAgain, false, false},
		"settled by a person, and it had gone on": {with(func(f *fleet.Found) { byPerson(f); f.Over, f.Seen = true, ago(9*m) }),
			[]fleet.Trouble{trouble(11*m, 0)}, fleet.MoveQuiet, false, false},
		"anew, learned of late": {with(ended(25 * m)), []fleet.Trouble{trouble(17*m, 0)}, fleet.MoveQuiet, false, false},
	} {
		got := fleet.DecideFound(tt.open, tt.now, watchAt)
		if len(got) != 1 || got[0].Reason != tt.reason || got[0].Over != tt.over || got[0].Same != tt.same {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := fleet.DecideFound(nil, []fleet.Trouble{weak}, watchAt); len(got) != 0 {
		t.Errorf("weak: %+v", got)
	}
	if got := fleet.DecideFound(with(ended(34*m)), []fleet.Trouble{trouble(3*m, 0)}, watchAt); len(got) != 2 || got[1].Reason != fleet.MoveNew {
		t.Errorf("after the window: %+v", got)
	}
}

// book keeps incidents as the store does.
type book []fleet.Found

func (b *book) take(moves []fleet.Move) {
	for _, m := range moves {
		if m.ID == 0 {
			*b = append(*b, fleet.Found{ID: int64(len(*b) + 1), Kind: m.Kind, Key: m.Key, Status: fleet.AlertOpen})
			m.ID = int64(len(*b))
		}
		f := &(*b)[m.ID-1]
		f.Severity, f.Since, f.Seen, f.Over, f.Gone, f.Hold, f.PartOf = m.Severity, m.Since, m.Seen, m.Over, m.Gone, m.Hold, m.Into
	}
}

// ends are the incidents that people know of, as what they cover.
func (b book) ends() (out [][2]time.Time) {
	for _, f := range b {
		if f.PartOf == 0 {
			out = append(out, [2]time.Time{f.Since, f.Seen})
		}
	}
	slices.SortFunc(out, func(x, y [2]time.Time) int { return x[0].Compare(y[0]) })
	return out
}

// Whatever the order in which facts become known, and however often, the same
// incidents come of them.
func TestDecideFoundInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var facts []fleet.Trouble
		at := 12 * time.Hour
		for range 2 + r.IntN(8) {
			at -= time.Duration(3+r.IntN(60)) * time.Minute
			facts = append(facts, trouble(at, at-2*time.Minute))
		}
		var inOrder, shuffled book
		for i := range facts {
			inOrder.take(fleet.DecideFound(inOrder, facts[:i+1], watchAt))
		}
		known := []fleet.Trouble{}
		for _, i := range r.Perm(len(facts)) {
			known = append(known, facts[i])
			for range 1 + r.IntN(3) {
				some := slices.Clone(known[r.IntN(len(known)):])
				r.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
				shuffled.take(fleet.DecideFound(shuffled, some, watchAt))
			}
		}
		if diff := cmp.Diff(inOrder.ends(), shuffled.ends()); diff != "" {
			t.Fatalf("in order and shuffled differ:\n%s", diff)
		}
		for _, m := range fleet.DecideFound(shuffled, facts, watchAt) {
			if !m.Same {
				t.Fatalf("all of it once more changes something: %+v", m)
			}
		}
	}
}

// A resolution beats an acknowledgement that comes after it.
func TestResolvedBeatsAcknowledged(t *testing.T) {
	s := fleet.AlertState{Status: fleet.AlertResolved}
	if after, why := s.After(fleet.AlertStep{Action: fleet.Acknowledge, By: 4, At: watchAt}); why != fleet.RefusedResolved || after.Status != fleet.AlertResolved {
		t.Errorf("%+v, %q", after, why)
	}
}
