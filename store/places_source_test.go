package store_test

import (
	"testing"

	"watchtower/fleet"
	"watchtower/store"
)

// What is imported again stays one place, whatever it is called by now.
func TestAnImportedPlaceIsKnownByItsSource(t *testing.T) {
	g := openIngest(t)
	save := func(name, source string) (bool, error) {
		return g.SavePlace(t.Context(), fleet.Place{Name: name, Center: apapa, RadiusM: 200, Source: source})
	}
	for i, want := range []bool{true, false} {
		if created, err := save("North Yard", "loconav:7"); err != nil || created != want {
			t.Errorf("import %d: created %v %v", i, created, err)
		}
	}
	if created, err := save("New North Yard", "loconav:7"); err != nil || created {
		t.Errorf("renamed: created %v %v", created, err)
	}
	for _, name := range []string{"North Yard", "New North Yard"} {
		if n, err := g.FindPlace(t.Context(), name, store.Exact); err != nil || n.Name != "New North Yard" {
			t.Errorf("%s is %q %v", name, n.Name, err)
		}
	}
	if created, err := save("New North Yard", ""); err != nil || created {
		t.Errorf("saved by hand: created %v %v", created, err)
	}
	if _, err := save("NEW north yard", "loconav:8"); fleet.KindOf(err) != fleet.Conflict {
		t.Errorf("another polygon of this name: %v", err)
	}
}
