package store_test

import (
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

func TestACodeIsFoundWholeOrByItsEnd(t *testing.T) {
	g := openIngest(t)
	g.truck(store.TruckEdit{Plate: "KJA 1 XA"})
	var ids []int64
	for _, name := range []string{"Apapa", "Ibadan"} {
		if _, err := g.SavePlace(t.Context(), fleet.Place{Name: name, Center: apapa}); err != nil {
			t.Fatal(err)
		}
		n, err := g.FindPlace(t.Context(), name, store.Exact)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, n.ID)
	}
	truck, err := g.FindTruck(t.Context(), "KJA 1 XA", store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ container, waybill string }{{"MSKU1234567", "WB-1"}, {"TGHU7654567", "WB-21"}, {"", "21"}, {"", ""}} {
		trip := fleet.Trip{TruckID: truck.ID, OriginID: ids[0], DestinationID: ids[1], Container: x.container, Waybill: x.waybill,
			Status: fleet.Scheduled, Start: noon.Add(time.Hour)}
		if _, err := g.CreateTrip(t.Context(), trip, store.TripChange{At: noon, Who: "Ada", Via: fleet.ViaCommand}); err != nil {
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
