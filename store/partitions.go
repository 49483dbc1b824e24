package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// EnsurePartitions makes the monthly partitions of positions (UTC months) that
// hold the given moments. Making one that exists is nothing.
func (s *Store) EnsurePartitions(ctx context.Context, moments ...time.Time) (err error) {
	defer func() { err = wrap(err, "EnsurePartitions") }()
	seen := map[time.Time]bool{}
	for _, t := range moments {
		t = t.UTC()
		from := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		if seen[from] {
			continue
		}
		seen[from] = true
		if err := s.makePartition(ctx, from); err != nil && !isDuplicateTable(err) {
			return err
		}
	}
	return nil
}

// A month's columns stand in another order than their parent's, so that no row
// holds gaps between them: 8 bytes of every position.
const partitionColumns = `
    truck_id bigint NOT NULL, at timestamptz NOT NULL, place geography(Point, 4326) NOT NULL, ignition bool, speed_kmh real NOT NULL, heading real NOT NULL,
    received_at timestamptz NOT NULL, odometer_km double precision, reject text, source text`

// makePartition attaches a month's own table: unlike PARTITION OF this lets
// others read and write meanwhile, and it gives up soon when it must wait.
func (s *Store) makePartition(ctx context.Context, from time.Time) error {
	name := "positions_" + from.Format("2006_01")
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var there bool
		if err := tx.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, name).Scan(&there); err != nil || there {
			return err
		}
		_, err := tx.Exec(ctx, fmt.Sprintf(dropSoon+`;
CREATE TABLE %[1]s (%[4]s);
ALTER TABLE positions ATTACH PARTITION %[1]s FOR VALUES FROM ('%[2]s') TO ('%[3]s')`,
			name, from.Format(time.RFC3339), from.AddDate(0, 1, 0).Format(time.RFC3339), partitionColumns))
		return err
	})
}

const listPartitions = `
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'positions'::regclass
ORDER BY c.relname`

// Partitions names the partitions of positions, oldest month first.
func (s *Store) Partitions(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, listPartitions)
	if err != nil {
		return nil, wrap(err, "Partitions")
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return out, wrap(err, "Partitions")
}
