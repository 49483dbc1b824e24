package loconav

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"watchtower/fleet"
)

// alerts reads the phases of one alert message.
func (o object) alerts(fact fleet.Fact, opts Options) ([]fleet.Fact, error) {
	base := fleet.VendorAlert{
		ID: o.text("id"), Plate: fact.Plate,
		SpeedKmh: o.within(0, maxSpeed, "speed"),
		Litres:   o.within(0, 10_000, "fuel_theft_in_liters", "refueled_in_liters"),
	}
	base.Kind, base.Vendor = fold(o.text("kind", "alertType", "alert_type"))
	base.Detail = o.detail()
	phases, err := o.phases(base, opts.zone())
	if err != nil {
		return nil, err
	}
	facts := make([]fleet.Fact, len(phases))
	for i := range phases {
		facts[i] = fact
		facts[i].Alert = &phases[i]
		if phases[i].ID == "" {
			phases[i].ID = madeID(fact, phases[i])
		}
	}
	return facts, nil
}

// phases tells a point from an interval by the fields that are there: a start
// carries the active ones, an end the inactive ones or both.
func (o object) phases(base fleet.VendorAlert, zone *time.Location) ([]fleet.VendorAlert, error) {
	start, started, err := o.moment(zone, "active_event_time")
	if err != nil {
		return nil, err
	}
	end, ended, err := o.moment(zone, "inactive_event_time")
	if err != nil {
		return nil, err
	}
	var out []fleet.VendorAlert
	if started {
		out = append(out, o.phase(base, fleet.PhaseStart, start, start, "active_event_"))
	}
	if ended {
		if !started {
			start = end
		}
		out = append(out, o.phase(base, fleet.PhaseEnd, end, start, "inactive_event_"))
	}
	if len(out) > 0 {
		return out, nil
	}
	at, there, err := o.moment(zone, "event_time", "start_time", "created_at")
	switch {
	case err != nil:
		return nil, err
	case !there:
		return nil, invalid("the alert has no time")
	}
	return []fleet.VendorAlert{o.phase(base, fleet.PhasePoint, at, time.Time{}, "")}, nil
}

// phase fills in when and where. An alert without a usable place is still an
// alert, so its point stays zero.
func (o object) phase(a fleet.VendorAlert, phase fleet.Phase, at, started time.Time, prefix string) fleet.VendorAlert {
	a.Phase, a.At, a.Started = phase, at, started
	if p, err := o.point(prefix+"latitude", prefix+"longitude"); err == nil {
		a.Point = p
	}
	return a
}

// detail is what only some kinds say.
func (o object) detail() string {
	if code := o.text("dtc_code"); code != "" {
		return code
	}
	if rpm := o.text("rpm_value"); rpm != "" {
		return rpm + " rpm"
	}
	if key := o.text("event_key"); strings.HasPrefix(key, "geofence_") {
		return strings.TrimPrefix(key, "geofence_")
	}
	return ""
}

// madeID names an alert that came without an id by what it says, so that the
// same message twice is still one alert.
func madeID(fact fleet.Fact, a fleet.VendorAlert) string {
	at := a.At
	if !a.Started.IsZero() {
		at = a.Started
	}
	sum := sha256.Sum256([]byte(a.Vendor + "\x00" + fleet.Key(fact.Plate) + "\x00" + fact.IMEI + "\x00" + at.Format(time.RFC3339Nano)))
	return "made-" + hex.EncodeToString(sum[:8])
}
