package store_test

import (
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
