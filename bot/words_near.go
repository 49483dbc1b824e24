package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"watchtower/fleet"
)

var (
	digits      = regexp.MustCompile(`\d+`)
	sizePattern = regexp.MustCompile(`(?i)^(20|40)\s*(ft|feet|footer)$`)
)

// numbered are place words that a number belongs to: "Mile 2" is no radius.
var numbered = []string{"mile", "km", "exit", "gate", "phase", "terminal", "berth", "block", "bay", "zone"}

// nearWords takes what is no place off the ends of the text.
type nearWords struct {
	words []string
	args  map[string]any
	bare  bool // the radius has no unit
	err   error
}

// parseNear reads PLACE|PLATE|LAT,LON [RADIUS] [nearest N] [empty|loaded|...] [for CLIENT].
func parseNear(text string) (call, error) {
	if text == "" {
		return usage(nearUsage), nil
	}
	n := &nearWords{words: strings.Fields(text), args: map[string]any{}}
	n.front()
	for n.err == nil && n.back() {
	}
	if n.client() {
		for n.err == nil && n.back() {
		}
	}
	if n.err != nil {
		return call{}, n.err
	}
	if len(n.words) == 0 {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "place",
			Message: "Near which place or truck? For example: /trucks-near Apapa 10km."}
	}
	rest := strings.Join(n.words, " ")
	if platePattern.MatchString(rest) {
		n.args["near_truck"] = rest
	} else {
		n.args["place"] = asPoint(rest)
	}
	return call{Tool: "trucks_near", Args: n.args, Bare: n.bare}, nil
}

// client takes "for Dangote" off the end, and says whether it did.
func (n *nearWords) client() bool {
	i := slices.IndexFunc(n.words, func(w string) bool { return strings.EqualFold(w, "for") })
	if i < 1 || i == len(n.words)-1 {
		return false
	}
	n.args["client"] = strings.Join(n.words[i+1:], " ")
	return n.drop(len(n.words) - i)
}

// front takes "nearest 3 ... ", "empty ... ", "near ..." and "10km of ...".
func (n *nearWords) front() {
	for len(n.words) > 1 && n.err == nil {
		first := strings.ToLower(n.words[0])
		second := n.words[1]
		switch {
		case slices.Contains([]string{"near", "around", "at", "close", "to", "of", "trucks", "truck"}, first):
			n.words = n.words[1:]
		case isLimitWord(first) && isNumber(second) && len(n.words) > 2:
			n.limit(second)
			n.words = n.words[2:]
		case first == "nearest" || first == "closest":
			n.args["limit"] = 1
			n.words = n.words[1:]
		case first == "within" && len(n.words) > 2:
			n.radius(second)
			n.words = n.words[2:]
		case n.filter(first):
			n.words = n.words[1:]
		default:
			return
		}
	}
}

// back takes one thing off the end, and says whether it did.
func (n *nearWords) back() bool {
	k := len(n.words)
	if k < 2 {
		return k == 1 && n.filter(strings.ToLower(n.words[0])) && n.drop(1)
	}
	last, before := n.words[k-1], strings.ToLower(n.words[k-2])
	switch {
	case n.filter(strings.ToLower(last)):
		return n.drop(1)
	case isLimitWord(before) && isNumber(last):
		n.limit(last)
		return n.drop(2)
	case before == "radius" || before == "within":
		n.radius(last)
		return n.drop(2)
	case !digits.MatchString(last) && looksLikeDistance("1"+last) && looksLikeDistance(before):
		n.radius(before + last)
		return n.drop(2)
	case looksLikeDistance(last) && !n.partOfName(before, last):
		n.radius(last)
		return n.drop(1)
	case before == "radius" || slices.Contains([]string{"within", "radius", "nearest"}, strings.ToLower(last)):
		return n.drop(1)
	}
	return false
}

func (n *nearWords) drop(k int) bool {
	n.words = n.words[:len(n.words)-k]
	return true
}

// partOfName says whether a trailing number belongs to what is before it: a
// place like "Mile 2", a plate, or the second of two coordinates.
func (n *nearWords) partOfName(before, last string) bool {
	all := strings.Join(n.words, " ")
	if platePattern.MatchString(all) || asPoint(all) != all {
		return true
	}
	if _, ok := fleet.ParsePoint(all); ok {
		return true
	}
	return isNumber(last) && len(n.words) == 2 && slices.Contains(numbered, before)
}

// nearFilters are the words that narrow a list of trucks.
var nearFilters = []string{"empty", "loaded", "available", "moving", "parked", "offline", "stopped", "idling", "nearest"}

func (n *nearWords) filter(w string) bool {
	switch w {
	case "empty", "loaded":
		n.args["load"] = w
	case "available", "free":
		n.args["availability"] = "available"
	case "moving", "parked", "offline":
		n.args["status"] = w
	case "stopped", "idle", "idling":
		n.args["status"] = "parked"
	default:
		m := sizePattern.FindStringSubmatch(w)
		if m == nil {
			return false
		}
		n.args["container_size"], _ = strconv.Atoi(m[1])
	}
	return true
}

func (n *nearWords) radius(s string) {
	km, err := fleet.ParseDistance(s)
	n.args["radius_km"], n.err = km, err
	n.bare = err == nil && bareNumber.MatchString(s)
}

var bareNumber = regexp.MustCompile(`^[\d.,]+$`)

// inOwnUnit reads a radius without a unit in the unit that whoever typed it
// prefers, and returns the words that say so.
func (c call) inOwnUnit(u fleet.Units) string {
	km, ok := c.Args["radius_km"].(float64)
	if !c.Bare || !ok || u != fleet.Miles {
		return ""
	}
	c.Args["radius_km"] = km * fleet.KmPerMile
	n := strconv.FormatFloat(km, 'f', -1, 64)
	return fmt.Sprintf("You read distances in miles, so I took %s for %s mi. For kilometres write %skm.", n, n, n)
}

// looksLikeDistance says whether s has the shape of a distance, even one that
// nobody can mean, such as 0 or -5km.
func looksLikeDistance(s string) bool {
	_, err := fleet.ParseDistance(digits.ReplaceAllString(strings.TrimLeft(s, "+-"), "1"))
	return err == nil
}

func (n *nearWords) limit(s string) {
	n.args["limit"], _ = strconv.Atoi(s)
}

func isLimitWord(w string) bool {
	return slices.Contains([]string{"limit", "nearest", "closest", "top", "first"}, w)
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// asPoint puts the comma between two coordinates that were typed without.
func asPoint(s string) string {
	lat, lon, found := strings.Cut(s, " ")
	if !found || strings.Contains(s, ",") || !strings.Contains(lat, ".") || !strings.Contains(lon, ".") {
		return s
	}
	if _, ok := fleet.ParsePoint(lat + "," + lon); !ok {
		return s
	}
	return lat + "," + lon
}
