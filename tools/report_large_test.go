package tools_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	manyTrucks = 10_000
	manyKm     = 15
	manyMost   = 1 << 20 // bytes of a report without its file: what is kept and said stays small
)

// many has all trucks report yesterday; every tenth drives fifteen kilometres in
// as many minutes. Some trips of today are planned.
func (f *fixture) many() {
	f.Helper()
	begin := f.now.AddDate(0, 0, -1)
	on := true
	var in []store.Incoming
	put := func(truck, minute, km int, kmh float64) {
		at := begin.Add(time.Duration(minute) * time.Minute)
		p := fleet.Position{At: at, Point: fleet.Point{Lat: 7 + float64(truck%100)/100 + float64(km)/110.6, Lon: 4 + float64(truck/100)/100}, SpeedKmh: kmh, Ignition: &on, ReceivedAt: at}
		plate := fmt.Sprintf("M-%05d", truck)
		in = append(in, store.Incoming{EntryID: fmt.Sprint(plate, minute), Fact: fleet.Fact{Source: "test", ReceivedAt: at, Plate: plate, Position: &p}})
	}
	for i := range manyTrucks {
		put(i, 0, 0, 0)
		for km := 1; km <= manyKm && i%10 == 0; km++ {
			put(i, km, km, 60)
		}
		if i%10 == 0 {
			put(i, manyKm+1, manyKm, 0)
		}
		if i%2000 == 1999 {
			if _, err := f.store.ApplyFacts(f.Context(), f.now, in); err != nil {
				f.Fatal(err)
			}
			in = in[:0]
		}
	}
	f.rolledUp()
	for i := range 50 {
		f.must("trip_save", fmt.Sprintf(`{"ref":"9%03d","truck":"M-%05d","driver":"Moses Okafor","origin":"Apapa","destination":"Ibadan","status":"scheduled","start":"2026-11-23T%02d:00:00+01:00"}`, i, i*10, i%24))
	}
}

// A fleet of ten thousand is told in full and in few words.
func TestReportOfTenThousandTrucks(t *testing.T) {
	if testing.Short() {
		t.Skip("26,000 positions")
	}
	f := newFixture(t)
	f.many()
	a := f.must("report", `{"full":true}`)
	km := figureOf(t, cell(t, a, "Distance", 1))
	if math.Abs(km-manyKm*manyTrucks/10) > 0.006*manyKm*manyTrucks/10 {
		t.Errorf("%g km, counted %d", km, manyKm*manyTrucks/10)
	}
	if got := cell(t, a, "Utilisation", 1); got != "10%" {
		t.Errorf("every tenth was used: %s", got)
	}
	urgent := strings.Join(a.Urgent, "\n")
	for _, part := range []string{"Utilisation was 10%; the limit is 50%.", "50 trips of today at risk", "10003 trucks not heard from", "and 9999 more"} {
		if !strings.Contains(urgent, part) {
			t.Errorf("%q is not among the decisions\n%s", part, urgent)
		}
	}
	if len(a.Files) != 1 || len(a.Files[0].Data) < 100_000 {
		t.Errorf("the file does not hold every silent truck")
	}
	a.Files = nil
	if raw, err := json.Marshal(a); err != nil || len(raw) > manyMost {
		t.Errorf("the report is %d bytes, %v", len(raw), err)
	}
	for _, d := range a.Details {
		if len(d.Table.Rows) > 20 {
			t.Errorf("%s: %d rows", d.Headline, len(d.Table.Rows))
		}
	}
}
