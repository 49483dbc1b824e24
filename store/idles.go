package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// IdleQuery asks for stretches of idling in a window; what lasts is counted up
// to now.
type IdleQuery struct {
	Window  fleet.Window
	Now     time.Time
	Trucks  []int64 // empty for all
	PlaceID int64   // 0 for all
}

// IdleSum is what a truck idled in a place, or at the roadside, in a window.
type IdleSum struct {
	TruckID int64
	Truck   string
	Place   string // empty at the roadside
	Kind    string
	Total   time.Duration
	Longest time.Duration
	Times   int
}

// A stretch is at most fleet.IdleMost and a fix long.
const idlesFrom = `
FROM idles i
WHERE i.started_at < $2 AND i.started_at > $1::timestamptz - interval '73 hours' AND i.ended_at > $1`

const idleSums = `
SELECT s.truck_id, t.plate, coalesce(p.name, ''), coalesce(p.kind, ''), s.total, s.longest, s.times
FROM (
    SELECT i.truck_id, i.place_id, sum(extract(epoch FROM least(i.ended_at, $2) - greatest(i.started_at, $1)))::float8 AS total,
           max(extract(epoch FROM least(i.ended_at, $2) - greatest(i.started_at, $1)))::float8 AS longest, count(*) AS times` + idlesFrom

const idleSumsEnd = `
    GROUP BY i.truck_id, i.place_id
) s JOIN trucks t ON t.id = s.truck_id LEFT JOIN places p ON p.id = s.place_id`

// where narrows a query of idles by index: to the trucks, to the place.
func (q IdleQuery) where() (string, []any) {
	sql, args := "", []any{q.Window.From, q.Window.To}
	if len(q.Trucks) > 0 {
		args = append(args, q.Trucks)
		sql += "\n  AND i.truck_id = ANY($3)"
	}
	if q.PlaceID != 0 {
		args = append(args, q.PlaceID)
		sql += "\n  AND i.place_id = $" + strconv.Itoa(len(args))
	}
	return sql, args
}

// IdleSums sums the stretches of idling by truck and place, and how long each
// lasted within the window.
func (s *Store) IdleSums(ctx context.Context, q IdleQuery) (out []IdleSum, err error) {
	defer func() { err = wrap(err, "IdleSums") }()
	where, args := q.where()
	rows, err := s.pool.Query(ctx, idleSums+where+idleSumsEnd, args...)
	if err != nil {
		return nil, err
	}
	var x IdleSum
	var total, longest float64
	_, err = pgx.ForEachRow(rows, []any{&x.TruckID, &x.Truck, &x.Place, &x.Kind, &total, &longest, &x.Times}, func() error {
		x.Total, x.Longest = seconds64(total), seconds64(longest)
		out = append(out, x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	going, err := s.idlesOpen(ctx, q)
	for _, i := range going {
		out = append(out, IdleSum{TruckID: i.TruckID, Truck: i.Truck, Place: i.Place, Kind: i.Kind, Total: i.Lasted(), Longest: i.Lasted(), Times: 1})
	}
	return out, err
}

func seconds64(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// IdleNow is one stretch of idling, cut to the window that was asked about.
type IdleNow struct {
	TruckID    int64
	Truck      string
	Place      string // empty at the roadside
	Kind       string
	Point      fleet.Point
	Start, End time.Time
	Open       bool // it goes on
}

// Lasted is how long the stretch is.
func (i IdleNow) Lasted() time.Duration { return i.End.Sub(i.Start) }

const idlesLongest = `
SELECT i.truck_id, t.plate, coalesce(p.name, ''), coalesce(p.kind, ''), ST_Y(i.point::geometry), ST_X(i.point::geometry), i.started, i.ended
FROM (
    SELECT i.truck_id, i.place_id, i.point, greatest(i.started_at, $1) AS started, least(i.ended_at, $2) AS ended` + idlesFrom

const idlesLongestEnd = `
) i JOIN trucks t ON t.id = i.truck_id LEFT JOIN places p ON p.id = i.place_id
WHERE i.ended - i.started >= `

// Idles lists the stretches that lasted for so long within the window, the
// longest first, at most 1,000.
func (s *Store) Idles(ctx context.Context, q IdleQuery, least time.Duration) (out []IdleNow, err error) {
	defer func() { err = wrap(err, "Idles") }()
	where, args := q.where()
	args = append(args, least)
	rows, err := s.pool.Query(ctx, idlesLongest+where+idlesLongestEnd+"$"+strconv.Itoa(len(args))+"::interval\nORDER BY i.ended - i.started DESC, i.truck_id LIMIT 1000", args...)
	if err != nil {
		return nil, err
	}
	var x IdleNow
	_, err = pgx.ForEachRow(rows, []any{&x.TruckID, &x.Truck, &x.Place, &x.Kind, &x.Point.Lat, &x.Point.Lon, &x.Start, &x.End}, func() error {
		out = append(out, x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	going, err := s.idlesOpen(ctx, q)
	out = append(out, slices.DeleteFunc(going, func(i IdleNow) bool { return i.Lasted() < least })...)
	slices.SortStableFunc(out, func(a, b IdleNow) int { return cmp.Compare(b.Lasted(), a.Lasted()) })
	return out, err
}

// idlesOpen are the stretches that go on, cut to the window.
func (s *Store) idlesOpen(ctx context.Context, q IdleQuery) (out []IdleNow, err error) {
	var ids []int64
	err = s.eachOpen(ctx, fleet.Window{From: q.Window.From.Add(-fleet.SilentMoving), To: q.Window.To}, q.Trucks, func(plate string, st fleet.State) {
		i, on := st.IdlingNow(q.Now)
		if !on || q.PlaceID != 0 && i.PlaceID != q.PlaceID || !i.Start.Before(q.Window.To) || !i.End.After(q.Window.From) {
			return
		}
		x := IdleNow{TruckID: i.TruckID, Truck: plate, Point: i.Point, Start: i.Start, End: i.End, Open: !i.End.Before(q.Now)}
		if x.Start.Before(q.Window.From) {
			x.Start = q.Window.From
		}
		if x.End.After(q.Window.To) {
			x.End = q.Window.To
		}
		out, ids = append(out, x), append(ids, i.PlaceID)
	})
	if err != nil || len(out) == 0 {
		return out, err
	}
	rows, err := s.pool.Query(ctx, `SELECT u.n, p.name, p.kind FROM unnest($1::bigint[]) WITH ORDINALITY AS u(id, n) JOIN places p ON p.id = u.id`, ids)
	if err != nil {
		return nil, err
	}
	var n int
	var name, kind string
	_, err = pgx.ForEachRow(rows, []any{&n, &name, &kind}, func() error {
		out[n-1].Place, out[n-1].Kind = name, kind
		return nil
	})
	return out, err
}

const parkedLong = `
SELECT s.truck_id FROM truck_state s JOIN trucks t ON t.id = s.truck_id
WHERE s.motion = 'stopped' AND s.motion_since <= $1 AND t.active AND (cardinality($2::bigint[]) = 0 OR s.truck_id = ANY($2))
ORDER BY s.motion_since, s.truck_id`

// ParkedSince lists the active trucks that have stood with the engine off since
// a moment or longer, the longest first. What a silent one did since its last
// fix is not known.
func (s *Store) ParkedSince(ctx context.Context, moment time.Time, trucks []int64) ([]int64, error) {
	if trucks == nil {
		trucks = []int64{}
	}
	rows, err := s.pool.Query(ctx, parkedLong, moment, trucks)
	if err != nil {
		return nil, wrap(err, "ParkedSince")
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return out, wrap(err, "ParkedSince")
}
