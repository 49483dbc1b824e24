package main

import (
	"fmt"
	"strconv"
	"time"

	"watchtower/sandbox/road"
)

// config is everything the environment decides.
type config struct {
	addr     string // SANDBOX_ADDR; taken means the next free port
	manifest string // SANDBOX_MANIFEST
	webhook  road.Target
	// sheetsKey is SANDBOX_SHEETS_KEY: the key file of the one service account
	// that the spreadsheet is shared with; empty lets everybody in.
	sheetsKey string
	seed      uint64
	trucks    int
	life      road.Life
	interval  int              // seconds between fixes of one truck
	now       func() time.Time // the shared clock
	start     time.Time        // where it began; now, if time is real
}

func configFrom(env func(string) string, real func() time.Time) (config, error) {
	c := config{
		addr:      or(env("SANDBOX_ADDR"), "127.0.0.1:8090"),
		manifest:  or(env("SANDBOX_MANIFEST"), "manifest.yml"),
		sheetsKey: env("SANDBOX_SHEETS_KEY"),
		webhook: road.Target{
			URL:    or(env("SANDBOX_WEBHOOK_URL"), "http://127.0.0.1:8080/webhooks/loconav"),
			Secret: or(env("SANDBOX_WEBHOOK_SECRET"), "sandbox-secret"),
		},
	}
	var err error
	if c.now, c.start, err = clockFrom(env, real); err != nil {
		return c, err
	}
	if c.seed, err = strconv.ParseUint(or(env("SANDBOX_SEED"), "1"), 10, 64); err != nil {
		return c, fmt.Errorf("SANDBOX_SEED %q: want a whole number", env("SANDBOX_SEED"))
	}
	if c.trucks, err = count(env, "SANDBOX_TRUCKS", 85); err != nil {
		return c, err
	}
	if c.life, err = road.ParseLife(env("SANDBOX_LIFE")); err != nil {
		return c, fmt.Errorf("SANDBOX_LIFE: %w", err)
	}
	c.interval, err = count(env, "SANDBOX_INTERVAL", 10)
	return c, err
}

func (c config) fleet() (*road.Fleet, error) {
	return road.NewFleet(road.Options{Seed: c.seed, Trucks: c.trucks, Start: c.start, Life: c.life})
}

func count(env func(string) string, key string, otherwise int) (int, error) {
	n, err := strconv.Atoi(or(env(key), strconv.Itoa(otherwise)))
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s %q: want a whole number above 0", key, env(key))
	}
	return n, nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
