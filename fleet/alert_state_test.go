package fleet_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

var stepAt = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// stateOf is an alert that people have brought to a status before stepAt.
func stateOf(s fleet.AlertStatus) fleet.AlertState {
	state := fleet.AlertState{Status: s, Version: 3}
	switch s {
	case fleet.AlertAcknowledged:
		state.AckedBy, state.AckedAt = 7, stepAt.Add(-time.Hour)
	case fleet.AlertSnoozed:
		state.Until = stepAt.Add(time.Hour)
	case fleet.AlertResolved:
		state.ResolvedBy, state.ResolvedAt = 7, stepAt.Add(-time.Hour)
	}
	return state
}

// Every action from every status: where it leads, or why it is refused.
func TestAlertSteps(t *testing.T) {
	const open, acked, snoozed, resolved = fleet.AlertOpen, fleet.AlertAcknowledged, fleet.AlertSnoozed, fleet.AlertResolved
	from := []fleet.AlertStatus{open, acked, snoozed, resolved}
	for action, want := range map[fleet.AlertAction][4]string{
		fleet.Acknowledge:   {"acknowledged", "!already", "acknowledged", "!resolved"},
		fleet.Unacknowledge: {"!not_taken", "open", "!not_taken", "!resolved"},
		fleet.Resolve:       {"resolved", "resolved", "resolved", "!resolved"},
		fleet.FalseAlarm:    {"resolved", "resolved", "resolved", "resolved"},
		fleet.Reopen:        {"!not_resolved", "!not_resolved", "!not_resolved", "open"},
		fleet.Snooze:        {"snoozed", "snoozed", "snoozed", "!resolved"},
		fleet.Assign:        {"open", "acknowledged", "snoozed", "!resolved"},
		fleet.Note:          {"open", "acknowledged", "snoozed", "resolved"},
		fleet.Wake:          {"!already", "!already", "!too_early", "!already"},
		"explode":           {"!unknown", "!unknown", "!unknown", "!unknown"},
	} {
		for i, status := range from {
			before := stateOf(status)
			after, why := before.After(fleet.AlertStep{Action: action, By: 9, At: stepAt, Until: stepAt.Add(2 * time.Hour), Assignee: 9})
			got := string(after.Status)
			if why != "" {
				got = "!" + string(why)
				if after != before {
					t.Errorf("%s from %s is refused and yet changes %+v", action, status, after)
				}
				if words := fleet.MessageFor(why.Err(before, action, "Ada")); len(words) < 20 || !strings.HasSuffix(words, ".") {
					t.Errorf("%s from %s is refused with %q", action, status, words)
				}
			}
			if got != want[i] {
				t.Errorf("%s from %s gives %s, want %s", action, status, got, want[i])
			}
			if grew := after.Version > before.Version; grew != (why == "" && action != fleet.Note) {
				t.Errorf("%s from %s: version from %d to %d", action, status, before.Version, after.Version)
			}
		}
	}
}

func TestAlertStepsKeepWhoAndWhen(t *testing.T) {
	do := func(s fleet.AlertState, step fleet.AlertStep) fleet.AlertState {
		t.Helper()
		after, why := s.After(step)
		if why != "" {
			t.Fatalf("%s: %s", step.Action, why)
		}
		return after
	}
	s := do(fleet.AlertState{Status: fleet.AlertOpen}, fleet.AlertStep{Action: fleet.Acknowledge, By: 4, At: stepAt})
	if s.AckedBy != 4 || !s.AckedAt.Equal(stepAt) {
		t.Errorf("acknowledged: %+v", s)
	}
	s = do(s, fleet.AlertStep{Action: fleet.Snooze, By: 4, At: stepAt, Until: stepAt.Add(time.Hour)})
	if _, why := s.After(fleet.AlertStep{Action: fleet.Wake, At: stepAt.Add(time.Hour - time.Second)}); why != fleet.RefusedTooEarly {
		t.Errorf("woken a second too early: %q", why)
	}
	s = do(s, fleet.AlertStep{Action: fleet.Wake, At: stepAt.Add(time.Hour)})
	if s.Status != fleet.AlertOpen || !s.Until.IsZero() {
		t.Errorf("woken: %+v", s)
	}
	s = do(s, fleet.AlertStep{Action: fleet.Resolve, By: 5, At: stepAt})
	s = do(s, fleet.AlertStep{Action: fleet.FalseAlarm, By: 6, At: stepAt.Add(time.Hour)})
	if !s.FalseAlarm || s.ResolvedBy != 5 || !s.ResolvedAt.Equal(stepAt) {
		t.Errorf("a false alarm found later takes the resolution over: %+v", s)
	}
	s = do(s, fleet.AlertStep{Action: fleet.Reopen, By: 6, At: stepAt})
	if s.FalseAlarm || s.ResolvedBy+s.AckedBy != 0 || !s.AckedAt.IsZero() || !s.ResolvedAt.IsZero() {
		t.Errorf("reopened: %+v", s)
	}
	for name, until := range map[string]time.Time{"now": stepAt, "past": stepAt.Add(-time.Hour), "too far": stepAt.Add(fleet.MaxSnooze + time.Second)} {
		if _, why := s.After(fleet.AlertStep{Action: fleet.Snooze, At: stepAt, Until: until}); why != fleet.RefusedTime {
			t.Errorf("snooze until %s: %q", name, why)
		}
	}
}

func TestParseAlertKind(t *testing.T) {
	for text, want := range map[string]fleet.AlertKind{
		"overspeed": fleet.AlertOverspeed, "Fuel theft": fleet.AlertTheft, "offline": fleet.AlertOffline, "idle alerts": fleet.AlertIdle,
		"SOS": fleet.AlertSOS, "panic": fleet.AlertSOS, "harsh_braking": fleet.AlertBraking, "accidents": fleet.AlertCrash, "speeding": fleet.AlertOverspeed,
	} {
		if got, ok := fleet.ParseAlertKind(text); !ok || got != want {
			t.Errorf("%q is %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, k := range fleet.AlertKinds() {
		if got, ok := fleet.ParseAlertKind(k.Words()); !ok || got != k {
			t.Errorf("%q is not read back: %q", k.Words(), got)
		}
	}
	for _, text := range []string{"", "s", "alerts", "weather"} {
		if got, ok := fleet.ParseAlertKind(text); ok {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}

func TestParseSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, "2h": 2 * time.Hour, " 1 Day ": 24 * time.Hour, "90 minutes": 90 * time.Minute, "2 weeks": 14 * 24 * time.Hour,
	} {
		if got, err := fleet.ParseSpan(text); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0h", "h", "2", "-2h", "2 fortnights", "99999h", "1.5h"} {
		if got, err := fleet.ParseSpan(text); fleet.KindOf(err) != fleet.Invalid {
			t.Errorf("%q is taken for %v, %v", text, got, err)
		}
	}
}
