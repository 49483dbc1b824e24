package fleet

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// worseKmh beyond the limit makes an overspeed graver.
const worseKmh = 20

// spell is a stretch of fixes that share something.
type spell struct {
	from, to time.Time
	over     bool // it has been gone for long enough, or nothing is known any more
	at       Position
	worst    float64
}

// spells are the stretches of fixes whose worth is above 0. One is over when
// fixes of none have followed for hold, and when nothing is known any more. A
// fix that cannot be judged (NaN) is passed over.
func (w *watcher) spells(hold time.Duration, worth func(Position) float64) []spell {
	var out []spell
	var last time.Time // of the newest fix that was judged
	var open *spell
	for _, p := range w.Fixes {
		v := worth(p)
		if math.IsNaN(v) {
			continue
		}
		if open != nil && (p.At.Sub(last) > watchGap || v <= 0 && p.At.Sub(open.to) >= hold) {
			open.over, open = true, nil
		}
		last = p.At
		switch {
		case v <= 0:
		case open == nil:
			out = append(out, spell{from: p.At, to: p.At, at: p, worst: v})
			open = &out[len(out)-1]
		default:
			if open.to = p.At; v > open.worst {
				open.worst, open.at = v, p
			}
		}
	}
	if open != nil {
		open.over = w.Now.Sub(last) > SilentMoving
		w.later(last.Add(SilentMoving + time.Second))
	}
	return out
}

// overspeed: fixes above limit and margin, for long enough. Between the limit
// and its margin it goes on and does not begin. Where places with rules of
// their own lie in each other, the smallest counts.
func (w *watcher) overspeed() {
	if !w.HasFixes {
		return
	}
	usual := w.rule(AlertOverspeed)
	byPlace := slices.ContainsFunc(w.rules, func(r AlertRule) bool { return r.Kind == AlertOverspeed && r.Scope.PlaceID != 0 })
	ruleAt := func(p Position) AlertRule {
		if !byPlace || w.Places == nil {
			return usual
		}
		return w.placeRule(AlertOverspeed, p.Point, usual)
	}
	hold := clearAfter(usual.Time("for"))
	beyond := func(p Position) float64 {
		r := ruleAt(p)
		switch {
		case p.SpeedKmh > JumpKmh:
			return math.NaN()
		case !r.On:
			return 0
		}
		return p.SpeedKmh - r.Num("limit") - r.Num("margin")
	}
	for _, s := range w.spells(hold, beyond) {
		r := ruleAt(s.at)
		if s.to.Sub(s.from) < r.Time("for") || s.to.Equal(s.from) && r.Time("for") > 0 {
			continue
		}
		limit := r.Num("limit")
		f := Trouble{Since: s.from, Passed: s.from.Add(r.Time("for")), Seen: s.to, Over: s.over, Hold: hold, Point: s.at.Point, Value: s.at.SpeedKmh,
			Text: fmt.Sprintf("%.0f km/h at most; the limit is %.0f", s.at.SpeedKmh, limit)}
		if f.Value > limit+worseKmh {
			f.Severity = graver(r.Severity)
		}
		w.found(r, f)
	}
}

// placeRule is the rule of the smallest place around a point that has one.
func (w *watcher) placeRule(k AlertKind, at Point, usual AlertRule) AlertRule {
	around := w.Places.Around(at)
	slices.SortFunc(around, func(a, b *Place) int { return cmp.Or(cmp.Compare(a.RadiusM, b.RadiusM), cmp.Compare(a.ID, b.ID)) })
	for _, p := range around {
		if p.Beyond(at) > 0 {
			continue
		}
		if r := w.ruleIn(k, p.ID); r.Scope.PlaceID == p.ID {
			return r
		}
	}
	return usual
}
