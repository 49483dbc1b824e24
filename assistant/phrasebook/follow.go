package phrasebook

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// followCue are the words with which people go on about the last question.
var followCue = regexp.MustCompile(`^(and|also|only|just|what of|what about|how about|same|make it|then|or|but|plus|ok and|instead|add|include|exclude)\b|\bnko\b|\bonly$|\binstead$|\btoo$|^for\b|^with\b`)

// pronoun are the words that stand for what the last question was about.
var pronoun = regexp.MustCompile(`\b(it|he|she|him|his|its|that (truck|trip|one|driver|container)|this (truck|trip|one)|the (truck|trip|driver)|there|same (truck|trip))\b`)

// onlyNames is a sentence that holds nothing but names and what joins them.
var onlyNames = regexp.MustCompile(`^((TRUCK|DRIVER|TRIP|WAYBILL|CONTAINER|CLIENT|PLACE|WHEN|COUNT|FEET|DIST|to|from|the|trip|truck|at|on|for|and) ?)+$`)

// follow reads the sentence as going on with the thread's last question, when
// it is one: it gives what was missing, or changes a part.
func (s sentence) follow(best Intent, clear bool) (Understanding, bool) {
	last := s.mem.Intent
	if specOf(last).tool == "" {
		return s.answerUnclear(best, clear)
	}
	cue := followCue.MatchString(s.plain)
	sameOrNone := best == "" || best == last || !clear && leads(s.ranks, last) > 0
	s.action, _ = s.mem.Args["action"].(string)
	begun, _ := s.mem.Args["start"].(string)
	s.half = cmp.Or(s.mem.Half, begun)
	if s.newRadius() {
		s.rerange()
	}
	u := s.fill(s.inTime(last))
	if len(u.Args) == 0 && len(u.Options) == 0 && u.Problem == "" {
		return Understanding{}, false
	}
	fills := s.fillsMissing(u)
	if !sameOrNone && (!fills || !onlyNames.MatchString(s.plain)) && !s.fillsAll(u) {
		return Understanding{}, false
	}
	short := (best == "" || best == last && len(s.mem.Missing) > 0) && len(s.tok) <= 6
	alone := best == last && s.standsAlone(u)
	if alone && !cue || !cue && !fills && !short && (best != last || u.Write) && !s.fillsAll(u) {
		return Understanding{}, false
	}
	u.Args = mergedBut(s.mem.Args, u)
	u.Half = cmp.Or(u.Half, s.mem.Half)
	s.finish(&u)
	return u, true
}

// answerUnclear lets a thread in which the intent was asked for go on with what
// is already known.
func (s sentence) answerUnclear(best Intent, clear bool) (Understanding, bool) {
	if !clear || specOf(best).tool == "" || len(s.mem.Args) == 0 {
		return Understanding{}, false
	}
	u := s.fill(best)
	for k, v := range s.mem.Args {
		if _, have := u.Args[k]; !have && (slices.Contains(specOf(best).targets, k) || k == "period" && specOf(best).period) {
			u.Args[k] = v
		}
	}
	s.finish(&u)
	return u, true
}

// standsAlone says whether a sentence with the last question's own intent is a
// whole new question.
func (s sentence) standsAlone(u Understanding) bool {
	probe := u
	probe.Args = merged(nil, u.Args)
	s.finish(&probe)
	return len(probe.Missing) == 0
}

func (s sentence) fillsMissing(u Understanding) bool {
	for _, m := range s.mem.Missing {
		if _, ok := u.Args[m]; ok {
			return true
		}
		if (m == "trip_id" || m == "truck" || m == "driver") && hasTarget(u.Args) {
			return true
		}
	}
	return false
}

// fillsAll says whether a statement gives everything that a change still lacks,
// whatever else its words could ask: "it loads at Apapa, leaves tomorrow 11pm".
func (s sentence) fillsAll(u Understanding) bool {
	if !u.Write || len(s.mem.Missing) == 0 || asksOrOrders.MatchString(s.plain) || strings.Contains(s.text, "?") {
		return false
	}
	return !slices.ContainsFunc(s.mem.Missing, func(m string) bool { _, ok := u.Args[m]; return !ok })
}

var asksOrOrders = regexp.MustCompile(`^(where|what|which|who|when|how|why|is|are|has|have|did|do|does|can|will|show|list|give|cancel|create|end|close|mark)\b`)

// anotherRadius is "make it 20" about a search around a place.
var anotherRadius = regexp.MustCompile(`^(make|change|extend|increase|reduce|widen|set|expand)( it)?( to)? (TRUCK|COUNT)$`)

func (s sentence) newRadius() bool {
	return s.mem.Intent == TrucksNear && s.mem.Args["radius_km"] != nil && anotherRadius.MatchString(s.plain) && allDigits(s.tok[len(s.tok)-1].low)
}

// rerange reads the number that ends the sentence as km.
func (s sentence) rerange() {
	last := len(s.tok) - 1
	km, _ := number(s.tok[last].low)
	s.tags[s.owner[last]] = tag{kind: kDistance, at: last, n: 1, num: float64(km)}
}

func hasTarget(args map[string]any) bool {
	return slices.ContainsFunc(targetArgs, func(k string) bool { _, ok := args[k]; return ok })
}

// mergedBut is merged without what this sentence asks about anew.
func mergedBut(old map[string]any, u Understanding) map[string]any {
	out := merged(old, u.Args)
	for _, m := range u.Missing {
		if _, said := u.Args[m]; !said {
			delete(out, m)
		}
	}
	return out
}

// merged lays new arguments over old ones. Another target replaces whatever
// was asked about before.
func merged(old, new map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range old {
		out[k] = v
	}
	_, create := old["origin"]
	if _, dest := old["destination"]; hasTarget(new) && (!create || !dest) {
		for _, k := range targetArgs {
			delete(out, k)
		}
	}
	if _, ok := new["near_truck"]; ok {
		delete(out, "place")
	}
	if _, ok := new["place"]; ok {
		delete(out, "near_truck")
	}
	for k, v := range new {
		out[k] = v
	}
	return out
}

// carryTarget takes what the thread was about when this question does not say:
// for a read whenever it must be named, for a write only when a word points.
func (s sentence) carryTarget(u *Understanding) {
	sp := specOf(u.Intent)
	points := pronoun.MatchString(s.plain)
	if s.mem.Intent == "" || hasTarget(u.Args) && u.Intent != UpdateTrip || sp.write && !points || u.Intent == CreateTrip {
		return
	}
	if u.Intent == TrucksNear && points {
		s.carryNear(u)
		return
	}
	if sp.needs == "" && !points || u.Intent == DriverLookup && u.Args["availability"] != nil {
		return
	}
	if len(u.Options) > 0 || u.Intent == UpdateTrip && hasTripName(u.Args) {
		return
	}
	for _, k := range append([]string{"client"}, targetArgs...) {
		v, ok := s.mem.Args[k]
		if k == "near_truck" {
			k = "truck"
		}
		if ok && slices.Contains(sp.targets, k) {
			u.Args[k] = v
		}
	}
}

func hasTripName(args map[string]any) bool {
	for _, k := range []string{"trip_id", "truck", "waybill", "container", "self"} {
		if _, ok := args[k]; ok {
			return true
		}
	}
	return false
}

func (s sentence) carryNear(u *Understanding) {
	if _, ok := u.Args["place"]; ok {
		return
	}
	if v, ok := s.mem.Args["truck"]; ok {
		u.Args["near_truck"] = v
	} else if v, ok := s.mem.Args["place"]; ok {
		u.Args["place"] = v
	}
}
