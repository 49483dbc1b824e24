package fleet

import (
	"fmt"
	"strings"
	"time"
)

// AlertKind names what is wrong. LocoNav's many spellings fold onto these.
type AlertKind string

const (
	AlertOverspeed AlertKind = "overspeed"
	AlertIdle      AlertKind = "idle"
	AlertTheft     AlertKind = "fuel_theft"
	AlertRefuel    AlertKind = "refuel"
	AlertSOS       AlertKind = "sos"
	AlertCrash     AlertKind = "crash"
	AlertRemoval   AlertKind = "device_removal"
	AlertAntiTheft AlertKind = "anti_theft"
	AlertOffline   AlertKind = "device_offline"
	AlertGeofence  AlertKind = "geofence"
	AlertIgnition  AlertKind = "ignition"
	AlertFatigue   AlertKind = "fatigue"
	AlertOverrev   AlertKind = "overrev"
	AlertDTC       AlertKind = "dtc"
	AlertBattery   AlertKind = "low_battery"
	AlertBraking   AlertKind = "harsh_braking"
	AlertAccel     AlertKind = "harsh_acceleration"
	AlertTurn      AlertKind = "sharp_turn"
	AlertDeviation AlertKind = "route_deviation"
	AlertStoppage  AlertKind = "stoppage"
	AlertMovement  AlertKind = "unwanted_movement"
	AlertPhone     AlertKind = "driver_phone"
	AlertDistract  AlertKind = "driver_distracted"
	AlertDelay     AlertKind = "delay" // predicted late arrival

	AlertLateDeparture AlertKind = "late_departure"
	AlertOverstay      AlertKind = "overstay"
	AlertNight         AlertKind = "night_driving"
	AlertCallUp        AlertKind = "callup_lapse"
	AlertService       AlertKind = "service_due"
	AlertZone          AlertKind = "zone_entry"

	// AlertReport is of the whole fleet and of no truck: figures of the daily
	// report are beyond their limits.
	AlertReport AlertKind = "report_limits"
)

// Words is the kind as people say it.
func (k AlertKind) Words() string { return strings.ReplaceAll(string(k), "_", " ") }

// Severity orders alerts: a person must act now, today, or only may want to know.
type Severity string

const (
	Critical Severity = "critical"
	Warning  Severity = "warning"
	Info     Severity = "info"
)

// SeverityOf is the default severity of a kind. What is only worth knowing
// opens no card: 72% of what trackers send is ignition and geofence noise, and
// fault codes and low batteries are work for a morning.
func SeverityOf(k AlertKind) Severity {
	switch k {
	case AlertSOS, AlertCrash, AlertTheft, AlertRemoval, AlertAntiTheft, AlertMovement:
		return Critical
	case AlertOverspeed, AlertIdle, AlertFatigue, AlertOffline,
		AlertDeviation, AlertStoppage, AlertDelay, AlertPhone, AlertDistract,
		AlertLateDeparture, AlertOverstay, AlertNight, AlertCallUp, AlertZone, AlertReport:
		return Warning
	}
	return Info
}

// Phase is which end of an interval an alert message tells of.
type Phase string

const (
	PhasePoint Phase = "point" // happened at one moment
	PhaseStart Phase = "start"
	PhaseEnd   Phase = "end"
)

// VendorAlert is one alert as the tracker's vendor sent it.
type VendorAlert struct {
	ID       string    // the vendor's number, unique per vendor kind only
	Vendor   string    // the vendor's spelling of the kind, kept for the record
	Kind     AlertKind // folded; the vendor's own word in snake case when unknown
	Phase    Phase
	At       time.Time // when this phase happened
	Started  time.Time // when an interval began; zero for a point
	Point    Point     // where; not Valid when the vendor did not say
	Plate    string
	SpeedKmh float64
	Litres   float64 // fuel alerts
	Detail   string  // DTC code, rpm, geofence enter or exit; empty when none
}

// Fingerprint names an incident: the same trouble of the same truck shares it.
func Fingerprint(truckID int64, kind AlertKind, detail string) string {
	return fmt.Sprintf("%d/%s/%s", truckID, kind, Key(detail))
}
