// Package gazetteer knows the towns, ports, junctions, parks and main roads of
// Nigeria, so that a position can be said in words and a town be named that
// nobody put down as a place.
//
// It owns facts with their source and how far off they may be; they are built
// in and never change. It refuses what is the customer's own: places in the
// store go before it.
package gazetteer

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"watchtower/fleet"
)

// Credit is what GeoNames' licence wants said wherever its facts are shown as a list.
const Credit = "Town names and positions: GeoNames, CC BY 4.0."

//go:embed geonames.tsv
var geonamesFile string

//go:embed own.tsv
var ownFile string

//go:embed roads.tsv
var roadsFile string

// Entry is one known spot.
type Entry struct {
	Name      string
	Label     string // Name, and what it is near where several are called so
	Kind      string // capital, seat, town, port, terminal, junction, park, market, industry, area, border
	Point     fleet.Point
	AccuracyM float64 // how far off Point may be
	People    int     // 0 when not known
	Source    string  // "GeoNames 2317548", or "own"
	Aliases   []string
}

type book struct {
	entries []Entry
	names   map[string][]name // by key
	index   *fleet.PlaceIndex // the ID of a place is where it stands in entries
	roads   []Road
}

// name is one thing that an entry is called.
type name struct {
	entry int
	alias bool
}

// read loads the files once. They are part of the program: that they cannot be
// read is a mistake of the build.
var read = sync.OnceValue(func() *book {
	b, err := load(ownFile, geonamesFile, roadsFile)
	if err != nil {
		panic(err)
	}
	return b
})

// All lists every entry: our own, then GeoNames' towns, the best known first.
func All() []Entry { return read().entries }

func load(own, geonames, roads string) (*book, error) {
	b := &book{names: map[string][]name{}}
	if err := rows(own, 6, b.own); err != nil {
		return nil, fmt.Errorf("own.tsv: %w", err)
	}
	if err := rows(geonames, 8, b.geonames); err != nil {
		return nil, fmt.Errorf("geonames.tsv: %w", err)
	}
	list := make([]fleet.Place, len(b.entries))
	for i, e := range b.entries {
		list[i] = fleet.Place{ID: int64(i), Name: e.Name, Center: e.Point, RadiusM: e.AccuracyM}
	}
	b.index = fleet.NewPlaceIndex(list)
	b.tellApart()
	if err := rows(roads, 3, b.road); err != nil {
		return nil, fmt.Errorf("roads.tsv: %w", err)
	}
	return b, nil
}

func rows(file string, columns int, take func([]string) error) error {
	for line := range strings.Lines(file) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != columns {
			return fmt.Errorf("%q has %d columns, not %d", line, len(f), columns)
		}
		if err := take(f); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
	}
	return nil
}

// own reads name, latitude, longitude, kind, accuracy, other names.
func (b *book) own(f []string) error { return b.add(f, "0", "own", f[5]) }

// geonames reads the same with people and geonameid before the other names.
func (b *book) geonames(f []string) error { return b.add(f, f[5], "GeoNames "+f[6], f[7]) }

func (b *book) add(f []string, people, source, aliases string) error {
	e := Entry{Name: f[0], Label: f[0], Kind: f[3], Source: source}
	var err [4]error
	e.Point.Lat, err[0] = strconv.ParseFloat(f[1], 64)
	e.Point.Lon, err[1] = strconv.ParseFloat(f[2], 64)
	e.AccuracyM, err[2] = strconv.ParseFloat(f[4], 64)
	e.People, err[3] = strconv.Atoi(people)
	for _, err := range err {
		if err != nil {
			return err
		}
	}
	if !e.Point.Valid() || e.AccuracyM <= 0 {
		return fmt.Errorf("no position, or no accuracy")
	}
	if aliases != "" {
		e.Aliases = strings.Split(aliases, "|")
	}
	b.entries = append(b.entries, e)
	b.call(e.Name, name{entry: len(b.entries) - 1})
	for _, a := range e.Aliases {
		b.call(a, name{entry: len(b.entries) - 1, alias: true})
	}
	return nil
}

// call notes a name, once for each entry.
func (b *book) call(text string, n name) {
	key := fleet.Key(text)
	for _, known := range b.names[key] {
		if known.entry == n.entry {
			return
		}
	}
	b.names[key] = append(b.names[key], n)
}

// known is how many people make a town one that others are told apart by.
const known = 50_000

// tellApart gives entries of one name a longer one, by the nearest well-known
// town, under which they are found too.
func (b *book) tellApart() {
	shared := map[string][]int{}
	for i, e := range b.entries {
		shared[fleet.Key(e.Name)] = append(shared[fleet.Key(e.Name)], i)
	}
	for key, list := range shared {
		if len(list) < 2 {
			continue
		}
		for _, i := range list {
			e := &b.entries[i]
			if t := b.nearestKnown(e.Point, key); t != nil {
				e.Label = e.Name + " near " + t.Name
				b.call(e.Label, name{entry: i})
			}
		}
	}
}

func (b *book) nearestKnown(p fleet.Point, not string) (best *Entry) {
	nearest := math.Inf(1)
	for i := range b.entries {
		e := &b.entries[i]
		if e.People < known || fleet.Key(e.Name) == not {
			continue
		}
		if m := e.Point.MetersTo(p); m < nearest {
			best, nearest = e, m
		}
	}
	return best
}

// Nearest is the entry nearest to p, and about how many metres away its point is.
func Nearest(p fleet.Point) (Entry, float64) {
	b := read()
	e := b.entries[b.index.Nearest(p).ID]
	return e, e.Point.AboutTo(p)
}
