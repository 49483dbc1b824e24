package phrasebook

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"watchtower/fleet"
)

// unit turns a number with a unit into what the tools take.
type unit struct {
	kind   kind
	factor float64
}

const (
	minutesPerHour = 60
	minutesPerDay  = 24 * 60
)

// units by every spelling people use. A lone "m" is metres, as on the road.
var units = map[string]unit{
	"km": {kDistance, 1}, "kms": {kDistance, 1}, "k": {kDistance, 1}, "kilometer": {kDistance, 1}, "kilometers": {kDistance, 1},
	"kilometre": {kDistance, 1}, "kilometres": {kDistance, 1}, "mile": {kDistance, fleet.KmPerMile}, "miles": {kDistance, fleet.KmPerMile},
	"mi": {kDistance, fleet.KmPerMile}, "m": {kDistance, 0.001}, "meter": {kDistance, 0.001}, "meters": {kDistance, 0.001},
	"metre": {kDistance, 0.001}, "metres": {kDistance, 0.001}, "mtrs": {kDistance, 0.001},
	"kmh": {kSpeed, 1}, "kph": {kSpeed, 1}, "kmph": {kSpeed, 1}, "mph": {kSpeed, fleet.KmPerMile},
	"min": {kDuration, 1}, "mins": {kDuration, 1}, "minute": {kDuration, 1}, "minutes": {kDuration, 1},
	"h": {kDuration, minutesPerHour}, "hr": {kDuration, minutesPerHour}, "hrs": {kDuration, minutesPerHour}, "hour": {kDuration, minutesPerHour},
	"hours": {kDuration, minutesPerHour}, "day": {kDuration, minutesPerDay}, "days": {kDuration, minutesPerDay},
	"week": {kDuration, 7 * minutesPerDay}, "weeks": {kDuration, 7 * minutesPerDay},
	"l": {kVolume, 1}, "ltr": {kVolume, 1}, "ltrs": {kVolume, 1}, "litre": {kVolume, 1}, "litres": {kVolume, 1}, "liter": {kVolume, 1}, "liters": {kVolume, 1},
	"ft": {kFeet, 1}, "foot": {kFeet, 1}, "feet": {kFeet, 1}, "footer": {kFeet, 1}, "fter": {kFeet, 1},
}

var amountPattern = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)([a-z]*)$`)

// findMeasures tags numbers with a unit, and numbers that count things.
func (r *reading) findMeasures() {
	for i := range r.tok {
		if !r.free(i, 1) {
			continue
		}
		if t, ok := r.amount(i); ok && r.free(i, t.n) {
			r.mark(t)
		} else if n, ok := number(r.tok[i].low); ok && r.counts(i) {
			r.mark(tag{kind: kCount, at: i, n: 1, num: float64(n)})
		}
	}
}

func (r *reading) amount(i int) (tag, bool) {
	m := amountPattern.FindStringSubmatch(r.tok[i].low)
	n, half := 1, 0.0
	if m == nil {
		words, ok := number(r.tok[i].low)
		if !ok && r.tok[i].low == "half" {
			half, ok = 0.5, true
		}
		if !ok {
			return tag{}, false
		}
		m = []string{"", strconv.Itoa(words), ""}
	}
	name := m[2]
	if name == "" {
		n = 2
		if half > 0 && (r.tokLow(i+1) == "a" || r.tokLow(i+1) == "an") {
			n = 3
		}
		name = r.tokLow(i + n - 1)
	}
	u, ok := units[name]
	if !ok {
		return tag{}, false
	}
	// 80 km/h and 50 km per hour are speeds.
	if next := r.tokLow(i + n); u.kind == kDistance && i+n < len(r.tok) {
		if next == "h" && r.tok[i+n].glued || next == "hr" && r.tok[i+n].glued {
			u.kind, n = kSpeed, n+1
		} else if (next == "per" || next == "an") && r.tokLow(i+n+1) == "hour" {
			u.kind, n = kSpeed, n+2
		}
	}
	v, _ := strconv.ParseFloat(m[1], 64)
	return tag{kind: u.kind, at: i, n: n, num: r.sign(i) * max(v, half) * u.factor}, true
}

// sign is -1 for an amount written with a minus of its own: the tool then says
// what is wrong with it.
func (r *reading) sign(i int) float64 {
	at := r.tok[i].start
	apart := at < 2 || r.text[at-2] == ' '
	if r.tokLow(i-1) == "minus" || at > 0 && r.text[at-1] == '-' && apart && (i == 0 || !hasDigit(r.tok[i-1].low)) {
		return -1
	}
	return 1
}

// findNoAmount notes a word that stands where a number of km or so belongs.
func (r *reading) findNoAmount() {
	for i := range r.tok {
		before := r.tokLow(i - 1)
		u, ok := units[r.tokLow(i+1)]
		if (before == "within" || before == "radius" || before == "in" || before == "of") && ok && u.kind == kDistance && r.free(i, 2) && !hasDigit(r.tok[i].low) && !r.book.vocab[r.tok[i].low] {
			r.noUnit = r.raw(i, 2)
			r.mark(tag{kind: kDistance, at: i, n: 2, num: math.NaN()})
		}
	}
}

func (r *reading) tokLow(i int) string {
	if i < 0 || i >= len(r.tok) {
		return ""
	}
	return r.tok[i].low
}

// counted are the nouns that a bare number counts, and ranking the words that
// one follows.
var (
	counted = set([]string{"truck", "trucks", "driver", "drivers", "trips", "units", "vehicles", "ones", "lorries", "best", "worst", "nearest", "closest", "empty", "free", "available", "loaded", "lowest", "highest", "top", "bottom", "most", "least"})
	ranking = set([]string{"top", "bottom", "best", "worst", "closest", "nearest", "first", "lowest", "highest", "least", "most", "any", "only", "just"})
)

func (r *reading) counts(i int) bool {
	n, _ := number(r.tok[i].low)
	return n > 0 && n <= 100 && (counted[r.word(i+1)] && r.word(i+1) != "truck" || ranking[r.word(i-1)])
}

// grouped is a number with commas between its thousands, where a unit or a word
// before it says that it is one number and no list.
var grouped = regexp.MustCompile(`(?i)\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\s*(?:km|kms|kilomet\w+|k|miles?|naira|ngn|l|lit\w+|hours?|hrs?|h|days?|kg|tons?|tonnes?)\b` +
	`|(?:₦\s*|\bn|\bngn\s*|\bcosts?(?: was)?\s+|\bodometer(?: (?:is|was|reads?|at))?\s+)\d{1,3}(?:,\d{3})+\b`)

// wholeNumbers takes the commas out of such numbers: "120,500 km" is no truck
// 120 and 500 km.
func wholeNumbers(text string) string {
	return grouped.ReplaceAllStringFunc(text, func(m string) string { return strings.ReplaceAll(m, ",", "") })
}
