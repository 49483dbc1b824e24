package store

import (
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	forgetIdles = `
DELETE FROM idles d USING unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS u(truck, after, until)
WHERE d.truck_id = u.truck AND d.known_at > u.after AND d.known_at <= u.until`

	insertIdles = `
INSERT INTO idles (truck_id, started_at, ended_at, place_id, point, known_at)
SELECT u.truck, u.started, u.ended, p.id, ST_Point(u.lon, u.lat, 4326)::geography, u.known
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::float8[], $6::float8[], $7::timestamptz[])
     AS u(truck, started, ended, place, lon, lat, known)
LEFT JOIN places p ON p.id = u.place
ON CONFLICT (truck_id, started_at) DO UPDATE SET ended_at = excluded.ended_at, place_id = excluded.place_id,
    point = excluded.point, known_at = excluded.known_at`
)

func queueIdles(q *pgx.Batch, moves []move) {
	var truck, place []int64
	var started, ended, known []time.Time
	var lon, lat []float64
	for i := range moves {
		for _, d := range moves[i].traces.Idles {
			truck, place = append(truck, d.TruckID), append(place, d.PlaceID)
			started, ended, known = append(started, d.Start), append(ended, d.End), append(known, d.Known)
			lon, lat = append(lon, d.Point.Lon), append(lat, d.Point.Lat)
		}
	}
	if len(truck) > 0 {
		q.Queue(insertIdles, truck, started, ended, place, lon, lat, known)
	}
}
