package assistant

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxIntro = 400 // bytes; the card says the rest

var (
	numberForm = regexp.MustCompile(`[0-9]+(?:[.,:][0-9]+)*`)
	countWords = regexp.MustCompile(`(?i)\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|dozen|half)\b`)
	// timeWords and doneWords are what is as easily made up as a figure: a time
	// without one, and a change that nobody made.
	timeWords = regexp.MustCompile(`(?i)\b(today|tonight|tomorrow|yesterday|noon|midnight|morning|afternoon|evening)\b`)
	doneWords = regexp.MustCompile(`(?i)\b(done|cancell?ed|created|deleted|removed|changed|updated|saved|assigned|reassigned|confirmed|muted|closed|approved)\b`)
)

// ours are names that need no source.
const ours = " watch tower gps eta wat ok"

// introFor is what the model said before the card, or nothing: words that hold
// a number or a change which no tool returned, or a name or a time that neither
// a tool nor the question holds, are dropped whole, and so is a speech.
func introFor(text string, returned []string, named string) string {
	text = strings.TrimSpace(text)
	if len(text) > maxIntro || strings.HasPrefix(text, "{") || strings.HasPrefix(text, "error:") || countWords.MatchString(text) {
		return ""
	}
	facts := strings.ToLower(strings.Join(returned, " "))
	known := map[string]bool{}
	for _, n := range numberForm.FindAllString(facts, -1) {
		known[n] = true
	}
	for _, n := range numberForm.FindAllString(text, -1) {
		if !known[n] {
			return ""
		}
	}
	named = facts + " " + strings.ToLower(named)
	if !holds(facts, doneWords.FindAllString(text, -1)) || !holds(named, timeWords.FindAllString(text, -1)) || !holds(named+ours, namesIn(text)) {
		return ""
	}
	return text
}

// holds says whether a text holds all of the words, in small letters.
func holds(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
}

// namesIn are the words that begin with a capital amid a sentence.
func namesIn(text string) []string {
	var out []string
	begins := true
	for _, f := range strings.Fields(text) {
		w := strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
		if first, n := utf8.DecodeRuneInString(w); !begins && unicode.IsUpper(first) && n < len(w) && !strings.ContainsAny(w, "'’") {
			out = append(out, w)
		}
		begins = strings.ContainsAny(f[len(f)-1:], ".!?:")
	}
	return out
}

// withoutTool are words that no tool stands behind, or nothing: a question back
// may name what the prompt names and speak of changes, a statement neither.
func (run *round) withoutTool(text string) string {
	done := doneWords.FindAllString(text, -1)
	switch {
	case strings.HasSuffix(strings.TrimSpace(text), "?"):
		return introFor(text, append(done, run.r.Text), run.names)
	case len(done) > 0:
		return ""
	}
	return introFor(text, []string{run.r.Text}, "")
}
