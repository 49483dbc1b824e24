package loconav

import (
	"strings"
	"unicode"

	"watchtower/fleet"
)

// folds gives the kind of each of the vendor's words. Words that name the same
// alert in another surface share the word they count ids under; words that
// only mean a similar thing do not, because ids repeat between them.
var folds = map[string]struct {
	kind fleet.AlertKind
	same string // the word whose ids it shares; empty for its own
}{
	"sudden_braking":              {kind: fleet.AlertBraking},
	"harsh_braking":               {kind: fleet.AlertBraking},
	"sudden_acceleration":         {kind: fleet.AlertAccel},
	"harsh_acceleration":          {kind: fleet.AlertAccel},
	"sharp_turn":                  {kind: fleet.AlertTurn},
	"crash":                       {kind: fleet.AlertCrash},
	"crash_during_overspeed":      {kind: fleet.AlertCrash},
	"anti_theft":                  {kind: fleet.AlertAntiTheft},
	"refueling":                   {kind: fleet.AlertRefuel},
	"refuelling":                  {kind: fleet.AlertRefuel, same: "refueling"},
	"possible_fuel_theft":         {kind: fleet.AlertTheft},
	"fuel_theft":                  {kind: fleet.AlertTheft, same: "possible_fuel_theft"},
	"overspeed":                   {kind: fleet.AlertOverspeed},
	"over_speed":                  {kind: fleet.AlertOverspeed, same: "overspeed"},
	"ignition":                    {kind: fleet.AlertIgnition},
	"idling":                      {kind: fleet.AlertIdle},
	"vehicle_idle":                {kind: fleet.AlertIdle, same: "idling"},
	"fatigue":                     {kind: fleet.AlertFatigue},
	"overrev":                     {kind: fleet.AlertOverrev},
	"over_rev":                    {kind: fleet.AlertOverrev, same: "overrev"},
	"geofence":                    {kind: fleet.AlertGeofence},
	"entry_exit":                  {kind: fleet.AlertGeofence, same: "geofence"},
	"device_removal":              {kind: fleet.AlertRemoval},
	"vehicle_low_battery_voltage": {kind: fleet.AlertBattery},
	"device_low_battery":          {kind: fleet.AlertBattery},
	"dtc":                         {kind: fleet.AlertDTC},
	"device_offline":              {kind: fleet.AlertOffline},
	"driver_distracted":           {kind: fleet.AlertDistract},
	"driver_mobile_use":           {kind: fleet.AlertPhone},
	"movement":                    {kind: fleet.AlertMovement},
	"unwanted_movement":           {kind: fleet.AlertMovement},
	"tow_away":                    {kind: fleet.AlertMovement},
	"route_deviation":             {kind: fleet.AlertDeviation},
	"sos":                         {kind: fleet.AlertSOS},
	"stoppage":                    {kind: fleet.AlertStoppage},
}

// fold gives the kind and the word its ids are counted under. An unknown word
// is its own kind, in snake case.
func fold(vendor string) (kind fleet.AlertKind, word string) {
	word = strings.TrimSuffix(snake(strings.TrimSuffix(vendor, "Alert")), "_alert")
	if word == "" || word == "alert" {
		return "unknown", "unknown"
	}
	f, known := folds[word]
	switch {
	case !known:
		return fleet.AlertKind(word), word
	case f.same != "":
		return f.kind, f.same
	}
	return f.kind, word
}

// snake turns SuddenBrakingAlert, "Sudden Braking" and vehicle-idle into
// sudden_braking_alert, sudden_braking and vehicle_idle.
func snake(s string) string {
	var b strings.Builder
	border, lower := false, false
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			border = true
			continue
		}
		if (border || lower && unicode.IsUpper(r)) && b.Len() > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
		border, lower = false, !unicode.IsUpper(r)
	}
	return b.String()
}
