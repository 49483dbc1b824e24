package assistant

import (
	"regexp"
	"strings"
)

const maxIntro = 400 // bytes; the card says the rest

var (
	numberForm = regexp.MustCompile(`[0-9]+(?:[.,:][0-9]+)*`)
	countWords = regexp.MustCompile(`(?i)\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|dozen|half)\b`)
)

// introFor is what the model said before the card, or nothing: words that hold
// a number which no tool returned are dropped whole, and so is a speech.
func introFor(text string, returned []string) string {
	text = strings.TrimSpace(text)
	if len(text) > maxIntro || strings.HasPrefix(text, "{") || strings.HasPrefix(text, "error:") || countWords.MatchString(text) {
		return ""
	}
	known := map[string]bool{}
	for _, r := range returned {
		for _, n := range numberForm.FindAllString(r, -1) {
			known[n] = true
		}
	}
	for _, n := range numberForm.FindAllString(text, -1) {
		if !known[n] {
			return ""
		}
	}
	return text
}
