package phrasebook

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

// paperCue is how people say one of a trip's papers: "TDO of trip 3101 is
// TDO-55", "diesel 250 litres". What follows is copied, or read as a number.
type paperCue struct {
	arg     string
	pattern *regexp.Regexp
	number  bool
}

const (
	cueLink   = `(?:\s+(?:no|number|ticket|slip)\.?)*(?:\s+(?:of|for|on|in)\s+(?:the\s+)?(?:trip\s+)?#?[a-z]*-?\d+)?[\s,]*(?:(?:is|to|be|now|should|must|na|no|number|ticket|slip|=|:)\.?\s+)*`
	cueName   = `([a-z][\w&'’.-]*(?:\s+[\w&'’.-]+){0,4}?)\s*(?:$|[,;!]|\b(?:and|with|for|on|motor|weight|diesel|allowance|tdo|eto|abeg|please)\b)`
	cueCode   = `([a-z0-9][\w/-]*\d[\w/-]*|\d)`
	cueNumber = `(?:n|₦|ngn)?\s*(\d[\d,]*(?:\.\d+)?\s*k?)\b`
)

var paperCues = []paperCue{
	{"consignee", cue(`consignee`, cueName), false},
	{"motor_boy", cue(`motor ?-?boy`, cueName), false},
	{"tdo", cue(`(?:tdo|delivery order)`, cueCode), false},
	{"call_up", cue(`(?:eto|call ?-?up)`, cueCode), false},
	{"interchange", cue(`interchange`, cueCode), false},
	{"weight_t", cue(`weight`, cueNumber), true},
	{"allowance_naira", cue(`allowance`, cueNumber), true},
	{"diesel_l", cue(`(?:diesel|ago)`, cueNumber), true},
	{"diesel_l", regexp.MustCompile(`(?i)(\d[\d,]*(?:\.\d+)?)\s*(?:l|ltrs?|litres?|liters?)\s+(?:of\s+)?(?:diesel|ago)\b`), true},
}

func cue(label, value string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b` + label + `\b` + cueLink + value)
}

// readPapers copies what a sentence says of a trip's papers.
func (s sentence) readPapers(u *Understanding) {
	for _, c := range paperCues {
		m := c.pattern.FindStringSubmatch(s.text)
		if m == nil || u.Args[c.arg] != nil {
			continue
		}
		if !c.number {
			u.Args[c.arg] = strings.Trim(squeeze(m[1]), " .,;:-")
		} else if n, ok := amountOf(m[1]); ok {
			u.Args[c.arg] = n
		}
	}
	if u.Args["consignee"] != nil && !saysClient.MatchString(s.plain) {
		dropKeys(u, "client")
	}
}

// saysClient names whose load it is, beside who receives it.
var saysClient = regexp.MustCompile(`\b(client|customer|for)\b`)

// amountOf reads "80,000", "80k", "28.5".
func amountOf(text string) (float64, bool) {
	digits, times := strings.ToLower(strings.NewReplacer(",", "", " ", "").Replace(text)), 1.0
	if bare, ok := strings.CutSuffix(digits, "k"); ok {
		digits, times = bare, 1000
	}
	n, err := strconv.ParseFloat(digits, 64)
	return n * times, err == nil && n > 0
}

// stepCues are a trip's steps as people say them; the first that is there wins.
var stepCues = []struct {
	step    string
	pattern *regexp.Regexp
}{
	{"returned", regexp.MustCompile(`\b(empty|returned|return)\b`)},
	{"arrived", regexp.MustCompile(`\b(arrive|arrives|arrived|arrival|reach|reached)\b`)},
	{"offloading", regexp.MustCompile(`\b(offload|offloading|offloaded|unloading)\b`)},
	{"completed", regexp.MustCompile(`\b(complete|completed|delivered|delivery|completion)\b`)},
	{"loaded", regexp.MustCompile(`\bloaded\b`)},
	{"loading", regexp.MustCompile(`\b(load|loading)\b`)},
	{"departed", regexp.MustCompile(`\b(depart|departed|departure|leave|left)\b`)},
}

var (
	saysPlan   = regexp.MustCompile(`\b(planned|plan|expected|supposed)\b`)
	saysActual = regexp.MustCompile(`\b(actual|actually|really|real|true)\b`)
	saysGPS    = regexp.MustCompile(`\b(gps|position)\b`) // one word, plainly
	saysNot    = regexp.MustCompile(`\b(stop|no|not|never|without|off)\b`)
)

// readSteps reads when a step is planned, or when it really was, and whether GPS
// moves the trip.
func (s sentence) readSteps(u *Understanding) {
	if saysGPS.MatchString(s.plain) {
		u.Args["by_hand"] = saysNot.MatchString(s.plain)
		return
	}
	kind := ""
	switch {
	case saysActual.MatchString(s.plain):
		kind = "actual"
	case saysPlan.MatchString(s.plain):
		kind = "planned"
	default:
		return
	}
	for _, c := range stepCues {
		if !c.pattern.MatchString(s.plain) {
			continue
		}
		at, ok := s.stepTime(kind == "actual")
		switch {
		case !ok:
		case kind == "planned" && c.step == "departed":
			u.Args["start"] = stamp(at)
		default:
			u.Args[kind] = map[string]any{c.step: stamp(at)}
		}
		return
	}
}

// stepTime is the moment in the sentence. An hour alone is the last one that was
// for what has happened, and the next one for a plan.
func (s sentence) stepTime(past bool) (time.Time, bool) {
	read := newClock(s.tok, s.now, future).start(s.untaken, "")
	if read.whole() {
		return read.at, true
	}
	clock, ok := saidBefore(read.half, halfHour)
	if !read.hour || !ok {
		return time.Time{}, false
	}
	at := fleet.StartOfDay(s.now).Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	switch {
	case past && at.After(s.now):
		at = at.AddDate(0, 0, -1)
	case !past && at.Before(s.now):
		at = at.AddDate(0, 0, 1)
	}
	return at, true
}
