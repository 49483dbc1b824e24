package store

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// fencesFor is how long the places are remembered before they are read again.
const fencesFor = 10 * time.Second

const allPlaces = `
SELECT id, name, kind, ST_Y(center::geometry), ST_X(center::geometry), radius_m FROM places`

// fences finds the places around a point without a query per fix: places are
// few and change seldom, fixes are many.
type fences struct {
	cells map[cell][]fleet.Place
	wide  []fleet.Place // too wide for cells: looked at every time
	read  time.Time
}

// cell is a tenth of a degree square, about 11 km.
type cell struct{ lat, lon int16 }

const (
	cellDegrees = 0.1
	maxCells    = 400 // a place that covers more is wide
	metersPerDg = 111_000.0
)

func cellOf(p fleet.Point) cell {
	return cell{int16(math.Floor(p.Lat / cellDegrees)), int16(math.Floor(p.Lon / cellDegrees))}
}

// places gives the fences of at most fencesFor ago.
func (a *Applier) places(ctx context.Context, now time.Time) (*fences, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.fences != nil && now.Sub(a.fences.read).Abs() < fencesFor {
		return a.fences, nil
	}
	f, err := readFences(ctx, a.s.pool, now)
	if err == nil {
		a.fences = f
	}
	return f, err
}

// readFences reads all places as they are.
func readFences(ctx context.Context, db querier, now time.Time) (*fences, error) {
	rows, err := db.Query(ctx, allPlaces)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p fleet.Place, err error) {
		err = row.Scan(&p.ID, &p.Name, &p.Kind, &p.Center.Lat, &p.Center.Lon, &p.RadiusM)
		return p, err
	})
	if err != nil {
		return nil, err
	}
	f := newFences(list)
	f.read = now
	return f, nil
}

func newFences(list []fleet.Place) *fences {
	f := &fences{cells: map[cell][]fleet.Place{}}
	for _, p := range list {
		reach := (p.RadiusM + fleet.FenceReach) * 1.01 / metersPerDg // degrees of latitude
		if reach > 10 {
			f.wide = append(f.wide, p)
			continue
		}
		wide := reach / math.Max(math.Cos(p.Center.Lat*math.Pi/180), 0.01)
		low := cellOf(fleet.Point{Lat: p.Center.Lat - reach, Lon: p.Center.Lon - wide})
		high := cellOf(fleet.Point{Lat: p.Center.Lat + reach, Lon: p.Center.Lon + wide})
		if (int(high.lat-low.lat)+1)*(int(high.lon-low.lon)+1) > maxCells {
			f.wide = append(f.wide, p)
			continue
		}
		for lat := low.lat; lat <= high.lat; lat++ {
			for lon := low.lon; lon <= high.lon; lon++ {
				f.cells[cell{lat, lon}] = append(f.cells[cell{lat, lon}], p)
			}
		}
	}
	return f
}

// at gives the places whose circle, widened by fleet.FenceReach, holds a point.
func (f *fences) at(p fleet.Point) []*fleet.Place {
	var out []*fleet.Place
	for _, list := range [...][]fleet.Place{f.cells[cellOf(p)], f.wide} {
		for i := range list {
			if list[i].Center.MetersTo(p) <= list[i].RadiusM+fleet.FenceReach {
				out = append(out, &list[i])
			}
		}
	}
	return out
}
