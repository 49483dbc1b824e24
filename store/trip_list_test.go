package store_test

import (
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

func TestACodeIsFoundWholeOrByItsEnd(t *testing.T) {
	g := openIngest(t)
	plain := g.plainTrip()
	for _, x := range []struct{ container, waybill string }{{"MSKU1234567", "WB-1"}, {"TGHU7654567", "WB-21"}, {"", "21"}, {"", ""}} {
		trip := plain
		trip.Container, trip.Waybill = x.container, x.waybill
		if _, err := g.CreateTrip(t.Context(), trip, store.TripChange{At: noon, Who: "Ada", Via: fleet.ViaCommand}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		q    store.TripQuery
		want int
	}{
		{store.TripQuery{Container: "MSKU1234567"}, 1}, {store.TripQuery{Container: "4567"}, 2}, {store.TripQuery{Container: "1234"}, 0},
		{store.TripQuery{Waybill: "21"}, 1}, {store.TripQuery{Waybill: "1"}, 3}, {store.TripQuery{Waybill: "1", Container: "4567"}, 2},
	} {
		c.q.Limit = 10
		if list, total, err := g.Trips(t.Context(), c.q); err != nil || total != c.want || len(list) != c.want {
			t.Errorf("container %q waybill %q: %d trips, %v; want %d", c.q.Container, c.q.Waybill, total, err, c.want)
		}
	}
}

// plainTrip is a trip that can be kept, without a reference or papers.
func (g ingest) plainTrip() fleet.Trip {
	g.t.Helper()
	g.truck(store.TruckEdit{Plate: "KJA 1 XA"})
	var ids []int64
	for _, name := range []string{"Apapa", "Ibadan"} {
		if _, err := g.SavePlace(g.t.Context(), fleet.Place{Name: name, Center: apapa}); err != nil {
			g.t.Fatal(err)
		}
		n, err := g.FindPlace(g.t.Context(), name, store.Exact)
		if err != nil {
			g.t.Fatal(err)
		}
		ids = append(ids, n.ID)
	}
	truck, err := g.FindTruck(g.t.Context(), "KJA 1 XA", store.Exact)
	if err != nil {
		g.t.Fatal(err)
	}
	return fleet.Trip{TruckID: truck.ID, OriginID: ids[0], DestinationID: ids[1], Status: fleet.Scheduled, Start: noon.Add(time.Hour)}
}

func TestNumbersStepOverThoseThatListsGave(t *testing.T) {
	g := openIngest(t)
	trip, by := g.plainTrip(), store.TripChange{At: noon, Who: "Ada", Via: fleet.ViaCommand}
	// a list brings numbers that the sequence is far from, or that are written so that it does not see them
	for _, ref := range []string{"40010", "40011", "#4001"} {
		if _, err := g.CreateTrip(t.Context(), withRef(trip, ref), by, nil); err != nil {
			t.Fatal(ref, err)
		}
	}
	first, err := g.CreateTrip(t.Context(), trip, by, nil)
	if err != nil || first != "4002" {
		t.Fatalf("%q %v", first, err)
	}
	_, err = g.CreateTrip(t.Context(), withRef(trip, "4002"), by, nil)
	if fleet.KindOf(err) != fleet.Conflict {
		t.Fatalf("the number of another trip: %v", err)
	}
	for _, ref := range []string{"13000", "22000", "31000", "39000", "40009"} { // each moves the sequence on
		if _, err := g.CreateTrip(t.Context(), withRef(trip, ref), by, nil); err != nil {
			t.Fatal(ref, err)
		}
	}
	made, err := g.CreateTrips(t.Context(), []fleet.Trip{trip, trip}, by, nil)
	if err != nil || len(made) != 2 || made[0].Ref != "40012" || made[1].Ref != "40013" {
		t.Fatalf("%v %v", made, err)
	}
}

func withRef(t fleet.Trip, ref string) fleet.Trip {
	t.Ref = ref
	return t
}
