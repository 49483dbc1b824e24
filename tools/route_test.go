package tools_test

import (
	"strings"
	"testing"

	"watchtower/answer"
	"watchtower/fleet"
)

func TestRoutes(t *testing.T) {
	f := newFixture(t)
	boss := f.person("U0BOSS0001", "Musa", fleet.Manager)
	f.person("U0ADA00001", "Ada", fleet.Dispatcher)
	f.person("U0VERA0001", "Vera", fleet.Viewer)
	f.must("client_save", `{"name":"Olam Mills"}`)
	a, err := f.run(boss, fleet.ViaCommand, "route_save", `{"kind":"overspeed","place":"Apapa Port","client":"Olam Mills","shift":"night","channel":"<#C0NIGHT001|ops-night>","to":"dispatchers","next":"Ada","after":"5m"}`)
	if want := "Overspeed alerts in Apapa Port for Olam Mills by night go to #ops-night, every dispatcher from now on."; err != nil || a.Headline != want {
		t.Fatalf("%v %q, want %q", err, a.Headline, want)
	}
	if got := fact(a, "When nobody acknowledges"); got != "Ada, after 5 min" {
		t.Errorf("next: %q", got)
	}
	if _, err := f.run(boss, fleet.ViaCommand, "route_save", `{"severity":"critical","to":"Musa"}`); err != nil {
		t.Fatal(err)
	}
	if _, err := f.run(boss, fleet.ViaCommand, "route_save", `{"severity":"critical","channel":"#severe"}`); err != nil {
		t.Fatal(err)
	}
	a, err = f.run(boss, fleet.ViaCommand, "route_list", `{}`)
	if err != nil || len(a.Table.Rows) != 3 || strings.Join(a.Table.Rows[1][1:], "|") != "critical alerts|#severe|managers, after 10 min" {
		t.Errorf("one of the same takes its place: %v %+v", err, a.Table)
	}
	for args, field := range map[string]string{`{}`: "channel", `{"kind":"overspeed"}`: "channel", `{"kind":"weather","channel":"#x"}`: "kind", `{"to":"Vera"}`: "to", `{"next":"nobody"}`: "next",
		`{"channel":"two words"}`: "channel", `{"channel":"#x","after":"2d"}`: "after", `{"end":"77"}`: "end", `{"end":"x"}`: "end", `{"place":"Nowhere","channel":"#x"}`: "place"} {
		_, err := f.run(boss, fleet.ViaCommand, "route_save", args)
		if e := wantError(t, err, fleet.KindOf(err)); e.Field != field {
			t.Errorf("%s: field %q, %q", args, e.Field, e.Message)
		}
	}
	a, err = f.run(boss, fleet.ViaSentence, "route_save", `{"place":"Apapa","channel":"#port"}`)
	if err != nil || a.Kind != answer.Confirm || a.Headline != "Tell alerts in Apapa Port to #port?" {
		t.Errorf("from a sentence: %v %+v", err, a)
	}
	if a, err = f.run(boss, fleet.ViaCommand, "route_save", `{"end":"3"}`); err != nil || a.Headline != "Route 3, critical alerts, has ended." {
		t.Errorf("end: %v %q", err, a.Headline)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "route_save", `{"channel":"#x"}`)
	wantKind(t, err, fleet.Forbidden)
}
