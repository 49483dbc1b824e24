package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const insertWatchMarks = `
INSERT INTO watch_marks (truck_id, since) SELECT * FROM unnest($1::bigint[], $2::timestamptz[])`

// watchKinds are the alerts of the vendor that rules of our own look at.
var watchKinds = []fleet.AlertKind{fleet.AlertBraking, fleet.AlertAccel, fleet.AlertTurn, fleet.AlertRefuel}

// queueWatchMarks has the watch look at every truck of which something new was
// told, from the oldest new fix on.
func (b *batch) queueWatchMarks(q *pgx.Batch) {
	var trucks []int64
	var since []time.Time
	for i := range b.fixes { // by truck and time
		if p := &b.fixes[i]; len(trucks) == 0 || trucks[len(trucks)-1] != p.TruckID {
			trucks, since = append(trucks, p.TruckID), append(since, p.At)
		}
	}
	for i := range b.notices {
		if id, _, _ := b.known.truck(calledBy(b.notices[i].Fact)); id != 0 && slices.Contains(watchKinds, b.notices[i].Fact.Alert.Kind) {
			trucks, since = append(trucks, id), append(since, b.now)
		}
	}
	if len(trucks) > 0 {
		q.Queue(insertWatchMarks, trucks, since)
	}
}

const watchAll = `INSERT INTO watch_marks (truck_id, since) SELECT truck_id, at FROM truck_state`

// WatchAll has the watch look at every truck again, by what is known of it now.
func (s *Store) WatchAll(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, watchAll)
	return wrap(err, "WatchAll")
}

const lastHeard = `SELECT max(received_at), count(*) FROM truck_state`

// LastHeard is when the newest fix of any truck came in, and how many trucks
// have ever told where they are.
func (s *Store) LastHeard(ctx context.Context) (at time.Time, trucks int, err error) {
	var newest *time.Time
	err = s.pool.QueryRow(ctx, lastHeard).Scan(&newest, &trucks)
	return orZero(newest).UTC(), trucks, wrap(err, "LastHeard")
}
