package store_test

import (
	"testing"

	"watchtower/fleet"
	"watchtower/store"
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

func TestRightsFollowTheConfigurationBothWays(t *testing.T) {
	s := storetest.Open(t)
	if _, err := s.SaveDriver(t.Context(), store.DriverEdit{Name: "Moses Okafor"}); err != nil {
		t.Fatal(err)
	}
	driver, err := s.DriverNamed(t.Context(), "moses okafor")
	if err != nil || driver == 0 {
		t.Fatalf("driver %d %v", driver, err)
	}
	if id, err := s.DriverNamed(t.Context(), "nobody"); id != 0 || err != nil {
		t.Errorf("unknown driver %d %v", id, err)
	}
	steps := []struct {
		says   string
		role   fleet.Role
		driver int64
		want   fleet.Role
		is     int64
	}{
		{"named as a driver", fleet.DriverRole, driver, fleet.DriverRole, driver},
		{"named as a driver who is not in the fleet", fleet.DriverRole, 0, fleet.DriverRole, 0},
		{"named again", fleet.DriverRole, driver, fleet.DriverRole, driver},
		{"promoted", fleet.Admin, 0, fleet.Admin, 0},
		{"removed", "", 0, fleet.Viewer, 0},
		{"still not named", "", 0, fleet.Viewer, 0},
		{"named anew", fleet.Manager, 0, fleet.Manager, 0},
	}
	for _, step := range steps {
		c, err := s.EnsurePerson(t.Context(), "U1", "Ada", step.role, step.driver, saidAt)
		if err != nil || c.Role != step.want || c.DriverID != step.is {
			t.Errorf("%s: %+v %v, want %s of driver %d", step.says, c, err, step.want, step.is)
		}
	}
}

func TestARoleFromElsewhereStays(t *testing.T) {
	g := openIngest(t)
	if _, err := g.EnsurePerson(t.Context(), "U1", "Ada", "", 0, saidAt); err != nil {
		t.Fatal(err)
	}
	if _, err := g.conn.Exec(t.Context(), `UPDATE people SET role = 'dispatcher'`); err != nil {
		t.Fatal(err)
	}
	if c, err := g.EnsurePerson(t.Context(), "U1", "Ada B", "", 0, saidAt); err != nil || c.Role != fleet.Dispatcher || c.Name != "Ada B" {
		t.Errorf("%+v %v", c, err)
	}
}
