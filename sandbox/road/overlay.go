package road

import (
	"math"
	"sync"
	"time"
)

// incident is something that happens to one truck on request.
type incident struct {
	kind     string
	from, to int64
	rolling  bool // the truck was moving when it began
	course   float64
}

// pin holds a truck at a point until it is released.
type pin struct {
	at       point
	speed    float64
	ignition bool
}

// lag is how far a truck has fallen behind its plan: it grows while the truck
// is held, turns negative while it speeds, and fades by catchUp seconds a second
// afterwards.
type lag struct {
	since, seconds int64
}

const (
	catchUp = 0.12
	hurry   = 0.8 // seconds of plan gained per second of speeding
)

// overlay is what was done to the fleet by hand, on top of the plan.
type overlay struct {
	fleet *Fleet

	mu        sync.Mutex
	incidents map[int]incident
	lags      map[int]lag
	pins      map[int]pin
	nextID    int
	done      []Incident // everything that was begun by hand
}

func newOverlay(f *Fleet) *overlay {
	return &overlay{fleet: f, incidents: map[int]incident{}, lags: map[int]lag{}, pins: map[int]pin{}, nextID: 90_000_000}
}

// holds tells whether an incident keeps the truck on the spot.
func holds(kind string) bool {
	return kind == "idle" || kind == "crash" || kind == "breakdown" || kind == "stop"
}

// begin starts an incident and returns the messages it causes.
func (o *overlay) begin(i int, kind string, from, to int64) []send {
	o.mu.Lock()
	defer o.mu.Unlock()
	// A second incident ends the first, so that its delay is not lost.
	o.lags[i] = lag{from, o.behind(i, from)}
	here := o.report(i, from)
	o.nextID++
	n := noticeFor(kind, from, to)
	o.incidents[i] = incident{kind, from, to, here.Speed > 5, here.Heading}
	o.note(i, kind, from, to, here)
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
	inc, ok := o.incidents[i]
	if !ok || t < inc.from {
		return fade(l.seconds, t-l.since)
	}
	during := float64(min(t, inc.to) - inc.from)
	switch {
	case holds(inc.kind):
		return fade(l.seconds+int64(during), t-inc.to)
	case inc.kind == "overspeed" && inc.rolling:
		return fade(l.seconds-int64(hurry*during), t-inc.to)
	}
	return fade(l.seconds, t-l.since)
}

// fade brings a delay back to nothing, from either side.
func fade(seconds, after int64) int64 {
	back := int64(catchUp * float64(max(after, 0)))
	if seconds < 0 {
		return min(0, seconds+back)
	}
	return max(0, seconds-back)
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
	case "crash", "breakdown", "stop":
		r.braking = inc.kind == "crash" && r.at-inc.from < 10
		r.Speed, r.Ignition, r.State = 0, false, "parked"
	case "overspeed":
		if !inc.rolling {
			inc.dash(r)
		}
		r.Speed, r.Ignition, r.State = 94+float64(r.at%7), true, "moving"
	case "deviation":
		inc.stray(r)
	}
}

// dash takes a truck that stood still out and back along a straight line.
func (inc incident) dash(r *report) {
	const metresPerSecond = 26
	away := float64(min(r.at-inc.from, inc.to-r.at)) * metresPerSecond
	course := radians(r.Heading)
	p := point{r.Lat, r.Lon}.shifted(offset{math.Sin(course), math.Cos(course)}, away)
	r.Lat, r.Lon = p.lat, p.lon
	if r.at-inc.from > inc.to-r.at {
		r.Heading = math.Mod(r.Heading+180, 360)
	}
}

// stray takes a truck to the side of its way and back, whatever its plan does.
func (inc incident) stray(r *report) {
	const metresPerSecond = 9
	away := float64(min(r.at-inc.from, inc.to-r.at)) * metresPerSecond
	side := radians(inc.course + 90)
	p := point{r.Lat, r.Lon}.shifted(offset{math.Sin(side), math.Cos(side)}, away)
	r.Lat, r.Lon, r.Speed, r.Ignition, r.State = p.lat, p.lon, max(r.Speed, 32), true, "moving"
}

// note remembers an incident for those who ask for the truth. Callers hold mu.
func (o *overlay) note(i int, kind string, from, to int64, here report) {
	kinds := map[string]string{"silence": kindSilence, "stop": kindStop, "deviation": kindDeviation, "breakdown": "dtc"}
	if k := kinds[kind]; k != "" {
		kind = k
	}
	o.done = append(o.done, Incident{Kind: kind, Severity: severity(kind), Truck: i, Plate: o.fleet.trucks[i].plate,
		From: time.Unix(from, 0).In(lagos()), To: time.Unix(to, 0).In(lagos()), Lat: round(here.Lat, 6), Lon: round(here.Lon, 6),
		Place: o.fleet.placeAt(point{here.Lat, here.Lon}), Trip: here.Trip, Injected: true})
}

// begun are the incidents that were begun by hand and touch [from, to).
func (o *overlay) begun(from, to time.Time) (out []Incident) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, x := range o.done {
		if x.From.Before(to) && x.To.After(from) {
			out = append(out, x)
		}
	}
	return out
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
		"crash": 30, "device_removal": 20, "breakdown": 40, "stop": 45, "deviation": 30}[kind]
	return minutes, ok
}

// noticeFor is the vendor's alert about an incident; silence has none.
func noticeFor(kind string, from, to int64) *notice {
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
