package webhook

import (
	"context"
	"sync"
	"time"

	"watchtower/loconav"
)

// tellAgain is how long a finding that lasts is not told again by any replica.
const tellAgain = 24 * time.Hour

// zones watches the naive times of every source this consumer sees.
type zones struct {
	zone    *time.Location
	mu      sync.Mutex
	watches map[string]*loconav.ZoneWatch
	found   map[string]loconav.Finding
}

func newZones(zone *time.Location) *zones {
	if zone == nil {
		zone = loconav.DefaultZone()
	}
	return &zones{zone: zone, watches: map[string]*loconav.ZoneWatch{}, found: map[string]loconav.Finding{}}
}

// add takes one decoded fact; the second result says that its source's finding
// is new.
func (z *zones) add(source string, r loconav.Reading) (loconav.Finding, bool) {
	if !r.Naive {
		return loconav.Finding{}, false
	}
	f := r.Facts[0]
	vehicle := f.IMEI
	if vehicle == "" {
		vehicle = f.Plate
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	w := z.watches[source]
	if w == nil {
		w = loconav.NewZoneWatch(z.zone)
		z.watches[source] = w
	}
	found, isNew := w.Add(vehicle, f.Position.At, f.ReceivedAt)
	z.found[source] = found
	return found, isNew
}

// Zones says for each source with naive times what the watch thinks of them.
func (c *Consumer) Zones() map[string]loconav.Finding {
	c.zones.mu.Lock()
	defer c.zones.mu.Unlock()
	out := make(map[string]loconav.Finding, len(c.zones.found))
	for source, f := range c.zones.found {
		out[source] = f
	}
	return out
}

// tellZone raises an error event for a new finding, once among the replicas. It
// is never a reason to hold facts up: what fails is logged, and the finding
// stays visible in /readyz and in the metrics.
func (c *Consumer) tellZone(ctx context.Context, source string, f loconav.Finding) {
	now := c.o.Now()
	event, bad := zoneTrouble(source, f, c.zones.zone, now)
	if !bad {
		c.o.Log.Info("times without a zone checked", "source", source, "verdict", f.Verdict, "lag", f.Lag)
		return
	}
	c.o.Log.Error("times without a zone look wrong", "source", source, "verdict", f.Verdict, "lag", f.Lag, "fits", f.Zone())
	key := "gpstime:" + source + ":" + c.zones.zone.String() + ":" + string(f.Verdict) + ":" + f.Zone()
	if first, err := c.o.Events.Once(ctx, key, tellAgain); err == nil && !first {
		return
	}
	if err := c.o.Store.SaveEvents(ctx, event); err != nil {
		c.o.Log.Warn("error event not written", "error", err)
	}
}
