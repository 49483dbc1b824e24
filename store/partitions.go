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
		sql := fmt.Sprintf(`CREATE TABLE IF NOT EXISTS positions_%s PARTITION OF positions FOR VALUES FROM ('%s') TO ('%s')`,
			from.Format("2006_01"), from.Format(time.RFC3339), from.AddDate(0, 1, 0).Format(time.RFC3339))
		if _, err := s.pool.Exec(ctx, sql); err != nil && !isDuplicateTable(err) {
			return err
		}
	}
	return nil
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
