package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Fuelled is what is on record of a truck's diesel in a window. What it burnt is
// not: no tracker tells.
type Fuelled struct {
	TruckID      int64
	Truck        string
	Trips        int // that began in the window
	TripsIssued  int // of these, with diesel on record
	IssuedLitres float64
	IssuedNaira  int64
	PricedLitres float64 // of those issued, with their naira on record
	Fills        int     // told by LocoNav
	FilledLitres float64
	Thefts       int // possible ones
	StolenLitres float64
}

// An alert that somebody called false does not count.
const fuelled = `
WITH told AS (
    SELECT truck_id, count(*) FILTER (WHERE kind = 'refuel') AS fills,
           coalesce(sum((detail->>'litres')::float8) FILTER (WHERE kind = 'refuel'), 0) AS filled,
           count(*) FILTER (WHERE kind = 'fuel_theft') AS thefts,
           coalesce(sum((detail->>'litres')::float8) FILTER (WHERE kind = 'fuel_theft'), 0) AS stolen
    FROM alerts
    WHERE kind IN ('refuel', 'fuel_theft') AND source <> '` + ruleSource + `' AND started_at >= $1 AND started_at < $2 AND NOT false_alarm
      AND truck_id IS NOT NULL AND (cardinality($3::bigint[]) = 0 OR truck_id = ANY($3)) AND $4 = 0
    GROUP BY truck_id
), issued AS (
    SELECT truck_id, count(*) AS trips, count(*) FILTER (WHERE diesel_l > 0) AS with_diesel, sum(diesel_l) AS litres, sum(diesel_naira)::bigint AS naira,
           coalesce(sum(diesel_l) FILTER (WHERE diesel_naira > 0), 0) AS priced
    FROM trips
    WHERE start_at >= $1 AND start_at < $2 AND status <> 'cancelled' AND (status <> 'scheduled' OR diesel_l > 0)
      AND (cardinality($3::bigint[]) = 0 OR truck_id = ANY($3)) AND ($4::bigint = 0 OR client_id = $4)
    GROUP BY truck_id
)
SELECT t.id, t.plate, coalesce(i.trips, 0), coalesce(i.with_diesel, 0), coalesce(i.litres, 0), coalesce(i.naira, 0), coalesce(i.priced, 0),
       coalesce(a.fills, 0), coalesce(a.filled, 0), coalesce(a.thefts, 0), coalesce(a.stolen, 0)
FROM told a FULL JOIN issued i USING (truck_id) JOIN trucks t ON t.id = truck_id
ORDER BY coalesce(i.litres, 0) + coalesce(a.filled, 0) DESC, t.key, t.id`

// Fuelled reads the diesel of some trucks, of all when none is named; trips
// count by their planned start. Of a client, when one is named, it is what was
// issued for the client's trips alone. A truck without anything is left out.
func (s *Store) Fuelled(ctx context.Context, w fleet.Window, client int64, trucks ...int64) ([]Fuelled, error) {
	if trucks == nil {
		trucks = []int64{}
	}
	rows, err := s.pool.Query(ctx, fuelled, w.From, w.To, trucks, client)
	if err != nil {
		return nil, wrap(err, "Fuelled")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Fuelled])
	return out, wrap(err, "Fuelled")
}

const lastFill = `
SELECT started_at, coalesce((detail->>'litres')::float8, 0) FROM alerts
WHERE truck_id = $1 AND kind = 'refuel' AND source <> '` + ruleSource + `' AND NOT false_alarm
ORDER BY started_at DESC
LIMIT 1`

// LastFill is when a truck was last told to be filled, and with how many litres;
// zero when it never was.
func (s *Store) LastFill(ctx context.Context, truck int64) (at time.Time, litres float64, err error) {
	rows, err := s.pool.Query(ctx, lastFill, truck)
	if err != nil {
		return at, 0, wrap(err, "LastFill(%d)", truck)
	}
	_, err = pgx.ForEachRow(rows, []any{&at, &litres}, func() error { return nil })
	return at, litres, wrap(err, "LastFill(%d)", truck)
}
