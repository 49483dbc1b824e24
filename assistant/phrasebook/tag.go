package phrasebook

import (
	"strings"
	"time"

	"watchtower/fleet"
)

// kind is what a stretch of the sentence names.
type kind string

const (
	kTruck     kind = "TRUCK"
	kDriver    kind = "DRIVER"
	kPlace     kind = "PLACE"
	kClient    kind = "CLIENT"
	kTrip      kind = "TRIP"
	kWaybill   kind = "WAYBILL"
	kContainer kind = "CONTAINER"
	kWhen      kind = "WHEN"
	kDistance  kind = "DIST"   // num in km
	kDuration  kind = "DUR"    // num in minutes
	kSpeed     kind = "SPEED"  // num in km/h
	kVolume    kind = "LITRES" // num in litres
	kFeet      kind = "FEET"   // num in feet
	kCount     kind = "COUNT"
	kPerson    kind = "PERSON" // a Slack user
	kAlert     kind = "ALERT"
	kDigits    kind = "DIGITS" // a telephone number and the like
)

// tag marks tokens [at, at+n) as a name or a measure.
type tag struct {
	kind   kind
	at, n  int
	values []string // what it can name; several are a question
	known  bool     // on the roster
	sure   bool     // written out: a write may rely on it
	num    float64
}

// reading is a sentence with its names found.
type reading struct {
	text  string
	low   string // the sentence in small letters
	tok   []token
	tags  []tag
	owner []int // token -> index of its tag, -1 for none
	lex   *Lexicon
	book  *book
	now   time.Time
	plain string // what the patterns see

	noDate string // a date as written that no calendar has
	noUnit string // an amount as written that is no number
}

// read finds every name and measure of a sentence. The order matters: what is
// written out whole goes before what could be part of something else.
func read(text string, lex *Lexicon, now time.Time) *reading {
	r := &reading{text: text, low: strings.ToLower(text), tok: tokenize(text), lex: lex, book: theBook(), now: now}
	r.owner = make([]int, len(r.tok))
	for i := range r.owner {
		r.owner[i] = -1
	}
	r.findPeople()
	r.findLongNumbers()
	r.findAlerts()
	r.findContainers()
	r.findWaybills()
	r.findWholePlates()
	r.findNames(kPlace, &lex.places, 5)
	r.findNames(kClient, &lex.clients, 4)
	r.findTrips()
	r.findPeriods()
	r.findMeasures()
	r.findNoAmount()
	r.findNames(kDriver, &lex.drivers, 3)
	r.findPlateShapes()
	r.findParts()
	r.findSlips()
	r.plain = r.plainText()
	return r
}

// free says whether n tokens from i are still untagged.
func (r *reading) free(i, n int) bool {
	if i < 0 || n < 1 || i+n > len(r.tok) {
		return false
	}
	for _, o := range r.owner[i : i+n] {
		if o >= 0 {
			return false
		}
	}
	return true
}

func (r *reading) mark(t tag) {
	r.tags = append(r.tags, t)
	for i := t.at; i < t.at+t.n; i++ {
		r.owner[i] = len(r.tags) - 1
	}
}

// key is the fleet.Key of n tokens from i.
func (r *reading) key(i, n int) string {
	return fleet.Key(r.text[r.tok[i].start:r.tok[i+n-1].end])
}

// raw is the text of n tokens from i as written.
func (r *reading) raw(i, n int) string { return r.text[r.tok[i].start:r.tok[i+n-1].end] }

// word is the plain spelling of token i.
func (r *reading) word(i int) string {
	if i < 0 || i >= len(r.tok) {
		return ""
	}
	return r.book.plain(r.tok[i].low)
}

// together says whether no comma parts the n tokens from i.
func (r *reading) together(i, n int) bool {
	for _, t := range r.tok[i+1 : i+n] {
		if t.comma {
			return false
		}
	}
	return true
}

// findNames tags the longest registered names, by name, alias or short form.
func (r *reading) findNames(k kind, in *names, longest int) {
	for i := 0; i < len(r.tok); i++ {
		for n := min(longest, len(r.tok)-i); n > 0; n-- {
			if !r.free(i, n) || !r.together(i, n) {
				continue
			}
			found := in.find(r.key(i, n))
			if len(found) == 0 || n > 1 && r.scraps(i, n) || k == kPlace && r.forClient(i, n) {
				continue
			}
			r.mark(tag{kind: k, at: i, n: n, values: found, known: true, sure: len(found) == 1})
			i += n - 1
			break
		}
	}
}

// forClient says whether a name that a client and a place share ("Deekay Foods"
// has a plant) stands for the client, as it does after "for".
func (r *reading) forClient(i, n int) bool {
	before := r.word(i - 1)
	return (before == "for" || before == "client") && len(r.lex.clients.find(r.key(i, n))) == 1
}

// scraps says whether the tokens are only joining words of one or two letters,
// which together merely look like a name.
func (r *reading) scraps(i, n int) bool {
	for _, t := range r.tok[i : i+n] {
		if len(t.low) > 2 || !r.book.vocab[t.low] && len(t.low) > 1 {
			return false
		}
	}
	return true
}

// findSlips tags words nobody knows that are one letter from a place or driver.
// It is for reading: a write asks again.
func (r *reading) findSlips() {
	for i := range r.tok {
		w := r.tok[i].low
		if !r.free(i, 1) || len(w) < 4 || hasDigit(w) || r.book.vocab[w] || r.book.vocab[r.book.plain(w)] {
			continue
		}
		key := fleet.Key(w)
		if found := r.lex.places.slip(key); len(found) == 1 {
			r.mark(tag{kind: kPlace, at: i, n: 1, values: found, known: true})
		} else if found := r.lex.drivers.slip(key); len(found) == 1 && len(w) > 4 {
			r.mark(tag{kind: kDriver, at: i, n: 1, values: found, known: true})
		} else if found := r.lex.clients.slip(key); len(found) == 1 && len(w) > 4 {
			r.mark(tag{kind: kClient, at: i, n: 1, values: found, known: true})
		}
	}
}

// findPeriods tags every time expression, so that its numbers are nothing else.
func (r *reading) findPeriods() {
	c := newClock(r.tok, r.now, past)
	for i := range r.tok {
		if n, is := c.impossible(i); is && r.free(i, n) {
			r.noDate = r.raw(i, n)
			r.mark(tag{kind: kWhen, at: i, n: n})
		}
	}
	for _, s := range c.spans(r.free) {
		r.mark(tag{kind: kWhen, at: s.at, n: s.n})
	}
	for i := range r.tok {
		if _, n, ok := c.fromNow(i); ok && n > 1 && r.free(i, n) {
			r.mark(tag{kind: kWhen, at: i, n: n})
		}
		if h, ok := c.hour(i); ok && r.free(i, h.n) {
			r.mark(tag{kind: kWhen, at: i, n: h.n})
		}
	}
}

// plainText is the sentence as the patterns see it: each name as its kind and
// each word in its plain spelling.
func (r *reading) plainText() string {
	var out []string
	for i := 0; i < len(r.tok); {
		if o := r.owner[i]; o >= 0 {
			out = append(out, string(r.tags[o].kind))
			i = r.tags[o].at + r.tags[o].n
			continue
		}
		if w := r.word(i); w != "" {
			out = append(out, w)
		}
		i++
	}
	return strings.Join(out, " ")
}

// of are the tags of a kind, in the order of the sentence.
func (r *reading) of(k kind) []tag {
	var out []tag
	for i := 0; i < len(r.tok); i++ {
		if o := r.owner[i]; o >= 0 && r.tags[o].at == i && r.tags[o].kind == k {
			out = append(out, r.tags[o])
		}
	}
	return out
}
