package store

import (
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

func scanStates(rows pgx.Rows, into map[int64]fleet.State) error {
	defer rows.Close()
	for rows.Next() {
		var s fleet.State
		var speed, heading float32
		var placeSince *time.Time
		var suspect []byte
		err := rows.Scan(&s.TruckID, &s.At, &s.Point.Lon, &s.Point.Lat, &speed, &heading, &s.Ignition,
			&s.OdometerKm, &s.ReceivedAt, &s.Motion, &s.MotionSince, &s.PlaceID, &placeSince, &suspect)
		if err != nil {
			return err
		}
		s.SpeedKmh, s.Heading = float64(speed), float64(heading)
		s.At, s.ReceivedAt, s.MotionSince, s.PlaceSince = s.At.UTC(), s.ReceivedAt.UTC(), s.MotionSince.UTC(), orZero(placeSince).UTC()
		if len(suspect) > 0 {
			if err := json.Unmarshal(suspect, &s.Suspect); err != nil {
				return err
			}
		}
		into[s.TruckID] = s
	}
	return rows.Err()
}

// move is what a batch does to one truck.
type move struct {
	before, after fleet.State
	doubts        []doubt // fixes whose belief changed
}

// doubt is a fix in history whose reject reason must be written anew.
type doubt struct {
	truck  int64
	at     time.Time
	reject fleet.RejectReason
}

const upsertStates = `
INSERT INTO truck_state (truck_id, at, point, speed_kmh, heading, ignition, odometer_km, received_at, motion, motion_since,
                         place_id, place_since, suspect)
SELECT u.truck_id, u.at, ST_Point(u.lon, u.lat, 4326)::geography, u.speed, u.heading, u.ignition, nullif(u.odometer, 0),
       u.received_at, u.motion, u.motion_since, p.id, CASE WHEN p.id IS NOT NULL THEN u.place_since END, u.suspect
FROM unnest($1::bigint[], $2::timestamptz[], $3::float8[], $4::float8[], $5::real[], $6::real[], $7::bool[], $8::float8[],
            $9::timestamptz[], $10::text[], $11::timestamptz[], $12::bigint[], $13::timestamptz[], $14::jsonb[])
     AS u(truck_id, at, lon, lat, speed, heading, ignition, odometer, received_at, motion, motion_since, place_id, place_since, suspect)
LEFT JOIN places p ON p.id = u.place_id -- one that was deleted meanwhile is none
ON CONFLICT (truck_id) DO UPDATE SET
    at = excluded.at, point = excluded.point, speed_kmh = excluded.speed_kmh, heading = excluded.heading,
    ignition = excluded.ignition, odometer_km = excluded.odometer_km, received_at = excluded.received_at,
    motion = excluded.motion, motion_since = excluded.motion_since,
    place_id = excluded.place_id, place_since = excluded.place_since, suspect = excluded.suspect`

// queueStates writes every truck's new state in one statement.
func queueStates(q *pgx.Batch, moves []move) {
	n := len(moves)
	if n == 0 {
		return
	}
	truck, place := make([]int64, n), make([]int64, n)
	at, received, motionSince, placeSince := make([]time.Time, n), make([]time.Time, n), make([]time.Time, n), make([]*time.Time, n)
	lon, lat, odometer := make([]float64, n), make([]float64, n), make([]float64, n)
	speed, heading := make([]float32, n), make([]float32, n)
	ignition, motion, suspect := make([]*bool, n), make([]string, n), make([][]byte, n)
	for i := range moves {
		s := &moves[i].after
		truck[i], place[i], at[i], received[i] = s.TruckID, s.PlaceID, s.At, s.ReceivedAt
		lon[i], lat[i], odometer[i] = s.Point.Lon, s.Point.Lat, s.OdometerKm
		speed[i], heading[i], ignition[i] = float32(s.SpeedKmh), float32(s.Heading), s.Ignition
		motion[i], motionSince[i] = string(s.Motion), s.MotionSince
		if !s.PlaceSince.IsZero() {
			placeSince[i] = &s.PlaceSince
		}
		if len(s.Suspect) > 0 {
			suspect[i], _ = json.Marshal(s.Suspect) // our own struct of numbers and times
		}
	}
	q.Queue(upsertStates, truck, at, lon, lat, speed, heading, ignition, odometer, received, motion, motionSince, place, placeSince, suspect)
}

const updateDoubts = `
UPDATE positions p SET reject = nullif(u.reject, '')
FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS u(truck_id, at, reject)
WHERE p.truck_id = u.truck_id AND p.at = u.at`

func queueDoubts(q *pgx.Batch, moves []move) {
	var truck []int64
	var at []time.Time
	var reject []string
	for i := range moves {
		for _, d := range moves[i].doubts {
			truck, at, reject = append(truck, d.truck), append(at, d.at), append(reject, string(d.reject))
		}
	}
	if len(truck) > 0 {
		q.Queue(updateDoubts, truck, at, reject)
	}
}
