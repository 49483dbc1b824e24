package tools_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// month is October 2026 of three trucks, and what anybody can count in it from
// the raw fixes, the trips and the alerts, without the rules of the product.
type month struct {
	*fixture
	fixes  map[string][]fleet.Position // in order
	trips  []plannedTrip
	alerts []toldAlert
}

type plannedTrip struct {
	truck           string
	start           time.Time
	departed, ended time.Time // zero when it did not
	litres          float64
}

type toldAlert struct {
	truck  string
	at     time.Time
	litres float64 // suspected stolen
	acked  time.Duration
}

var octoberTrucks = []string{"T-4407", "T-5120", "BDG 220 YA"}

func october(day, hour, minute int) time.Time {
	return time.Date(2026, 10, day, hour, minute, 0, 0, fleet.WAT)
}

func newMonth(t *testing.T) *month {
	m := &month{fixture: newFixture(t), fixes: map[string][]fleet.Position{}}
	r := rand.New(rand.NewPCG(8, 2026))
	months := []time.Time{october(1, 0, 0).UTC(), october(20, 0, 0).UTC()}
	if err := m.store.EnsurePartitions(t.Context(), months...); err != nil {
		t.Fatal(err)
	}
	for day := 1; day <= 31; day++ {
		for i, plate := range octoberTrucks {
			if i == 2 && day < 5 || r.IntN(8) == 0 { // not bought yet, or a silent day
				continue
			}
			m.day(plate, october(day, 5+r.IntN(3), r.IntN(60)), 20+r.IntN(60), 10+r.IntN(50), r.IntN(40), 20+r.IntN(30))
		}
		m.planTrips(r, day)
		m.tellAlerts(r, day)
	}
	for _, plate := range octoberTrucks { // heard from again, so that what was before is known
		m.day(plate, october(32, 12, 0), 5, 0, 0, 0)
	}
	m.now = noon
	m.rolledUp()
	return m
}

// day has a truck stand in the port, drive off, idle, and come back.
func (m *month) day(plate string, at time.Time, stands, drives, idles, kmh int) {
	lat, on, off := 6.445, true, false
	var list []fleet.Position
	put := func(speed float64, ignition *bool) {
		list = append(list, fleet.Position{At: at.UTC(), Point: fleet.Point{Lat: lat, Lon: 3.365}, SpeedKmh: speed, Ignition: ignition, ReceivedAt: at.UTC()})
	}
	for range stands / 5 {
		put(0, &off)
		at = at.Add(5 * time.Minute)
	}
	leg := func(north float64) {
		for range drives {
			lat += north * float64(kmh) / 60 / 110.6
			put(float64(kmh), &on)
			at = at.Add(time.Minute)
		}
	}
	leg(1)
	for range idles + 10 {
		put(0, &on)
		at = at.Add(time.Minute)
	}
	leg(-1)
	for range 5 {
		put(0, &off)
		at = at.Add(5 * time.Minute)
	}
	in := make([]store.Incoming, len(list))
	for i, p := range list {
		in[i] = store.Incoming{EntryID: plate + p.At.String(), Fact: fleet.Fact{Source: "test", ReceivedAt: p.At, Plate: plate, Position: &p}}
	}
	if _, err := m.store.ApplyFacts(m.Context(), m.now, in); err != nil {
		m.Fatal(err)
	}
	m.fixes[plate] = append(m.fixes[plate], list...)
}

func (m *month) planTrips(r *rand.Rand, day int) {
	for i, plate := range octoberTrucks {
		if r.IntN(3) == 0 {
			continue
		}
		p := plannedTrip{truck: plate, start: october(day, 6+r.IntN(12), 0), litres: float64(r.IntN(300))}
		args := fmt.Sprintf(`"ref":"%d","truck":%q,"driver":"Moses Okafor","origin":"Apapa","destination":"Ibadan","diesel_l":%g,"start":%q`, 5000+day*10+i, plate, p.litres, p.start.Format(time.RFC3339))
		status := "cancelled"
		if r.IntN(6) > 0 {
			p.departed = p.start.Add(time.Duration(r.IntN(240)) * time.Minute)
			p.ended = p.departed.Add(time.Duration(3+r.IntN(4)) * time.Hour)
			status = "completed"
			args += fmt.Sprintf(`,"departed_at":%q,"arrived_at":%q,"completed_at":%q`, p.departed.Format(time.RFC3339), p.ended.Add(-time.Hour).Format(time.RFC3339), p.ended.Format(time.RFC3339))
		}
		m.must("trip_save", `{`+args+`,"status":"`+status+`"}`)
		m.trips = append(m.trips, p)
	}
}

func (m *month) tellAlerts(r *rand.Rand, day int) {
	somebody := m.person("U0MUSA", "Musa Bello", fleet.Manager)
	for i := range r.IntN(4) {
		a := toldAlert{truck: octoberTrucks[i%3], at: october(day, 3+5*i, r.IntN(60))}
		kind := fleet.AlertOverspeed
		if r.IntN(4) == 0 {
			kind, a.litres = fleet.AlertTheft, float64(20+r.IntN(60))
		}
		m.now = a.at
		id := m.alert(kind, octoberTrucks[i%3], 0, func(v *fleet.VendorAlert) { v.Litres = a.litres })
		if kind == fleet.AlertTheft && r.IntN(2) == 0 {
			a.acked = time.Duration(1+r.IntN(90)) * time.Minute
			m.now = a.at.Add(a.acked)
			if _, err := m.update(somebody, id, "acknowledge", ""); err != nil {
				m.Fatal(err)
			}
		}
		m.alerts = append(m.alerts, a)
	}
}

// counted are the sums of [from, to), by brute force.
func (m *month) counted(from, to time.Time) map[string]float64 {
	out := map[string]float64{"Trips planned": 0, "Trips done": 0, "Trips late": 0, "Distance": 0, "Driving": 0, "Idling": 0, "Hours at terminals": 0, "Diesel issued": 0, "Suspected stolen": 0, "Alerts": 0}
	in := func(t time.Time) bool { return !t.Before(from) && t.Before(to) }
	for _, p := range m.trips {
		if !in(p.start) {
			continue
		}
		out["Trips planned"]++
		if !p.departed.IsZero() {
			out["Trips done"]++
			out["Diesel issued"] += p.litres
			if p.departed.Sub(p.start) > 2*time.Hour {
				out["Trips late"]++
			}
		}
	}
	for _, list := range m.fixes {
		for i := 1; i < len(list); i++ {
			a, b := list[i-1], list[i]
			gap := b.At.Sub(a.At).Hours()
			if gap > 1 {
				continue // silent over night
			}
			if in(a.At) && a.SpeedKmh > 0 {
				out["Driving"] += gap
			}
			if in(a.At) && a.SpeedKmh == 0 && *a.Ignition {
				out["Idling"] += gap
			}
			if in(b.At) && b.SpeedKmh+a.SpeedKmh > 0 {
				out["Distance"] += math.Abs(b.Point.Lat-a.Point.Lat) * 110.6
			}
		}
		out["Hours at terminals"] += insideHours(list, from, to)
	}
	for _, a := range m.alerts {
		if in(a.at) {
			out["Alerts"]++
			out["Suspected stolen"] += a.litres
		}
	}
	return out
}

// insideHours is the time between the first fix in the port's circle and the
// first one out of it, cut to a window.
func insideHours(list []fleet.Position, from, to time.Time) (hours float64) {
	var since time.Time
	stay := func(until time.Time) {
		a, b := since, until
		if a.Before(from) {
			a = from
		}
		if b.After(to) {
			b = to
		}
		hours += max(0, b.Sub(a).Hours())
	}
	for _, p := range list {
		inside := math.Abs(p.Point.Lat-6.445)*110.6 < 1.2
		if inside && since.IsZero() {
			since = p.At
		}
		if !inside && !since.IsZero() {
			stay(p.At)
			since = time.Time{}
		}
	}
	if !since.IsZero() {
		stay(noon)
	}
	return hours
}

// shares are the figures that are no sums.
func (m *month) shares(from, to time.Time) map[string]float64 {
	var left, onTime int
	var rounds, acks []float64
	for _, p := range m.trips {
		if !p.departed.IsZero() && !p.start.Before(from) && p.start.Before(to) {
			left++
			if p.departed.Sub(p.start) <= 2*time.Hour {
				onTime++
			}
		}
		if !p.ended.IsZero() && !p.ended.Before(from) && p.ended.Before(to) {
			rounds = append(rounds, p.ended.Sub(p.departed).Minutes())
		}
	}
	for _, a := range m.alerts {
		if a.acked > 0 && !a.at.Before(from) && a.at.Before(to) {
			acks = append(acks, a.acked.Minutes())
		}
	}
	return map[string]float64{"Left on time": 100 * float64(onTime) / float64(left), "Turnaround of trips": middle(rounds), "Time to acknowledge": middle(acks), "Utilisation": m.used(from, to)}
}

// used is the share of truck days with a trip or 10 km, of those since the
// first fix or suspected theft of the truck.
func (m *month) used(from, to time.Time) float64 {
	var days, used int
	for plate, list := range m.fixes {
		for day := from; day.Before(to); day = day.AddDate(0, 0, 1) {
			end := day.AddDate(0, 0, 1)
			heard := list[0].At.Before(end) || slices.ContainsFunc(m.alerts, func(a toldAlert) bool { return a.truck == plate && a.litres > 0 && a.at.Before(end) })
			if !heard {
				continue
			}
			days++
			var km float64
			for i := 1; i < len(list); i++ {
				if !list[i].At.Before(day) && list[i].At.Before(end) {
					km += math.Abs(list[i].Point.Lat-list[i-1].Point.Lat) * 110.6
				}
			}
			onTrip := slices.ContainsFunc(m.trips, func(p plannedTrip) bool {
				return p.truck == plate && !p.departed.IsZero() && p.departed.Before(end) && !p.ended.Before(day)
			})
			if km >= 10 || onTrip {
				used++
			}
		}
	}
	return 100 * float64(used) / float64(days)
}

func middle(list []float64) float64 {
	slices.Sort(list)
	n := len(list)
	if n == 0 {
		return 0
	}
	return (list[(n-1)/2] + list[n/2]) / 2
}

// figureOf reads a cell of a report: "1,204 km (+3%)", "2 h 05 min", "84%".
func figureOf(t *testing.T, text string) float64 {
	t.Helper()
	text, _, _ = strings.Cut(text, " (")
	words := strings.Fields(strings.ReplaceAll(strings.TrimSuffix(text, "%"), ",", ""))
	v, err := strconv.ParseFloat(words[0], 64)
	if err != nil {
		t.Fatalf("no figure: %q", text)
	}
	if len(words) == 4 { // 2 h 05 min
		rest, err := strconv.ParseFloat(words[2], 64)
		if err != nil {
			t.Fatalf("no figure: %q", text)
		}
		return v*60 + rest
	}
	return v
}

func (m *month) check(a answer.Answer, column int, from, to time.Time, times float64) {
	m.Helper()
	for row, want := range m.counted(from, to) {
		got := figureOf(m.T, cell(m.T, a, row, column))
		if math.Abs(got-want*times) > max(0.006*want*times, 0.56) {
			m.Errorf("%s, column %d: %g, counted %g", row, column, got, want*times)
		}
	}
	for row, want := range m.shares(from, to) {
		if math.IsNaN(want) || want == 0 {
			continue
		}
		if got := figureOf(m.T, cell(m.T, a, row, column)); math.Abs(got-want) > max(0.006*want, 1) {
			m.Errorf("%s, column %d: %g, counted %g", row, column, got, want)
		}
	}
}

// TestTheGoldenMonth counts a month, a week and a day without the product, and
// each stretch that they are compared with.
func TestTheGoldenMonth(t *testing.T) {
	m := newMonth(t)
	report := func(from, to string) answer.Answer {
		t.Helper()
		return m.must("report", fmt.Sprintf(`{"full":true,"period":{"from":%q,"to":%q}}`, from, to))
	}
	whole := report("2026-10-01", "2026-10-31")
	m.check(whole, 1, october(1, 0, 0), october(32, 0, 0), 1)
	if got := cell(t, whole, "Distance", 3); got != "no data" {
		t.Errorf("a norm of nothing: %q", got)
	}
	week := report("2026-10-19", "2026-10-25")
	m.check(week, 1, october(19, 0, 0), october(26, 0, 0), 1)
	m.check(week, 2, october(12, 0, 0), october(19, 0, 0), 1)
	m.check(week, 3, october(-9, 0, 0), october(19, 0, 0), 7.0/18) // 1 October is the first day known
	day := report("2026-10-30", "2026-10-30")
	m.check(day, 1, october(30, 0, 0), october(31, 0, 0), 1)
	m.check(day, 2, october(29, 0, 0), october(30, 0, 0), 1)
	m.check(day, 3, october(23, 0, 0), october(24, 0, 0), 1)
	m.check(day, 4, october(2, 0, 0), october(30, 0, 0), 1.0/28)
	one := m.must("report", `{"full":true,"truck":"T-4407","period":{"from":"2026-10-01","to":"2026-10-31"}}`)
	m.fixes = map[string][]fleet.Position{"T-4407": m.fixes["T-4407"]}
	if got, want := figureOf(t, cell(t, one, "Distance", 1)), m.counted(october(1, 0, 0), october(32, 0, 0))["Distance"]; math.Abs(got-want) > 0.006*want {
		t.Errorf("one truck: %g, counted %g", got, want)
	}
}
