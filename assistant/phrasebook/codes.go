package phrasebook

import (
	"regexp"
	"slices"
	"strings"

	"watchtower/fleet"
)

// codes finds plates, trip numbers, waybills and containers: whole, with the
// letters people take for digits, or by a part. Parts are found through an
// index of letter pairs and triples, so that a hundred thousand plates cost no
// scan.
type codes struct {
	names []string
	keys  []string            // fleet.LookalikeKey of each
	exact map[string][]string // fleet.Key -> names
	look  map[string][]int32  // fleet.LookalikeKey -> index
	grams map[uint32][]int32  // pair or triple -> indices, ascending
}

func (c *codes) add(name string) {
	if c.exact == nil {
		c.exact = map[string][]string{}
	}
	key := fleet.Key(name)
	if key == "" || slices.Contains(c.exact[key], name) {
		return
	}
	c.exact[key] = append(c.exact[key], name)
	c.names = append(c.names, name)
	c.keys = append(c.keys, fleet.LookalikeKey(name))
}

func (c *codes) index() {
	c.look, c.grams = make(map[string][]int32, len(c.keys)), map[uint32][]int32{}
	for i, key := range c.keys {
		c.look[key] = append(c.look[key], int32(i))
		for n := 2; n <= 3; n++ {
			for at := 0; at+n <= len(key); at++ {
				g := gram(key[at : at+n])
				if list := c.grams[g]; len(list) == 0 || list[len(list)-1] != int32(i) {
					c.grams[g] = append(list, int32(i))
				}
			}
		}
	}
}

func gram(s string) (g uint32) {
	for i := range len(s) {
		g = g<<8 | uint32(s[i])
	}
	return g
}

// ells finds an L between digits, where people meant a 1.
var ells = regexp.MustCompile(`([0-9])L([0-9])`)

// lookalike are the names whose key equals s but for O and 0, I and 1.
func (c *codes) lookalike(s string) []string {
	var out []string
	for _, i := range c.look[fleet.LookalikeKey(ells.ReplaceAllString(s, "${1}1${2}"))] {
		out = append(out, c.names[i])
	}
	return out
}

// maxOptions is how many names a question back offers.
const maxOptions = 6

// part are the names that a part of a code can mean, closest kind of match
// first: a whole run of digits, else the end or beginning of one, else any
// part. Only names of the best kind are given.
func (c *codes) part(s string) []string {
	key := fleet.LookalikeKey(s)
	if len(key) < 2 {
		return nil
	}
	var best []string
	rank := 0
	for _, i := range c.holding(key) {
		r := fit(c.keys[i], key)
		if r > rank {
			rank, best = r, nil
		}
		if r == rank && r > 0 && len(best) < maxOptions {
			best = append(best, c.names[i])
		}
	}
	return best
}

// holding are the indices that may contain key: those of its rarest gram.
func (c *codes) holding(key string) []int32 {
	n := min(3, len(key))
	var rarest []int32
	for at := 0; at+n <= len(key); at++ {
		list := c.grams[gram(key[at:at+n])]
		if at == 0 || len(list) < len(rarest) {
			rarest = list
		}
	}
	return rarest
}

// fit ranks how part lies in key: 3 is a whole run of digits, 2 the edge of a
// run or of the code, 1 anywhere, 0 not at all.
func fit(key, part string) int {
	at := strings.Index(key, part)
	if at < 0 {
		return 0
	}
	end := at + len(part)
	if !allDigits(part) {
		if at == 0 || end == len(key) {
			return 2
		}
		return 1
	}
	startsRun := at == 0 || !isDigit(key[at-1])
	endsRun := end == len(key) || !isDigit(key[end])
	switch {
	case startsRun && endsRun:
		return 3
	case startsRun || endsRun:
		return 2
	}
	return 1
}
