package phrasebook

import (
	"math"
	"slices"
	"strings"
)

// examples are sentences that were understood before, in the form that the
// patterns see. Where the evidence is unclear, the likest of them decide: only
// about questions, never about changes.
type examples struct {
	intents []Intent
	feature map[string][]posting // pairs and single words -> where they occur
	rarity  map[string]float64
}

type posting struct {
	example int
	weight  float64
}

// The bounds of likeness.
const (
	neighbours = 6
	likeEnough = 0.42 // cosine with the likest example
	likeShare  = 0.62 // of the neighbours' votes that one intent must have
)

// readExamples reads "intent sentence" lines.
func readExamples(lines []string) examples {
	x := examples{feature: map[string][]posting{}, rarity: map[string]float64{}}
	var all [][]string
	for _, line := range lines {
		in, text, _ := strings.Cut(line, " ")
		x.intents = append(x.intents, Intent(in))
		f := features(text)
		all = append(all, f)
		for _, w := range f {
			x.rarity[w]++
		}
	}
	for w, n := range x.rarity {
		x.rarity[w] = math.Log(1 + float64(len(all))/n)
	}
	for i, f := range all {
		long := x.length(f)
		for _, w := range f {
			x.feature[w] = append(x.feature[w], posting{i, x.rarity[w] / long})
		}
	}
	return x
}

// features are the words of a sentence and its pairs of neighbours, once each.
func features(plain string) []string {
	words := strings.Fields(plain)
	out := slices.Clone(words)
	for i := range words {
		before := "^"
		if i > 0 {
			before = words[i-1]
		}
		out = append(out, before+" "+words[i])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (x examples) length(f []string) float64 {
	sum := 0.0
	for _, w := range f {
		r := x.rarityOf(w)
		sum += r * r
	}
	return math.Sqrt(sum)
}

// rarityOf is how much a feature tells; one that no example has tells most.
func (x examples) rarityOf(w string) float64 {
	if r, ok := x.rarity[w]; ok {
		return r
	}
	if strings.Contains(w, " ") {
		return 0.5 * math.Log(1+float64(len(x.intents)))
	}
	return math.Log(1 + float64(len(x.intents)))
}

// like is the intent of the likest examples, with the likeness of the best one
// and the share of votes; "" when nothing is like it.
func (x examples) like(plain string) (in Intent, best, share float64) {
	f := features(plain)
	long := x.length(f)
	dots := map[int]float64{}
	for _, w := range f {
		for _, p := range x.feature[w] {
			dots[p.example] += p.weight * x.rarityOf(w) / long
		}
	}
	order := make([]int, 0, len(dots))
	for i := range dots {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int {
		if dots[a] != dots[b] {
			if dots[a] > dots[b] {
				return -1
			}
			return 1
		}
		return a - b
	})
	order = order[:min(len(order), neighbours)]
	votes, total := map[Intent]float64{}, 0.0
	for _, i := range order {
		v := dots[i] * dots[i]
		votes[x.intents[i]] += v
		total += v
	}
	for _, i := range order { // in order, so that equal votes fall the same way
		if v := votes[x.intents[i]]; v > votes[in] {
			in = x.intents[i]
		}
	}
	if total == 0 {
		return "", 0, 0
	}
	return in, dots[order[0]], votes[in] / total
}

// plainly is the weight of evidence that no example can put in doubt.
const plainly = 4.5

// byExample settles what the evidence leaves unclear by the likest examples,
// and doubts evidence that they and a telling word speak against. A change is
// never read off an example.
func (s *sentence) byExample(best Intent, clear bool) (Intent, bool) {
	in, likeness, share := s.book.examples.like(s.plain)
	if !clear && onlyNames.MatchString(s.plain) {
		return best, false // nothing was said of them
	}
	question := specOf(in).tool != "" && !specOf(in).write
	if clear {
		return s.confirmed(best, in, likeness, share)
	}
	sure := likeness >= likeEnough && share >= likeShare
	next := s.next()
	switch {
	case best == "" && likeness >= aloneLike && share >= aloneShare:
		sure = sure || !s.foreign(in, "")
	case (in == best || in == next) && likeness >= someLike && share >= aloneShare:
		sure = true
	}
	switch {
	case specOf(best).write && s.ranks[0].weight >= enough || next != "" && specOf(next).write:
		s.rivals = []Intent{best, next}
		return best, false // it may well be a change: ask
	case sure && question:
		return in, true
	}
	return best, false
}

// next is the intent next to the best when its evidence is enough by itself.
func (s *sentence) next() Intent {
	if len(s.ranks) > 1 && s.ranks[1].weight >= enough {
		return s.ranks[1].intent
	}
	return ""
}

// confirmed weighs a clear reading against the likest examples.
func (s *sentence) confirmed(best, in Intent, likeness, share float64) (Intent, bool) {
	weight := s.ranks[0].weight
	if in == best || specOf(best).tool == "" {
		return best, true
	}
	if rival := s.doubted(best, in, likeness, share); rival != "" {
		if rival == in && likeness >= veryLike && share >= aloneShare && !specOf(in).write && !specOf(best).write {
			return in, true
		}
		s.rivals = []Intent{best, rival}
		return best, false
	}
	if likeness >= likeEnough && share >= likeShare && weight < plainly {
		s.rivals = []Intent{best, in}
		return best, false
	}
	return best, true
}
