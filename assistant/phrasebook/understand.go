package phrasebook

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
)

// Understanding is what a sentence was read as.
type Understanding struct {
	Intent  Intent
	Tool    string // "" when no tool serves it
	Write   bool
	Args    map[string]any
	Missing []string // arguments still to be asked for
	Options []string // what the first missing one could be
	Problem string   // a sentence about why something is missing; may be empty
	Half    string   // the day or the hour of a start whose other half is missing
	Weight  float64  // of the evidence
	Unknown bool     // it names something that has a name's form and is not on the roster
}

// Memory is what the thread was about: the last question, and what it lacked.
type Memory struct {
	Intent  Intent         `json:"intent"`
	Args    map[string]any `json:"args"`
	Missing []string       `json:"missing,omitempty"`
	Half    string         `json:"half,omitempty"` // of a start: its day or its hour
}

// The margins below which the phrasebook asks instead of answering.
const (
	enough = 3.0 // weight the best intent must have
	lead   = 1.0 // by which it must lead the next
)

// Understand reads one sentence. It is a pure function: the same arguments
// give the same understanding.
func Understand(text string, lex *Lexicon, mem Memory, now time.Time, caller fleet.Caller) Understanding {
	r := read(text, lex, now)
	if top := weigh(r.book.topics, r.low); len(top) > 0 && leads(top, Injection) >= enough {
		return Understanding{Intent: Injection, Weight: top[0].weight}
	}
	ranks := weigh(r.book.evidence, r.plain)
	if topic := leads(weigh(r.book.topics, r.plain), OutOfScope); topic >= enough && (len(ranks) == 0 || topic > ranks[0].weight) {
		return Understanding{Intent: OutOfScope, Weight: topic}
	}
	s := sentence{reading: r, caller: caller, mem: mem, ranks: dropSmallTalk(ranks)}
	u := s.decide()
	u.Unknown = slices.ContainsFunc(r.tags, func(t tag) bool { return len(t.values) > 0 && !t.known })
	return u
}

func leads(list []scored, in Intent) float64 {
	for _, s := range list {
		if s.intent == in {
			return s.weight
		}
	}
	return 0
}

// dropSmallTalk lets a greeting before a question be just that.
func dropSmallTalk(ranks []scored) []scored {
	for _, s := range ranks {
		if s.intent != SmallTalk && s.weight >= enough+1 {
			return slices.DeleteFunc(ranks, func(s scored) bool { return s.intent == SmallTalk })
		}
	}
	return ranks
}

// sentence is a reading on its way to a decision.
type sentence struct {
	*reading
	caller fleet.Caller
	mem    Memory
	ranks  []scored
	half   string // of a start, said before
	action string // what the thread was about to change, when this goes on with it
}

// followCue are the words with which people go on about the last question.
var followCue = regexp.MustCompile(`^(and|also|only|just|what of|what about|how about|same|make it|then|or|but|plus|ok and|instead|add|include|exclude)\b|\bnko\b|\bonly$|\binstead$|\btoo$|^for\b|^with\b`)

// pronoun are the words that stand for what the last question was about.
var pronoun = regexp.MustCompile(`\b(it|he|she|him|his|its|that (truck|trip|one|driver|container)|this (truck|trip|one)|the (truck|trip|driver)|there|same (truck|trip))\b`)

// onlyNames is a sentence that holds nothing but names and what joins them.
var onlyNames = regexp.MustCompile(`^((TRUCK|DRIVER|TRIP|WAYBILL|CONTAINER|CLIENT|PLACE|WHEN|COUNT|FEET|DIST|to|from|the|trip|truck|at|on|for|and) ?)+$`)

func (s sentence) decide() Understanding {
	best, clear := s.best()
	if s.mem.Intent != "" {
		if u, ok := s.follow(best, clear); ok {
			return u
		}
	}
	if !clear {
		return s.unclear()
	}
	if best == SmallTalk || best == OutOfScope {
		return Understanding{Intent: best, Weight: s.ranks[0].weight}
	}
	u := s.fill(best)
	s.carryTarget(&u)
	s.finish(&u)
	return u
}

// best is the leading intent, and whether it leads clearly enough.
func (s sentence) best() (Intent, bool) {
	if len(s.ranks) == 0 || s.ranks[0].weight < enough {
		return "", false
	}
	if len(s.ranks) > 1 && s.ranks[0].weight-s.ranks[1].weight < lead {
		return s.ranks[0].intent, false
	}
	return s.ranks[0].intent, true
}

// follow reads the sentence as going on with the thread's last question, when
// it is one: it gives what was missing, or changes a part.
func (s sentence) follow(best Intent, clear bool) (Understanding, bool) {
	last := s.mem.Intent
	if specs[last].tool == "" {
		return s.answerUnclear(best, clear)
	}
	cue := followCue.MatchString(s.plain)
	sameOrNone := best == "" || best == last || !clear && leads(s.ranks, last) > 0
	s.action, _ = s.mem.Args["action"].(string)
	begun, _ := s.mem.Args["start"].(string)
	s.half = cmp.Or(s.mem.Half, begun)
	u := s.fill(last)
	if len(u.Args) == 0 && len(u.Options) == 0 {
		return Understanding{}, false
	}
	fills := s.fillsMissing(u)
	if !sameOrNone && !(fills && onlyNames.MatchString(s.plain)) {
		return Understanding{}, false
	}
	short := best == "" && len(s.tok) <= 6
	alone := best == last && s.standsAlone(u)
	if alone && !cue || !cue && !fills && !short && (best != last || u.Write) {
		return Understanding{}, false
	}
	u.Args = merged(s.mem.Args, u.Args)
	u.Half = cmp.Or(u.Half, s.mem.Half)
	s.finish(&u)
	return u, true
}

// answerUnclear lets a thread in which the intent was asked for go on with what
// is already known.
func (s sentence) answerUnclear(best Intent, clear bool) (Understanding, bool) {
	if !clear || specs[best].tool == "" || len(s.mem.Args) == 0 {
		return Understanding{}, false
	}
	u := s.fill(best)
	for k, v := range s.mem.Args {
		if _, have := u.Args[k]; !have && (slices.Contains(specs[best].targets, k) || k == "period" && specs[best].period) {
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

func hasTarget(args map[string]any) bool {
	return slices.ContainsFunc(targetArgs, func(k string) bool { _, ok := args[k]; return ok })
}

// merged lays new arguments over old ones. Another target replaces whatever
// was asked about before.
func merged(old, new map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range old {
		out[k] = v
	}
	_, create := old["origin"]
	if _, dest := old["destination"]; hasTarget(new) && !(create && dest) {
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
	sp := specs[u.Intent]
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

// fleetWords are words that make a sentence ours even when it is unclear.
var fleetWords = regexp.MustCompile(`\b(TRUCK|DRIVER|TRIP|WAYBILL|CONTAINER|CLIENT|trucks?|trips?|drivers?|fleet|report|check|sort|it|own|container|waybill|delivery|send|load|that|this|show|list|update|matter)\b`)

// unclear asks what is meant when the names are ours, and says honestly what
// can be asked when nothing is.
func (s sentence) unclear() Understanding {
	u := Understanding{Intent: Ambiguous, Args: map[string]any{}, Missing: []string{"intent"}}
	if ours := fleetWords.MatchString(s.plain); !ours && (len(s.tags) == 0 && len(s.tok) > 3 || len(s.tok) > 4) || len(s.tok) == 0 {
		return Understanding{Intent: OutOfScope}
	}
	s.readTargets(&u, oneTrip)
	s.readPeriods(&u)
	if (pronoun.MatchString(s.plain) || slices.Contains(u.Missing, "truck")) && !hasTarget(u.Args) && !slices.Contains(u.Missing, "truck") {
		u.Missing = append(u.Missing, "truck")
	}
	return u
}

// squeeze makes any run of white space one blank.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
