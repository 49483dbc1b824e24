package store_test

import (
	"testing"
	"time"

	"watchtower/fleet"
)

// While a long report reads the history, a month is made all the same, and
// whoever else holds the table is not waited for forever.
func TestAMonthIsMadeBesideALongReport(t *testing.T) {
	g := openIngest(t)
	tx, err := g.conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT count(*) FROM positions`); err != nil {
		t.Fatal(err)
	}
	month := time.Date(2031, 3, 5, 0, 0, 0, 0, time.UTC)
	done := make(chan error, 1)
	go func() { done <- g.EnsurePartitions(t.Context(), month, month) }()
	select {
	case err = <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("the month waits for the report")
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `LOCK TABLE positions IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	if err := g.EnsurePartitions(t.Context(), month.AddDate(0, 1, 0)); fleet.KindOf(err) != fleet.Unavailable {
		t.Errorf("beside an exclusive lock = %v, want that it is tried again later", err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := g.EnsurePartitions(t.Context(), month, month.AddDate(0, 1, 0)); err != nil {
		t.Error(err)
	}
	names, err := g.Partitions(t.Context())
	if n := len(names); err != nil || n < 2 || names[n-2] != "positions_2031_03" || names[n-1] != "positions_2031_04" {
		t.Errorf("partitions = %v, %v", names, err)
	}
}
