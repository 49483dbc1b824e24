package jobs

import (
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// asking is a dispatcher who asked to be told of warnings and worse, quiet from
// 13:30 to 14:30 in Lagos; noon is 13:00 there.
func asking() store.Listener {
	from, to := 13*60+30, 14*60+30
	return store.Listener{PersonID: 7, Slack: "U0ADA", Role: fleet.Dispatcher,
		Preferences: store.Preferences{Units: fleet.Kilometres, MinSeverity: fleet.Warning, QuietFrom: &from, QuietTo: &to, Direct: true}}
}

func TestDecideDirect(t *testing.T) {
	speeding := store.AlertNow{AlertState: fleet.AlertState{Status: fleet.AlertOpen}, Kind: fleet.AlertOverspeed, Severity: fleet.Warning, TruckID: 1}
	quiet, end := noon.Add(time.Hour), noon.Add(90*time.Minute)
	type alert = func(*store.AlertNow)
	type person = func(*store.Listener)
	nobody, asIs := func(*store.Listener) {}, func(*store.AlertNow) {}
	severity := func(s fleet.Severity) alert { return func(a *store.AlertNow) { a.Severity = s } }
	kind := func(k fleet.AlertKind) alert {
		return func(a *store.AlertNow) { a.Kind, a.Severity = k, fleet.Critical }
	}
	status := func(s fleet.AlertStatus) alert { return func(a *store.AlertNow) { a.Status = s } }
	was := func(told store.Told) person { return func(l *store.Listener) { l.Told = told } }
	role := func(r fleet.Role, truck int64) person {
		return func(l *store.Listener) { l.Role, l.TruckID = r, truck }
	}
	for name, c := range map[string]struct {
		alert  alert
		person person
		by     int64
		at     time.Time
		told   store.Told
		until  time.Time
		reason string
	}{
		"asked for":                    {asIs, nobody, 0, noon, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"not asked for":                {asIs, func(l *store.Listener) { l.Direct = false }, 0, noon, "", time.Time{}, "not asked for"},
		"below the floor":              {severity(fleet.Info), nobody, 0, noon, "", time.Time{}, "info only"},
		"at a lower floor":             {severity(fleet.Info), func(l *store.Listener) { l.MinSeverity = fleet.Info }, 0, noon, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"critical alone, and it is":    {severity(fleet.Critical), func(l *store.Listener) { l.MinSeverity = fleet.Critical }, 0, noon, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"critical alone, and is not":   {asIs, func(l *store.Listener) { l.MinSeverity = fleet.Critical }, 0, noon, "", time.Time{}, "warning only"},
		"settled from the start":       {func(a *store.AlertNow) { a.Severity, a.Status = fleet.Info, fleet.AlertResolved }, func(l *store.Listener) { l.MinSeverity = fleet.Info }, 0, noon, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"somebody has it":              {status(fleet.AlertAcknowledged), nobody, 0, noon, "", time.Time{}, "already acknowledged"},
		"muted":                        {func(a *store.AlertNow) { a.Mute = store.Mute{ID: 1, Until: noon} }, nobody, 0, noon, "", time.Time{}, "muted until Mon 2 Nov, 13:00 WAT"},
		"stale":                        {func(a *store.AlertNow) { a.Started = noon.Add(-Stale - time.Second) }, nobody, 0, noon, "", time.Time{}, "older than 15 minutes"},
		"own doing":                    {asIs, nobody, 7, noon, "", time.Time{}, "their own doing"},
		"somebody else's doing":        {asIs, nobody, 8, noon, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"told, then resolved":          {status(fleet.AlertResolved), was(store.ToldCard), 0, noon, store.ToldCard, time.Time{}, "told of it, so told how it goes on"},
		"told, then own doing":         {status(fleet.AlertResolved), was(store.ToldCard), 7, noon, store.ToldCard, time.Time{}, "told of it, so told how it goes on"},
		"told, and changed when quiet": {status(fleet.AlertResolved), was(store.ToldCard), 0, quiet, store.ToldCard, time.Time{}, "told of it, so told how it goes on"},
		"quiet":                        {asIs, nobody, 0, quiet, store.ToldHeld, end, "quiet until Mon 2 Nov, 14:30 WAT"},
		"quiet, and theft":             {kind(fleet.AlertTheft), nobody, 0, quiet, store.ToldHeld, end, "quiet until Mon 2 Nov, 14:30 WAT"},
		"quiet, but SOS":               {kind(fleet.AlertSOS), nobody, 0, quiet, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"quiet, but a crash":           {kind(fleet.AlertCrash), nobody, 0, quiet, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"held":                         {asIs, was(store.ToldHeld), 0, end, "", time.Time{}, "it is held already"},
		"told among others":            {asIs, was(store.ToldDigest), 0, end, "", time.Time{}, "it is digest already"},
		"viewer":                       {asIs, role(fleet.Viewer, 0), 0, noon, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"driver of the truck":          {asIs, role(fleet.DriverRole, 1), 0, noon, store.ToldCard, time.Time{}, "asked for, and fresh"},
		"driver of another":            {asIs, role(fleet.DriverRole, 2), 0, noon, "", time.Time{}, "not theirs to see"},
		"driver of none":               {func(a *store.AlertNow) { a.TruckID = 0 }, role(fleet.DriverRole, 0), 0, noon, "", time.Time{}, "not theirs to see"},
		"a role without rights":        {asIs, role("none", 0), 0, noon, "", time.Time{}, "not theirs to see"},
	} {
		a, l := speeding, asking()
		a.Started = c.at
		c.alert(&a)
		c.person(&l)
		if told, until, reason := decideDirect(a, l, store.AlertChange{By: c.by}, c.at); told != c.told || !until.Equal(c.until) || reason != c.reason {
			t.Errorf("%s: %q until %v, %q; want %q until %v, %q", name, told, until, reason, c.told, c.until, c.reason)
		}
	}
}

func TestDecideDigest(t *testing.T) {
	alert := func(s fleet.AlertStatus, truck int64) store.AlertNow {
		return store.AlertNow{AlertState: fleet.AlertState{Status: s}, Severity: fleet.Warning, TruckID: truck}
	}
	open, taken, over := alert(fleet.AlertOpen, 1), alert(fleet.AlertAcknowledged, 1), alert(fleet.AlertResolved, 1)
	driver, off := asking(), asking()
	driver.Role, driver.TruckID, off.Direct = fleet.DriverRole, 2, false
	for name, c := range map[string]struct {
		person store.Listener
		held   []store.AlertNow
		told   int
		reason string
	}{
		"one is open":        {asking(), []store.AlertNow{over, open, taken}, 3, "something is still open"},
		"all in hand":        {asking(), []store.AlertNow{over, taken}, 0, "nothing is open any more"},
		"asked no more":      {off, []store.AlertNow{open}, 0, "not asked for any more"},
		"another truck's":    {driver, []store.AlertNow{open}, 0, "nothing is open any more"},
		"the own truck's":    {driver, []store.AlertNow{open, alert(fleet.AlertOpen, 2)}, 1, "something is still open"},
		"nothing left of it": {asking(), nil, 0, "nothing is open any more"},
	} {
		if tell, reason := decideDigest(c.person, c.held); len(tell) != c.told || reason != c.reason {
			t.Errorf("%s: %d told, %q; want %d, %q", name, len(tell), reason, c.told, c.reason)
		}
	}
}
