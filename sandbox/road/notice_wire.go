package road

import (
	"encoding/json"
	"time"
)

// tankLitres turns litres into the percent the vendor also sends.
const tankLitres = 400.0

// stampOf is the way a kind writes its times: most samples end in Z, some carry
// the vendor's offset, some have no zone at all and mean Kolkata.
func stampOf(kind string) func(int64) string {
	layout, zone := "2006-01-02T15:04:05Z", time.UTC
	switch kind {
	case "CrashDuringOverspeedAlert", "SosAlert":
		layout, zone = "2006-01-02T15:04:05.000-07:00", kolkata()
	case "DeviceRemovalAlert", "VehicleLowBatteryVoltageAlert", "SharpTurnAlert", "DtcAlert",
		"RefuelingAlert", "PossibleFuelTheftAlert", "DeviceOfflineAlert":
		layout, zone = "2006-01-02T15:04:05", kolkata()
	}
	return func(t int64) string { return time.Unix(t, 0).In(zone).Format(layout) }
}

// isInterval tells the two forms of alert apart.
func isInterval(kind string) bool {
	switch kind {
	case "OverspeedAlert", "IgnitionAlert", "IdlingAlert", "FatigueAlert", "OverrevAlert", "GeofenceAlert",
		"DeviceRemovalAlert", "VehicleLowBatteryVoltageAlert", "DtcAlert", "DeviceOfflineAlert":
		return true
	}
	return false
}

// encodeNotice writes an alert in the vendor's published shape of its kind.
func (f *Fleet) encodeNotice(s send) []byte {
	n := s.notice
	stamp := stampOf(n.kind)
	m := map[string]any{"id": n.id, "kind": n.kind, "vehicle_number": f.trucks[n.truck].plate}
	if n.kind != "FatigueAlert" {
		m["created_at"] = stamp(n.start + 3)
	}
	if isInterval(n.kind) {
		n.phases(m, s.closing, stamp)
	} else {
		m["event_time"] = stamp(n.start)
		m["latitude"], m["longitude"] = round(n.at.lat, 6), round(n.at.lon, 6)
	}
	n.extras(m, s, stamp)
	body, _ := json.Marshal(m)
	return body
}

// phases writes the opening and the closing. The documents say that a start
// carries the active fields and an end the inactive ones; the samples show
// both. Every fifth id follows the documents to the letter.
func (n *notice) phases(m map[string]any, closing bool, stamp func(int64) string) {
	if !closing || n.id%5 != 0 {
		m["active_event_time"] = stamp(n.start)
		m["active_event_latitude"], m["active_event_longitude"] = round(n.at.lat, 6), round(n.at.lon, 6)
	}
	if closing {
		m["inactive_event_time"] = stamp(n.end)
		m["inactive_event_latitude"], m["inactive_event_longitude"] = round(n.endAt.lat, 6), round(n.endAt.lon, 6)
	}
}

// extras are the fields only some kinds have.
func (n *notice) extras(m map[string]any, s send, stamp func(int64) string) {
	updated := func() { m["updated_at"] = stamp(s.at) }
	switch n.kind {
	case "SuddenBrakingAlert", "SuddenAccelerationAlert":
		m["speed"] = round(n.speed, 1)
	case "SharpTurnAlert":
		m["speed"], m["truck_id"] = round(n.speed, 1), 5000+n.truck
		updated()
	case "CrashDuringOverspeedAlert":
		m["speed"] = round(n.speed, 1)
		updated()
	case "OverspeedAlert":
		m["speed"], m["event_key"] = round(n.speed, 1), n.text
		updated()
	case "RefuelingAlert":
		m["refueled_in_liters"], m["refueled_in_percent"], m["fuel_tank_uuid"] = n.amount, round(n.amount/tankLitres*100, 1), tankID(n.truck)
		updated()
	case "PossibleFuelTheftAlert":
		m["fuel_theft_in_liters"], m["fuel_theft_in_percent"], m["fuel_tank_uuid"] = n.amount, round(n.amount/tankLitres*100, 1), tankID(n.truck)
		updated()
	case "GeofenceAlert":
		m["polygon_id"], m["event_key"] = 900+n.place, "geofence_enter"
		if s.closing {
			m["event_key"] = "geofence_exit"
		}
	case "FatigueAlert":
		m["start_time"] = stamp(n.start - 5*3600)
	case "OverrevAlert":
		m["event_key"], m["rpm_value"], m["start_time"] = n.text, n.amount, stamp(n.start-5)
	case "IgnitionAlert", "DeviceRemovalAlert", "VehicleLowBatteryVoltageAlert":
		m["event_key"] = n.text
	case "DtcAlert":
		m["event_key"], m["dtc_code"] = "DTC"+n.text, n.text
	case "DeviceOfflineAlert":
		updated()
	}
}

func tankID(truck int) string {
	h := mix(0x74616e6b, uint64(truck))
	const digits = "0123456789abcdef"
	id := []byte("tank-00000000-0000")
	for i := range id {
		if id[i] == '0' {
			id[i] = digits[h&15]
			h = h>>4 | h<<60
		}
	}
	return string(id)
}
