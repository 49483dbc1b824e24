package road

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The published samples, field by field: s is a string, n a number, b a boolean.
func publishedFixes() map[string]map[string]string {
	return map[string]map[string]string{
		"A": {"imei": "s", "speed": "n", "gpstime": "s", "ignition": "s", "latitude": "n", "longitude": "n", "sharpTurn": "s",
			"orientation": "n", "harshBraking": "s", "vehiclenumber": "s", "rockBreakerPedal": "s", "harshAcceleration": "s"},
		"B": {"device_imei": "s", "vehicle_number": "s", "speed": "n", "gpstime": "n", "ignition_on": "b",
			"odometer_reading": "n", "latitude": "n", "longitude": "n", "direction": "n"},
	}
}

func publishedAlerts() map[string]map[string]string {
	point := map[string]string{"id": "n", "kind": "s", "vehicle_number": "s", "event_time": "s", "latitude": "n", "longitude": "n", "created_at": "s"}
	interval := map[string]string{"id": "n", "kind": "s", "vehicle_number": "s", "created_at": "s",
		"active_event_time": "s", "active_event_latitude": "n", "active_event_longitude": "n",
		"inactive_event_time": "s", "inactive_event_latitude": "n", "inactive_event_longitude": "n"}
	plus := func(base map[string]string, more map[string]string) map[string]string {
		out := maps.Clone(base)
		maps.Copy(out, more)
		return out
	}
	fatigue := plus(interval, map[string]string{"start_time": "s"})
	delete(fatigue, "created_at")
	return map[string]map[string]string{
		"SuddenBrakingAlert":            plus(point, map[string]string{"speed": "n"}),
		"SuddenAccelerationAlert":       plus(point, map[string]string{"speed": "n"}),
		"SharpTurnAlert":                plus(point, map[string]string{"speed": "n", "truck_id": "n", "updated_at": "s"}),
		"CrashDuringOverspeedAlert":     plus(point, map[string]string{"speed": "n", "updated_at": "s"}),
		"AntiTheftAlert":                point,
		"RefuelingAlert":                plus(point, map[string]string{"refueled_in_percent": "n", "refueled_in_liters": "n", "updated_at": "s", "fuel_tank_uuid": "s"}),
		"PossibleFuelTheftAlert":        plus(point, map[string]string{"fuel_theft_in_percent": "n", "fuel_theft_in_liters": "n", "updated_at": "s", "fuel_tank_uuid": "s"}),
		"OverspeedAlert":                plus(interval, map[string]string{"event_key": "s", "updated_at": "s", "speed": "n"}),
		"IgnitionAlert":                 plus(interval, map[string]string{"event_key": "s"}),
		"IdlingAlert":                   interval,
		"FatigueAlert":                  fatigue,
		"OverrevAlert":                  plus(interval, map[string]string{"event_key": "s", "rpm_value": "n", "start_time": "s"}),
		"GeofenceAlert":                 plus(interval, map[string]string{"polygon_id": "n", "event_key": "s"}),
		"DeviceRemovalAlert":            plus(interval, map[string]string{"event_key": "s"}),
		"VehicleLowBatteryVoltageAlert": plus(interval, map[string]string{"event_key": "s"}),
		"DtcAlert":                      plus(interval, map[string]string{"event_key": "s", "dtc_code": "s"}),
		"DeviceOfflineAlert":            plus(interval, map[string]string{"updated_at": "s"}),
	}
}

func shapeOf(t *testing.T, body []byte) map[string]string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	out := map[string]string{}
	for k, v := range fields {
		switch v.(type) {
		case string:
			out[k] = "s"
		case float64:
			out[k] = "n"
		case bool:
			out[k] = "b"
		default:
			out[k] = "?"
		}
	}
	return out
}

func TestFixesHaveThePublishedShape(t *testing.T) {
	f := newTestFleet(t, 1)
	seen := map[string]int{}
	for i := range f.trucks {
		r := f.blurred(i, report{Truth: f.TruckAt(i, morning()), at: morning().Unix()})
		variant := "A"
		if f.trucks[i].variantB {
			variant = "B"
		}
		seen[variant]++
		if diff := cmp.Diff(publishedFixes()[variant], shapeOf(t, f.encode(i, r))); diff != "" {
			t.Fatalf("%s, format %s (-published +sent):\n%s", f.trucks[i].plate, variant, diff)
		}
	}
	if seen["B"] < 10 || seen["A"] < 4*seen["B"] {
		t.Errorf("formats %v, want about one B in six", seen)
	}
}

// A naive time is Kolkata time, five and a half hours ahead of UTC.
func TestNaiveTimeIsKolkata(t *testing.T) {
	f := newTestFleet(t, 1)
	var got fixA
	body := f.encode(0, report{Truth: f.TruckAt(0, morning()), at: morning().Unix()})
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if got.GPSTime != "23-11-2026 15:30:00" || got.Ignition != "1" || got.VehicleNumber != "T-4407" {
		t.Errorf("sent %+v", got)
	}
}

func TestAlertsHaveThePublishedShapes(t *testing.T) {
	f := newTestFleet(t, 1)
	published := publishedAlerts()
	found := map[string]int{}
	check := func(opening, closing send) {
		t.Helper()
		kind := opening.notice.kind
		found[kind]++
		got := shapeOf(t, f.encodeNotice(opening))
		if closing.notice != nil {
			end := shapeOf(t, f.encodeNotice(closing))
			if _, ok := end["inactive_event_time"]; !ok {
				t.Errorf("%s: the end has no inactive time", kind)
			}
			maps.Copy(got, end)
		}
		if diff := cmp.Diff(published[kind], got); diff != "" {
			t.Errorf("%s (-published +sent):\n%s", kind, diff)
		}
	}
	for i := range f.trucks {
		for _, n := range f.noticesOf(i) {
			if found[n.kind] >= 50 { // of each kind is enough
				continue
			}
			opening, closing := send{at: n.start, notice: n}, send{}
			if n.end > 0 {
				closing = send{at: n.end, notice: n, closing: true}
			}
			check(opening, closing)
		}
		if t.Failed() {
			return
		}
	}
	o := newOverlay(f)
	for _, kind := range []string{"crash", "device_removal"} {
		sends := o.begin(0, kind, morning().Unix(), morning().Unix()+600)
		check(sends[0], append(sends, send{})[1])
	}
	for _, kind := range slices.Sorted(maps.Keys(published)) {
		if found[kind] == 0 {
			t.Errorf("the fleet never sends %s", kind)
		}
	}
}

func TestAlertIDsAreUniquePerKind(t *testing.T) {
	f := newTestFleet(t, 1)
	type key struct {
		kind string
		id   int
	}
	seen := map[key]bool{}
	for i := range f.trucks {
		for _, n := range f.noticesOf(i) {
			k := key{n.kind, n.id}
			if seen[k] {
				t.Fatalf("%s %d twice", n.kind, n.id)
			}
			seen[k] = true
			if n.end != 0 && n.end < n.start {
				t.Errorf("%s %d ends %d s before it starts", n.kind, n.id, n.start-n.end)
			}
		}
	}
	perDay := float64(len(seen)) / 61 / 85
	if perDay < 5 || perDay > 25 {
		t.Errorf("%.1f alerts a truck a day", perDay)
	}
}

func TestAlertTimesAreWrittenAsPublished(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC).Unix()
	for kind, want := range map[string]string{"OverspeedAlert": "2026-11-23T10:00:00Z", "DtcAlert": "2026-11-23T15:30:00",
		"CrashDuringOverspeedAlert": "2026-11-23T15:30:00.000+05:30"} {
		if got := stampOf(kind)(at); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
}
