package phrasebook

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
)

// Understanding is what a sentence was read as.
type Understanding struct {
	Intent   Intent
	Tool     string // "" when no tool serves it
	Write    bool
	Args     map[string]any
	Missing  []string        // arguments still to be asked for
	Options  []string        // what the first missing one could be
	Problem  string          // a sentence about why something is missing; may be empty
	Half     string          // the day or the hour of a start whose other half is missing
	Weight   float64         // of the evidence
	Readings []Understanding // the same as they would be answered
	Rivals   []Intent        // what an unclear sentence may mean, likeliest first
	Report   bool            // it asks for a report without saying of what
	Unread   []string        // parts of a question that nothing took, as written
	Asks     bool            // a question without any sign of a change in it
	Doubt    bool            // its reading is likely enough to be offered, and not to be answered
	Unknown  bool            // it names something that has a name's form and is not on the roster
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
	text = wholeNumbers(text)
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
	u.Unread = s.unread(&u)
	s.doubt(&u)
	u.Asks = u.Tool != "" && !u.Write && !slices.ContainsFunc(ranks, func(x scored) bool { return specOf(x.intent).write && x.weight > 0 })
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
	half   string   // of a start, said before
	rivals []Intent // what the sentence could mean, when that is not clear
	action string   // what the thread was about to change, when this goes on with it
}

func (s sentence) decide() Understanding {
	best, clear := s.best()
	if s.mem.Intent != "" {
		if u, ok := s.follow(best, clear); ok {
			return u
		}
	}
	if best, clear = s.byExample(best, clear); !clear {
		if u, ok := s.propose(); ok {
			return u
		}
		return s.unclear()
	}
	if best == SmallTalk || best == OutOfScope {
		return Understanding{Intent: best, Weight: s.ranks[0].weight}
	}
	u := s.fill(s.inTime(best))
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

// inTime makes a question about where a truck was one about its history.
func (s sentence) inTime(in Intent) Intent {
	if in == TruckLocation && !s.whereNow() && s.elsewhen() && s.book.readSlot("want", in, s.plain) != "last_seen" {
		return TruckHistory
	}
	return in
}

// isNow is a question about the present, with the part of the day that it is in.
var isNow = regexp.MustCompile(`\bwhere( (TRUCK|DRIVER|it|he|my truck))? is\b.*WHEN$|^WHEN where is\b`)

// whereNow says whether "where is it this morning" asks for now: the time named
// is today's, and reaches up to this moment.
func (s sentence) whereNow() bool {
	spans := newClock(s.tok, s.now, past).spans(s.untaken)
	if len(spans) != 1 || !isNow.MatchString(s.plain) {
		return false
	}
	w, ok := spans[0].period.window(s.now)
	return ok && w.To.Equal(s.now) && !w.From.Before(fleet.StartOfDay(s.now)) && !sinceWord.MatchString(s.text)
}

var sinceWord = regexp.MustCompile(`(?i)\b(since|from)\b`)

// fleetWords are words that make a sentence ours even when it is unclear.
var fleetWords = regexp.MustCompile(`\b(TRUCK|DRIVER|TRIP|WAYBILL|CONTAINER|CLIENT|trucks?|trips?|drivers?|fleet|report|check|sort|it|own|container|waybill|delivery|send|load|that|this|show|list|update|matter|one|ones|other)\b`)

// unclear asks what is meant when the names are ours, and says honestly what
// can be asked when nothing is.
func (s sentence) unclear() Understanding {
	u := Understanding{Intent: Ambiguous, Args: map[string]any{}, Missing: []string{"intent"}, Rivals: s.rivals}
	ours := fleetWords.MatchString(s.plain) || len(s.ranks) > 0 && s.ranks[0].weight >= enough || s.likeOurs()
	if len(s.tags) == 0 && s.gibberish() || !ours && (len(s.tags) == 0 && len(s.tok) > 3 || len(s.tok) > 4) || len(s.tok) == 0 {
		return Understanding{Intent: OutOfScope}
	}
	u.Report = strings.Contains(s.plain, "report")
	for _, in := range s.rivals {
		if specOf(in).tool == "" {
			continue
		}
		x := s.fill(s.inTime(in))
		s.finish(&x)
		u.Readings = append(u.Readings, x)
	}
	s.readTargets(&u, oneTrip)
	s.readPeriods(&u)
	if (pronoun.MatchString(s.plain) || slices.Contains(u.Missing, "truck")) && !hasTarget(u.Args) && !slices.Contains(u.Missing, "truck") {
		u.Missing = append(u.Missing, "truck")
	}
	return u
}

// gibberish says whether no word of a sentence is one that is known here.
func (s sentence) gibberish() bool {
	return !slices.ContainsFunc(strings.Fields(s.plain), func(w string) bool { return s.book.vocab[w] || len(w) < 2 })
}

// likeOurs says whether a sentence that nothing explains is still about the
// fleet: it names something on the roster, or is somewhat like our sentences.
func (s sentence) likeOurs() bool {
	in, likeness, _ := s.book.examples.like(s.plain)
	return likeness >= someLike && specOf(in).tool != "" && slices.ContainsFunc(s.tags, func(t tag) bool { return t.kind != kCount }) ||
		slices.ContainsFunc(s.tags, func(t tag) bool { return t.known && t.kind != kPlace && t.kind != kClient })
}

// squeeze makes any run of white space one blank.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
