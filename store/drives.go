package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// DriveNow is a drive as people hear of it. Of one that goes on, End is the
// newest fix and Open is true.
type DriveNow struct {
	fleet.Drive
	FromName, ToName string // places; empty when outside all of them
	Open             bool
}

const drivesOf = `
SELECT d.truck_id, d.started_at, d.ended_at, ST_Y(d.from_point::geometry), ST_X(d.from_point::geometry),
       ST_Y(d.to_point::geometry), ST_X(d.to_point::geometry), coalesce(d.from_place, 0), coalesce(d.to_place, 0),
       d.distance_m, d.moving_s, d.idling_s, d.top_kmh, d.settled, d.known_at, coalesce(a.name, ''), coalesce(b.name, '')
FROM drives d LEFT JOIN places a ON a.id = d.from_place LEFT JOIN places b ON b.id = d.to_place
WHERE d.truck_id = $1 AND d.started_at < $3 AND d.ended_at > $2 AND d.started_at > $2::timestamptz - interval '3 days'
ORDER BY d.started_at`

// Drives lists a truck's drives that touch [from, to), oldest first, the open
// one at the end. No drive lasts three days.
func (s *Store) Drives(ctx context.Context, truck int64, from, to time.Time) (out []DriveNow, err error) {
	defer func() { err = wrap(err, "Drives(%d)", truck) }()
	rows, err := s.pool.Query(ctx, drivesOf, truck, from, to)
	if err != nil {
		return nil, err
	}
	out, err = pgx.CollectRows(rows, scanDrive)
	if err != nil {
		return nil, err
	}
	open, on, err := s.openDrive(ctx, truck)
	if err == nil && on && open.Start.Before(to) && open.End.After(from) {
		out = append(out, open)
	}
	return out, err
}

func scanDrive(row pgx.CollectableRow) (d DriveNow, err error) {
	var moving, idling int64
	x := &d.Drive
	err = row.Scan(&x.TruckID, &x.Start, &x.End, &x.From.Lat, &x.From.Lon, &x.To.Lat, &x.To.Lon, &x.FromPlace, &x.ToPlace,
		&x.Metres, &moving, &idling, &x.TopKmh, &x.Settled, &x.Known, &d.FromName, &d.ToName)
	x.Start, x.End, x.Known = x.Start.UTC(), x.End.UTC(), x.Known.UTC()
	x.Moving, x.Idling = time.Duration(moving)*time.Second, time.Duration(idling)*time.Second
	return d, err
}

const placeName = `SELECT coalesce((SELECT name FROM places WHERE id = $1), '')`

// openDrive is the proven drive that a truck is on, when it is on one.
func (s *Store) openDrive(ctx context.Context, truck int64) (out DriveNow, on bool, err error) {
	rows, err := s.pool.Query(ctx, statesOf, []int64{truck})
	if err != nil {
		return out, false, err
	}
	states := map[int64]known{}
	if err := scanStates(rows, states); err != nil {
		return out, false, err
	}
	k := states[truck]
	d := k.Drive
	if !k.folded || !d.Proven {
		return out, false, nil
	}
	out = DriveNow{Open: true, Drive: fleet.Drive{TruckID: truck, Start: d.Start, End: k.At, From: d.From, To: k.Point,
		FromPlace: d.FromPlace, ToPlace: k.Inside, Metres: d.Metres(), Moving: d.Moving, Idling: d.Idling, TopKmh: d.TopKmh, Known: k.At}}
	err = s.pool.QueryRow(ctx, placeName, d.FromPlace).Scan(&out.FromName)
	return out, true, err
}
