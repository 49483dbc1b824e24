package phrasebook

import (
	"regexp"
	"slices"
	"strings"
)

// The bounds of doubt.
const (
	telling    = 4    // a word that so many intents know, or fewer, tells one from another
	undoubted  = 9.5  // weight of evidence that no single word can put in doubt
	someLike   = 0.25 // likeness at which an example may be a rival
	someShare  = 0.45 // and the share of votes it must have for that
	veryLike   = 0.60 // likeness at which they overrule evidence that a telling word speaks against
	aloneLike  = 0.28 // likeness at which examples decide where no pattern speaks
	aloneShare = 0.60 // and the share of votes they must have
)

var notWords = regexp.MustCompile(`\\[a-zA-Z]|<[a-z]+>`)

// learnIntents notes which words belong to which intent: those of its patterns,
// its slots and its examples. A word that only other intents know is a sign
// that a sentence means something else.
func (b *book) learnIntents() {
	b.words, b.spread = map[Intent]map[string]bool{}, map[string]int{}
	add := func(in Intent, words []string) {
		if b.words[in] == nil {
			b.words[in] = map[string]bool{}
		}
		for _, w := range words {
			if !b.words[in][w] {
				b.words[in][w] = true
				b.spread[w]++
			}
		}
	}
	for _, line := range lines("examples") {
		in, text, _ := strings.Cut(line, " ")
		add(Intent(in), wordPattern.FindAllString(text, -1))
	}
	for _, e := range b.evidence {
		if e.weight > 0 {
			add(e.intent, e.words)
		}
	}
	for _, r := range b.slots {
		for _, in := range r.intents {
			add(in, r.words)
		}
	}
	b.common = map[string]bool{}
	for _, line := range lines("common") {
		for w := range strings.FieldsSeq(line) {
			b.common[w] = true
		}
	}
	b.learnFilters()
}

// learnFilters notes the words that name a filter of an intent.
func (b *book) learnFilters() {
	b.filters = map[Intent]map[string]bool{}
	for _, r := range b.slots {
		if !slices.Contains(notedFilters, r.slot) {
			continue
		}
		for _, w := range r.words {
			for _, in := range r.intents {
				if b.filters[in] == nil {
					b.filters[in] = map[string]bool{}
				}
				b.filters[in][w] = b.filters[in][w] || !b.joining[w]
			}
		}
	}
}

// foreign says whether the sentence holds a telling word that the intent does
// not know and the rival does; any rival, when none is given.
func (s sentence) foreign(in, rival Intent) bool {
	for _, w := range wordPattern.FindAllString(s.plain, -1) {
		if s.book.common[w] || s.book.words[in][w] || s.book.spread[w] == 0 || s.book.spread[w] > telling {
			continue
		}
		if rival == "" || s.book.words[rival][w] {
			return true
		}
	}
	return false
}

// doubted is the rival that a clear reading must be weighed against: what the
// likest examples say, or the evidence next in weight, when a telling word of
// the sentence is the rival's alone.
func (s sentence) doubted(best, like Intent, likeness, share float64) Intent {
	if s.ranks[0].weight > undoubted {
		return ""
	}
	if like != best && likeness >= someLike && share >= someShare && s.foreign(best, like) {
		return like
	}
	if len(s.ranks) > 1 && s.ranks[1].weight >= enough && s.foreign(best, s.ranks[1].intent) {
		return s.ranks[1].intent
	}
	return ""
}
