package phrasebook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// evidence is one line of intents.txt: a pattern that speaks for an intent, or
// against it.
type evidence struct {
	intent  Intent
	weight  float64
	pattern *regexp.Regexp
	words   []string // of the pattern
}

// readEvidence reads "intent weight pattern" lines; "let name = text" names a
// part that later patterns use as <name>.
func readEvidence(lines []string) []evidence {
	var out []evidence
	macros := []string{}
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(line, "let "); ok {
			name, text, _ := strings.Cut(rest, "=")
			macros = append(macros, "<"+strings.TrimSpace(name)+">", strings.TrimSpace(text))
			continue
		}
		intent, rest, _ := strings.Cut(line, " ")
		weight, pattern, _ := strings.Cut(rest, " ")
		w, err := strconv.ParseFloat(weight, 64)
		if err != nil {
			panic(fmt.Sprintf("phrasebook: %q: %v", line, err))
		}
		pattern = strings.NewReplacer(macros...).Replace(strings.TrimSpace(pattern))
		out = append(out, evidence{Intent(intent), w, regexp.MustCompile(pattern), patternWords(pattern)})
	}
	return out
}

// slotRule is one line of slots.txt.
type slotRule struct {
	slot, value string
	intents     []Intent
	pattern     *regexp.Regexp
	words       []string // of the pattern
}

func readSlots(lines []string) []slotRule {
	var out []slotRule
	for _, line := range lines {
		f := strings.SplitN(line, " ", 4)
		if len(f) != 4 {
			panic(fmt.Sprintf("phrasebook: %q has not four parts", line))
		}
		r := slotRule{slot: f[0], value: f[1], pattern: regexp.MustCompile(f[3]), words: patternWords(f[3])}
		for in := range strings.SplitSeq(f[2], ",") {
			r.intents = append(r.intents, Intent(in))
		}
		out = append(out, r)
	}
	return out
}

// patternWords are the words that a pattern holds.
func patternWords(pattern string) []string {
	return wordPattern.FindAllString(notWords.ReplaceAllString(pattern, " "), -1)
}

// readSlot is the value of a slot for an intent, "" when no line matches.
func (b *book) readSlot(slot string, in Intent, plain string) string {
	for _, r := range b.slots {
		if r.slot != slot || !slices.Contains(r.intents, in) {
			continue
		}
		if at := r.pattern.FindStringIndex(plain); at != nil && (!turned[slot] || !turnedRound.MatchString(plain[:at[0]])) {
			return r.value
		}
	}
	return ""
}

// turned are the arguments that a "not" before their words makes the opposite
// of: "not moving" is read as moving by no rule.
var (
	turned      = set([]string{"status", "load", "availability"})
	turnedRound = regexp.MustCompile(`\b(not|no|never|without)( (is|be|been|yet|even|still|get))* $`)
)

// scored is an intent with the weight that speaks for it.
type scored struct {
	intent Intent
	weight float64
}

// weigh adds up the evidence of a plain sentence, best intent first.
func weigh(list []evidence, plain string) []scored {
	sums := map[Intent]float64{}
	for _, e := range list {
		if e.pattern.MatchString(plain) {
			sums[e.intent] += e.weight
		}
	}
	var out []scored
	for in, w := range sums {
		out = append(out, scored{in, w})
	}
	slices.SortFunc(out, func(a, b scored) int {
		if a.weight != b.weight {
			if a.weight > b.weight {
				return -1
			}
			return 1
		}
		return strings.Compare(string(a.intent), string(b.intent))
	})
	return out
}
