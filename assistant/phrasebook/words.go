package phrasebook

import (
	"cmp"
	"embed"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed data/*.txt
var files embed.FS

// book is the phrasebook's data, read once and never changed.
type book struct {
	spelling map[string]string // spelling -> plain word; "" drops it
	vocab    map[string]bool   // every plain word that a pattern knows
	byLength map[int][]string  // the same by length, for typos
	evidence []evidence
	topics   []evidence
	slots    []slotRule
	captures []captureRule
	examples examples
	second   second
	cargo    map[string]bool
	joining  map[string]bool // words that may stand in any question
	generic  map[string]bool
	common   map[string]bool            // everyday words
	words    map[Intent]map[string]bool // the words of each intent
	spread   map[string]int             // word -> how many intents know it
	filters  map[Intent]map[string]bool // the words that name a filter of each intent
}

// theBook reads the embedded files; a fault in them is a programming error.
var theBook = sync.OnceValue(func() *book {
	b := &book{spelling: map[string]string{}, vocab: map[string]bool{}, byLength: map[int][]string{}}
	b.readSpelling(lines("words"))
	b.evidence = readEvidence(slices.Concat(lines("intents"), lines("duties")))
	b.topics = readEvidence(lines("topics"))
	b.slots = readSlots(lines("slots"))
	b.captures = readCaptures(lines("captures"))
	b.examples = readExamples(lines("examples"))
	b.second = newSecond(lines("examples"))
	b.cargo = set(lines("cargo"))
	b.generic = set(lines("generic"))
	b.joining = set(strings.Fields(strings.Join(lines("joining"), " ")))
	b.learnIntents()
	b.learn("intents", "duties", "topics", "slots", "cargo", "generic", "common")
	return b
})

// lines are the lines of a data file without comments and blanks.
func lines(name string) []string {
	raw, err := files.ReadFile("data/" + name + ".txt")
	if err != nil {
		panic("phrasebook: " + err.Error())
	}
	var out []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func (b *book) readSpelling(lines []string) {
	for _, line := range lines {
		left, right, _ := strings.Cut(line, "=")
		right = strings.TrimSpace(right)
		if right == "-" {
			right = ""
		}
		for w := range strings.FieldsSeq(left) {
			b.spelling[w] = right
			b.know(w)
		}
		for w := range strings.FieldsSeq(right) {
			b.know(w)
		}
	}
}

var wordPattern = regexp.MustCompile(`[a-z]{2,}`)

// learn takes every plain word of the files into the vocabulary, so that a
// word no file knows can be told from one that is merely misspelt.
func (b *book) learn(names ...string) {
	escape := regexp.MustCompile(`\\[a-zA-Z]|<[a-z]+>`)
	for _, name := range names {
		for _, line := range lines(name) {
			for _, w := range wordPattern.FindAllString(escape.ReplaceAllString(line, " "), -1) {
				b.know(w)
			}
		}
	}
}

func (b *book) know(w string) {
	if !b.vocab[w] {
		b.vocab[w] = true
		b.byLength[len(w)] = append(b.byLength[len(w)], w)
	}
}

// endings are what a word can lose or gain and still mean the same to the
// patterns; the first that gives a known word is taken.
var endings = [...]struct{ have, want string }{{"s", ""}, {"es", ""}, {"ing", ""}, {"ing", "e"}, {"ed", ""}, {"d", ""}, {"ies", "y"}, {"", "s"}, {"", "ed"}}

// known is a word that the patterns know in another form: roads for road.
func (b *book) known(w string) string {
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(w, e.have); ok && len(stem) > 2 && b.vocab[stem+e.want] {
			return stem + e.want
		}
	}
	return ""
}

// plain is the plain spelling of a word: as the list has it, in the form that
// the patterns know, or corrected when it is one slip away from exactly one
// word that they know.
func (b *book) plain(w string) string {
	if p, ok := b.spelling[w]; ok {
		return p
	}
	if len(w) < 4 || b.vocab[w] || hasDigit(w) {
		return w
	}
	if found := b.known(w); found != "" {
		return cmp.Or(b.spelling[found], found)
	}
	if len(w) < 5 {
		return w
	}
	found := ""
	for n := len(w) - 1; n <= len(w)+1; n++ {
		for _, v := range b.byLength[n] {
			if oneSlip(w, v) {
				if found != "" && found != v {
					return w
				}
				found = v
			}
		}
	}
	if p, ok := b.spelling[found]; ok {
		return p
	}
	return cmp.Or(found, w)
}

// oneSlip says whether two different words are one letter inserted, dropped,
// changed or swapped with its neighbour apart, with the first letter right.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == "" || a[0] != b[0] || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:] {
		return true
	}
	return a[i+1:] == b[i+1:]
}
