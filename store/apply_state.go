package store

import (
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// known is what the database holds of a truck's state.
type known struct {
	fleet.State
	n      int  // fixes since the last mark
	folded bool // false when the state must be folded from history first
}

func scanStates(rows pgx.Rows, into map[int64]known) error {
	var truck int64
	var at time.Time
	var motion string
	var fold []byte
	_, err := pgx.ForEachRow(rows, []any{&truck, &at, &motion, &fold}, func() error {
		var k known
		if k.State, k.n, k.folded = decodeState(fold); !k.folded || k.TruckID != truck {
			k.n, k.folded = 0, false
			k.State = fleet.State{Position: fleet.Position{TruckID: truck, At: at.UTC()}, Motion: fleet.Motion(motion)}
		}
		into[truck] = k
		return nil
	})
	return err
}

// move is what a batch does to one truck.
type move struct {
	before, after fleet.State
	n             int  // fixes since the last mark
	stays         bool // the state is as it was: only history changed
	folded        int  // fixes that were folded again
	doubts        []doubt
	traces        fleet.Traces
	marks         []mark
	again         *span // the stretch of history that was folded again
	dirty         []fleet.Day
}

// doubt is a fix in history whose reject reason must be written anew.
type doubt struct {
	truck  int64
	at     time.Time
	reject fleet.RejectReason
}

// mark is the state after a fix, where a fold may start again.
type mark struct {
	at   time.Time
	fold []byte
}

const upsertStates = `
INSERT INTO truck_state (truck_id, at, point, speed_kmh, heading, ignition, odometer_km, received_at, motion, motion_since,
                         place_id, place_since, fold)
SELECT u.truck_id, u.at, ST_Point(u.lon, u.lat, 4326)::geography, u.speed, u.heading, u.ignition, nullif(u.odometer, 0),
       u.received_at, u.motion, u.motion_since, p.id, CASE WHEN p.id IS NOT NULL THEN u.place_since END, u.fold
FROM unnest($1::bigint[], $2::timestamptz[], $3::float8[], $4::float8[], $5::real[], $6::real[], $7::bool[], $8::float8[],
            $9::timestamptz[], $10::text[], $11::timestamptz[], $12::bigint[], $13::timestamptz[], $14::bytea[])
     AS u(truck_id, at, lon, lat, speed, heading, ignition, odometer, received_at, motion, motion_since, place_id, place_since, fold)
LEFT JOIN places p ON p.id = u.place_id -- one that was deleted meanwhile is none
ON CONFLICT (truck_id) DO UPDATE SET
    at = excluded.at, point = excluded.point, speed_kmh = excluded.speed_kmh, heading = excluded.heading,
    ignition = excluded.ignition, odometer_km = excluded.odometer_km, received_at = excluded.received_at,
    motion = excluded.motion, motion_since = excluded.motion_since,
    place_id = excluded.place_id, place_since = excluded.place_since, fold = excluded.fold`

// queueStates writes every truck's new state in one statement.
func queueStates(q *pgx.Batch, all []move) {
	moves := make([]*move, 0, len(all))
	for i := range all {
		if !all[i].stays {
			moves = append(moves, &all[i])
		}
	}
	n := len(moves)
	if n == 0 {
		return
	}
	truck, place := make([]int64, n), make([]int64, n)
	at, received, motionSince, placeSince := make([]time.Time, n), make([]time.Time, n), make([]time.Time, n), make([]*time.Time, n)
	lon, lat, odometer := make([]float64, n), make([]float64, n), make([]float64, n)
	speed, heading := make([]float32, n), make([]float32, n)
	ignition, motion, fold := make([]*bool, n), make([]string, n), make([][]byte, n)
	for i, m := range moves {
		s := &m.after
		truck[i], place[i], at[i], received[i] = s.TruckID, s.PlaceID, s.At, s.ReceivedAt
		lon[i], lat[i], odometer[i] = s.Point.Lon, s.Point.Lat, s.OdometerKm
		speed[i], heading[i], ignition[i] = float32(s.SpeedKmh), float32(s.Heading), s.Ignition
		motion[i], motionSince[i] = string(s.Motion), s.MotionSince
		if !s.PlaceSince.IsZero() {
			placeSince[i] = &s.PlaceSince
		}
		fold[i] = encodeState(s, m.n)
	}
	q.Queue(upsertStates, truck, at, lon, lat, speed, heading, ignition, odometer, received, motion, motionSince, place, placeSince, fold)
}

const updateDoubts = `
UPDATE positions p SET reject = nullif(u.reject, '')
FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS u(truck_id, at, reject)
WHERE p.truck_id = u.truck_id AND p.at = u.at AND coalesce(p.reject, '') <> u.reject`

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
