package tools

import (
	"slices"

	"watchtower/fleet"
)

// closest are the names most like what was typed, best first, at most three,
// and none that would need more than half of its letters changed.
func closest(typed string, names []string) []string {
	type scored struct {
		name string
		d    int
	}
	var near []scored
	key := fleet.Key(typed)
	for _, n := range names {
		if d := editDistance(key, fleet.Key(n)); d <= max(1, len(key)/2) {
			near = append(near, scored{n, d})
		}
	}
	slices.SortStableFunc(near, func(a, b scored) int { return a.d - b.d })
	var out []string
	for _, s := range near[:min(3, len(near))] {
		out = append(out, s.name)
	}
	return out
}

// editDistance counts the letters to insert, drop or change.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
