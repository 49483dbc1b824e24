package road

import (
	"sync"
	"time"
)

// incident is something that happens to one truck on request.
type incident struct {
	kind     string
	from, to int64
	notice   *notice
}

// pin holds a truck at a point until it is released.
type pin struct {
	at       point
	speed    float64
	ignition bool
}

// lag is how far a truck has fallen behind its plan: it grows while the truck
// is held and shrinks by catchUp seconds a second afterwards.
type lag struct {
	since, seconds int64
}

const catchUp = 0.12

// overlay is what was done to the fleet by hand, on top of the plan.
type overlay struct {
	fleet *Fleet

	mu        sync.Mutex
	incidents map[int]incident
	lags      map[int]lag
	pins      map[int]pin
	nextID    int
}

func newOverlay(f *Fleet) *overlay {
	return &overlay{fleet: f, incidents: map[int]incident{}, lags: map[int]lag{}, pins: map[int]pin{}, nextID: 90_000_000}
}

// holds tells whether an incident keeps the truck on the spot.
func holds(kind string) bool {
	return kind == "idle" || kind == "crash" || kind == "breakdown"
}

// begin starts an incident and returns the messages it causes.
func (o *overlay) begin(i int, kind string, from, to int64) []send {
	o.mu.Lock()
	defer o.mu.Unlock()
	// A second incident ends the first, so that its delay is not lost.
	if old, ok := o.incidents[i]; ok && holds(old.kind) {
		o.lags[i] = lag{from, o.behind(i, from)}
	}
	here := o.report(i, from)
	o.nextID++
	n := o.noticeFor(i, kind, from, to)
	o.incidents[i] = incident{kind, from, to, n}
	if holds(kind) {
		o.lags[i] = lag{from, o.behind(i, from)}
	}
	if n == nil {
		return nil
	}
	n.id, n.truck, n.at, n.endAt = o.nextID, i, point{here.Lat, here.Lon}, point{here.Lat, here.Lon}
	out := []send{{from + 2, n, false}}
	if n.end > 0 {
		out = append(out, send{n.end + 2, n, true})
	}
	return out
}

// behind is the delay of truck i at t in seconds. Callers hold mu.
func (o *overlay) behind(i int, t int64) int64 {
	l := o.lags[i]
	if inc, ok := o.incidents[i]; ok && holds(inc.kind) && t >= inc.from {
		held := min(t, inc.to) - inc.from
		rest := max(t-inc.to, 0)
		return max(0, l.seconds+held-int64(catchUp*float64(rest)))
	}
	return max(0, l.seconds-int64(catchUp*float64(max(t-l.since, 0))))
}

// at is the report of truck i at t with everything done by hand applied.
func (o *overlay) at(i int, t int64) report {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.report(i, t)
}

func (o *overlay) report(i int, t int64) report {
	behind := o.behind(i, t)
	r := report{Truth: o.fleet.TruckAt(i, time.Unix(t-behind, 0)), at: t}
	if inc, ok := o.incidents[i]; ok && t >= inc.from && t < inc.to {
		inc.colour(&r)
	}
	if p, ok := o.pins[i]; ok {
		r.Lat, r.Lon, r.Speed, r.Ignition, r.State = p.at.lat, p.at.lon, p.speed, p.ignition, "parked"
	}
	return r
}

// colour changes what the tracker reports while the incident lasts.
func (inc incident) colour(r *report) {
	switch inc.kind {
	case "idle":
		r.Speed, r.Ignition, r.State = 0, true, "idling"
	case "crash", "breakdown":
		r.braking = inc.kind == "crash" && r.at-inc.from < 10
		r.Speed, r.Ignition, r.State = 0, false, "parked"
	case "overspeed":
		r.Speed, r.Ignition, r.State = 96+float64(r.at%7), true, "moving"
	}
}

// silent tells whether the tracker has no network at t, until when, and whether
// what it measures meanwhile is lost.
func (o *overlay) silent(i int, t int64) (w window, lost, silent bool) {
	o.mu.Lock()
	inc, ok := o.incidents[i]
	o.mu.Unlock()
	if ok && t >= inc.from && t < inc.to && (inc.kind == "silence" || inc.kind == "device_removal") {
		return window{inc.from, inc.to}, inc.kind == "device_removal", true
	}
	w, silent = o.fleet.silentAt(i, t)
	return w, silent && o.fleet.trucks[i].dead, silent
}

func (o *overlay) setPin(i int, p pin) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pins[i] = p
}

func (o *overlay) unpin(i int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.pins, i)
}

// incidentMinutes is how long each kind lasts unless told otherwise.
func incidentMinutes(kind string) (int64, bool) {
	minutes, ok := map[string]int64{"overspeed": 6, "silence": 30, "fuel_theft": 1, "sos": 5, "idle": 30,
		"crash": 30, "device_removal": 20, "breakdown": 40}[kind]
	return minutes, ok
}

// noticeFor is the vendor's alert about an incident; silence has none.
func (o *overlay) noticeFor(i int, kind string, from, to int64) *notice {
	switch kind {
	case "overspeed":
		return &notice{kind: "OverspeedAlert", start: from, end: to, speed: 99, text: "overspeed"}
	case "fuel_theft":
		return &notice{kind: "PossibleFuelTheftAlert", start: from, amount: 62.5}
	case "sos":
		return &notice{kind: "SosAlert", start: from}
	case "idle":
		return &notice{kind: "IdlingAlert", start: from, end: to}
	case "crash":
		return &notice{kind: "CrashDuringOverspeedAlert", start: from, speed: 71}
	case "device_removal":
		return &notice{kind: "DeviceRemovalAlert", start: from, end: to, text: "12345"}
	case "breakdown":
		return &notice{kind: "DtcAlert", start: from, end: to, text: "P0217"}
	}
	return nil
}
