package store_test

import (
	"testing"

	"watchtower/fleet"
	"watchtower/store/storetest"
)

func TestFirstContactMakesAViewer(t *testing.T) {
	s := storetest.Open(t)
	if _, err := s.PersonBySlack(t.Context(), "U1"); fleet.KindOf(err) != fleet.NotFound {
		t.Errorf("unknown user: %v", err)
	}
	made, err := s.EnsurePerson(t.Context(), "U1", "Ada", "", 0, saidAt)
	if err != nil || made.Role != fleet.Viewer || made.Name != "Ada" || made.PersonID == 0 {
		t.Fatalf("first contact %+v %v", made, err)
	}
	if found, err := s.PersonBySlack(t.Context(), "U1"); err != nil || found != made {
		t.Errorf("found %+v %v, want %+v", found, err, made)
	}
}

func TestGivenRoleHoldsAndAnEmptyOneChangesNone(t *testing.T) {
	s := storetest.Open(t)
	if _, err := s.SaveDriver(t.Context(), fleet.Driver{Name: "Moses Okafor", Active: true}); err != nil {
		t.Fatal(err)
	}
	driver, err := s.DriverNamed(t.Context(), "moses okafor")
	if err != nil || driver == 0 {
		t.Fatalf("driver %d %v", driver, err)
	}
	first, err := s.EnsurePerson(t.Context(), "U1", "Ada", fleet.DriverRole, driver, saidAt)
	if err != nil || first.Role != fleet.DriverRole || first.DriverID != driver {
		t.Fatalf("configured %+v %v", first, err)
	}
	renamed, err := s.EnsurePerson(t.Context(), "U1", "Ada B", "", 0, saidAt)
	if err != nil || renamed.Role != fleet.DriverRole || renamed.DriverID != driver || renamed.Name != "Ada B" || renamed.PersonID != first.PersonID {
		t.Errorf("later contact %+v %v", renamed, err)
	}
	promoted, err := s.EnsurePerson(t.Context(), "U1", "Ada B", fleet.Manager, 0, saidAt)
	if err != nil || promoted.Role != fleet.Manager {
		t.Errorf("changed configuration %+v %v", promoted, err)
	}
	if id, err := s.DriverNamed(t.Context(), "nobody"); id != 0 || err != nil {
		t.Errorf("unknown driver %d %v", id, err)
	}
}
