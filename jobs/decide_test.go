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
	const told = "people were told of it, so they are told how it goes on"
	type alert = func(*store.AlertNow)
	severity := func(s fleet.Severity) alert { return func(a *store.AlertNow) { a.Severity = s } }
	status := func(s fleet.AlertStatus) alert { return func(a *store.AlertNow) { a.Status = s } }
	both := func(x, y alert) alert { return func(a *store.AlertNow) { x(a); y(a) } }
	muted := func(a *store.AlertNow) { a.Mute = store.Mute{ID: 1, Until: noon} }
	said := func(a *store.AlertNow) { a.Said = true }
	began := func(ago time.Duration) alert { return func(a *store.AlertNow) { a.Started = noon.Add(-ago) } }
	known := func(ago time.Duration) alert { return func(a *store.AlertNow) { a.Received = noon.Add(-ago) } }
	rule := func(a *store.AlertNow) { a.Detail.Since = noon.Add(-time.Hour) }
	for name, c := range map[string]struct {
		change alert
		before store.Way
		do     Do
		reason string
	}{
		"critical and fresh":    {func(*store.AlertNow) {}, "", Post, "critical and fresh"},
		"warning":               {severity(fleet.Warning), "", Post, "warning and fresh"},
		"just not stale":        {began(Stale), "", Post, "critical and fresh"},
		"stale":                 {began(Stale + time.Second), "", Quiet, "older than 15 minutes"},
		"known in time":         {both(began(time.Hour), known(50*time.Minute)), "", Post, "critical and fresh"},
		"known too late":        {both(began(time.Hour), known(40*time.Minute)), "", Quiet, "older than 15 minutes"},
		"known long ago":        {both(began(Kept), known(Kept+time.Second)), "", Quiet, "older than 15 minutes"},
		"the watch judged it":   {both(began(time.Hour), rule), "", Post, "critical and fresh"},
		"opened again":          {both(began(24*time.Hour), func(a *store.AlertNow) { a.News = true }), "", Post, "critical and fresh"},
		"info, settled":         {both(severity(fleet.Info), status(fleet.AlertResolved)), "", Digest, "info only"},
		"info":                  {severity(fleet.Info), "", Digest, "info only"},
		"info, counted":         {severity(fleet.Info), store.WayDigest, Quiet, "counted already"},
		"info, stale":           {both(severity(fleet.Info), began(time.Hour)), "", Quiet, "info only"},
		"info, then worse":      {severity(fleet.Warning), store.WayDigest, Post, "warning and fresh"},
		"no truck":              {func(a *store.AlertNow) { a.TruckID = 0 }, "", Quiet, "the truck cannot be told from the plate"},
		"somebody has it":       {status(fleet.AlertAcknowledged), "", Quiet, "already acknowledged"},
		"over before it was":    {status(fleet.AlertResolved), "", Digest, "already resolved"},
		"over, by a person":     {func(a *store.AlertNow) { a.Status, a.ResolvedAt = fleet.AlertResolved, noon }, "", Quiet, "already resolved"},
		"muted":                 {muted, "", Quiet, "muted until Mon 2 Nov, 13:00 WAT"},
		"muted info":            {both(severity(fleet.Info), muted), "", Quiet, "muted until Mon 2 Nov, 13:00 WAT"},
		"muted, but said":       {both(muted, said), store.WayCard, Edit, told},
		"said, then it ended":   {both(said, began(time.Hour)), store.WayCard, Edit, told},
		"in a storm, then over": {status(fleet.AlertResolved), store.WayStorm, Edit, told},
	} {
		a := theft
		c.change(&a)
		if do, reason := decide(a, c.before, noon); do != c.do || reason != c.reason {
			t.Errorf("%s: decide = %v, %q; want %v, %q", name, do, reason, c.do, c.reason)
		}
	}
}
