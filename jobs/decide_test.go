package jobs

import (
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

func TestDecide(t *testing.T) {
	theft := store.AlertNow{AlertState: fleet.AlertState{Status: fleet.AlertOpen}, Kind: fleet.AlertTheft, Severity: fleet.Critical, TruckID: 1, Started: noon.Add(-time.Minute)}
	with := func(change func(*store.AlertNow)) store.AlertNow {
		a := theft
		change(&a)
		return a
	}
	for name, c := range map[string]struct {
		alert  store.AlertNow
		post   bool
		reason string
	}{
		"critical and fresh":  {theft, true, "critical and fresh"},
		"just not stale":      {with(func(a *store.AlertNow) { a.Started = noon.Add(-Stale) }), true, "critical and fresh"},
		"stale":               {with(func(a *store.AlertNow) { a.Started = noon.Add(-Stale - time.Second) }), false, "older than 15 minutes"},
		"warning":             {with(func(a *store.AlertNow) { a.Severity = fleet.Warning }), false, "warning only"},
		"info, settled":       {with(func(a *store.AlertNow) { a.Severity, a.Status = fleet.Info, fleet.AlertResolved }), false, "info only"},
		"info":                {with(func(a *store.AlertNow) { a.Severity = fleet.Info }), false, "info only"},
		"no truck":            {with(func(a *store.AlertNow) { a.TruckID = 0 }), false, "the truck cannot be told from the plate"},
		"somebody has it":     {with(func(a *store.AlertNow) { a.Status = fleet.AlertAcknowledged }), false, "already acknowledged"},
		"over already":        {with(func(a *store.AlertNow) { a.Status = fleet.AlertResolved }), false, "already resolved"},
		"muted":               {with(func(a *store.AlertNow) { a.Mute = store.Mute{ID: 1, Until: noon} }), false, "muted until Mon 2 Nov, 13:00 WAT"},
		"muted, but said":     {with(func(a *store.AlertNow) { a.Mute, a.Said = store.Mute{ID: 1, Until: noon}, true }), true, "people were told of it, so they are told how it goes on"},
		"said, then it ended": {with(func(a *store.AlertNow) { a.Said, a.Started = true, noon.Add(-time.Hour) }), true, "people were told of it, so they are told how it goes on"},
	} {
		if post, reason := decide(c.alert, noon); post != c.post || reason != c.reason {
			t.Errorf("%s: decide = %v, %q; want %v, %q", name, post, reason, c.post, c.reason)
		}
	}
}
