package tools_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// walk reads a list page by page and returns the first cell of every row.
func (f *fixture) walk(a answer.Answer) (all []string, pages int) {
	f.Helper()
	for {
		pages++
		for _, row := range a.Table.Rows {
			all = append(all, row[0])
		}
		if a.Page == nil || a.Page.From+len(a.Table.Rows) >= a.Page.Total || pages > 10 {
			return all, pages
		}
		args := map[string]any{}
		if err := json.Unmarshal(a.Page.Args, &args); err != nil {
			f.Fatal(err)
		}
		args["offset"] = a.Page.From + len(a.Table.Rows)
		raw, err := json.Marshal(args)
		if err != nil {
			f.Fatal(err)
		}
		if a, err = f.run(viewer, fleet.ViaButton, a.Page.Tool, string(raw)); err != nil {
			f.Fatal(err)
		}
	}
}

func distinct(all []string) int {
	seen := map[string]bool{}
	for _, s := range all {
		seen[s] = true
	}
	return len(seen)
}

func TestTripsAreReadPageByPage(t *testing.T) {
	f := newFixture(t)
	for i := range 65 {
		f.must("trip_save", fmt.Sprintf(`{"ref":"9%03d","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T%02d:%02d:00+01:00"}`, i, 8+i/30, i%30))
	}
	a, err := f.run(viewer, fleet.ViaCommand, "trips_list", `{"period":"today"}`)
	if err != nil {
		t.Fatal(err)
	}
	all, pages := f.walk(a)
	if len(all) != 65 || distinct(all) != 65 || pages != 3 || a.Page.Total != 65 {
		t.Errorf("%d trips, %d of them different, on %d pages of %+v", len(all), distinct(all), pages, a.Page)
	}
}

// A card shows fewer rows of a wide table than the tool lists: the rest must be
// within reach.
func TestWideListsCanBeReadOn(t *testing.T) {
	f := newFixture(t)
	for i := range 20 {
		f.must("trip_save", fmt.Sprintf(`{"ref":"9%03d","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T08:%02d:00+01:00"}`, i, i))
	}
	for tool, args := range map[string]string{"trips_list": `{"period":"today"}`, "audit_list": `{}`} {
		a, err := f.run(fleet.SystemCaller, fleet.ViaCommand, tool, args)
		if err != nil || len(a.Table.Rows) < 16 || a.Page == nil || a.Page.Total < 20 {
			t.Errorf("%s lists %d rows on %+v, %v", tool, len(a.Table.Rows), a.Page, err)
		}
	}
}

func TestTrucksNearbyAreReadPageByPage(t *testing.T) {
	f := newFixture(t)
	for i := range 45 {
		plate := fmt.Sprintf("T-9%03d", i)
		f.must("truck_save", fmt.Sprintf(`{"plate":%q}`, plate))
		f.drive(plate, 6.44+float64(i)*0.0005, 3.365, 30, time.Minute)
	}
	a, err := f.run(viewer, fleet.ViaCommand, "trucks_near", `{"place":"Apapa","radius_km":20}`)
	if err != nil {
		t.Fatal(err)
	}
	all, pages := f.walk(a)
	if len(all) != 45 || distinct(all) != 45 || pages != 3 {
		t.Errorf("%d trucks, %d of them different, on %d pages", len(all), distinct(all), pages)
	}
	if p := a.Points[0]; p.State != "place" || p.RadiusM != 20_000 || a.Points[1].Heading == nil {
		t.Errorf("the map lacks the circle or the heading: %+v", a.Points[:2])
	}
}
