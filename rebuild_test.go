package main

import (
	"strings"
	"testing"
	"time"
)

func TestReadRebuild(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	p, err := readRebuild([]string{"--from", "2026-11-20", "--truck", "KJA 123 XA", "--shift-gpstime=-4h30m"}, now)
	if err != nil || p.from.String() != "2026-11-20" || p.to.String() != "2026-11-23" || p.shift != -270*time.Minute || p.source != "loconav" || p.plate != "KJA 123 XA" {
		t.Errorf("plan = %+v, %v", p, err)
	}
	for args, want := range map[string]string{
		"":                                      "--from \"\" is not a day",
		"--from 20.11.2026":                     "is not a day",
		"--from 2026-11-20 --to 2026-11-19":     "lies before",
		"--from 2026-11-20 --shift-gpstime 30h": "more than a day",
		"--from 2026-11-20 KJA":                 "does not know \"KJA\"",
		"--from 2026-11-20 --to tomorrow --dry-run": "--to \"tomorrow\" is not a day",
	} {
		if _, err := readRebuild(strings.Fields(args), now); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q = %v, want %q", args, err, want)
		}
	}
}
