package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// TripSeen is a trip with what trackers say of its truck.
type TripSeen struct {
	fleet.Trip
	fleet.Seen
}

// Trips that GPS may move on: what is open and near, and what has an empty
// container out.
const tripsToFollow = tripSelect + `
WHERE x.status IN ('scheduled', 'loading', 'en_route', 'arrived', 'offloading') AND x.start_at < $1
UNION ALL` + tripSelect + `
WHERE x.status = 'completed' AND x.return_id IS NOT NULL AND x.returned_at IS NULL AND x.completed_at > $2`

// The stays of each trip's truck in the trip's places that are not over before
// anybody would look, and the truck's newest fix.
const staysToFollow = `
SELECT u.id, v.place_id, p.kind, v.entered_at, v.left_at
FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS u(id, truck_id, since)
JOIN trips x ON x.id = u.id
JOIN visits v ON v.truck_id = u.truck_id AND v.place_id IN (x.origin_id, x.destination_id, x.return_id)
    AND v.entered_at > u.since - interval '14 days' AND (v.left_at IS NULL OR v.left_at > u.since)
JOIN places p ON p.id = v.place_id
ORDER BY v.entered_at`

const fixesOf = `SELECT truck_id, at FROM truck_state WHERE truck_id = ANY($1)`

// TripsToFollow are the trips that trackers could have something to say about.
func (s *Store) TripsToFollow(ctx context.Context, now time.Time) (out []TripSeen, err error) {
	defer func() { err = wrap(err, "TripsToFollow") }()
	trips, err := s.trips(ctx, s.pool, tripsToFollow, now.Add(fleet.FollowAhead), now.Add(-fleet.FollowReturn))
	if err != nil || len(trips) == 0 {
		return nil, err
	}
	out = make([]TripSeen, len(trips))
	at := map[int64]int{}
	var ids, trucks []int64
	var since []time.Time
	for i, t := range trips {
		out[i].Trip, at[t.ID] = t, i
		ids, trucks, since = append(ids, t.ID), append(trucks, t.TruckID), append(since, t.Start.Add(-fleet.FollowAhead))
	}
	fixes := map[int64]time.Time{}
	rows, err := s.pool.Query(ctx, fixesOf, trucks)
	if err != nil {
		return nil, err
	}
	var id int64
	var fix time.Time
	if _, err = pgx.ForEachRow(rows, []any{&id, &fix}, func() error { fixes[id] = fix.UTC(); return nil }); err != nil {
		return nil, err
	}
	for i := range out {
		out[i].At = fixes[out[i].TruckID]
	}
	if rows, err = s.pool.Query(ctx, staysToFollow, ids, trucks, since); err != nil {
		return nil, err
	}
	var stay fleet.Stay
	var left *time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &stay.PlaceID, &stay.Kind, &stay.Entered, &left}, func() error {
		seen := stay
		seen.Entered, seen.Left = seen.Entered.UTC(), orZero(left)
		out[at[id]].Stays = append(out[at[id]].Stays, seen)
		return nil
	})
	return out, err
}
