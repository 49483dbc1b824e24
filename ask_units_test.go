package main

import (
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store/storetest"
)

// The terminal answers a person in the person's own units.
func TestAskTakesThePersonsUnits(t *testing.T) {
	s := storetest.Open(t)
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	ada, err := s.EnsurePerson(t.Context(), "U0ADA", "Ada Obi", fleet.Dispatcher, 0, now)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Preferences(t.Context(), ada.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	p.Units = fleet.Miles
	if err := s.SavePreferences(t.Context(), ada.PersonID, p, now); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fleet.Units{"Ada Obi": fleet.Miles, "Nobody Known": fleet.Kilometres, "": fleet.Kilometres} {
		c, err := askCaller(t.Context(), s, askFlags{role: "dispatcher", person: name})
		if err != nil || c.Units != want {
			t.Errorf("--person %q reads %q, %v; want %q", name, c.Units, err, want)
		}
	}
}
