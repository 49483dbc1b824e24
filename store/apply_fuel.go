package store

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// A fuel alert whose start was not known yet may have counted for the day of
// its end, so both days are made again.
const soilFuelDays = `
INSERT INTO dirty_days (truck_id, day)
SELECT a.truck_id, (v.at AT TIME ZONE 'UTC' + interval '1 hour')::date
FROM alerts a CROSS JOIN LATERAL (VALUES (a.started_at), (a.ended_at)) AS v(at)
WHERE a.source = $1 AND (a.kind, a.vendor_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
  AND a.truck_id IS NOT NULL AND v.at IS NOT NULL`

// queueFuelDays notes the days on which the batch's fuel alerts happened.
func (b *batch) queueFuelDays(q *pgx.Batch) {
	var kind, id []string
	for i := range b.notices {
		a := b.notices[i].Fact.Alert
		if slices.Contains([]fleet.AlertKind{fleet.AlertRefuel, fleet.AlertTheft}, a.Kind) {
			kind, id = append(kind, string(a.Kind)), append(id, noticeKey(a))
		}
	}
	if len(kind) > 0 {
		q.Queue(soilFuelDays, alertSource, kind, id)
	}
}
