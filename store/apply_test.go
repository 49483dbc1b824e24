package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// ingest is a store with a connection beside it, to look at what was written.
type ingest struct {
	*store.Store
	t    testing.TB
	conn *pgx.Conn
}

func openIngest(t testing.TB) ingest {
	s, url := storetest.OpenURL(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return ingest{s, t, conn}
}

func (g ingest) apply(in ...store.Incoming) store.Applied {
	g.t.Helper()
	out, err := g.ApplyFacts(g.t.Context(), noon, in)
	if err != nil {
		g.t.Fatal(err)
	}
	return out
}

func (g ingest) state(truck string) *fleet.State {
	g.t.Helper()
	found, err := g.FindTruck(g.t.Context(), truck, store.Loose)
	if err != nil {
		g.t.Fatal(err)
	}
	now, err := g.Trucks(g.t.Context(), found.ID)
	if err != nil {
		g.t.Fatal(err)
	}
	return now[0].State
}

// lines reads any query as text, one line a row.
func (g ingest) lines(sql string) []string {
	g.t.Helper()
	rows, err := g.conn.Query(g.t.Context(), sql)
	if err != nil {
		g.t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		values, err := row.Values()
		return strings.TrimSuffix(fmt.Sprintln(values...), "\n"), err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return out
}

var apapa = fleet.Point{Lat: 6.445, Lon: 3.365}

// north is a point some metres north of another.
func north(p fleet.Point, m float64) fleet.Point {
	return fleet.Point{Lat: p.Lat + m/110_589, Lon: p.Lon}
}

// push is a fix some minutes after noon, received when it was taken.
func push(imei, plate string, minute float64, p fleet.Point, speed float64, ignition bool) store.Incoming {
	at := noon.Add(time.Duration(minute * float64(time.Minute)))
	return store.Incoming{EntryID: fmt.Sprintf("%s/%v", imei, minute), Body: []byte(`{}`), Fact: fleet.Fact{
		Source: "loconav", ReceivedAt: at, IMEI: imei, Plate: plate,
		Position: &fleet.Position{At: at, Point: p, SpeedKmh: speed, Ignition: &ignition, ReceivedAt: at}}}
}

func TestAPushMovesTheTruckOnce(t *testing.T) {
	g := openIngest(t)
	first := push("1", "KJA 123 XA", 0, apapa, 0, true)
	if got := g.apply(first); got.Positions != 1 || got.Registered != 1 || len(got.Moved) != 1 {
		t.Fatalf("Applied = %+v, want one position of one new truck", got)
	}
	if got := g.apply(first, first); got.Positions != 0 || got.Duplicates != 2 || len(got.Moved) != 0 {
		t.Fatalf("replay = %+v, want two duplicates and no effect", got)
	}
	g.apply(push("1", "KJA-123XA", 1, north(apapa, 600), 40, true))
	s := g.state("KJA123XA")
	if s.Motion != fleet.Moving || !s.At.Equal(noon.Add(time.Minute)) || s.Point.MetersTo(north(apapa, 600)) > 1 {
		t.Errorf("state = %+v, want moving 600 m north", s)
	}
	want := []string{"truck.status_changed truck:1 idling", "truck.status_changed truck:1 moving"}
	if diff := cmp.Diff(want, g.lines(`SELECT type, key, body->>'to' FROM outbox ORDER BY id`)); diff != "" {
		t.Errorf("outbox (-want +got):\n%s", diff)
	}
	if flag := g.lines(`SELECT flag FROM trucks`); flag[0] != "registered from a push, please check" {
		t.Errorf("flag = %q", flag)
	}
}

func TestALateFixNeverMovesTheMarkerBack(t *testing.T) {
	g := openIngest(t)
	for i := range 10 {
		g.apply(push("1", "A1", float64(i), apapa, 0, true)) // idling since minute 0
	}
	got := g.apply(push("1", "A1", 4.5, north(apapa, 900), 30, true)) // it drove in between
	if got.Late != 1 || got.Positions != 1 {
		t.Errorf("Applied = %+v, want one late position", got)
	}
	s := g.state("A1")
	if !s.At.Equal(noon.Add(9*time.Minute)) || s.Motion != fleet.Idling || !s.MotionSince.Equal(noon.Add(5*time.Minute)) {
		t.Errorf("state at %v %s since %v, want minute 9, idling since minute 5", s.At, s.Motion, s.MotionSince)
	}
	g.apply(push("1", "A1", -25*60, north(apapa, 5000), 30, true))
	if again := g.state("A1"); !again.MotionSince.Equal(s.MotionSince) || !again.At.Equal(s.At) {
		t.Errorf("a fix of yesterday changed the state to %+v", again)
	}
	if n := g.lines(`SELECT count(*) FROM positions`); n[0] != "12" {
		t.Errorf("%s positions, want 12", n[0])
	}
}

// A tracker whose clock runs ahead leaves the truck as it was.
func TestFixesOutOfTheFutureMoveNothing(t *testing.T) {
	g := openIngest(t)
	g.apply(push("1", "A1", 0, apapa, 0, true))
	before := g.lines(`SELECT xmin::text FROM truck_state`)
	var ahead []store.Incoming
	for i := range 5 {
		p := push("1", "A1", float64(1+i), apapa, 40, true)
		p.Fact.Position.At = p.Fact.Position.At.Add(time.Hour)
		ahead = append(ahead, p)
	}
	if got := g.apply(ahead...); got.Positions != 5 || got.Suspicious != 5 || len(got.Moved) != 0 {
		t.Errorf("Applied = %+v, want five suspicious positions and nothing moved", got)
	}
	if diff := cmp.Diff(before, g.lines(`SELECT xmin::text FROM truck_state`)); diff != "" {
		t.Errorf("the state was written again (-before +after):\n%s", diff)
	}
}

func TestJumpsAreKeptAndBelievedAfterProof(t *testing.T) {
	g := openIngest(t)
	kano := fleet.Point{Lat: 12.0, Lon: 8.59}
	g.apply(push("1", "A1", 0, apapa, 0, false), push("1", "A1", 1, kano, 0, false))
	if s := g.state("A1"); s.Point != apapa || !s.At.Equal(noon) {
		t.Errorf("after one jump = %+v, want Apapa at noon", s)
	}
	g.apply(push("1", "A1", 2, apapa, 0, false))
	got := g.apply(push("1", "A1", 3, kano, 0, false), push("1", "A1", 4, kano, 0, false))
	if got.Suspicious != 2 {
		t.Errorf("Applied = %+v, want two suspicious", got)
	}
	g.apply(push("1", "A1", 5, kano, 0, false))
	if s := g.state("A1"); s.Point != kano {
		t.Errorf("after three that agree = %+v, want Kano", s)
	}
	want := []string{"0 ", "1 impossible_jump", "2 ", "3 ", "4 ", "5 "}
	if diff := cmp.Diff(want, g.lines(`SELECT (extract(epoch FROM at - '2026-11-02 12:00Z') / 60)::int, coalesce(reject, '') FROM positions ORDER BY at`)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

// A day that a late fix takes back, because what made it is not believed any
// more, leaves the reports.
func TestADayThatIsTakenBackLeavesNoRollup(t *testing.T) {
	g := openIngest(t)
	kano := fleet.Point{Lat: 12.0, Lon: 8.59}
	g.apply(push("1", "A1", 12*60, apapa, 40, true)) // the first hour of the next day
	g.rollUp()
	g.apply(push("1", "A1", 10*60, kano, 40, true)) // two hours before, 800 km away
	g.rollUp()
	g.is([]string{"2026-11-02"}, `SELECT day::text FROM rollups ORDER BY 1`)
}

// A drive over midnight that is proven on the next day counts on the day it began.
func TestADriveProvenAfterMidnightCountsOnItsDay(t *testing.T) {
	g := openIngest(t)
	for minute := 655; minute < 660; minute++ { // to midnight in Lagos, not far yet
		g.apply(push("1", "A1", float64(minute), north(apapa, float64(minute-655)*50), 40, true))
	}
	g.rollUp()
	for minute := 660; minute < 664; minute++ {
		g.apply(push("1", "A1", float64(minute), north(apapa, float64(minute-659)*600), 40, true))
		g.rollUp()
	}
	g.is([]string{"2026-11-02 1", "2026-11-03 0"}, `SELECT day::text, drives FROM rollups ORDER BY 1`)
}

func TestFixesFromABrokenClock(t *testing.T) {
	g := openIngest(t)
	g.apply(push("1", "A1", 0, apapa, 0, false))
	hour := push("1", "A1", 60, apapa, 50, true)
	hour.Fact.Position.ReceivedAt = noon
	year := push("1", "A1", 60*24*400, apapa, 50, true)
	year.Fact.Position.ReceivedAt = noon
	old := push("1", "A1", -60*24*401, apapa, 50, true)
	old.Fact.Position.ReceivedAt = noon
	got := g.apply(hour, year, old)
	if got.Positions != 1 || got.Suspicious != 1 || got.Rejected != 2 {
		t.Errorf("Applied = %+v, want one suspicious position and two rejects", got)
	}
	if s := g.state("A1"); !s.At.Equal(noon) {
		t.Errorf("state at %v, want noon", s.At)
	}
	rejects, err := g.Rejects(t.Context(), 10)
	if err != nil || len(rejects) != 2 || !strings.Contains(rejects[0].Reason+rejects[1].Reason, "more than a day in the future") ||
		!strings.Contains(rejects[0].Reason+rejects[1].Reason, "more than 400 days ago") {
		t.Errorf("Rejects = %+v, %v", rejects, err)
	}
}

func TestAMonthWithoutPartitionIsMade(t *testing.T) {
	g := openIngest(t)
	if got := g.apply(push("1", "A1", -60*24*200, apapa, 0, false)); got.Positions != 1 {
		t.Errorf("Applied = %+v, want the fix of 200 days ago kept", got)
	}
}

func TestPlacesHaveHysteresis(t *testing.T) {
	g := openIngest(t)
	for _, p := range []fleet.Place{{Name: "Lagos", Kind: "city", Center: apapa, RadiusM: 20_000}, {Name: "Apapa", Kind: "port", Center: apapa, RadiusM: 300}} {
		if _, err := g.SavePlace(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	for i, step := range []struct {
		m     float64
		place string
		since float64
	}{{800, "Lagos", 0}, {340, "Lagos", 0}, {290, "Lagos", 0}, {280, "Apapa", 2}, {310, "Apapa", 2}, {370, "Apapa", 2}, {380, "Apapa", 2}, {380, "Lagos", 0}, {310, "Lagos", 0}} {
		g.apply(push("1", "A1", float64(i), north(apapa, step.m), 20, true))
		s := g.state("A1")
		if since := s.PlaceSince.Sub(noon).Minutes(); s.Place != step.place || since != step.since {
			t.Errorf("at %v m in %q since minute %v, want %q since %v", step.m, s.Place, since, step.place, step.since)
		}
	}
	want := []string{"Apapa 2 6", "Lagos 0 <nil>"}
	got := g.lines(`SELECT p.name, (extract(epoch FROM entered_at - '2026-11-02 12:00Z') / 60)::int,
		(extract(epoch FROM left_at - '2026-11-02 12:00Z') / 60)::int FROM visits v JOIN places p ON p.id = v.place_id ORDER BY 1`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("visits (-want +got):\n%s", diff)
	}
}

func TestIdentity(t *testing.T) {
	g := openIngest(t)
	if _, err := g.SaveTruck(t.Context(), store.TruckEdit{Plate: "KJA 100 XA"}, noon); err != nil {
		t.Fatal(err)
	}
	if got := g.apply(push("11", "kja-100xa", 0, apapa, 0, true)); got.Registered != 0 {
		t.Errorf("a truck imported by plate was registered again: %+v", got)
	}
	g.apply(push("11", "", 1, apapa, 0, true)) // the IMEI alone now tells it
	if n := g.lines(`SELECT count(*) FROM positions WHERE truck_id = 1`); n[0] != "2" {
		t.Errorf("%s positions of the imported truck, want 2", n[0])
	}
	if got := g.apply(push("12", "KJA100XA", 0, apapa, 0, true)); got.Registered != 1 {
		t.Errorf("a second tracker with the plate = %+v, want a truck of its own", got)
	}
	got := g.apply(push("12", "KJA100XA", 1, apapa, 0, true), push("", "KJA100XA", 2, apapa, 0, true), alert("a", "overspeed", "7", "KJA 100 XA", fleet.PhaseStart, 0))
	if got.Positions != 1 || got.Rejected != 1 || got.Alerts != 1 || got.Registered != 0 {
		t.Errorf("shared plate = %+v, want one position, one reject, one alert", got)
	}
	want := []string{"KJA 100 XA true", "KJA100XA true"}
	if diff := cmp.Diff(want, g.lines(`SELECT plate, flag LIKE 'several trackers send the plate%' FROM trucks ORDER BY id`)); diff != "" {
		t.Errorf("trucks (-want +got):\n%s", diff)
	}
	if a := g.lines(`SELECT truck_id IS NULL, plate FROM alerts`); a[0] != "true KJA 100 XA" {
		t.Errorf("alert of a shared plate = %v, want no truck", a)
	}
	g.apply(push("99", "", 0, apapa, 0, true), push("11", "NEW 1", 3, apapa, 0, true), alert("b", "overspeed", "8", "NEW1", fleet.PhaseStart, 0))
	if ids := g.lines(`SELECT kind, value, truck_id, shared FROM truck_identifiers ORDER BY kind, value`); !cmp.Equal(ids, []string{
		"imei 11 1 false", "imei 12 2 false", "imei 99 3 false", "plate KJA100XA 1 true", "plate NEW1 1 false"}) {
		t.Errorf("identifiers = %v", ids)
	}
	if a := g.lines(`SELECT truck_id FROM alerts WHERE plate = 'NEW1'`); a[0] != "1" {
		t.Errorf("alert by the new plate belongs to %v, want truck 1", a)
	}
}

// alert is one phase of an alert, minute minutes after noon.
func alert(entry, kind, id, plate string, phase fleet.Phase, minute int) store.Incoming {
	at := noon.Add(time.Duration(minute) * time.Minute)
	a := &fleet.VendorAlert{ID: id, Vendor: kind, Kind: fleet.AlertKind(kind), Phase: phase, At: at, Started: at, Plate: plate, Point: apapa}
	if phase == fleet.PhasePoint {
		a.Started = time.Time{}
	}
	return store.Incoming{EntryID: entry, Fact: fleet.Fact{Source: "loconav", ReceivedAt: at, Plate: plate, Alert: a}}
}

func TestAlertPhasesCountOnceInAnyOrder(t *testing.T) {
	start := alert("s", "overspeed", "5", "A1", fleet.PhaseStart, 0)
	end := alert("e", "overspeed", "5", "A1", fleet.PhaseEnd, 10)
	for name, batches := range map[string][][]store.Incoming{
		"in order":      {{start}, {end}},
		"together":      {{end, start, start, end}},
		"turned round":  {{end}, {start}},
		"again later":   {{start}, {start, end}, {end, start}},
		"only in parts": {{start}, {start}, {start}, {end}},
	} {
		t.Run(name, func(t *testing.T) {
			g := openIngest(t)
			total := 0
			for _, in := range batches {
				total += g.apply(in...).Alerts
			}
			if total != 2 {
				t.Errorf("%d phases, want 2", total)
			}
			want := []string{"overspeed resolved 0 10 warning A1"}
			got := g.lines(`SELECT kind, status, (extract(epoch FROM started_at - '2026-11-02 12:00Z') / 60)::int,
				(extract(epoch FROM ended_at - '2026-11-02 12:00Z') / 60)::int, severity, plate FROM alerts`)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("alerts (-want +got):\n%s", diff)
			}
			if e := g.lines(`SELECT version, body->>'phase' FROM outbox ORDER BY version`); !cmp.Equal(e, []string{"1 start", "2 end"}) {
				t.Errorf("events = %v, want start and end", e)
			}
		})
	}
}

func TestAlertsOfTwoKindsMayShareAnID(t *testing.T) {
	g := openIngest(t)
	crash := alert("1", "crash", "7", "A1", fleet.PhasePoint, 0)
	fast := alert("2", "crash_during_overspeed", "7", "A1", fleet.PhasePoint, 0)
	fast.Fact.Alert.Kind = fleet.AlertCrash
	if got := g.apply(crash, fast); got.Alerts != 2 {
		t.Errorf("Applied = %+v, want two alerts", got)
	}
	if n := g.lines(`SELECT count(*), min(status) FROM alerts WHERE severity = 'critical'`); n[0] != "2 open" {
		t.Errorf("alerts = %v, want 2 open", n)
	}
}

// A vendor that repeats itself makes one alert that people hear of, in whatever
// order and batches it comes.
func TestWhatAVendorRepeatsIsOneAlert(t *testing.T) {
	phone := func(id string, minute int) store.Incoming {
		return alert(id, "driver_phone", id, "A1", fleet.PhasePoint, minute)
	}
	for name, batches := range map[string][][]store.Incoming{
		"one by one":   {{phone("1", 0)}, {phone("2", 20)}, {phone("3", 45)}},
		"together":     {{phone("1", 0), phone("2", 20), phone("3", 25)}},
		"turned round": {{phone("3", 25)}, {phone("2", 20)}, {phone("1", 0)}},
	} {
		g := openIngest(t)
		for _, in := range batches {
			g.apply(in...)
		}
		t.Log(name)
		g.is([]string{"3 2 1"}, `SELECT count(*), count(part_of), count(*) FILTER (WHERE status = 'open') FROM alerts`)
		g.is([]string{"1"}, `SELECT count(*) FROM outbox WHERE type = 'alert.triggered'`)
		g.apply(alert("x", "crash", "x", "A1", fleet.PhasePoint, 30), alert("y", "crash", "y", "A1", fleet.PhasePoint, 31), phone("9", 90))
		g.is([]string{"6 2 4"}, `SELECT count(*), count(part_of), count(*) FILTER (WHERE status = 'open') FROM alerts`)
	}
}

// soon asks again until a condition holds.
func (g ingest) soon(what string, ok func() bool) {
	g.t.Helper()
	deadline, tick := time.After(20*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			g.t.Fatalf("not within 20 s: %s", what)
		}
	}
}
