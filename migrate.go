package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"watchtower/store"
)

// migrate brings the schema to this binary's version and makes the partitions
// that the next weeks will need.
func migrate(ctx context.Context, _ []string, out io.Writer) error {
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx, string(cfg.DatabaseURL)); err != nil {
		return err
	}
	s, err := store.Open(ctx, string(cfg.DatabaseURL), newLogger(cfg.LogLevel))
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := newClock(cfg.Clock, cfg.ClockAnchor, time.Now())
	if err != nil {
		return err
	}
	now := c.Now()
	if err := s.EnsurePartitions(ctx, now.AddDate(0, -1, 0), now, now.AddDate(0, 1, 0)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "The database is at this version.")
	return err
}
