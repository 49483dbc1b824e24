package phrasebook

import (
	"math"
	"slices"
	"strings"
)

// second is a second reader, who knows nothing but the examples: how often each
// word, pair and near pair stands in the sentences of each intent (naive Bayes).
// The patterns and it are wrong about different sentences, so what they disagree
// on is asked instead of answered.
type second struct {
	intents []Intent
	prior   []float64 // log
	never   []float64 // log of a feature that the intent's examples never have
	feature map[string][]leaning
}

// leaning is how much more a feature speaks for an intent than one it never has.
type leaning struct {
	intent int
	gain   float64 // log
}

const (
	smooth   = 0.05 // of an occurrence, for what an intent's examples never have
	priorCut = 0.5  // the share of a log prior that counts: examples are many where patterns were hard to write
)

func newSecond(lines []string) second {
	counts := map[string]map[int]float64{}
	var x second
	var examples, total []float64
	for _, line := range lines {
		in, text, _ := strings.Cut(line, " ")
		at := slices.Index(x.intents, Intent(in))
		if at < 0 {
			at = len(x.intents)
			x.intents, examples, total = append(x.intents, Intent(in)), append(examples, 0), append(total, 0)
		}
		examples[at]++
		for _, f := range nearFeatures(text) {
			if counts[f] == nil {
				counts[f] = map[int]float64{}
			}
			counts[f][at]++
			total[at]++
		}
	}
	for i := range x.intents {
		x.prior = append(x.prior, priorCut*math.Log(examples[i]/float64(len(lines))))
		x.never = append(x.never, math.Log(smooth/(total[i]+smooth*float64(len(counts)))))
	}
	x.feature = make(map[string][]leaning, len(counts))
	for f, by := range counts {
		for i := range x.intents {
			if n := by[i]; n > 0 {
				x.feature[f] = append(x.feature[f], leaning{i, math.Log((n + smooth) / smooth)})
			}
		}
	}
	return x
}

// nearFeatures are features, and the pairs with one word between.
func nearFeatures(plain string) []string {
	out := features(plain)
	words := strings.Fields(plain)
	for i := 2; i < len(words); i++ {
		if f := words[i-2] + " * " + words[i]; !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// opinion is how likely a sentence is to be of each intent.
type opinion struct {
	best Intent
	of   map[Intent]float64
}

func (x second) opinion(plain string) opinion {
	sums := slices.Clone(x.prior)
	for _, f := range nearFeatures(plain) {
		known := x.feature[f]
		if len(known) == 0 {
			continue
		}
		for i := range sums {
			sums[i] += x.never[i]
		}
		for _, l := range known {
			sums[l.intent] += l.gain
		}
	}
	top, total := slices.Max(sums), 0.0
	out := opinion{best: x.intents[slices.Index(sums, top)], of: make(map[Intent]float64, len(sums))}
	for _, s := range sums {
		total += math.Exp(s - top)
	}
	for i, s := range sums {
		out.of[x.intents[i]] = math.Exp(s-top) / total
	}
	return out
}
