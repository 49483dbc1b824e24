package phrasebook

import (
	"strings"
	"time"
)

// Anonymous is a text without what could be a person's: drivers and Slack users
// become their kind, long numbers too, and words that neither the roster nor the
// language knows become x. Trucks, trips and places stay.
func Anonymous(text string, lex *Lexicon) string {
	r := read(text, lex, time.Time{})
	var b strings.Builder
	at := 0
	for i := 0; i < len(r.tok); {
		n, word := 1, ""
		if o := r.owner[i]; o >= 0 {
			t := r.tags[o]
			n = t.at + t.n - i
			if t.kind == kDriver || t.kind == kPerson || t.kind == kDigits {
				word = string(t.kind)
			}
		} else if w := r.tok[i].low; len(w) > 2 && !r.book.vocab[w] && !r.book.vocab[r.book.plain(w)] {
			word = "x"
		}
		if word != "" {
			b.WriteString(text[at:r.tok[i].start] + word)
			at = r.tok[i+n-1].end
		}
		i += n
	}
	b.WriteString(text[at:])
	return b.String()
}

// IntentOf is the intent that a tool serves; "" for none.
func IntentOf(tool string) Intent {
	for in, sp := range allSpecs() {
		if sp.tool == tool {
			return in
		}
	}
	return ""
}
