package tools_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// noon is the clock of every test here: Monday 23 Nov 2026, 11:00 WAT.
var noon = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

type fixture struct {
	*testing.T
	reg   *tools.Registry
	store *store.Store
	url   string // of its database
	now   time.Time
}

var (
	system     = fleet.SystemCaller
	dispatcher = fleet.Caller{Name: "Ada", Role: fleet.Dispatcher}
	viewer     = fleet.Caller{Name: "Vera", Role: fleet.Viewer}
	manager    = fleet.Caller{Name: "Musa", Role: fleet.Manager}
)

// newFixture is a small fleet around Apapa, made through the tools themselves.
func newFixture(t *testing.T) *fixture {
	f := &fixture{T: t, now: noon}
	f.store, f.url = storetest.OpenURL(t)
	f.reg = tools.New(f.store, func() time.Time { return f.now }, slog.New(slog.DiscardHandler))
	f.must("driver_save", `{"name":"Moses Okafor","phone":"0803 123 4567"}`)
	f.must("driver_save", `{"name":"Ibrahim Bello","phone":"+2348051112222"}`)
	f.must("client_save", `{"name":"Deekay Foods","contact":"Gate office","phone":"08090000000"}`)
	f.must("place_save", `{"name":"Apapa Port","kind":"port","latitude":6.445,"longitude":3.365,"radius_m":1200,"aliases":["apapa"]}`)
	f.must("place_save", `{"name":"Ibadan","kind":"city","latitude":7.378,"longitude":3.947,"radius_m":5000}`)
	f.must("place_save", `{"name":"Ibeshe Terminal","kind":"terminal","latitude":6.556,"longitude":3.476,"radius_m":500}`)
	f.must("truck_save", `{"plate":"T-4407","driver":"Moses Okafor","container_size":40}`)
	f.must("truck_save", `{"plate":"T-5120","driver":"Ibrahim Bello","container_size":20}`)
	f.must("truck_save", `{"plate":"BDG 220 YA"}`)
	return f
}

func (f *fixture) run(caller fleet.Caller, via fleet.Via, tool, args string) (answer.Answer, error) {
	f.Helper()
	return f.reg.Run(f.Context(), caller, via, tool, json.RawMessage(args))
}

func (f *fixture) must(tool, args string) answer.Answer {
	f.Helper()
	a, err := f.run(system, fleet.ViaJob, tool, args)
	if err != nil || a.Kind == answer.Question {
		f.Fatalf("%s %s: %v %+v", tool, args, err, a)
	}
	return a
}

// drive puts a truck somewhere now, as the ingest would.
func (f *fixture) drive(plate string, lat, lon, kmh float64, ago time.Duration) {
	f.Helper()
	on := true
	at := f.now.Add(-ago)
	f.fix(plate, fleet.Position{At: at, Point: fleet.Point{Lat: lat, Lon: lon}, SpeedKmh: kmh, Ignition: &on, ReceivedAt: at})
}

// fix has a truck report, as the ingest would.
func (f *fixture) fix(plate string, p fleet.Position) {
	f.Helper()
	fact := fleet.Fact{Source: "test", ReceivedAt: p.At, Plate: plate, Position: &p}
	if _, err := f.store.ApplyFacts(f.Context(), f.now, []store.Incoming{{EntryID: plate + p.At.String(), Fact: fact}}); err != nil {
		f.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind fleet.Kind) {
	t.Helper()
	if fleet.KindOf(err) != kind {
		t.Fatalf("want error kind %q, got %v", kind, err)
	}
}

// wantError is wantKind for those who look at the fields too.
func wantError(t *testing.T, err error, kind fleet.Kind) *fleet.Error {
	t.Helper()
	wantKind(t, err, kind)
	e, ok := errors.AsType[*fleet.Error](err)
	if !ok {
		t.Fatalf("want a *fleet.Error, got %T: %v", err, err)
	}
	return e
}

var tripsAll = store.TripQuery{Limit: 100}

func changeBy(who string) store.TripChange {
	return store.TripChange{At: noon, Who: who, Via: fleet.ViaCommand}
}
