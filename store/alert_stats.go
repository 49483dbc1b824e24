package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// AlertStatsQuery is which alerts are counted, by when they began, and by what.
type AlertStatsQuery struct {
	Window  fleet.Window
	By      string // kind, truck, place, rule
	Kind    fleet.AlertKind
	TruckID int64
	PlaceID int64
	Limit   int
}

// AlertStat counts the alerts of one name. Times are from when an alert was
// known to when somebody took it in hand, and to when it was over; 0 with None.
type AlertStat struct {
	Name                  string // empty for all together
	Count, Cards, Settled int
	FalseAlarms, Acked    int
	AckP50, AckP90        time.Duration
	ResolveP50            time.Duration
}

// alertStatNames are what alerts are counted by. A rule's alerts and LocoNav's are
// told apart, because different figures made them.
var alertStatNames = map[string]string{
	"kind":  "a.kind",
	"rule":  "a.kind || '/' || a.source",
	"truck": "coalesce((SELECT t.plate FROM trucks t WHERE t.id = a.truck_id), a.plate)",
	"place": `coalesce((SELECT p.name FROM places p WHERE ST_DWithin(p.center, a.point, p.radius_m)
    AND coalesce(ST_Covers(p.outline, a.point), true) ORDER BY p.radius_m, p.id LIMIT 1), 'on the road')`,
}

const alertStats = `
WITH x AS (
    SELECT %s AS name, a.false_alarm, a.status,
        EXISTS (SELECT FROM deliveries d WHERE d.key = 'alert:' || a.id) AS card,
        extract(epoch FROM a.acked_at - a.received_at) AS acked,
        extract(epoch FROM coalesce(a.resolved_at, a.ended_at) - a.received_at) AS resolved
    FROM alerts a%s
)
SELECT coalesce(name, ''), count(*), count(*) FILTER (WHERE card), count(*) FILTER (WHERE status = 'resolved'),
    count(*) FILTER (WHERE false_alarm), count(acked),
    coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(acked, 0)), 0),
    coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY greatest(acked, 0)), 0),
    coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(resolved, 0)) FILTER (WHERE status = 'resolved'), 0)
FROM x
GROUP BY GROUPING SETS ((name), ())
ORDER BY grouping(name) DESC, 2 DESC, 1
LIMIT %d`

// AlertStats counts the alerts of a window: all together first, then by name,
// the most first. What is told of as part of another alert is counted with that.
func (s *Store) AlertStats(ctx context.Context, q AlertStatsQuery) (all AlertStat, list []AlertStat, err error) {
	where, args := AlertQuery{Kind: q.Kind, Window: &q.Window, TruckID: q.TruckID, PlaceID: q.PlaceID}.where()
	rows, err := s.pool.Query(ctx, fmt.Sprintf(alertStats, alertStatNames[q.By], where, q.Limit+1), args...)
	if err != nil {
		return all, nil, wrap(err, "AlertStats")
	}
	list, err = pgx.CollectRows(rows, scanAlertStat)
	if err != nil || len(list) == 0 {
		return all, nil, wrap(err, "AlertStats")
	}
	return list[0], list[1:], nil
}

func scanAlertStat(row pgx.CollectableRow) (x AlertStat, err error) {
	var ack50, ack90, done float64
	err = row.Scan(&x.Name, &x.Count, &x.Cards, &x.Settled, &x.FalseAlarms, &x.Acked, &ack50, &ack90, &done)
	x.AckP50, x.AckP90, x.ResolveP50 = seconds64(ack50), seconds64(ack90), seconds64(done)
	return x, err
}
