package tools_test

import (
	"strings"
	"testing"

	"watchtower/fleet"
)

// Everything a role may do is explained to it, and nothing else.
func TestHelpByRole(t *testing.T) {
	f := newFixture(t)
	for _, role := range []fleet.Role{fleet.Viewer, fleet.Dispatcher, fleet.Manager, fleet.DriverRole} {
		caller := fleet.Caller{Role: role, DriverID: 1}
		a, err := f.run(caller, fleet.ViaCommand, "help", `{}`)
		if err != nil {
			t.Fatal(err)
		}
		if role == fleet.DriverRole {
			if strings.Contains(a.Text(), "cancel") || !strings.Contains(a.Text(), "I have arrived") {
				t.Errorf("a driver is offered what a driver may not do: %q", a.Text())
			}
			continue
		}
		if want := len(f.reg.Offered(caller)) - 1; len(a.Table.Rows) != want { // help itself has no row
			t.Errorf("%s: %d rows, want %d: %v", role, len(a.Table.Rows), want, a.Table.Rows)
		}
	}
	a, err := f.run(viewer, fleet.ViaCommand, "help", `{"topic":"trips"}`)
	if err != nil || len(a.Table.Rows) == 0 || strings.Contains(a.Text(), "/trucks-near") {
		t.Errorf("help on trips: %v %q", err, a.Text())
	}
}
