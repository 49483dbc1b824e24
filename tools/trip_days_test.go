package tools_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

// edges are midnights of Lagos where a day, a month, a year, or a short
// February ends.
var edges = []time.Time{
	time.Date(2026, 11, 25, 0, 0, 0, 0, fleet.WAT),
	time.Date(2026, 12, 1, 0, 0, 0, 0, fleet.WAT),
	time.Date(2027, 1, 1, 0, 0, 0, 0, fleet.WAT),
	time.Date(2027, 3, 1, 0, 0, 0, 0, fleet.WAT),
}

// around are the minutes beside midnight that trips start at.
var around = []time.Duration{-30 * time.Minute, -time.Second, 0, time.Second, 30 * time.Minute}

// Trips planned from 23:30 to 00:30 are listed on the day, the month and the
// year that their start has in Lagos, whatever the hour of asking.
func TestTripsAtTheEdgesOfDays(t *testing.T) {
	f := newFixture(t)
	for e, midnight := range edges {
		for i, d := range around {
			f.must("trip_save", fmt.Sprintf(`{"ref":"%d","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":%q}`, 6000+10*e+i, midnight.Add(d).Format(time.RFC3339)))
		}
	}
	listed := func(period string) []string {
		t.Helper()
		a, err := f.run(viewer, fleet.ViaCommand, "trips_list", `{"period":`+period+`}`)
		if err != nil {
			t.Fatalf("%s: %v", period, err)
		}
		var refs []string
		if a.Table != nil {
			for _, row := range a.Table.Rows {
				refs = append(refs, row[0])
			}
		}
		return slices.Sorted(slices.Values(refs))
	}
	refs := func(e int, from, to int) (out []string) {
		for i := from; i < to; i++ {
			out = append(out, fmt.Sprint(6000+10*e+i))
		}
		return out
	}
	for e, midnight := range edges {
		before, after := refs(e, 0, 2), refs(e, 2, 5)
		for _, d := range around {
			f.now = midnight.Add(d)
			today, other := before, after
			name := `"tomorrow"`
			if d >= 0 {
				today, other, name = after, before, `"yesterday"`
			}
			if got := listed(`"today"`); !slices.Equal(got, today) {
				t.Errorf("at %s today are %v, want %v", f.now, got, today)
			}
			if got := listed(name); !slices.Equal(got, other) {
				t.Errorf("at %s %s are %v, want %v", f.now, name, got, other)
			}
		}
		day := midnight.AddDate(0, 0, -1).Format(time.DateOnly)
		if got := listed(fmt.Sprintf(`{"from":%q,"to":%q}`, day, day)); !slices.Equal(got, before) {
			t.Errorf("%s has %v", day, got)
		}
	}
	f.now = edges[2].Add(-time.Minute) // the last minute of 2026
	if got, want := listed(`"this_month"`), append(refs(1, 2, 5), refs(2, 0, 2)...); !slices.Equal(got, want) {
		t.Errorf("December has %v, want %v", got, want)
	}
	f.now = edges[2].Add(time.Minute)
	if got, want := listed(`"last_month"`), append(refs(1, 2, 5), refs(2, 0, 2)...); !slices.Equal(got, want) {
		t.Errorf("December, seen from January, has %v, want %v", got, want)
	}
	if got, want := listed(`"this_month"`), refs(2, 2, 5); !slices.Equal(got, want) {
		t.Errorf("January has %v, want %v", got, want)
	}
}

// A trip is late two hours after its start, over midnight and over the year.
func TestDelayOverMidnight(t *testing.T) {
	f := newFixture(t)
	for e, midnight := range edges {
		start := midnight.Add(-30 * time.Minute)
		ref := fmt.Sprint(7000 + e)
		f.must("trip_save", fmt.Sprintf(`{"ref":%q,"truck":"T-5120","origin":"Apapa","destination":"Ibadan","start":%q}`, ref, start.Format(time.RFC3339)))
		for _, c := range []struct {
			after time.Duration
			late  bool
		}{{fleet.LateGrace, false}, {fleet.LateGrace + time.Minute, true}} {
			f.now = start.Add(c.after)
			a, err := f.run(viewer, fleet.ViaCommand, "trip_status", `{"trip_id":"`+ref+`"}`)
			if err != nil || strings.Contains(a.Headline, "delayed") != c.late {
				t.Errorf("%s after %s: %q, %v", c.after, start, a.Headline, err)
			}
			a, err = f.run(viewer, fleet.ViaCommand, "trips_list", `{"status":"delayed"}`)
			if err != nil || strings.Contains(a.Text(), ref) != c.late {
				t.Errorf("%s after %s the late ones are %q, %v", c.after, start, a.Text(), err)
			}
		}
		f.must("trip_update", `{"trip_id":"`+ref+`","action":"cancel","reason":"over"}`)
	}
}

// What is planned and happens around midnight keeps its own moment: in the
// trip, on the card and in the history.
func TestTimesAroundMidnight(t *testing.T) {
	f := newFixture(t)
	midnight := edges[2]
	f.now = midnight.Add(-90 * time.Minute)
	f.must("trip_create", fmt.Sprintf(`{"truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":%q,"planned":{"at_origin":%q,"loaded":%q,"arrived":%q}}`,
		midnight.Format(time.RFC3339), midnight.Add(-30*time.Minute).Format(time.RFC3339), midnight.Add(-time.Second).Format(time.RFC3339), midnight.Add(30*time.Minute).Format(time.RFC3339)))
	for _, step := range []struct {
		action string
		at     time.Duration
	}{{"start", -30 * time.Minute}, {"depart", -time.Second}, {"mark_arrived", time.Second}, {"offload", 29 * time.Minute}, {"end", 30 * time.Minute}} {
		f.now = midnight.Add(step.at)
		f.must("trip_update", fmt.Sprintf(`{"trip_id":"4001","action":%q}`, step.action))
	}
	trip, history := f.history("4001")
	want := fleet.Milestones{Loading: midnight.Add(-30 * time.Minute), Departed: midnight.Add(-time.Second), Arrived: midnight.Add(time.Second),
		Offloading: midnight.Add(29 * time.Minute), Completed: midnight.Add(30 * time.Minute)}
	for i, at := range trip.Times.List() {
		if !at.Equal(*want.List()[i]) {
			t.Errorf("%s at %s, want %s", fleet.MilestoneNames[i], at, want.List()[i])
		}
	}
	if !trip.Plan.Loaded.Equal(midnight.Add(-time.Second)) || !trip.Plan.Arrived.Equal(midnight.Add(30*time.Minute)) || !trip.Start.Equal(midnight) || len(history) != 6 {
		t.Errorf("planned %+v, start %s, %d entries", trip.Plan, trip.Start, len(history))
	}
	f.now = midnight.Add(2 * time.Hour)
	a, err := f.run(viewer, fleet.ViaCommand, "trip_status", `{"trip_id":"4001"}`)
	for _, text := range []string{"Departed: Thu 31 Dec, 23:59 WAT", "Arrived: Fri 1 Jan, 00:00 WAT, planned for Fri 1 Jan, 00:30 WAT"} {
		if err != nil || !strings.Contains(a.Text(), text) {
			t.Errorf("the card lacks %q: %s %v", text, a.Text(), err)
		}
	}
	for period, n := range map[string]int{`"yesterday"`: 0, `"today"`: 1} { // it ended in the new year
		a, err := f.run(viewer, fleet.ViaCommand, "trips_list", `{"status":"completed","period":`+period+`}`)
		if err != nil || a.Table != nil != (n == 1) {
			t.Errorf("%s: %q %v", period, a.Headline, err)
		}
	}
}

// The history of a trip can be read whole, page by page, by whoever sees the
// trip.
func TestTripHistoryIsWhole(t *testing.T) {
	f := newFixture(t)
	f.must("trip_create", tomorrowTrip)
	for i := range 24 {
		if _, err := f.run(dispatcher, fleet.ViaCommand, "trip_edit", fmt.Sprintf(`{"trip_id":"4001","cargo":"rice %d"}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	f.must("trip_update", `{"trip_id":"4001","action":"delay","reason":"hold-up at Mile 2"}`)
	a, err := f.run(viewer, fleet.ViaSentence, "trip_history", `{"trip_id":"tr-4001"}`)
	if err != nil || a.Page == nil || a.Page.Total != 26 || len(a.Table.Rows) != 20 {
		t.Fatalf("%+v %v", a, err)
	}
	if top := a.Table.Rows[0]; top[1] == "" || top[3] != "hold-up at Mile 2" {
		t.Errorf("newest %v", top)
	}
	if second := a.Table.Rows[1]; second[1] != "Ada, by command" || second[2] != "Cargo from rice 22 to rice 23" {
		t.Errorf("before it %v", second)
	}
	more, err := f.run(viewer, fleet.ViaButton, "trip_history", withOffset(t, a.Page.Args, 20))
	if err != nil || len(more.Table.Rows) != 6 || more.Table.Rows[5][2] != "Created" {
		t.Errorf("%+v %v", more.Table, err)
	}
	_, err = f.run(fleet.Caller{Role: fleet.DriverRole, DriverID: 99}, fleet.ViaSentence, "trip_history", `{"trip_id":"4001"}`)
	wantKind(t, err, fleet.Forbidden)
}

func withOffset(t *testing.T, args json.RawMessage, offset int) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(args, &m); err != nil {
		t.Fatal(err)
	}
	m["offset"] = offset
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
