package store

import (
	"context"
	"fmt"
	"time"
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
