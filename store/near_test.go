package store_test

import (
	"strconv"
	"testing"

	"watchtower/store"
)

func TestNearCountsOnlyWhenAsked(t *testing.T) {
	g := openIngest(t)
	g.apply(push("", "KJA 1 XA", 0, apapa, 0, true), push("", "KJA 2 XA", 0, north(apapa, 500), 0, true))
	q := store.NearQuery{Center: apapa, RadiusM: 5000, Limit: 1, Now: noon}
	if near, total, err := g.TrucksNear(t.Context(), q); err != nil || total != 1 || near[0].Plate != "KJA 1 XA" {
		t.Errorf("%v %d %v", near, total, err)
	}
	q.Count = true
	if _, total, err := g.TrucksNear(t.Context(), q); err != nil || total != 2 {
		t.Errorf("counted %d %v", total, err)
	}
}

const somePlace = `INSERT INTO places (name, kind, center, radius_m) VALUES ('Yard', 'depot', ST_Point(3, 6, 4326)::geography, 100)`

// Of several open trips, the one that a truck is on is told, else the next one.
func TestNearTellsTheTrip(t *testing.T) {
	g := openIngest(t)
	g.apply(push("", "KJA 1 XA", 0, apapa, 0, true), push("", "KJA 2 XA", 0, north(apapa, 500), 0, true), push("", "KJA 3 XA", 0, north(apapa, 900), 0, true))
	g.lines(somePlace)
	for _, trip := range []string{`'A', 1, 'scheduled', '2026-11-20'`, `'B', 1, 'en_route', '2026-11-22'`, `'C', 1, 'completed', '2026-11-01'`, `'D', 2, 'scheduled', '2026-11-25'`, `'E', 2, 'scheduled', '2026-11-24'`} {
		g.lines(`INSERT INTO trips (ref, key, truck_id, origin_id, destination_id, status, start_at, created_at) SELECT x.r, x.r, x.t, 1, 1, x.st, x.s, x.s FROM (VALUES (` + trip + `::timestamptz)) AS x(r, t, st, s)`)
	}
	for limit := 1; limit <= 3; limit++ {
		near, _, err := g.TrucksNear(t.Context(), store.NearQuery{Center: apapa, RadiusM: 5000, Limit: limit, Now: noon})
		if err != nil || len(near) != limit {
			t.Fatalf("%d: %v %v", limit, err, near)
		}
		for i, want := range []string{"B", "E"}[:min(limit, 2)] {
			if near[i].Trip == nil || near[i].Trip.Ref != want {
				t.Errorf("trip of %s: %+v, want %s", near[i].Plate, near[i].Trip, want)
			}
		}
		if limit == 3 && near[2].Trip != nil {
			t.Errorf("trip of %s: %+v, want none", near[2].Plate, near[2].Trip)
		}
	}
}

// Every filter asks for what it says, alone and with the others.
func TestNearFilters(t *testing.T) {
	g := openIngest(t)
	g.apply(push("", "KJA 1 XA", 0, apapa, 0, true), push("", "KJA 2 XA", 0, north(apapa, 500), 40, true), push("", "KJA 3 XA", 0, north(apapa, 900), 0, true))
	g.lines(somePlace)
	g.lines(`UPDATE trucks SET container_size = 20 WHERE id = 2`)
	g.lines(`INSERT INTO clients (name, key) VALUES ('Dangote', 'DANGOTE')`)
	g.lines(`INSERT INTO trips (key, ref, truck_id, client_id, origin_id, destination_id, status, start_at, created_at) VALUES ('A', 'A', 1, 1, 1, 1, 'en_route', '2026-11-20', '2026-11-20'), ('B', 'B', 3, 1, 1, 1, 'scheduled', '2026-11-25', '2026-11-20')`)
	for name, c := range map[string]struct {
		q    store.NearQuery
		want string
	}{
		"any": {store.NearQuery{}, "123"}, "not the first": {store.NearQuery{ExceptTruck: 1}, "23"}, "loaded": {store.NearQuery{Load: "loaded"}, "1"},
		"empty": {store.NearQuery{Load: "empty"}, "23"}, "available": {store.NearQuery{Available: true}, "23"}, "40 ft": {store.NearQuery{ContainerSize: 40}, "13"},
		"for a client": {store.NearQuery{ClientID: 1}, "13"}, "for nobody": {store.NearQuery{ClientID: 2}, ""}, "moving": {store.NearQuery{Status: "moving", Load: "empty"}, "2"},
		"offline": {store.NearQuery{Status: "offline"}, ""}, "all at once": {store.NearQuery{Load: "empty", Available: true, ContainerSize: 40, ClientID: 1, ExceptTruck: 2}, "3"},
	} {
		c.q.Center, c.q.RadiusM, c.q.Limit, c.q.Now, c.q.Count = apapa, 5000, 10, noon, true
		near, _, err := g.TrucksNear(t.Context(), c.q)
		got := ""
		for _, x := range near {
			got += strconv.FormatInt(x.ID, 10)
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q %v, want %q", name, got, err, c.want)
		}
		if c.q.Limit = 1; len(c.want) > 0 {
			if _, total, err := g.TrucksNear(t.Context(), c.q); err != nil || total != len(c.want) {
				t.Errorf("%s: counted %d %v, want %d", name, total, err, len(c.want))
			}
		}
	}
}
