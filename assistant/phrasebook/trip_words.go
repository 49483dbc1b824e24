package phrasebook

import (
	"regexp"
	"slices"
	"strings"

	"watchtower/fleet"
)

// readStart reads when a trip starts. A start in the past or too soon is asked
// for again, with the reason.
func (s sentence) readStart(u *Understanding) {
	if s.noSuchDate(u, "start") {
		return
	}
	c := newClock(s.tok, s.now, future)
	read := c.start(s.untaken, s.half)
	u.Half = read.half
	switch {
	case !read.whole() && (read.day || read.hour):
		if u.Problem == "" {
			u.Problem = partOfStart(read)
		}
	case !read.whole():
	default:
		if err := fleet.CheckStart(read.at, s.now); err != nil {
			u.ask("start", nil, fleet.MessageFor(err))
			return
		}
		u.Args["start"] = stamp(read.at)
	}
}

func partOfStart(r startRead) string {
	if r.day {
		return "I have the day but not the hour."
	}
	return "I have the hour but not the day."
}

var (
	cargoCue  = regexp.MustCompile(`(?i)\b(?:carry|carrying|cargo|with cargo|load of|loaded with|loading|hauling|conveying|deliver(?:ing)?)\s*[:=]?\s+([a-z][a-z ]{1,40}?)(?:\s+(?:from|to|on|at|by|for|tomorrow|today|tonight|and|start|with|in)\b|[,.;]|$)`)
	stopWords = set([]string{"from", "to", "a", "the", "container", "it", "load", "goods", "trip", "truck"})
)

// readCargo reads what is carried: after a word that says so, or a load from
// the list of loads.
func (s sentence) readCargo(u *Understanding) {
	if m := cargoCue.FindStringSubmatch(s.text); m != nil {
		words := strings.Fields(strings.ToLower(m[1]))
		if len(words) > 0 && !stopWords[words[0]] && s.untakenWord(words[0]) {
			u.Args["cargo"] = strings.Join(words, " ")
			return
		}
	}
	for n := 2; n > 0; n-- {
		for i := 0; i+n <= len(s.tok); i++ {
			words := strings.ToLower(s.raw(i, n))
			if s.free(i, n) && s.book.cargo[squeeze(words)] {
				u.Args["cargo"] = squeeze(words)
				return
			}
		}
	}
	s.lastSegment(u)
}

// unknownClient takes a client's name that nobody registered, so that the tool
// says so instead of making the trip without one.
func (s sentence) unknownClient(u *Understanding) {
	if u.Args["client"] != nil || slices.Contains(u.Missing, "client") {
		return
	}
	for i := 1; i < len(s.tok); i++ {
		if w := s.tok[i-1].low; w != "for" && w != "client" && w != "customer" || !s.unknownWord(i) {
			continue
		}
		n := 1
		for i+n < len(s.tok) && s.free(i+n, 1) && !s.tok[i+n].comma && (s.unknownWord(i+n) || s.book.generic[s.tok[i+n].low]) {
			n++
		}
		u.Args["client"] = s.raw(i, n)
		s.mark(tag{kind: kClient, at: i, n: n, values: []string{s.raw(i, n)}})
		return
	}
}

func (s sentence) untakenWord(w string) bool {
	for i, t := range s.tok {
		if t.low == w {
			return s.free(i, 1)
		}
	}
	return false
}

// lastSegment takes one or two unknown words alone between commas as the load.
func (s sentence) lastSegment(u *Understanding) {
	for i := len(s.tok) - 1; i > 0; i-- {
		if !s.tok[i].comma {
			continue
		}
		end := i + 1
		for end < len(s.tok) && !s.tok[end].comma {
			end++
		}
		if end-i > 2 {
			continue
		}
		for j := i; j < end && s.unknownWord(j); j++ {
			if j == end-1 {
				u.Args["cargo"] = strings.ToLower(s.raw(i, end-i))
				return
			}
		}
	}
}

var (
	reasonCue    = regexp.MustCompile(`(?i)(?:\bbecause(?: of)?\b|\bcos\b|\bcause\b|\bcuz\b|\breason(?: is)?\b\s*[:=]?|\bdue to\b|\bsince\b (?:the|client|customer|truck|driver))\s*(.+)$`)
	commandFirst = regexp.MustCompile(`(?i)^(?:please |pls |abeg )?(?:cancel|close|end|stop|postpone|reschedule|mark|update|move|push)\b`)
	pidginDone   = regexp.MustCompile(`(?i)\bdon ([a-z]+)\b`)
)

// readReason takes why a trip is changed: after "because", or what stands after
// the last comma.
func (s sentence) readReason(u *Understanding) {
	reason := ""
	if m := reasonCue.FindStringSubmatch(s.text); m != nil {
		reason = m[1]
	} else {
		reason = s.afterComma()
	}
	if commandFirst.MatchString(reason) {
		return
	}
	if reason == "" {
		reason = s.beforeOrder()
	}
	reason = strings.Trim(squeeze(reason), " .!,'\"")
	if reason != "" {
		u.Args["reason"] = pidginDone.ReplaceAllStringFunc(reason, pastTense)
	}
}

// afterComma is the last stretch of the sentence behind a comma, when it holds
// words of its own and no name that the change needs.
func (s sentence) afterComma() string {
	for i := len(s.tok) - 1; i > 0; i-- {
		if !s.tok[i].comma {
			continue
		}
		own := 0
		for j := i; j < len(s.tok); j++ {
			if s.free(j, 1) && s.word(j) != "" {
				own++
			}
			if o := s.owner[j]; o >= 0 && s.tags[o].kind != kWhen && s.tags[o].kind != kClient && s.tags[o].kind != kPlace {
				return ""
			}
		}
		if own >= 2 {
			return s.text[s.tok[i].start:]
		}
	}
	return ""
}

// beforeOrder is what is said in front of a comma when the order comes after it:
// "client no ready, cancel it". It names nothing of its own.
func (s sentence) beforeOrder() string {
	for i := 2; i < len(s.tok); i++ {
		if s.owner[i-1] >= 0 {
			return ""
		}
		if s.tok[i].comma {
			if commandFirst.MatchString(s.text[s.tok[i].start:]) {
				return s.text[:s.tok[i-1].end]
			}
			return ""
		}
	}
	return ""
}

// pastTense writes pidgin "don change" as "changed".
func pastTense(phrase string) string {
	verb := strings.Fields(phrase)[1]
	if strings.HasSuffix(verb, "e") {
		return verb + "d"
	}
	return verb + "ed"
}
