package jobs

import (
	"strings"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

// A truck stands in Apapa, leaves, and comes to Ibadan: the trip follows, says
// that GPS showed it, and a person can take it back for good.
func TestTripsFollowVisits(t *testing.T) {
	s, e := storetest.Open(t), eventstest.Open(t)
	apapa, ibadan := fleet.Point{Lat: 6.445, Lon: 3.365}, fleet.Point{Lat: 7.378, Lon: 3.947}
	for _, p := range []fleet.Place{{Name: "Apapa Port", Kind: "port", Center: apapa, RadiusM: 1200}, {Name: "Olam", Kind: "client", Center: ibadan, RadiusM: 300}} {
		if _, err := s.SavePlace(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 60 { // a fix every five minutes from five hours ago
		at, p := noon.Add(time.Duration(5*i-300)*time.Minute), apapa
		switch {
		case i > 50:
			p = ibadan
		case i > 12:
			share := float64(i-12) / 40
			p = fleet.Point{Lat: apapa.Lat + share*(ibadan.Lat-apapa.Lat), Lon: apapa.Lon + share*(ibadan.Lon-apapa.Lon)}
		}
		apply(t, s, store.Incoming{EntryID: at.String(), Fact: fleet.Fact{Source: "test", ReceivedAt: at, IMEI: "860000000000001", Plate: "T-4407",
			Position: &fleet.Position{At: at, Point: p, SpeedKmh: 20, ReceivedAt: at}}})
	}
	ids := map[string]int64{}
	for _, name := range []string{"Apapa Port", "Olam"} {
		n, err := s.FindPlace(t.Context(), name, store.Exact)
		if err != nil {
			t.Fatal(err)
		}
		ids[name] = n.ID
	}
	truck, err := s.FindTruck(t.Context(), "T-4407", store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.CreateTrip(t.Context(), fleet.Trip{Ref: "3101", TruckID: truck.ID, OriginID: ids["Apapa Port"], DestinationID: ids["Olam"], Status: fleet.Scheduled, Start: noon.Add(-4 * time.Hour)},
		store.TripChange{At: noon.Add(-24 * time.Hour), Who: "Ada", Via: fleet.ViaCommand, What: "Created"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	j := open(t, e, s)
	for range 2 { // the second round adds nothing
		if err := j.followTrips(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	trip, err := s.Trip(t.Context(), "3101")
	if err != nil || trip.Status != fleet.Offloading || trip.GPSFrom != fleet.Arrived || trip.Times.Departed.IsZero() || trip.Times.AtOrigin.IsZero() {
		t.Fatalf("%+v %v", trip, err)
	}
	history, err := s.TripHistory(t.Context(), trip.ID, 100, 0)
	if err != nil || len(history) != 5 || history[0].Via != fleet.ViaGPS || !strings.Contains(history[2].What, "from scheduled to en route at") || history[2].Why != "It left Apapa Port." {
		t.Errorf("%+v %v", history, err)
	}
	_, err = s.UpdateTrip(t.Context(), trip.ID, trip.Version, store.TripChange{At: noon, Who: "Ada", Via: fleet.ViaCommand, What: "Back"}, func(x *fleet.Trip) error { return x.UndoGPS() })
	if err != nil {
		t.Fatal(err)
	}
	if err := j.followTrips(t.Context()); err != nil {
		t.Fatal(err)
	}
	if trip, err = s.Trip(t.Context(), "3101"); err != nil || trip.Status != fleet.Arrived || !trip.ByHand {
		t.Errorf("%+v %v", trip, err)
	}
}
