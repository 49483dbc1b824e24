package fleet

import (
	"slices"
	"strings"
)

// AlertKinds are the kinds that alerts fold onto, as people may name them.
func AlertKinds() []AlertKind {
	return []AlertKind{AlertSOS, AlertCrash, AlertTheft, AlertRemoval, AlertAntiTheft, AlertMovement,
		AlertOverspeed, AlertIdle, AlertFatigue, AlertDTC, AlertBattery, AlertOffline, AlertDeviation, AlertStoppage,
		AlertDelay, AlertLateDeparture, AlertOverstay, AlertNight, AlertCallUp, AlertZone, AlertReport, AlertService,
		AlertPhone, AlertDistract, AlertRefuel, AlertGeofence, AlertIgnition, AlertOverrev,
		AlertBraking, AlertAccel, AlertTurn}
}

// otherWords are kinds as people say them where it is not the kind's own name.
func otherWords(key string) AlertKind {
	switch key {
	case "OFFLINE", "SILENT", "NOSIGNAL", "DISCONNECTED":
		return AlertOffline
	case "THEFT", "FUELDRAIN", "DIESELTHEFT":
		return AlertTheft
	case "PANIC", "DISTRESS", "EMERGENCY":
		return AlertSOS
	case "SPEED", "SPEEDING":
		return AlertOverspeed
	case "IDLING":
		return AlertIdle
	case "ACCIDENT", "COLLISION":
		return AlertCrash
	case "TAMPERING", "REMOVAL", "UNPLUGGED":
		return AlertRemoval
	case "BATTERY":
		return AlertBattery
	case "DEVIATION":
		return AlertDeviation
	case "BRAKING":
		return AlertBraking
	case "LATE", "DELAYED":
		return AlertDelay
	case "MOVEMENT":
		return AlertMovement
	case "REFUELLING", "REFUELING", "SHORTREFUEL", "SHORTFILL":
		return AlertRefuel
	case "LATELEAVING", "LATESTART", "NOTDEPARTED":
		return AlertLateDeparture
	case "STAYTOOLONG", "LONGSTAY", "DWELL":
		return AlertOverstay
	case "NIGHT", "NIGHTDRIVE":
		return AlertNight
	case "CALLUP", "ETO", "CALLUPABOUTTOLAPSE":
		return AlertCallUp
	case "SERVICE", "MAINTENANCE":
		return AlertService
	case "ZONE", "RESTRICTED", "RESTRICTEDZONE", "ZONEWITHOUTPERMISSION":
		return AlertZone
	case "UNPLANNEDSTOP", "STOP", "STOPPED":
		return AlertStoppage
	case "UNAUTHORISEDMOVEMENT", "UNAUTHORIZEDMOVEMENT":
		return AlertMovement
	case "SILENTTRUCK", "SILENCE":
		return AlertOffline
	case "OVERSPEEDING":
		return AlertOverspeed
	case "LATEARRIVAL", "PREDICTEDLATEARRIVAL":
		return AlertDelay
	case "TIRED", "TIREDNESS", "REST":
		return AlertFatigue
	case "FAULT", "FAULTCODE", "ENGINEFAULT":
		return AlertDTC
	case "GEOFENCEENTRY", "PLACEENTRY", "PLACEENTRYANDEXIT":
		return AlertGeofence
	case "OVERREVVING", "RPM":
		return AlertOverrev
	case "POSSIBLEFUELTHEFT":
		return AlertTheft
	case "REPORTLIMIT", "REPORTFIGURES", "THRESHOLD", "THRESHOLDS":
		return AlertReport
	case "DRIVERONTHEPHONE", "PHONE":
		return AlertPhone
	}
	return ""
}

// ParseAlertKind reads a kind as people write it: "fuel theft", "offline",
// "overspeed alerts". The second result is false for what names none.
func ParseAlertKind(text string) (AlertKind, bool) {
	key := Key(text)
	for _, end := range []string{"", "ALERTS", "ALERT", "S"} {
		word := strings.TrimSuffix(key, end)
		i := slices.IndexFunc(AlertKinds(), func(k AlertKind) bool { return Key(string(k)) == word })
		if i >= 0 {
			return AlertKinds()[i], true
		}
		if k := otherWords(word); k != "" {
			return k, true
		}
	}
	return "", false
}

// AtLeast says whether s is as grave as min, or graver.
func (s Severity) AtLeast(min Severity) bool { return s.rank() >= min.rank() }

func (s Severity) rank() int {
	return 1 + slices.Index([]Severity{Info, Warning, Critical}, s)
}

// AlwaysHeard are the kinds that only a mute of the kind itself silences: a
// truck that is put off for the day may still call for help.
func AlwaysHeard() []AlertKind { return []AlertKind{AlertSOS, AlertCrash} }
