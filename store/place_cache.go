package store

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/twpayne/go-geom"

	"watchtower/fleet"
	"watchtower/fleet/gazetteer"
)

// placesFor is how long the places are used before it is looked whether any
// has changed. It is real time: a simulated clock does not change other
// processes' writes.
const placesFor = 2 * time.Second

// placeCache holds every place in memory. Fixes and answers are many and
// places change seldom, so nobody asks the database what is around a point.
type placeCache struct {
	mu      sync.Mutex // never held while the database is asked
	index   *fleet.PlaceIndex
	version int64
	looked  time.Time
	writes  int // of this process: what was read before one is not kept
}

const placeVersion = `SELECT n FROM place_version`

// places gives the places as they are, or were up to placesFor ago. What this
// process saved itself is in it at once.
func (s *Store) places(ctx context.Context, q querier) (*fleet.PlaceIndex, error) {
	c := &s.placeCache
	c.mu.Lock()
	index, known, writes, fresh := c.index, c.version, c.writes, time.Since(c.looked) < placesFor
	c.mu.Unlock()
	if index != nil && fresh {
		return index, nil
	}
	var version int64 // read before the places: they are never older than it says
	err := q.QueryRow(ctx, placeVersion).Scan(&version)
	if err == nil && (index == nil || version != known) {
		index, err = readPlaces(ctx, q)
	}
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writes == writes {
		c.index, c.version, c.looked = index, version, time.Now()
	}
	return index, nil
}

// stale makes the next look at the places a look into the database.
func (c *placeCache) stale() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looked, c.writes = time.Time{}, c.writes+1
}

// nameInside says of each truck what the place is called that its state is in.
func (s *Store) nameInside(ctx context.Context, trucks []TruckNow) error {
	index, err := s.places(ctx, s.pool)
	if err == nil && slices.ContainsFunc(trucks, func(t TruckNow) bool { return t.State.PlaceID != 0 && index.ByID(t.State.PlaceID) == nil }) {
		s.placeCache.stale() // another process made the place a moment ago
		index, err = s.places(ctx, s.pool)
	}
	if err != nil {
		return err
	}
	for i := range trucks {
		if p := index.ByID(trucks[i].State.PlaceID); p != nil {
			trucks[i].State.Place = p.Name
		}
	}
	return nil
}

const allPlaces = `
SELECT id, name, kind, center, radius_m, outline, restricted FROM places`

// readPlaces reads all places as they are.
func readPlaces(ctx context.Context, q querier) (*fleet.PlaceIndex, error) {
	rows, err := q.Query(ctx, allPlaces)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, scanPlace)
	if err != nil {
		return nil, err
	}
	return fleet.NewPlaceIndex(list), nil
}

func scanPlace(row pgx.CollectableRow) (p fleet.Place, err error) {
	var center geom.Point
	var outline *geom.Polygon
	err = row.Scan(&p.ID, &p.Name, &p.Kind, &center, &p.RadiusM, &outline, &p.Restricted)
	p.Center, p.Outline = pointOf(&center), outlineOf(outline)
	return p, err
}

// PlaceAt is the smallest place that holds a point; nil when none does.
func (s *Store) PlaceAt(ctx context.Context, p fleet.Point) (*fleet.Place, error) {
	index, err := s.places(ctx, s.pool)
	if err != nil {
		return nil, wrap(err, "PlaceAt")
	}
	return index.At(p), nil
}

// Nearby is what says in words where a point is: a place beside it, and the
// main road it lies along.
type Nearby struct {
	Name    string
	M       float64 // from its middle
	Bearing float64 // from the place to the point, degrees
	RoughM  float64 // how far off the middle may be; 0 for a place of the fleet
	Road    string  // empty when it lies along none
}

// ownFirst is how many times farther than a town of the gazetteer a place of
// the fleet may be and still be the one that is named.
const ownFirst = 2

// nearby finds it in microseconds: both indexes are in memory.
func nearby(index *fleet.PlaceIndex, p fleet.Point) Nearby {
	town, m := gazetteer.Nearest(p)
	n := Nearby{Name: town.Name, M: m, Bearing: town.Point.BearingTo(p), RoughM: town.AccuracyM, Road: gazetteer.RoadAt(p)}
	if own := index.Nearest(p); own != nil {
		if d := own.Center.AboutTo(p); d <= m*ownFirst {
			n.Name, n.M, n.Bearing, n.RoughM = own.Name, d, own.Center.BearingTo(p), 0
		}
	}
	return n
}

// Nearby says where a point is.
func (s *Store) Nearby(ctx context.Context, p fleet.Point) (Nearby, error) {
	index, err := s.places(ctx, s.pool)
	if err != nil {
		return Nearby{}, wrap(err, "Nearby")
	}
	return nearby(index, p), nil
}
