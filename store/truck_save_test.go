package store_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	imeiA = "356000000000111"
	imeiB = "356000000000222"
)

func (g ingest) found(text string) string {
	g.t.Helper()
	n, err := g.FindTruck(g.t.Context(), text, store.Exact)
	if err != nil {
		g.t.Errorf("FindTruck(%q): %v", text, err)
	}
	return n.Name
}

func (g ingest) is(want []string, sql string) {
	g.t.Helper()
	if diff := cmp.Diff(want, g.lines(sql)); diff != "" {
		g.t.Errorf("%s (-want +got):\n%s", sql, diff)
	}
}

const (
	allTrucks      = `SELECT plate, key, flag FROM trucks ORDER BY id`
	allIdentifiers = `SELECT kind, value, truck_id, valid::text FROM truck_identifiers ORDER BY kind, value, valid`
)

func TestATruckKnownByItsIMEIOnlyIsAdopted(t *testing.T) {
	g := openIngest(t)
	g.apply(push(imeiA, "", 0, apapa, 0, true))
	if name := g.found("IMEI " + imeiA); name != "IMEI "+imeiA {
		t.Errorf("before: %q", name)
	}
	if g.truck(store.TruckEdit{Plate: "KJA 1 XA", IMEI: imeiA}) {
		t.Error("a second truck was made")
	}
	g.is([]string{"KJA 1 XA KJA1XA "}, allTrucks)
	if g.found("KJA 1 XA") != "KJA 1 XA" || g.found(imeiA) != "KJA 1 XA" || g.found("IMEI "+imeiA) != "KJA 1 XA" {
		t.Error("not found by what it is called")
	}
}

func TestATrackerWithoutAPlateJoinsTheTruckOfTheList(t *testing.T) {
	g := openIngest(t)
	g.truck(store.TruckEdit{Plate: "KJA 1 XA"})
	g.apply(push(imeiA, "", 0, apapa, 0, true))
	g.truck(store.TruckEdit{Plate: "KJA 1 XA", IMEI: imeiA})
	g.is([]string{"1 1"}, `SELECT truck_id, count(*) FROM positions GROUP BY 1`)
	g.is([]string{"imei " + imeiA + " 1 (,)", "plate KJA1XA 1 (,)"}, allIdentifiers)
	g.apply(push(imeiA, "KJA 1 XA", 5, north(apapa, 2000), 40, true))
	if s := g.state("KJA 1 XA"); s.Motion != fleet.Moving {
		t.Errorf("the next fix goes on from what was joined: %+v", s)
	}
}

func TestATrackerThatWasRenamedKeepsItsTruck(t *testing.T) {
	g := openIngest(t)
	g.truck(store.TruckEdit{Plate: "KJA 1 XA", IMEI: imeiA})
	g.apply(push(imeiA, "LND 9 ZZ", 0, apapa, 0, true))
	if name := g.found("LND 9 ZZ"); name != "KJA 1 XA" {
		t.Errorf("by the plate its tracker sends: %q", name)
	}
	if n, err := g.FindTruck(t.Context(), "ND9", store.Loose); err != nil || n.Name != "KJA 1 XA" {
		t.Errorf("by a part of it: %v %v", n, err)
	}
	if g.truck(store.TruckEdit{Plate: "LND 9 ZZ"}) {
		t.Error("a second truck was made")
	}
	g.is([]string{"LND 9 ZZ LND9ZZ "}, allTrucks)
	g.is([]string{"imei " + imeiA + " 1 (,)", `plate KJA1XA 1 (,"2026-11-02 12:00:00+00")`, "plate LND9ZZ 1 (,)"}, allIdentifiers)
	if n, err := g.FindTruck(t.Context(), "KJA 1 XA", store.Loose); err != nil || n.Name != "LND 9 ZZ" {
		t.Errorf("by its former plate: %v %v", n, err)
	}
	if !g.truck(store.TruckEdit{Plate: "KJA 1 XA"}) {
		t.Error("a plate that is free again names a new truck")
	}
	g.apply(push("", "KJA 1 XA", -10, apapa, 0, true), push("", "KJA 1 XA", 10, apapa, 0, true))
	g.is([]string{"1 2", "2 1"}, `SELECT truck_id, count(*) FROM positions GROUP BY 1 ORDER BY 1`)
}

func TestASharedPlateIsToldApartByIMEI(t *testing.T) {
	g := openIngest(t)
	g.apply(push(imeiA, "DUP 1 XX", 0, apapa, 0, true))
	g.apply(push(imeiB, "DUP 1 XX", 1, north(apapa, 1000), 0, true))
	_, err := g.FindTruck(t.Context(), "dup1xx", store.Loose)
	asks(t, err, fleet.Ambiguous, "truck", "DUP 1 XX, IMEI "+imeiA, "DUP 1 XX, IMEI "+imeiB)
	ids := map[int64]bool{}
	for _, text := range []string{"DUP 1 XX, IMEI " + imeiA, "dup1xx (IMEI …111)", imeiA, "DUP 1 XX, IMEI " + imeiB} {
		n, err := g.FindTruck(t.Context(), text, store.Exact)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		ids[n.ID] = true
	}
	if len(ids) != 2 {
		t.Errorf("%d trucks found, want both", len(ids))
	}
	_, err = g.SaveTruck(t.Context(), store.TruckEdit{Plate: "DUP 1 XX"}, noon)
	asks(t, err, fleet.Ambiguous, "imei", imeiA, imeiB)

	g.truck(store.TruckEdit{Plate: "DUP 1 XX", IMEI: imeiB})
	g.is([]string{"DUP 1 XX DUP1XX ", "DUP 1 XX  one with another truck of this plate"}, allTrucks)
	g.is([]string{`imei 356000000000111 1 (,"2026-11-02 12:00:00+00")`, "imei 356000000000222 1 (,)", "plate DUP1XX 1 (,)"}, allIdentifiers)
	if g.found("DUP 1 XX") != "DUP 1 XX" || g.found(imeiB) != "DUP 1 XX" {
		t.Error("not found once settled")
	}
	g.apply(push(imeiB, "DUP 1 XX", 20, north(apapa, 9000), 40, true))
	g.is([]string{"1 3"}, `SELECT truck_id, count(*) FROM positions GROUP BY 1`)
	g.is([]string{"1 3"}, `SELECT truck_id, count(*) FROM positions WHERE reject IS NULL GROUP BY 1`)
}

func TestATrackerThatWasMovedIsBroughtIn(t *testing.T) {
	g := openIngest(t)
	g.truck(store.TruckEdit{Plate: "KJA 1 XA", IMEI: imeiA})
	g.truck(store.TruckEdit{Plate: "KJA 2 XA", IMEI: imeiB})
	_, err := g.SaveTruck(t.Context(), store.TruckEdit{Plate: "KJA 2 XA", IMEI: imeiA}, noon)
	asks(t, err, fleet.Conflict, "imei")
	g.apply(push(imeiA, "KJA 2 XA", -5, apapa, 0, true)) // it says so itself
	g.truck(store.TruckEdit{Plate: "KJA 2 XA", IMEI: imeiA})
	g.is([]string{"KJA 1 XA KJA1XA ", "KJA 2 XA KJA2XA "}, allTrucks)
	g.apply(push(imeiA, "KJA 2 XA", 5, apapa, 0, true))
	g.is([]string{"1 1", "2 1"}, `SELECT truck_id, count(*) FROM positions GROUP BY 1 ORDER BY 1`)
}

func TestSavesAtOnceMakeOneTruck(t *testing.T) {
	g := openIngest(t)
	for round, plate := range []string{"KJA 1 XA", "KJA 2 XA", "KJA 3 XA", "KJA 4 XA"} {
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				var err error
				if i%2 == 0 {
					_, err = g.SaveTruck(t.Context(), store.TruckEdit{Plate: plate}, noon)
				} else {
					_, err = g.ApplyFacts(t.Context(), noon, []store.Incoming{push("", plate, float64(i), apapa, 0, true)})
				}
				if err != nil {
					t.Errorf("%d: %v", round, err)
				}
			})
		}
		all.Wait()
	}
	g.is([]string{"4 4"}, `SELECT count(*), count(DISTINCT key) FROM trucks`)
	g.is([]string{"4"}, `SELECT count(*) FROM truck_identifiers`)
}

func TestAShortListWipesNothing(t *testing.T) {
	g := openIngest(t)
	no := false
	g.drivers("Moses Okafor")
	driver, err := g.DriverNamed(t.Context(), "Moses Okafor")
	if err != nil {
		t.Fatal(err)
	}
	g.truck(store.TruckEdit{Plate: "KJA 1 XA", IMEI: imeiA, Make: "MAN", ContainerSize: 40, DriverID: driver, Active: &no})
	g.truck(store.TruckEdit{Plate: "KJA 1 XA", Model: "TGS"})
	g.is([]string{"MAN TGS 40 1 false"}, `SELECT make, model, container_size, driver_id, active FROM trucks`)
	if _, err := g.SaveDriver(t.Context(), store.DriverEdit{Name: "Moses Okafor", Active: &no}); err != nil {
		t.Fatal(err)
	}
	g.drivers("Moses Okafor")
	g.is([]string{"false"}, `SELECT active FROM drivers`)

	g.apply(push(imeiB, "KJA 9 XA", 0, apapa, 0, true), push("356000000000333", "KJA 9 XA", 1, apapa, 0, true))
	g.truck(store.TruckEdit{Plate: "KJA 8 XA"})
	g.apply(push("356000000000444", "KJA 8 XA", 0, apapa, 0, true), push("356000000000444", "KJA 88 XA", 1, apapa, 0, true))
	g.truck(store.TruckEdit{Plate: "KJA 8 XA", Make: "Howo"})
	g.is([]string{"Howo its tracker now sends the plate KJA 88 XA, please check"}, `SELECT make, flag FROM trucks WHERE key = 'KJA8XA'`)
	g.truck(store.TruckEdit{Plate: "KJA 8 XA", IMEI: "356000000000444"})
	g.is([]string{"Howo "}, `SELECT make, flag FROM trucks WHERE key = 'KJA8XA'`)

	place := fleet.Place{Name: "Tincan", Kind: "terminal", Center: apapa, RadiusM: 2000}
	for _, p := range []fleet.Place{place, {Name: "Tincan", Center: apapa, Aliases: []string{"TICT"}}, {Name: "New Yard", Center: apapa}} {
		if _, err := g.SavePlace(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	g.is([]string{"Tincan terminal 2000", "New Yard depot 300"}, `SELECT name, kind, radius_m FROM places ORDER BY id`)
}
