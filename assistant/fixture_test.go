package assistant

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// noon is the clock of every test here: Monday 23 Nov 2026, 11:00 WAT.
var noon = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

var (
	dispatcher = fleet.Caller{Name: "Ada", Role: fleet.Dispatcher}
	viewer     = fleet.Caller{Name: "Vera", Role: fleet.Viewer}
)

type fixture struct {
	*testing.T
	*Assistant
	store  *store.Store
	driver fleet.Caller
	log    *strings.Builder
}

// newFixture is a small fleet, made through the tools themselves.
func newFixture(t *testing.T, model *OpenAIConfig, client *http.Client) *fixture {
	s := storetest.Open(t)
	now := func() time.Time { return noon }
	log := &strings.Builder{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	reg := tools.New(s, now, logger)
	f := &fixture{T: t, store: s, log: log}
	for _, c := range [][2]string{
		{"driver_save", `{"name":"Moses Okafor","phone":"0803 123 4567"}`},
		{"driver_save", `{"name":"Ibrahim Bello","phone":"+2348051112222"}`},
		{"place_save", `{"name":"Apapa Port","kind":"port","latitude":6.445,"longitude":3.365,"radius_m":1200}`},
		{"place_save", `{"name":"Tin Can Port","kind":"port","latitude":6.435,"longitude":3.34,"radius_m":900,"aliases":["tincan"]}`},
		{"place_save", `{"name":"Ibadan","kind":"city","latitude":7.378,"longitude":3.947,"radius_m":5000}`},
		{"truck_save", `{"plate":"T-4407","driver":"Moses Okafor","container_size":40}`},
		{"truck_save", `{"plate":"T-5120","driver":"Ibrahim Bello","container_size":20}`},
		{"truck_save", `{"plate":"BDG 220 YA"}`},
		{"trip_create", `{"truck":"T-5120","origin":"Apapa Port","destination":"Ibadan","start":"2026-11-24T06:00:00+01:00","waybill":"WB-90422"}`},
	} {
		a, err := reg.Run(t.Context(), fleet.SystemCaller, fleet.ViaJob, c[0], json.RawMessage(c[1]))
		if err != nil || a.Kind != "answer" {
			t.Fatalf("%s %s: %v %+v", c[0], c[1], err, a)
		}
	}
	f.Assistant = New(Options{Registry: reg, Store: s, Now: now, Log: logger, OpenAI: model, HTTPClient: client})
	t.Cleanup(f.Close)
	f.put("T-4407", 6.45, 3.37)
	f.put("T-5120", 7.3, 3.9)
	found, err := s.FindDriver(t.Context(), "Moses Okafor", store.Loose)
	if err != nil {
		t.Fatal(err)
	}
	f.driver = fleet.Caller{Name: "Moses Okafor", Role: fleet.DriverRole, DriverID: found.ID}
	return f
}

// put has a truck report from somewhere a minute ago.
func (f *fixture) put(plate string, lat, lon float64) {
	f.Helper()
	on, at := true, noon.Add(-time.Minute)
	fact := fleet.Fact{Source: "test", ReceivedAt: at, Plate: plate,
		Position: &fleet.Position{At: at, Point: fleet.Point{Lat: lat, Lon: lon}, SpeedKmh: 40, Ignition: &on, ReceivedAt: at}}
	if _, err := f.store.ApplyFacts(f.Context(), noon, []store.Incoming{{EntryID: plate, Fact: fact}}); err != nil {
		f.Fatal(err)
	}
}

// say asks in one thread of a channel.
func (f *fixture) say(caller fleet.Caller, text string) Reply {
	f.Helper()
	defer f.beside.Wait() // what it cost is written before the next question
	return f.Ask(f.Context(), Request{Caller: caller, Channel: "C1", Thread: "1.0", Text: text}, nil)
}

func (f *fixture) want(r Reply, kind string, parts ...string) {
	f.Helper()
	raw, err := r.JSON(0)
	if err != nil {
		f.Fatal(err)
	}
	var out struct{ Kind, Text string }
	if err := json.Unmarshal(raw, &out); err != nil {
		f.Fatal(err)
	}
	if out.Kind != kind {
		f.Errorf("want kind %s, got %s", kind, raw)
	}
	for _, p := range parts {
		if !strings.Contains(string(raw), p) {
			f.Errorf("want %q in %s", p, raw)
		}
	}
}
