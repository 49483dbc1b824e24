package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"watchtower/fleet"
	"watchtower/store"
)

func (g ingest) drivers(names ...string) {
	g.t.Helper()
	for _, name := range names {
		if _, err := g.SaveDriver(g.t.Context(), store.DriverEdit{Name: name}); err != nil {
			g.t.Fatal(err)
		}
	}
}

func (g ingest) truck(e store.TruckEdit) (created bool) {
	g.t.Helper()
	created, err := g.SaveTruck(g.t.Context(), e, noon)
	if err != nil {
		g.t.Fatal(err)
	}
	return created
}

// asks checks that a name is asked back about, with these choices.
func asks(t *testing.T, err error, kind fleet.Kind, field string, choices ...string) {
	t.Helper()
	e, ok := errors.AsType[*fleet.Error](err)
	if !ok || e.Kind != kind || e.Field != field {
		t.Errorf("got %v, want %s about %s", err, kind, field)
		return
	}
	if diff := cmp.Diff(choices, e.Choices, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("choices of %q (-want +got):\n%s", e.Message, diff)
	}
}

// Seven drivers hold the text, two of them begin with it: a list that is cut
// before the beginnings are preferred would know only one of the two.
func TestBeginningsAreNotCutOff(t *testing.T) {
	g := openIngest(t)
	g.drivers("Ali Musa", "Bala Musa", "Chidi Musa", "Dele Musa", "Emeka Musa", "Musa Bello", "Musa Ibrahim")
	_, err := g.FindDriver(t.Context(), "Musa", store.Loose)
	asks(t, err, fleet.Ambiguous, "driver", "Musa Bello", "Musa Ibrahim")

	g.drivers("Musa Audu", "Musa Cole", "Musa Dada", "Musa Eze")
	_, err = g.FindDriver(t.Context(), "Musa", store.Loose)
	asks(t, err, fleet.Ambiguous, "driver", "Musa Audu", "Musa Bello", "Musa Cole", "Musa Dada", "Musa Eze")
}

func TestExactTakesWholeNamesOnly(t *testing.T) {
	g := openIngest(t)
	g.drivers("Ibrahim Bello", "Moses Okafor")
	g.truck(store.TruckEdit{Plate: "T-4407", IMEI: "356000000000001"})
	place := fleet.Place{Name: "Apapa Port", Kind: "port", Center: apapa, RadiusM: 900, Aliases: []string{"Wharf"}}
	if _, err := g.SavePlace(t.Context(), place); err != nil {
		t.Fatal(err)
	}
	if _, err := g.SaveClient(t.Context(), fleet.Client{Name: "Deekay Foods"}); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for _, c := range []struct {
		exact, part, want, field string
		find                     func(text string, m store.Match) (store.Named, error)
	}{
		{"t4407", "44", "T-4407", "truck", func(x string, m store.Match) (store.Named, error) { return g.FindTruck(ctx, x, m) }},
		{"356000000000001", "T-44O7", "T-4407", "truck", func(x string, m store.Match) (store.Named, error) { return g.FindTruck(ctx, x, m) }},
		{"moses okafor", "Moses", "Moses Okafor", "driver", func(x string, m store.Match) (store.Named, error) { return g.FindDriver(ctx, x, m) }},
		{"IBRAHIM-BELLO", "brah", "Ibrahim Bello", "driver", func(x string, m store.Match) (store.Named, error) { return g.FindDriver(ctx, x, m) }},
		{"wharf", "Apa", "Apapa Port", "place", func(x string, m store.Match) (store.Named, error) { return g.FindPlace(ctx, x, m) }},
		{"deekay foods", "Deekay", "Deekay Foods", "client", func(x string, m store.Match) (store.Named, error) { return g.FindClient(ctx, x, m) }},
	} {
		if n, err := c.find(c.exact, store.Exact); err != nil || n.Name != c.want {
			t.Errorf("exact %q: %v %v", c.exact, n, err)
		}
		if n, err := c.find(c.part, store.Loose); err != nil || n.Name != c.want {
			t.Errorf("loose %q: %v %v", c.part, n, err)
		}
		_, err := c.find(c.part, store.Exact)
		asks(t, err, fleet.Ambiguous, c.field, c.want)
	}
}

func TestWhoHasLeftIsFoundAfterWhoHasNot(t *testing.T) {
	g := openIngest(t)
	no := false
	g.truck(store.TruckEdit{Plate: "KJA 123 XA", Active: &no})
	g.truck(store.TruckEdit{Plate: "KJA 124 XA"})
	if _, err := g.SaveDriver(t.Context(), store.DriverEdit{Name: "Moses Okafor", Active: &no}); err != nil {
		t.Fatal(err)
	}
	for _, m := range []store.Match{store.Loose, store.Exact} {
		if n, err := g.FindTruck(t.Context(), "kja123xa", m); err != nil || n.Name != "KJA 123 XA" {
			t.Errorf("sold truck: %v %v", n, err)
		}
		if n, err := g.FindDriver(t.Context(), "moses okafor", m); err != nil || n.ID == 0 {
			t.Errorf("departed driver: %v %v", n, err)
		}
	}
	if n, err := g.FindTruck(t.Context(), "KJA12", store.Loose); err != nil || n.Name != "KJA 124 XA" {
		t.Errorf("a part prefers trucks in use: %v %v", n, err)
	}
	g.truck(store.TruckEdit{Plate: "KJA 999 XA"})
	g.drivers("Moses Ade")
	if n, err := g.FindDriver(t.Context(), "moses", store.Loose); err != nil || n.Name != "Moses Ade" {
		t.Errorf("a part prefers drivers in service: %v %v", n, err)
	}
}

func TestAMissNamesTheNearest(t *testing.T) {
	g := openIngest(t)
	for _, plate := range []string{"KJA 123 XA", "KJA 124 XB", "BDG 220 YA", "T-4407"} {
		g.truck(store.TruckEdit{Plate: plate})
	}
	_, err := g.FindTruck(t.Context(), "KJA 123 ZA", store.Loose)
	asks(t, err, fleet.NotFound, "truck", "KJA 123 XA", "KJA 124 XB")
	_, err = g.FindTruck(t.Context(), "ZZ", store.Loose) // like none: neighbours in the list
	asks(t, err, fleet.NotFound, "truck", "T-4407", "KJA 123 XA", "KJA 124 XB")
}
