package store

import (
	"encoding/json"
	"time"

	"watchtower/fleet"
)

// merge folds the phases of one alert into one row; facts come sorted by key.
func (b *batch) merge(fresh []Incoming) []notice {
	var out []notice
	for i := range fresh {
		a := *fresh[i].Fact.Alert
		n := len(out)
		if n == 0 || out[n-1].key != noticeKey(&a) {
			truck, _, _ := b.known.truck(calledBy(fresh[i].Fact))
			out = append(out, notice{key: noticeKey(&a), alert: a, truck: truck,
				received: fresh[i].Fact.ReceivedAt, started: startOf(a)})
			n++
		}
		out[n-1].add(a)
	}
	return out
}

func startOf(a fleet.VendorAlert) time.Time {
	if a.Started.IsZero() {
		return a.At
	}
	return a.Started
}

func (n *notice) add(a fleet.VendorAlert) {
	n.phases = append(n.phases, a.Phase)
	if a.Phase == fleet.PhaseEnd {
		n.ended = &a.At
	} else if a.Point.Valid() {
		n.alert.Point = a.Point
	}
	if s := startOf(a); s.Before(n.started) {
		n.started = s
	}
	if a.Detail != "" && a.Phase != fleet.PhaseEnd {
		n.alert.Detail = a.Detail
	}
}

// status says whether a person must look: what is only worth knowing is
// settled from the start, and what has ended by itself unless it was critical.
func (n *notice) status(s fleet.Severity) string {
	if s == fleet.Info || s == fleet.Warning && n.ended != nil {
		return "resolved"
	}
	return "open"
}

// alertColumns turns the notices into arrays, one per column of upsertAlerts.
func (b *batch) alertColumns(list []notice) []any {
	n := len(list)
	kind, vendor, id, print := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	severity, status, plate := make([]string, n), make([]string, n), make([]string, n)
	truck, hasPoint, lon, lat := make([]int64, n), make([]bool, n), make([]float64, n), make([]float64, n)
	detail := make([][]byte, n)
	started, ended, received := make([]time.Time, n), make([]*time.Time, n), make([]time.Time, n)
	for i := range list {
		a := &list[i].alert
		s := b.severityOf(&list[i])
		kind[i], vendor[i], id[i], print[i] = string(a.Kind), a.Vendor, list[i].key, fleet.Fingerprint(list[i].truck, a.Kind, a.Detail)
		severity[i], status[i], plate[i], truck[i] = string(s), list[i].status(s), a.Plate, list[i].truck
		hasPoint[i], lon[i], lat[i] = a.Point.Valid(), a.Point.Lon, a.Point.Lat
		detail[i], _ = json.Marshal(AlertDetail{SpeedKmh: a.SpeedKmh, Litres: a.Litres, Text: a.Detail}) // finite numbers and text
		started[i], ended[i], received[i] = list[i].started, list[i].ended, list[i].received
	}
	return []any{alertSource, kind, vendor, id, print, severity, status, truck, plate, hasPoint, lon, lat, detail, started, ended, received}
}

// AlertChange is the body of an alert.triggered event: one phase of one alert
// as the tracker tells it, or the state that people have brought it to.
type AlertChange struct {
	AlertID int64             `json:"alert_id"`
	Phase   fleet.Phase       `json:"phase,omitempty"`
	Status  fleet.AlertStatus `json:"status,omitempty"`
	By      int64             `json:"by,omitempty"` // the person who brought it there
	// Assigned is the person it was given to just now; 0 when it was not.
	Assigned int64 `json:"assigned,omitempty"`
}

// raise leaves an event for each new phase.
func (b *batch) raise(id int64, n *notice) {
	for _, phase := range n.phases {
		body, _ := json.Marshal(AlertChange{AlertID: id, Phase: phase}) // a number and a word
		version := int64(1)
		if phase == fleet.PhaseEnd {
			version = 2
		}
		b.events = append(b.events, Event{Type: fleet.EventAlertTriggered, Key: alertKey(id), Version: version, Body: body, At: b.now})
	}
}
