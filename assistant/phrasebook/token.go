package phrasebook

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word or number of a sentence.
type token struct {
	text       string // as written
	low        string // small letters
	start, end int    // bytes in the sentence
	glued      bool   // joined to the token before it by - or / or nothing
	comma      bool   // a comma, colon or line break stands before it
}

// maxTokens bounds the work on one sentence: nobody asks in more words.
const maxTokens = 120

// gluedWords are written in front of a number without a space: trip3101.
var gluedWords = [...]string{"trip", "truck", "wb", "waybill", "container", "job"}

// tokenize splits a sentence into words and numbers. Inside a number a colon,
// a point or a slash stays: 07:15, 2.5, 25/11/2026.
func tokenize(text string) []token {
	var out []token
	gap := 0
	for i := 0; i < len(text) && len(out) < maxTokens; {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			i += size
			continue
		}
		end := wordEnd(text, i)
		t := token{text: text[i:end], low: strings.ToLower(text[i:end]), start: i, end: end}
		between := text[gap:i]
		t.glued = len(out) > 0 && (between == "-" || between == "/" || between == "")
		t.comma = strings.ContainsAny(between, ",;:\n")
		out = append(out, splitGlued(t)...)
		i = skipPossessive(text, end)
		gap = i
	}
	return out
}

func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		inNumber := (r == ':' || r == '.' || r == '/') && i+1 < len(text) && isDigit(text[i-1]) && isDigit(text[i+1])
		inWord := (r == '\'' || r == '’') && !strings.HasPrefix(text[i+size:], "s") && i+size < len(text) && isLetter(text[i+size])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !inNumber && !inWord {
			break
		}
		i += size
	}
	return i
}

// skipPossessive steps over 's, so that "where's" reads "where".
func skipPossessive(text string, i int) int {
	for _, s := range [...]string{"'s", "’s", "'S"} {
		rest, found := strings.CutPrefix(text[i:], s)
		if found && (rest == "" || !isLetter(rest[0])) {
			return i + len(s)
		}
	}
	return i
}

func splitGlued(t token) []token {
	t.low = strings.NewReplacer("'", "", "’", "").Replace(t.low)
	for _, w := range gluedWords {
		digits, found := strings.CutPrefix(t.low, w)
		if !found || digits == "" || !allDigits(digits) || len(t.text) != len(t.low) {
			continue
		}
		a, b := t, t
		a.text, a.low, a.end = t.text[:len(w)], w, t.start+len(w)
		b.text, b.low, b.start, b.glued, b.comma = t.text[len(w):], digits, a.end, true, false
		return []token{a, b}
	}
	return []token{t}
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
