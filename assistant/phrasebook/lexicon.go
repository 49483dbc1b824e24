package phrasebook

import (
	"slices"
	"strings"

	"watchtower/fleet"
)

// Roster is what the fleet is called: the live names a sentence may hold.
type Roster struct {
	Trucks  []fleet.Truck  // plate and usual driver
	Drivers []fleet.Driver // names
	Places  []fleet.Place  // names and aliases
	Clients []fleet.Client
	Trips   []fleet.Trip // open and recent: ref, truck, driver, waybill, container
}

// Lexicon finds names of the roster in text. It is built once per roster and
// then only read, so that any number of questions may share it.
type Lexicon struct {
	plates     codes
	trips      codes
	waybills   codes
	containers codes
	places     names
	clients    names
	drivers    names
	driverOf   map[string]string // plate -> usual driver
	crewOf     map[string]crew   // trip ref -> who is on it
}

type crew struct{ truck, driver string }

// NewLexicon indexes a roster.
func NewLexicon(r Roster) *Lexicon {
	b := theBook()
	l := &Lexicon{driverOf: make(map[string]string, len(r.Trucks)), crewOf: make(map[string]crew, len(r.Trips))}
	for _, t := range r.Trucks {
		l.plates.add(t.Plate)
		if t.Driver != "" {
			l.driverOf[t.Plate] = t.Driver
		}
	}
	for _, t := range r.Trips {
		l.trips.add(t.Ref)
		l.waybills.add(t.Waybill)
		l.containers.add(t.Container)
		l.crewOf[t.Ref] = crew{t.Truck, t.Driver}
		if _, known := l.driverOf[t.Truck]; !known && t.Driver != "" {
			l.driverOf[t.Truck] = t.Driver
		}
	}
	for _, c := range []*codes{&l.plates, &l.trips, &l.waybills, &l.containers} {
		c.index()
	}
	l.indexNames(b, r)
	return l
}

func (l *Lexicon) indexNames(b *book, r Roster) {
	for _, p := range r.Places {
		l.places.add(p.Name, p.Name)
		for _, a := range p.Aliases {
			l.places.add(a, p.Name)
		}
	}
	for _, p := range r.Places {
		l.places.addShort(b, p.Name)
	}
	for _, c := range r.Clients {
		l.clients.add(c.Name, c.Name)
		l.clients.addShort(b, c.Name)
	}
	for _, d := range r.Drivers {
		l.drivers.add(d.Name, d.Name)
		for w := range strings.FieldsSeq(d.Name) {
			if len(w) > 2 {
				l.drivers.addLoose(b, w, d.Name)
			}
		}
	}
}

// names finds names by their key; a key may mean several.
type names struct {
	exact map[string][]string // registered names and aliases
	loose map[string][]string // what people shorten them to
	keys  map[int][]string    // every key by length, for slips
}

func (n *names) add(written, name string) {
	if n.exact == nil {
		n.exact, n.loose, n.keys = map[string][]string{}, map[string][]string{}, map[int][]string{}
	}
	key := fleet.Key(written)
	if key == "" || slices.Contains(n.exact[key], name) {
		return
	}
	n.exact[key] = append(n.exact[key], name)
	n.keys[len(key)] = append(n.keys[len(key)], key)
}

// addShort lets a name be called without the words that it shares with others
// of its kind, and by any word that tells it from others.
func (n *names) addShort(b *book, name string) {
	var kept []string
	words := strings.Fields(name)
	for _, w := range words {
		if !b.generic[strings.ToLower(w)] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		return
	}
	n.addLoose(b, strings.Join(kept, " "), name)
	if len(words) == 1 {
		return
	}
	for _, w := range kept {
		n.addLoose(b, w, name)
	}
}

func (n *names) addLoose(b *book, written, name string) {
	key := fleet.Key(written)
	if len(key) < 3 || b.vocab[strings.ToLower(written)] || allDigits(key) || len(n.exact[key]) > 0 || slices.Contains(n.loose[key], name) {
		return
	}
	n.loose[key] = append(n.loose[key], name)
	n.keys[len(key)] = append(n.keys[len(key)], key)
}

// find is what a key names: nothing, one, or several to ask about.
func (n *names) find(key string) []string {
	if found := n.exact[key]; len(found) > 0 {
		return found
	}
	return n.loose[key]
}

// slip is what a key names when one letter of it is wrong.
func (n *names) slip(key string) []string {
	var found []string
	for size := len(key) - 1; size <= len(key)+1; size++ {
		for _, k := range n.keys[size] {
			if !oneSlip(key, k) {
				continue
			}
			for _, name := range n.find(k) {
				if !slices.Contains(found, name) {
					found = append(found, name)
				}
			}
		}
	}
	return found
}
