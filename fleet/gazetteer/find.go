package gazetteer

import (
	"cmp"
	"slices"
	"strings"

	"watchtower/fleet"
)

// Match is how much of a name was given.
type Match int

const (
	None   Match = iota
	Exact        // the whole name or another name of it
	Prefix       // how a name begins
)

const (
	minPrefix = 3   // letters a beginning needs
	alike     = 0.4 // share of letter triples from which names are alike
)

// Find gives what a text can mean: the entries called exactly so, names before
// other names, else those whose names begin so, the best known first. More
// than one is a question.
func Find(text string) ([]Entry, Match) {
	b, key := read(), fleet.Key(text)
	if found := b.names[key]; len(found) > 0 {
		return b.pick(found), Exact
	}
	if len(key) < minPrefix {
		return nil, None
	}
	var begin []name
	for k, list := range b.names {
		if strings.HasPrefix(k, key) {
			begin = append(begin, list...)
		}
	}
	if len(begin) == 0 {
		return nil, None
	}
	return b.pick(begin), Prefix
}

// pick gives each entry once; those that are called so by their first name
// alone, if there are any.
func (b *book) pick(found []name) []Entry {
	if slices.ContainsFunc(found, func(n name) bool { return !n.alias }) {
		found = slices.DeleteFunc(slices.Clone(found), func(n name) bool { return n.alias })
	}
	ids := make([]int, len(found))
	for i, n := range found {
		ids[i] = n.entry
	}
	slices.SortFunc(ids, func(i, j int) int {
		return cmp.Or(b.entries[j].People-b.entries[i].People, i-j)
	})
	ids = slices.Compact(ids)
	out := make([]Entry, len(ids))
	for i, id := range ids {
		out[i] = b.entries[id]
	}
	return out
}

// Similar are the names most like a text, best first: at most n.
func Similar(text string, n int) []string {
	type scored struct {
		label string
		share float64
	}
	b, want := read(), triples(fleet.Key(text))
	best := map[int]float64{}
	for key, list := range b.names {
		if share := overlap(want, triples(key)); share >= alike {
			for _, x := range list {
				best[x.entry] = max(best[x.entry], share)
			}
		}
	}
	var all []scored
	for i, share := range best {
		all = append(all, scored{b.entries[i].Label, share})
	}
	slices.SortFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.share, a.share), strings.Compare(a.label, b.label))
	})
	var out []string
	for _, s := range all[:min(n, len(all))] {
		out = append(out, s.label)
	}
	return out
}

// triples are the runs of three letters of a key with its ends marked, as
// PostgreSQL's pg_trgm cuts them.
func triples(key string) []string {
	padded := "  " + key + " "
	out := make([]string, 0, len(padded))
	for i := range len(padded) - 2 {
		out = append(out, padded[i:i+3])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// overlap is how many triples two names share, of all that either has.
func overlap(a, b []string) float64 {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := strings.Compare(a[i], b[j]); {
		case c == 0:
			both, i, j = both+1, i+1, j+1
		case c < 0:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
