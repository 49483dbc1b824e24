package phrasebook

import (
	"fmt"
	"regexp"
	"strings"
)

// captureRule is one line of captures.txt: what is copied word for word from a
// sentence, such as a note or the name of somebody new.
type captureRule struct {
	intent  Intent
	slot    string
	pattern *regexp.Regexp
}

func readCaptures(lines []string) []captureRule {
	var out []captureRule
	for _, line := range lines {
		f := strings.SplitN(line, " ", 3)
		if len(f) != 3 {
			panic(fmt.Sprintf("phrasebook: %q has not three parts", line))
		}
		out = append(out, captureRule{Intent(f[0]), f[1], regexp.MustCompile("(?is)" + f[2])})
	}
	return out
}

// capture copies what the lines of the intent find; the first that matches a
// slot wins.
func (s sentence) capture(u *Understanding) {
	for _, c := range s.book.captures {
		if _, have := u.Args[c.slot]; have || c.intent != u.Intent {
			continue
		}
		if m := c.pattern.FindStringSubmatch(s.text); m != nil {
			if text := strings.Trim(squeeze(m[1]), " .,;:-"); text != "" {
				u.Args[c.slot] = text
			}
		}
	}
}
