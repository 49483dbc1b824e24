package phrasebook

import (
	"regexp"
	"strings"
)

var (
	mention    = regexp.MustCompile(`<@([UW][A-Z0-9]{2,})(?:\|[^>]*)?>`)
	alertVerbs = set([]string{"ack", "acknowledge", "acknowledged", "unack", "unacknowledge", "resolve", "snooze", "reopen"})
)

// findPeople tags Slack users as Slack writes them, so that their ids are taken
// for nothing else.
func (r *reading) findPeople() {
	for _, m := range mention.FindAllStringSubmatchIndex(r.text, -1) {
		first, n := -1, 0
		for i, t := range r.tok {
			if t.start >= m[0] && t.end <= m[1] {
				if first < 0 {
					first = i
				}
				n++
			}
		}
		if first >= 0 {
			r.mark(tag{kind: kPerson, at: first, n: n, values: []string{"<@" + r.text[m[2]:m[3]] + ">"}, known: true, sure: true})
		}
	}
}

// Long numbers that are neither trucks nor trips: telephones, trackers, and
// where a place lies.
var longNumbers = regexp.MustCompile(`(?:\+[0-9]|\b0)[0-9 -]{8,16}[0-9]\b|\b[0-9]{13,17}\b|` + coordinates.String())

func (r *reading) findLongNumbers() {
	for _, m := range longNumbers.FindAllStringIndex(r.text, -1) {
		for i, t := range r.tok {
			if t.start >= m[0] && t.end <= m[1] && r.free(i, 1) {
				r.mark(tag{kind: kDigits, at: i, n: 1})
			}
		}
	}
}

// findAlerts tags the numbers of alerts, with the word before them: "alert 12",
// "alert no 12", "ack 12".
func (r *reading) findAlerts() {
	for i := range r.tok {
		if w := r.tok[i].low; !r.free(i, 1) || !allDigits(w) || len(w) > 9 {
			continue
		}
		at := i - 1
		for w := r.word(at); w == "no" || w == "number" || w == "id"; w = r.word(at) {
			at--
		}
		before := r.word(at)
		next := r.tokLow(i + 1)
		_, unit := units[next]
		if _, month := monthOf(next); month || unit || next == "am" || next == "pm" {
			continue
		}
		switch {
		case before == "alert":
			r.mark(tag{kind: kAlert, at: at, n: i - at + 1, values: []string{r.tok[i].low}, known: true, sure: true})
		case alertVerbs[before] || alertVerbs[strings.TrimSuffix(before, "d")]:
			r.mark(tag{kind: kAlert, at: i, n: 1, values: []string{r.tok[i].low}, known: true, sure: true})
		}
	}
}
