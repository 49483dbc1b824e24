package loconav_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
	"watchtower/loconav"
)

// The answers have the fields of LocoNav's published samples.
const (
	sampleVehicle = `{"number":"T-4407","displayNumber":"t 4407","vehicleUuid":"077c6ab2","vehicleType":"truck_generic",
		"subscription":{"expiresAt":"2027-01-31T23:59:59.000+05:30"},"currentDevice":{"serialNumber":"862312050000001","countryCode":"NG","deviceType":"FMB920"}}`
	sampleBare  = `{"number":"T-5120","vehicleUuid":"077c6ab3","currentDevice":null}`
	sampleKnown = `{"vehicleNumber":"T-4407","vehicleId":"077c6ab2","gps":{"speed":{"value":32.5,"unit":"km/h","timestamp":1795514671},"ignition":{"value":"ON"},
		"orientation":{"value":"34"},"currentLocationCoordinates":{"lat":{"value":6.4541,"timestamp":1795514400},"long":{"value":3.3947,"timestamp":1795514400}}}}`
)

func serving(t *testing.T, answers map[string]string) loconav.API {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method == http.MethodPost && string(body) != "{}" {
			t.Errorf("%s with the body %q, %v", r.Method, body, err)
		}
		text, ok := answers[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/integration/api/v1/")]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		fmt.Fprint(w, text)
	}))
	t.Cleanup(server.Close)
	return loconav.API{URL: server.URL, Token: "secret", HTTP: server.Client(), Wait: func(context.Context, time.Duration) error { return nil }}
}

func TestVehiclesAreRead(t *testing.T) {
	api := serving(t, map[string]string{"GET vehicles": `{"success":true,"data":{"vehicles":[` + sampleVehicle + `,` + sampleBare + `],"pagination":{"perPage":100,"totalCount":2}}}`})
	list, err := api.Vehicles(t.Context())
	want := []loconav.Vehicle{{Plate: "T-4407", IMEI: "862312050000001", Expires: time.Date(2027, 1, 31, 18, 29, 59, 0, time.UTC)}, {Plate: "T-5120"}}
	if diff := cmp.Diff(want, list); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, bad := range []string{`{"success":false,"data":{}}`, `{"success":true,"data":{}}`, `[]`, `<html>`} {
		if _, err := serving(t, map[string]string{"GET vehicles": bad}).Vehicles(t.Context()); err == nil {
			t.Errorf("%s was taken for a list", bad)
		}
	}
}

// The fix is dated by its place, not by the newer speed, and reads back as a
// push does.
func TestLastKnownPositionsAreFacts(t *testing.T) {
	const none = `{"vehicleNumber":"T-5120","gps":{"currentLocationCoordinates":{"lat":{"value":null,"timestamp":null}}}}`
	api := serving(t, map[string]string{"POST vehicles/telematics/last_known": `{"success":true,"data":{"values":[` + sampleKnown + `,` + none + `]}}`})
	list, err := api.LastKnown(t.Context())
	if err != nil || len(list) != 1 || list[0].Plate != "T-4407" || list[0].At.Unix() != 1795514400 {
		t.Fatalf("%v %+v", err, list)
	}
	raw, err := list[0].Fact()
	if err != nil {
		t.Fatal(err)
	}
	got, err := loconav.Read(raw, loconav.Options{Source: "x", ReceivedAt: list[0].At})
	on := true
	want := &fleet.Position{At: list[0].At, Point: fleet.Point{Lat: 6.4541, Lon: 3.3947}, SpeedKmh: 32.5, Heading: 34, Ignition: &on, ReceivedAt: list[0].At}
	if err != nil || got.Naive || len(got.Facts) != 1 || got.Facts[0].Plate != "T-4407" {
		t.Fatalf("%v %+v", err, got)
	}
	if diff := cmp.Diff(want, got.Facts[0].Position); diff != "" {
		t.Error(diff)
	}
}
