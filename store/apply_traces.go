package store

import (
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Where history is folded again, what the old fold knew by fixes of that
// stretch goes. A visit that stays keeps its row, for it may have ended later.
// What is known by fixes that were dropped since cannot be told better, and stays.
const (
	forgetDrives = `
DELETE FROM drives d USING unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS u(truck, after, until)
WHERE d.truck_id = u.truck AND d.known_at > u.after AND d.known_at <= u.until`

	forgetMarks = `
DELETE FROM marks m USING unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS u(truck, after, until)
WHERE m.truck_id = u.truck AND m.at > u.after AND m.at <= u.until`

	forgetLeaving = `
UPDATE visits v SET left_at = NULL, left_known = NULL
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS u(truck, after, until)
WHERE v.truck_id = u.truck AND v.left_known > u.after AND v.left_known <= u.until`

	forgetVisits = `
DELETE FROM visits v USING unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS u(truck, after, until)
WHERE v.truck_id = u.truck AND v.known_at > u.after AND v.known_at <= u.until
  AND NOT EXISTS (SELECT FROM unnest($4::bigint[], $5::bigint[], $6::timestamptz[]) AS k(truck, place, entered)
                  WHERE k.truck = v.truck_id AND k.place = v.place_id AND k.entered = v.entered_at)`

	// A day is not over after all when the fix that ended it is not believed any more.
	forgetDays = `
WITH gone AS (
    DELETE FROM day_tallies d USING unnest($1::bigint[], $2::date[]) AS u(truck, today)
    WHERE d.truck_id = u.truck AND d.day >= u.today
    RETURNING d.truck_id, d.day
)
INSERT INTO dirty_days (truck_id, day) SELECT truck_id, day FROM gone`
)

const (
	insertDrives = `
INSERT INTO drives (truck_id, started_at, ended_at, from_point, to_point, from_place, to_place, distance_m, moving_s, idling_s,
                    top_kmh, settled, known_at)
SELECT u.truck, u.started, u.ended, ST_Point(u.lon1, u.lat1, 4326)::geography, ST_Point(u.lon2, u.lat2, 4326)::geography,
       a.id, b.id, u.metres, u.moving, u.idling, u.top, u.settled, u.known
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::float8[], $5::float8[], $6::float8[], $7::float8[],
            $8::bigint[], $9::bigint[], $10::float8[], $11::int[], $12::int[], $13::real[], $14::bool[], $15::timestamptz[])
     AS u(truck, started, ended, lon1, lat1, lon2, lat2, place1, place2, metres, moving, idling, top, settled, known)
LEFT JOIN places a ON a.id = u.place1
LEFT JOIN places b ON b.id = u.place2
ON CONFLICT (truck_id, started_at) DO UPDATE SET ended_at = excluded.ended_at, to_point = excluded.to_point,
    to_place = excluded.to_place, distance_m = excluded.distance_m, moving_s = excluded.moving_s, idling_s = excluded.idling_s,
    top_kmh = excluded.top_kmh, settled = excluded.settled, known_at = excluded.known_at
WHERE drives.known_at >= (` + historyFloor + `)`

	insertVisits = `
INSERT INTO visits (truck_id, place_id, entered_at, known_at)
SELECT u.truck, p.id, u.entered, u.known
FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[]) AS u(truck, place, entered, known)
JOIN places p ON p.id = u.place
ON CONFLICT (truck_id, entered_at, place_id) DO UPDATE SET known_at = excluded.known_at`

	endVisits = `
UPDATE visits v SET left_at = u.left_at, left_known = u.known
FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]) AS u(truck, place, entered, left_at, known)
WHERE v.truck_id = u.truck AND v.place_id = u.place AND v.entered_at = u.entered
  AND (v.left_known IS NULL OR v.left_known >= (` + historyFloor + `))`

	upsertTallies = `
INSERT INTO day_tallies (truck_id, day, distance_m, moving_s, idling_s, stopped_s, offline_s, overspeed_s, top_kmh, first_fix, last_fix)
SELECT * FROM unnest($1::bigint[], $2::date[], $3::float8[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::real[],
                     $10::timestamptz[], $11::timestamptz[])
ON CONFLICT (truck_id, day) DO UPDATE SET distance_m = excluded.distance_m, moving_s = excluded.moving_s,
    idling_s = excluded.idling_s, stopped_s = excluded.stopped_s, offline_s = excluded.offline_s,
    overspeed_s = excluded.overspeed_s, top_kmh = excluded.top_kmh, first_fix = excluded.first_fix, last_fix = excluded.last_fix
WHERE day_tallies.day >= ((` + historyFloor + `) AT TIME ZONE 'UTC' + interval '1 hour')::date`

	insertMarks = `INSERT INTO marks (truck_id, at, fold) SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::bytea[])`
	insertDirty = `INSERT INTO dirty_days (truck_id, day) SELECT * FROM unnest($1::bigint[], $2::date[])`
)

// queueTraces writes drives, visits, days and marks, and notes the days whose
// roll-up must be made again.
func queueTraces(q *pgx.Batch, moves []move) {
	queueForget(q, moves)
	queueDrives(q, moves)
	queueVisits(q, moves)
	queueIdles(q, moves)
	queueDays(q, moves)
	var truck []int64
	var at []time.Time
	var fold [][]byte
	for i := range moves {
		for _, m := range moves[i].marks {
			truck, at, fold = append(truck, moves[i].after.TruckID), append(at, m.at), append(fold, m.fold)
		}
	}
	if len(truck) > 0 {
		q.Queue(insertMarks, truck, at, fold)
	}
}

func queueForget(q *pgx.Batch, moves []move) {
	var truck, ended, keptTruck, keptPlace []int64
	var after, until, today, keptEntered []time.Time
	for i := range moves {
		m := &moves[i]
		if m.again == nil {
			continue
		}
		truck, after, until = append(truck, m.after.TruckID), append(after, m.again.after), append(until, m.again.until)
		if m.again.until.Equal(forever) && !m.stays {
			ended, today = append(ended, m.after.TruckID), append(today, m.after.Today.Day.Start())
		}
		for _, v := range m.traces.Visits {
			if v.Left.IsZero() {
				keptTruck, keptPlace, keptEntered = append(keptTruck, v.TruckID), append(keptPlace, v.PlaceID), append(keptEntered, v.Entered)
			}
		}
	}
	if len(truck) == 0 {
		return
	}
	q.Queue(forgetDrives, truck, after, until)
	q.Queue(forgetIdles, truck, after, until)
	q.Queue(forgetMarks, truck, after, until)
	q.Queue(forgetLeaving, truck, after, until)
	q.Queue(forgetVisits, truck, after, until, keptTruck, keptPlace, keptEntered)
	if len(ended) > 0 {
		q.Queue(forgetDays, ended, today)
	}
}

func queueDrives(q *pgx.Batch, moves []move) {
	var truck, place1, place2 []int64
	var started, ended, known []time.Time
	var lon1, lat1, lon2, lat2, metres []float64
	var moving, idling []int32
	var top []float32
	var settled []bool
	for i := range moves {
		for _, d := range moves[i].traces.Drives {
			truck, place1, place2 = append(truck, d.TruckID), append(place1, d.FromPlace), append(place2, d.ToPlace)
			started, ended, known = append(started, d.Start), append(ended, d.End), append(known, d.Known)
			lon1, lat1 = append(lon1, d.From.Lon), append(lat1, d.From.Lat)
			lon2, lat2, metres = append(lon2, d.To.Lon), append(lat2, d.To.Lat), append(metres, d.Metres)
			moving, idling = append(moving, seconds(d.Moving)), append(idling, seconds(d.Idling))
			top, settled = append(top, float32(d.TopKmh)), append(settled, d.Settled)
		}
	}
	if len(truck) > 0 {
		q.Queue(insertDrives, truck, started, ended, lon1, lat1, lon2, lat2, place1, place2, metres, moving, idling, top, settled, known)
	}
}

func queueVisits(q *pgx.Batch, moves []move) {
	var in, out visitColumns
	for i := range moves {
		for _, v := range moves[i].traces.Visits {
			if v.Left.IsZero() {
				in.add(v)
			} else {
				out.add(v)
			}
		}
	}
	if len(in.truck) > 0 {
		q.Queue(insertVisits, in.truck, in.place, in.entered, in.known)
	}
	if len(out.truck) > 0 {
		q.Queue(endVisits, out.truck, out.place, out.entered, out.left, out.known)
	}
}

type visitColumns struct {
	truck, place         []int64
	entered, left, known []time.Time
}

func (c *visitColumns) add(v fleet.Visit) {
	c.truck, c.place = append(c.truck, v.TruckID), append(c.place, v.PlaceID)
	c.entered, c.left, c.known = append(c.entered, v.Entered), append(c.left, v.Left), append(c.known, v.Known)
}

func queueDays(q *pgx.Batch, moves []move) {
	var done tallyColumns
	var truck []int64
	var day []time.Time
	for i := range moves {
		for j := range moves[i].traces.Days {
			done.add(moves[i].after.TruckID, &moves[i].traces.Days[j])
		}
		for _, d := range moves[i].dirty {
			truck, day = append(truck, moves[i].after.TruckID), append(day, d.Start())
		}
	}
	if len(done.truck) > 0 {
		q.Queue(upsertTallies, done.args()...)
	}
	if len(truck) > 0 {
		q.Queue(insertDirty, truck, day)
	}
}

// tallyColumns are tallies as arrays, one per column.
type tallyColumns struct {
	truck                                       []int64
	day                                         []time.Time
	metres                                      []float64
	moving, idling, stopped, offline, overspeed []int32
	top                                         []float32
	first, last                                 []*time.Time
}

func (c *tallyColumns) add(truck int64, t *fleet.Tally) {
	c.truck, c.day, c.metres = append(c.truck, truck), append(c.day, t.Day.Start()), append(c.metres, t.Metres)
	c.moving, c.idling = append(c.moving, seconds(t.Moving)), append(c.idling, seconds(t.Idling))
	c.stopped, c.offline = append(c.stopped, seconds(t.Stopped)), append(c.offline, seconds(t.Offline))
	c.overspeed, c.top = append(c.overspeed, seconds(t.Overspeed)), append(c.top, float32(t.TopKmh))
	c.first, c.last = append(c.first, nullTime(t.First)), append(c.last, nullTime(t.Last))
}

func (c *tallyColumns) args() []any {
	return []any{c.truck, c.day, c.metres, c.moving, c.idling, c.stopped, c.offline, c.overspeed, c.top, c.first, c.last}
}

func seconds(d time.Duration) int32 { return int32(d / time.Second) }

// nullTime is NULL for the zero time.
func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
