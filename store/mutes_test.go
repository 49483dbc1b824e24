package store_test

import (
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// A mute of a place ends at its outline, and not at the circle around it.
func TestAMuteOfAPlaceEndsAtItsOutline(t *testing.T) {
	g := openIngest(t)
	corner := func(east, up float64) fleet.Point {
		p := north(apapa, up)
		p.Lon += east / 110_000
		return p
	}
	yard := fleet.Place{Name: "Yard", Center: apapa, RadiusM: 1500, Outline: fleet.Outline{{corner(-1000, -200), corner(1000, -200), corner(1000, 200), corner(-1000, 200)}}}
	if _, err := g.SavePlace(t.Context(), yard); err != nil {
		t.Fatal(err)
	}
	n, err := g.FindPlace(t.Context(), "Yard", store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.SaveMute(t.Context(), store.Mute{PlaceID: n.ID, Until: noon.Add(time.Hour), Who: "Ada", CreatedAt: noon}); err != nil {
		t.Fatal(err)
	}
	outside := alert("2", "driver_phone", "2", "B1", fleet.PhasePoint, 0)
	outside.Fact.Alert.Point = north(apapa, 900)
	g.apply(alert("1", "driver_phone", "1", "A1", fleet.PhasePoint, 0), outside)
	muted := map[string]bool{}
	for id := range int64(2) {
		if err := g.TellAlert(t.Context(), id+1, "C1", store.Windows{}, noon, func(h store.Hearing) store.Telling {
			muted[h.Alert.Truck] = h.Alert.Mute.ID != 0
			return store.Telling{}
		}); err != nil {
			t.Fatal(err)
		}
	}
	if len(muted) != 2 || !muted["A1"] || muted["B1"] {
		t.Errorf("muted %v, want what was in the yard alone", muted)
	}
}
