package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// clock is the one clock of the program: real, or simulated as
// start + (real time since anchor) * rate, so that Watch Tower and a sandbox
// given the same three values agree on the time.
type clock struct {
	start, anchor time.Time
	rate          float64
}

// newClock reads WATCHTOWER_CLOCK ("2026-11-23T06:00:00+01:00x60") and
// WATCHTOWER_CLOCK_ANCHOR (Unix milliseconds of real time at which start
// holds; now when empty). An empty spec is the real clock.
func newClock(spec, anchor string, real time.Time) (clock, error) {
	if spec == "" {
		return clock{}, nil
	}
	start, rate, ok := strings.Cut(spec, "x")
	c := clock{anchor: real, rate: 1}
	var err error
	if c.start, err = time.Parse(time.RFC3339, start); err != nil {
		return c, fmt.Errorf("WATCHTOWER_CLOCK must read like 2026-11-23T06:00:00+01:00x10")
	}
	if ok {
		if c.rate, err = strconv.ParseFloat(rate, 64); err != nil || c.rate <= 0 {
			return c, fmt.Errorf("WATCHTOWER_CLOCK must end in a rate above 0, like x10")
		}
	}
	if anchor != "" {
		ms, err := strconv.ParseInt(anchor, 10, 64)
		if err != nil {
			return c, fmt.Errorf("WATCHTOWER_CLOCK_ANCHOR must be Unix milliseconds")
		}
		c.anchor = time.UnixMilli(ms)
	}
	return c, nil
}

// Now is the time by this clock, UTC.
func (c clock) Now() time.Time {
	if c.rate == 0 {
		return time.Now().UTC()
	}
	real := time.Since(c.anchor)
	return c.start.Add(time.Duration(float64(real) * c.rate)).UTC()
}
