package loconav

import (
	"fmt"
	"slices"
	"time"
)

// LocoNav's documentation names no zone for times without an offset, and a
// wrong guess shifts every trip by hours. ZoneWatch compares when such fixes
// arrive with what they say. It reports and never changes anything.

// ZoneSamples is how many live fixes a judgement takes.
const ZoneSamples = 51

const (
	zoneStep   = 30 * time.Minute // zones differ by half hours, the rarest aside
	zoneTrucks = 1024             // whose last fix is remembered: a sample of a large fleet does
	maxGap     = 10 * time.Minute // between two fixes of a truck that reports live
	early      = 2 * time.Minute  // a tracker's clock may run ahead by this much
	belated    = 10 * time.Minute // a live fix arrives sooner
	steady     = 5 * time.Minute  // half of the samples lie this close together, or they say nothing
)

// Verdict is what the watch thinks of one source.
type Verdict string

const (
	VerdictOpen  Verdict = "too few live fixes to tell"
	VerdictFits  Verdict = "ok"
	VerdictZone  Verdict = "the zone is wrong"
	VerdictClock Verdict = "the clocks disagree"
)

// Finding is a judgement over the last live fixes.
type Finding struct {
	Verdict Verdict
	Lag     time.Duration // median of receipt minus fix, as the zone set up has it
	Offset  time.Duration // east of UTC, of the zone that fits
}

// Zone names the zone that fits, as LOCONAV_ZONE takes it.
func (f Finding) Zone() string { return zoneName(f.Offset) }

// zoneNames are the zones to expect; the first two are the likely ones.
var zoneNames = map[time.Duration]string{
	0: "UTC", time.Hour: "Africa/Lagos", 2 * time.Hour: "Africa/Johannesburg", 3 * time.Hour: "Africa/Nairobi",
	4 * time.Hour: "Asia/Dubai", 5*time.Hour + zoneStep: "Asia/Kolkata", 8 * time.Hour: "Asia/Singapore",
}

func zoneName(offset time.Duration) string {
	if name, ok := zoneNames[offset]; ok {
		return name
	}
	if offset%time.Hour == 0 {
		return fmt.Sprintf("Etc/GMT%+d", -int(offset/time.Hour)) // POSIX counts west
	}
	return "UTC" + time.Unix(0, 0).In(time.FixedZone("", int(offset.Seconds()))).Format("-07:00")
}

// ZoneWatch judges one source. It is not safe for concurrent use.
type ZoneWatch struct {
	zone  *time.Location
	last  map[string]sighting
	lags  []time.Duration // of the newest live fixes, a ring
	next  int
	fresh int // samples since the last judgement
	found Finding
}

// sighting is a truck's newest fix.
type sighting struct{ fix, received time.Time }

// NewZoneWatch watches a source whose naive times are taken to be of zone; nil
// means DefaultZone.
func NewZoneWatch(zone *time.Location) *ZoneWatch {
	return &ZoneWatch{zone: Options{Zone: zone}.zone(), last: map[string]sighting{}, found: Finding{Verdict: VerdictOpen}}
}

// Add takes a fix whose time came without an offset, as decoded, and says
// whether the finding is new.
func (w *ZoneWatch) Add(vehicle string, fix, received time.Time) (Finding, bool) {
	if !w.live(vehicle, fix, received) {
		return w.found, false
	}
	if len(w.lags) < ZoneSamples {
		w.lags = append(w.lags, received.Sub(fix))
	} else {
		w.lags[w.next], w.next = received.Sub(fix), (w.next+1)%ZoneSamples
	}
	if w.fresh++; len(w.lags) < ZoneSamples || w.fresh < ZoneSamples/2 {
		return w.found, false
	}
	w.fresh = 0
	_, seconds := fix.In(w.zone).Zone()
	before := w.found
	if f := judge(w.lags, time.Duration(seconds)*time.Second); f.Verdict != VerdictOpen {
		w.found = f
	}
	return w.found, w.found.Verdict != before.Verdict || w.found.Offset != before.Offset
}

// live says whether a truck's fix was sent when it was made, which cannot be
// read off one fix while the zone is in doubt: of a truck that reports live,
// two fixes arrive as far apart as they were made, and of one that empties its
// buffer they arrive all but together.
func (w *ZoneWatch) live(vehicle string, fix, received time.Time) bool {
	before, known := w.last[vehicle]
	if known && !fix.After(before.fix) {
		return false // late, or a replay
	}
	if !known && len(w.last) >= zoneTrucks {
		return false
	}
	w.last[vehicle] = sighting{fix, received}
	made, came := fix.Sub(before.fix), received.Sub(before.received)
	return known && made <= maxGap && (came-made).Abs() <= made/2
}

// judge is the rule. The lags count as the zone set up, offset east of UTC,
// has them; a buffered fix that passed for live makes one longer, never shorter.
func judge(lags []time.Duration, offset time.Duration) Finding {
	sorted := slices.Sorted(slices.Values(lags))
	n := len(sorted)
	f := Finding{Verdict: VerdictOpen, Lag: sorted[n/2], Offset: offset}
	if sorted[n*3/4]-sorted[n/4] > steady {
		return f
	}
	f.Offset = offset - f.Lag.Round(zoneStep)
	switch {
	case f.Offset != offset:
		f.Verdict = VerdictZone
	case f.Lag < -early || f.Lag > belated:
		f.Verdict = VerdictClock
	default:
		f.Verdict = VerdictFits
	}
	return f
}
