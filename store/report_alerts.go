package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// AlertPace is how people dealt with the alerts of a kind.
type AlertPace struct {
	Kind     fleet.AlertKind // empty for all kinds together
	Count    int
	Acked    int           // taken in hand by somebody
	Ack      time.Duration // the median, from when it came in
	Critical int           // of these still open
}

const alertPace = `
SELECT coalesce(a.kind, ''), count(*)::int, count(a.acked_at)::int,
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM a.acked_at - a.received_at)) FILTER (WHERE a.acked_at IS NOT NULL), 0)::float8,
       count(*) FILTER (WHERE a.severity = 'critical' AND a.status = 'open')::int
FROM alerts a`

// AlertPace counts the alerts of a query by kind, most first; the first row is
// of all together.
func (s *Store) AlertPace(ctx context.Context, q AlertQuery) ([]AlertPace, error) {
	where, args := q.where()
	rows, err := s.pool.Query(ctx, alertPace+where+"\nGROUP BY GROUPING SETS ((a.kind), ()) ORDER BY grouping(a.kind) DESC, 2 DESC, 1", args...)
	if err != nil {
		return nil, wrap(err, "AlertPace")
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p AlertPace, err error) {
		var ack float64
		err = row.Scan(&p.Kind, &p.Count, &p.Acked, &ack, &p.Critical)
		p.Ack = seconds64(ack)
		return p, err
	})
	return out, wrap(err, "AlertPace")
}

// Times inside a port and inside a terminal of it are one time.
const queueTime = `
WITH stays AS (
    SELECT v.truck_id, range_agg(tstzrange(greatest(v.entered_at, $1::timestamptz), least(coalesce(v.left_at, $3), $2, $3))) AS spans
    FROM places p
    JOIN visits v ON v.place_id = p.id AND (v.left_at > $1 OR v.left_at IS NULL) AND v.entered_at < least($2::timestamptz, $3::timestamptz)
    WHERE p.kind IN ('terminal', 'port') AND ($5 = 0 OR p.id = $5) AND (cardinality($4::bigint[]) = 0 OR v.truck_id = ANY($4))
    GROUP BY v.truck_id
)
SELECT coalesce(sum(extract(epoch FROM upper(span) - lower(span))), 0)::float8, count(DISTINCT truck_id)::int
FROM stays, unnest(spans) AS span`

// QueueTime is how long trucks were inside ports and terminals in a window, and
// how many: in the line, loading and offloading. What of it was waiting no
// tracker tells.
func (s *Store) QueueTime(ctx context.Context, w fleet.Window, now time.Time, place int64, trucks ...int64) (time.Duration, int, error) {
	if trucks == nil {
		trucks = []int64{}
	}
	var seconds float64
	var n int
	err := s.pool.QueryRow(ctx, queueTime, w.From, w.To, now, trucks, place).Scan(&seconds, &n)
	return seconds64(seconds), n, wrap(err, "QueueTime")
}

const trucksOfGroup = `SELECT id FROM trucks WHERE lower(fleet_group) = lower($1) ORDER BY id`

// TrucksOfGroup are the trucks in a group, however it is written.
func (s *Store) TrucksOfGroup(ctx context.Context, group string) ([]int64, error) {
	rows, err := s.pool.Query(ctx, trucksOfGroup, group)
	if err != nil {
		return nil, wrap(err, "TrucksOfGroup")
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return out, wrap(err, "TrucksOfGroup")
}
