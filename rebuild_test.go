package main

import (
	"strings"
	"testing"
	"time"
)

func TestReadRebuild(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	p, err := readRebuild([]string{"--from", "2026-11-20", "--truck", "KJA 123 XA", "--shift-gpstime=-4h30m", "--received-before", "2026-11-22 09:15"}, now)
	if err != nil || p.from.String() != "2026-11-20" || p.to.String() != "2026-11-22" || !p.before.Equal(time.Date(2026, 11, 22, 8, 15, 0, 0, time.UTC)) || p.shift != -270*time.Minute || p.source != "loconav" || p.plate != "KJA 123 XA" {
		t.Errorf("plan = %+v, %v", p, err)
	}
	for args, want := range map[string]string{
		"":                                     "--from \"\" is not a day",
		"--from 20.11.2026":                    "is not a day",
		"--from 2026-11-20 --to 2026-11-19":    "lies before",
		"--from 2026-11-20 --shift-gpstime 3h": "--received-before \"\" is not a time",
		"--from 2026-11-20 --shift-gpstime 30h --received-before 2026-11-22T09:15": "is not a time",
		"--from 2026-11-20 KJA":                     "does not know \"KJA\"",
		"--from 2026-11-20 --to tomorrow --dry-run": "--to \"tomorrow\" is not a day",
	} {
		if _, err := readRebuild(strings.Fields(args), now); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q = %v, want %q", args, err, want)
		}
	}
	for args, want := range map[string]string{"30h": "more than a day", "-4h30m": ""} {
		_, err := readRebuild([]string{"--from", "2026-11-20", "--shift-gpstime=" + args, "--received-before", "2026-11-22 09:15"}, now)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q = %v, want %q", args, err, want)
		}
	}
	if _, err := readRebuild([]string{"--from", "2026-11-20", "--shift-gpstime=1h", "--received-before", "2026-11-24 09:15"}, now); err == nil || !strings.Contains(err.Error(), "future") {
		t.Errorf("a restart tomorrow = %v, want a refusal", err)
	}
}

// A shift that was stopped and is called again after midnight, or for other
// days that overlap, is still the same for the days they share.
func TestAShiftIsOneTaskWhateverItsDays(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var tasks, last []string
	for _, at := range []time.Time{now, now.Add(24 * time.Hour)} {
		p, err := readRebuild([]string{"--from", "2026-11-20", "--shift-gpstime=4h30m", "--received-before", "2026-11-23 12:15"}, at)
		if err != nil {
			t.Fatal(err)
		}
		tasks, last = append(tasks, (&rebuilder{rebuildPlan: *p}).shiftTask()), append(last, p.to.String())
	}
	if tasks[0] != tasks[1] || last[0] != last[1] {
		t.Errorf("tasks %q to %q, want the same on the next day", tasks, last)
	}
}
