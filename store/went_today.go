package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// freshTrucks is for how many named trucks the day that goes on is read from
// their states, to the last fix. For more, its roll-ups, a minute or two
// behind, are good enough.
const freshTrucks = 50

// Counts the drives begun on a day that have ended.
const drivesBegun = `
SELECT u.truck, t.plate, (SELECT count(*) FROM drives d WHERE d.truck_id = u.truck AND d.started_at >= u.day AND d.started_at < u.day + interval '1 day')
FROM unnest($1::bigint[], $2::timestamptz[]) AS u(truck, day) JOIN trucks t ON t.id = u.truck`

// wentToday counts the day that goes on, of trucks whose day it lies in the
// whole days asked for, and says of which trucks and days.
func (s *Store) wentToday(ctx context.Context, from, to fleet.Day, trucks []int64, add func(Went)) (counted tallyColumns, err error) {
	if len(trucks) > freshTrucks {
		return counted, nil
	}
	states := map[int64]fleet.State{}
	var starts []time.Time
	err = s.eachOpen(ctx, fleet.Window{From: from.Start()}, trucks, func(_ string, st fleet.State) {
		if d := st.Today.Day; d >= from && d < to {
			counted.truck, counted.day = append(counted.truck, st.TruckID), append(counted.day, d.Start())
			states[st.TruckID], starts = st, append(starts, d.Start())
		}
	})
	if err != nil || len(states) == 0 {
		return counted, err
	}
	rows, err := s.pool.Query(ctx, drivesBegun, counted.truck, starts)
	if err != nil {
		return counted, err
	}
	var id int64
	var plate string
	var drives int
	_, err = pgx.ForEachRow(rows, []any{&id, &plate, &drives}, func() error {
		st := states[id]
		t := st.Today
		if st.Drive.Proven && fleet.DayOf(st.Drive.Start) == t.Day {
			drives++
		}
		add(Went{TruckID: id, Truck: plate, Metres: t.Metres, Moving: t.Moving, Idling: t.Idling, Drives: drives, TopKmh: t.TopKmh})
		return nil
	})
	return counted, err
}
