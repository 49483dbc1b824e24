package phrasebook

import (
	"slices"
	"time"
)

// PlaceNames are the registered places in alphabetical order, at most n.
func (l *Lexicon) PlaceNames(n int) []string {
	var out []string
	for _, names := range l.places.exact {
		out = append(out, names...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(n, len(out))]
}

// Named are the names of the roster that a text may mean, at most n.
func (l *Lexicon) Named(text string, n int) []string {
	var out []string
	for _, t := range read(text, l, time.Time{}).tags {
		if !t.known || t.kind == kPerson || t.kind == kAlert {
			continue
		}
		for _, v := range t.values {
			if !slices.Contains(out, v) && len(out) < n {
				out = append(out, v)
			}
		}
	}
	return out
}
