package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// clockFrom reads the simulated clock: WATCHTOWER_CLOCK=<RFC3339>x<rate> says
// when it starts and how fast it runs, WATCHTOWER_CLOCK_ANCHOR (Unix ms) the
// real moment at which it showed that start. Without the first, time is real.
// It also returns the start, so that every process plans the same day.
func clockFrom(env func(string) string, real func() time.Time) (func() time.Time, time.Time, error) {
	text := env("WATCHTOWER_CLOCK")
	if text == "" {
		return real, real(), nil
	}
	cut := strings.LastIndexByte(text, 'x')
	if cut < 0 {
		return nil, time.Time{}, fmt.Errorf("WATCHTOWER_CLOCK %q: want <time>x<rate>, as 2026-11-23T11:00:00+01:00x1", text)
	}
	start, err := time.Parse(time.RFC3339, text[:cut])
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("WATCHTOWER_CLOCK %q: the start is not an RFC 3339 time", text)
	}
	rate, err := strconv.ParseFloat(text[cut+1:], 64)
	if err != nil || rate <= 0 {
		return nil, time.Time{}, fmt.Errorf("WATCHTOWER_CLOCK %q: the rate must be a number above 0", text)
	}
	anchor := real()
	if a := env("WATCHTOWER_CLOCK_ANCHOR"); a != "" {
		ms, err := strconv.ParseInt(a, 10, 64)
		if err != nil {
			return nil, time.Time{}, fmt.Errorf("WATCHTOWER_CLOCK_ANCHOR %q: want Unix milliseconds", a)
		}
		anchor = time.UnixMilli(ms)
	}
	return func() time.Time {
		return start.Add(time.Duration(float64(real().Sub(anchor)) * rate))
	}, start, nil
}
