package phrasebook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"watchtower/fleet"
)

// exceptWords turn a filter round, and no tool knows them.
var exceptWords = regexp.MustCompile(`\b(except|excluding|exclude|apart from|other than|but not|minus)\b`)

// notedFilters are the arguments whose words are a filter: when one of their
// words stands in a sentence and none of them was read, it was not understood.
var notedFilters = []string{"status", "load", "availability", "milestone", "severity", "kind"}

// unread are the parts of a question, as written, that say something and that
// nothing took: a second driver, an hour, a number, a filter. An answer without
// them would be to another question.
func (s sentence) unread(u *Understanding) []string {
	if u.Tool == "" || u.Write || len(u.Missing) > 0 || specs[u.Intent].tool == "" {
		return nil
	}
	var out []string
	for i, t := range s.tok {
		switch o := s.owner[i]; {
		case o < 0 && allDigits(t.low):
			out = append(out, t.text)
		case o >= 0 && s.tags[o].at == i && !s.taken(s.tags[o], u):
			out = append(out, s.raw(s.tags[o].at, s.tags[o].n))
		}
	}
	out = append(append(out, s.unreadTime(u)...), s.torn(u)...)
	if w := exceptWords.FindString(s.plain); w != "" {
		out = append(out, w)
	}
	for _, w := range slices.Concat(s.halfRead(u), s.unapplied(u)) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// torn are the words of another step of the trip than the one that was read:
// "has it loaded and left" asks for two, or for one that is not clear.
func (s sentence) torn(u *Understanding) []string {
	read := u.Args["milestone"]
	if read == nil {
		return nil
	}
	var mine, others [][]int
	for _, r := range s.book.slots {
		if r.slot != "milestone" || !slices.Contains(r.intents, u.Intent) {
			continue
		}
		if at := r.pattern.FindStringIndex(s.plain); at == nil {
			continue
		} else if r.value == read {
			mine = append(mine, at)
		} else {
			others = append(others, at)
		}
	}
	var out []string
	for _, o := range others {
		if !slices.ContainsFunc(mine, func(m []int) bool { return o[0] < m[1] && m[0] < o[1] }) {
			out = append(out, s.plain[o[0]:o[1]])
		}
	}
	return out
}

// timeWords are the words that say when, whatever stands around them.
var timeWords = regexp.MustCompile(`^(week|month|year|weekend|yesterday|today|morning|afternoon|evening|night|noon|midnight|oclock|(mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|[0-9]{1,2}(am|pm))$`)

// unreadTime are the words of time that no period took where the question has one.
func (s sentence) unreadTime(u *Understanding) []string {
	if !specOf(u.Intent).period || u.Args["period"] != nil {
		return nil
	}
	var out []string
	for i, t := range s.tok {
		if s.owner[i] < 0 && timeWords.MatchString(t.low) {
			out = append(out, t.text)
		}
	}
	return out
}

// idle are names and times that may stand in a question without changing it.
func (s sentence) idle(t tag, u *Understanding) bool {
	switch t.kind {
	case kPerson, kDigits, kAlert:
		return true
	case kWhen:
		return u.Intent == ETA || s.nowish(t)
	case kClient:
		return u.Args["want"] == "share_link" || u.Args["trip_id"] != nil
	case kPlace, kDriver:
		return u.Args["trip_id"] != nil || u.Args["want"] == "contact"
	}
	return false
}

// nowish says whether a time is the present one, which every question is about.
func (s sentence) nowish(t tag) bool {
	for _, w := range s.tok[t.at : t.at+t.n] {
		if w.low == "today" || w.low == "tonight" || w.low == "now" {
			return true
		}
	}
	return false
}

// taken says whether some argument holds what a tag says.
func (s sentence) taken(t tag, u *Understanding) bool {
	switch t.kind {
	case kWhen:
		return u.Args["period"] != nil && !s.secondTime(t, u) || s.idle(t, u)
	case kDistance, kDuration, kSpeed, kVolume, kFeet, kCount:
		return hasAny(u.Args, "radius_km", "threshold", "container_size", "limit", "figures")
	}
	if s.idle(t, u) {
		return true
	}
	for _, v := range u.Args {
		if list, ok := v.([]string); ok && slices.ContainsFunc(list, func(x string) bool { return slices.Contains(t.values, x) }) {
			return true
		}
		if slices.ContainsFunc(t.values, func(x string) bool { return fleet.Key(x) == fleet.Key(fmt.Sprint(v)) }) {
			return true
		}
	}
	return false
}

// secondTime says whether a time stands apart from the one that was taken, where
// the question has room for one: "on 20 Nov, after 6pm".
func (s sentence) secondTime(t tag, u *Understanding) bool {
	first := s.of(kWhen)[0]
	return u.Intent != Compare && t.at != first.at && !s.nowish(first)
}

func hasAny(args map[string]any, names ...string) bool {
	return slices.ContainsFunc(names, func(k string) bool { return args[k] != nil })
}

// halfRead are the words of a filter that the intent has and that was not read:
// two of them, or one with a "not", are too many to be by chance.
func (s sentence) halfRead(u *Understanding) []string {
	if hasAny(u.Args, notedFilters...) {
		return nil
	}
	var out []string
	for w := range strings.FieldsSeq(s.plain) {
		if s.book.filters[u.Intent][w] && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	if len(out) > 1 || len(out) == 1 && notWord.MatchString(s.plain) {
		return out
	}
	return nil
}

var notWord = regexp.MustCompile(`\b(not|never|no|without)\b`)
