package phrasebook

import (
	"regexp"
	"slices"
	"strings"
)

// routeWords say what a place is on a route, by the word before it.
var routeWords = map[string]string{
	"from": "origin", "ex": "origin", "leaving": "origin", "left": "origin", "leave": "origin", "departing": "origin", "at": "", "to": "destination", "go": "destination", "going": "destination", "for": "destination",
	"reach": "destination", "towards": "destination", "into": "destination", "heading": "destination", "deliver": "destination", "via": "stop",
	"through": "stop",
}

// readPlaces puts the places of the sentence where the intent takes them.
func (s sentence) readPlaces(u *Understanding) {
	tags := s.of(kPlace)
	if u.Intent == TrucksNear {
		s.readCentre(u, tags)
		return
	}
	arg := specOf(u.Intent).place
	if arg == "route" {
		s.readRoute(u, tags)
		return
	}
	if arg == "" || len(tags) == 0 {
		if arg != "" {
			s.unknownPlace(u, arg)
		}
		return
	}
	pick := tags[len(tags)-1]
	if u.Intent == TripStatus && fromWords[s.word(pick.at-1)] {
		return
	}
	if arg == "place" {
		pick = tags[0]
	}
	s.setPlace(u, arg, pick)
}

// fromWords stand before a place that something comes from: no destination.
var fromWords = set([]string{"from", "left", "leave", "leaving", "departed", "depart", "ex"})

// setPlace takes a place, or asks which one is meant.
func (s sentence) setPlace(u *Understanding, arg string, t tag) {
	switch {
	case len(t.values) > 1:
		u.ask(arg, t.values, "More than one place fits "+quote(s.raw(t.at, t.n))+".")
	case u.Write && !t.sure:
		u.ask(arg, t.values, "I am not sure about "+quote(s.raw(t.at, t.n))+".")
	default:
		u.Args[arg] = t.values[0]
	}
}

// readCentre reads what a search goes around: a place, or else a truck.
func (s sentence) readCentre(u *Understanding, tags []tag) {
	trucks := s.of(kTruck)
	if len(trucks) > 0 && nearIt.MatchString(s.plain) {
		tags = nil // "broke down at Ore, who is near it" goes around the truck
	}
	switch {
	case len(tags) > 0:
		s.setPlace(u, "place", tags[0])
	case len(trucks) > 0 && len(trucks[0].values) > 1:
		u.ask("near_truck", trucks[0].values, "More than one truck fits "+quote(s.raw(trucks[0].at, trucks[0].n))+".")
	case len(trucks) > 0:
		u.Args["near_truck"] = trucks[0].values[0]
	case coordinates.MatchString(s.text):
		u.Args["place"] = squeeze(coordinates.FindString(s.text))
	default:
		s.unknownPlace(u, "place")
	}
}

var nearIt = regexp.MustCompile(`\b(near|close to|around|beside|behind|help|reach|assist) (it|him|her)\b|TRUCK.*\b(nearest|closest) (to )?(it|him|her)\b`)

var coordinates = regexp.MustCompile(`-?[0-9]{1,2}\.[0-9]+\s*,\s*-?[0-9]{1,3}\.[0-9]+`)

// beforePlace are the words that a place's name follows.
var beforePlace = set([]string{"near", "around", "to", "of", "at", "in", "inside", "from", "reach", "enter", "entered", "left", "leave", "by"})

// unknownPlace takes a name nobody registered, so that it can be told back with
// the nearest names. A write never takes one.
func (s sentence) unknownPlace(u *Understanding, arg string) {
	if u.Write {
		return
	}
	for i := range s.tok {
		if !beforePlace[s.word(i-1)] || !s.unknownWord(i) {
			continue
		}
		n := 1
		for i+n < len(s.tok) && s.unknownWord(i+n) && !s.tok[i+n].comma {
			n++
		}
		u.Args[arg] = s.raw(i, n)
		return
	}
}

// unknownWord says whether token i is a word that no file and no roster knows.
func (s sentence) unknownWord(i int) bool {
	w := s.tok[i].low
	return s.free(i, 1) && len(w) > 2 && !hasDigit(w) && !s.book.vocab[w] && !s.book.vocab[s.book.plain(w)]
}

// readRoute reads origin, destination and stops: "from A to B", "A to B", "to
// B", "A - B".
func (s sentence) readRoute(u *Understanding, tags []tag) {
	var stops []string
	for i, t := range tags {
		role := s.roleOf(t)
		if role == "destination" && i+1 < len(tags) && s.tokLow(t.at+t.n) == "to" && tags[i+1].at == t.at+t.n+1 {
			role = "origin" // "for A to B" goes from A
		}
		_, from := u.Args["origin"]
		_, to := u.Args["destination"]
		switch {
		case role == "stop" && u.Intent == CreateTrip:
			stops = append(stops, t.values[0])
			continue
		case role == "origin" && !from, role == "destination" && !to:
		case role == "" && i+1 < len(tags) && !from && len(tags) > 1:
			role = "origin"
		case !to && (from || u.Intent == ListTrips || slices.Contains(s.mem.Missing, "destination") && !slices.Contains(s.mem.Missing, "origin")):
			role = "destination"
		case !from && u.Write:
			role = "origin"
		default:
			continue
		}
		s.setPlace(u, role, t)
	}
	if len(stops) > 0 {
		u.Args["stops"] = stops
	}
}

// roleOf is what the word before a place makes of it.
func (s sentence) roleOf(t tag) string {
	at := t.at - 1
	for at > 0 && (s.tok[at].low == "the" || s.tok[at].low == "our") {
		at--
	}
	if at < 0 || s.owner[at] >= 0 {
		return ""
	}
	role := routeWords[s.tok[at].low]
	for _, w := range []string{s.tok[at].low, s.word(at - 1)} {
		if strings.HasPrefix(w, "load") || strings.HasPrefix(w, "pick") {
			return "origin" // "load for Agbara", "pick up at Agbara"
		}
	}
	return role
}
