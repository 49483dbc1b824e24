package loconav_test

import (
	"bufio"
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
	"watchtower/loconav"
)

var received = time.Date(2026, 11, 2, 13, 0, 0, 0, time.UTC)

func options() loconav.Options {
	return loconav.Options{Source: "loconav", ReceivedAt: received}
}

const officialPush = `{"imei":"0210716299","speed":42.5,"gpstime":"02-11-2026 18:00:45","ignition":"1","latitude":6.445,
"longitude":3.365,"sharpTurn":"0","orientation":201.0,"harshBraking":"0","vehiclenumber":"KJA-412XA","rockBreakerPedal":"0","harshAcceleration":"0"}`

func TestEveryFormOfAPositionSaysTheSame(t *testing.T) {
	on := true
	want := fleet.Fact{Source: "loconav", ReceivedAt: received, IMEI: "0210716299", Plate: "KJA-412XA", Position: &fleet.Position{
		At: time.Date(2026, 11, 2, 12, 30, 45, 0, time.UTC), Point: fleet.Point{Lat: 6.445, Lon: 3.365},
		SpeedKmh: 42.5, Heading: 201, Ignition: &on, ReceivedAt: received}}
	for name, body := range map[string]string{
		"official":        officialPush,
		"public receiver": `{"device_imei":"0210716299","vehicle_number":"KJA-412XA","speed":42.5,"gpstime":1793622645,"ignition_on":true,"latitude":6.445,"longitude":3.365,"direction":201}`,
		"strings":         `{"imei":"0210716299","vehiclenumber":"KJA-412XA","speed":"42.5","gpstime":"1793622645","ignition":1,"latitude":"6.445","longitude":" 3.365 ","orientation":"201"}`,
		"epoch ms":        `{"imei":"0210716299","vehiclenumber":" KJA-412XA ","speed":42.5,"gpstime":1793622645000,"ignition":"ON","latitude":6.445,"longitude":3.365,"orientation":561}`,
		"offset":          `{"imei":"0210716299","vehiclenumber":"KJA-412XA","speed":42.5,"gpstime":"2026-11-02T13:30:45+01:00","ignition":"true","latitude":6.445,"longitude":3.365,"orientation":201,"new":{"a":[1]}}`,
		"Z":               `{"imei":"0210716299","vehiclenumber":"KJA-412XA","speed":42.5,"gpstime":"2026-11-02T12:30:45.000Z","ignition":true,"latitude":6.445,"longitude":3.365,"orientation":201}`,
		"naive ISO":       `{"imei":"0210716299","vehiclenumber":"KJA\u0000-412XA","speed":42.5,"gpstime":"2026-11-02 18:00:45","ignition":true,"latitude":6.445,"longitude":3.365,"orientation":201}`,
	} {
		got, err := loconav.Decode([]byte(body), options())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff([]fleet.Fact{want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestZoneOfTheSource(t *testing.T) {
	opts := options()
	opts.Zone = time.UTC
	got, err := loconav.Decode([]byte(officialPush), opts)
	if err != nil || !got[0].Position.At.Equal(time.Date(2026, 11, 2, 18, 0, 45, 0, time.UTC)) {
		t.Errorf("Decode = %v, %v; want 18:00:45 UTC", got, err)
	}
}

func TestPositionWithoutExtras(t *testing.T) {
	got, err := loconav.Decode([]byte(`{"imei":"1","gpstime":1793622645,"latitude":6.4,"longitude":3.3,"speed":-4,"odometer_reading":"88412.5"}`), options())
	if err != nil {
		t.Fatal(err)
	}
	p := got[0].Position
	if p.Ignition != nil || p.SpeedKmh != 0 || p.OdometerKm != 88412.5 || got[0].Plate != "" {
		t.Errorf("position = %+v, want no ignition, no speed, odometer 88412.5, no plate", p)
	}
}

func TestReasonsAreExact(t *testing.T) {
	position := func(from, to string) string { return strings.Replace(officialPush, from, to, 1) }
	for body, reason := range map[string]string{
		position(`"latitude":6.445,
"longitude":3.365`, `"latitude":null,"longitude":null`): "latitude and longitude are null",
		position(`"latitude":6.445`, `"latitude":null`):                                      "latitude is null",
		position(`"longitude":3.365,`, ``):                                                   "longitude is missing",
		position(`"longitude":3.365`, `"longitude":"east"`):                                  "longitude is not a number",
		position(`"latitude":6.445`, `"latitude":137.5`):                                     "latitude 137.5 is not on earth",
		position(`"latitude":6.445,`+"\n"+`"longitude":3.365`, `"latitude":0,"longitude":0`): "latitude and longitude are 0: the tracker had no fix",
		position(`"gpstime":"02-11-2026 18:00:45",`, ``):                                     "gpstime is missing",
		position(`02-11-2026 18:00:45`, `31-02-2026 18:00:45`):                               `gpstime "31-02-2026 18:00:45" is no time I can read`,
		position(`"gpstime":"02-11-2026 18:00:45"`, `"gpstime":17`):                          `gpstime "17" is no time I can read`,
		`{"latitude":6.4,"longitude":3.3,"gpstime":1793622645}`:                              "neither imei nor vehicle number says which vehicle this is",
		officialPush[:80]: "the JSON ends early",
		`{"imei":1,}`:     "the JSON breaks at byte 11",
		`"hello"`:         "the fact is not a JSON object",
		`null`:            "the fact is not a JSON object",
		`{"vehicle_number":"A","kind":"SosAlert","id":4}`: "the alert has no time",
	} {
		_, err := loconav.Decode([]byte(body), options())
		if fleet.KindOf(err) != fleet.Invalid || fleet.MessageFor(err) != reason {
			t.Errorf("Decode(%s) = %v, want %q", body, err, reason)
		}
	}
}

func TestEveryPublishedAlertKind(t *testing.T) {
	raw, err := os.ReadFile("testdata/alerts.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]fleet.AlertKind{
		"sudden_braking": fleet.AlertBraking, "sudden_acceleration": fleet.AlertAccel, "overspeed": fleet.AlertOverspeed,
		"ignition": fleet.AlertIgnition, "idling": fleet.AlertIdle, "fatigue": fleet.AlertFatigue, "overrev": fleet.AlertOverrev,
		"anti_theft": fleet.AlertAntiTheft, "geofence": fleet.AlertGeofence, "crash_during_overspeed": fleet.AlertCrash,
		"device_removal": fleet.AlertRemoval, "vehicle_low_battery_voltage": fleet.AlertBattery, "sharp_turn": fleet.AlertTurn,
		"dtc": fleet.AlertDTC, "refueling": fleet.AlertRefuel, "possible_fuel_theft": fleet.AlertTheft, "device_offline": fleet.AlertOffline,
	}
	utc, ist := time.Date(2026, 11, 2, 12, 30, 45, 0, time.UTC), time.Date(2026, 11, 2, 7, 0, 45, 0, time.UTC)
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for lines.Scan() {
		facts, err := loconav.Decode(lines.Bytes(), options())
		if err != nil {
			t.Errorf("%s: %v", lines.Text(), err)
			continue
		}
		first := facts[0].Alert
		want, known := kinds[first.Vendor]
		if !known || first.Kind != want {
			t.Errorf("%s: kind %s, want %s", first.Vendor, first.Kind, want)
		}
		delete(kinds, first.Vendor)
		if !first.At.Equal(utc) && !first.At.Equal(ist) || !first.Point.Valid() || first.ID == "" || facts[0].Plate == "" {
			t.Errorf("%s = %+v", lines.Text(), first)
		}
		if first.Phase == fleet.PhaseStart {
			if end := facts[1].Alert; end.Phase != fleet.PhaseEnd || end.At.Sub(first.At) != 5*time.Minute || !end.Started.Equal(first.At) {
				t.Errorf("%s ends as %+v", first.Vendor, end)
			}
		}
	}
	if len(kinds) > 0 {
		t.Errorf("no sample of %v", kinds)
	}
}

func TestPhasesAndDetails(t *testing.T) {
	at := time.Date(2026, 11, 2, 12, 30, 45, 0, time.UTC)
	alert := func(body string) fleet.VendorAlert {
		t.Helper()
		facts, err := loconav.Decode([]byte(body), options())
		if err != nil || len(facts) != 1 || facts[0].Alert == nil {
			t.Fatalf("Decode(%s) = %v, %v; want one alert", body, facts, err)
		}
		return *facts[0].Alert
	}
	for body, want := range map[string]fleet.VendorAlert{
		`{"id":"7","kind":"OverspeedAlert","vehicle_number":"A1","active_event_time":"2026-11-02T12:30:45Z","speed":"91"}`: {
			ID: "7", Vendor: "overspeed", Kind: fleet.AlertOverspeed, Phase: fleet.PhaseStart, At: at, Started: at, Plate: "A1", SpeedKmh: 91},
		`{"id":7,"kind":"Geofence","vehicle_number":"A1","inactive_event_time":"2026-11-02T12:30:45Z","event_key":"geofence_exit","inactive_event_latitude":0,"inactive_event_longitude":0}`: {
			ID: "7", Vendor: "geofence", Kind: fleet.AlertGeofence, Phase: fleet.PhaseEnd, At: at, Started: at, Plate: "A1", Detail: "exit"},
		`{"id":8,"kind":"PossibleFuelTheftAlert","vehicle_number":"A1","event_time":"2026-11-02T12:30:45Z","latitude":6.4,"longitude":3.3,"fuel_theft_in_liters":41.5}`: {
			ID: "8", Vendor: "possible_fuel_theft", Kind: fleet.AlertTheft, Phase: fleet.PhasePoint, At: at, Point: fleet.Point{Lat: 6.4, Lon: 3.3}, Plate: "A1", Litres: 41.5},
		`{"id":9,"kind":"vehicle_idle","vehicle_number":"A1","event_time":"2026-11-02T12:30:45Z"}`: {
			ID: "9", Vendor: "idling", Kind: fleet.AlertIdle, Phase: fleet.PhasePoint, At: at, Plate: "A1"},
		`{"id":9,"kind":"Tyre Pressure-lowAlert","vehicle_number":"A1","event_time":"2026-11-02T12:30:45Z"}`: {
			ID: "9", Vendor: "tyre_pressure_low", Kind: "tyre_pressure_low", Phase: fleet.PhasePoint, At: at, Plate: "A1"},
		`{"id":9,"kind":"SOSAlert","vehicle_number":"A1","event_time":"2026-11-02T12:30:45Z"}`: {
			ID: "9", Vendor: "sos", Kind: fleet.AlertSOS, Phase: fleet.PhasePoint, At: at, Plate: "A1"},
		`{"id":1,"kind":"DtcAlert","vehicle_number":"A1","active_event_time":"2026-11-02T12:30:45Z","dtc_code":"P0217"}`: {
			ID: "1", Vendor: "dtc", Kind: fleet.AlertDTC, Phase: fleet.PhaseStart, At: at, Started: at, Plate: "A1", Detail: "P0217"},
	} {
		if diff := cmp.Diff(want, alert(body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	nameless := `{"kind":"CrashAlert","vehicle_number":"A1","event_time":"2026-11-02T12:30:45Z"}`
	a, b := alert(nameless), alert(strings.Replace(nameless, "A1", "a 1", 1))
	if a.ID == "" || a.ID != b.ID {
		t.Errorf("an alert without id is %q and %q, want the same made id", a.ID, b.ID)
	}
	if c := alert(strings.Replace(nameless, "A1", "A2", 1)); c.ID == a.ID {
		t.Errorf("two trucks share the made id %s", c.ID)
	}
}
