package tools_test

import (
	"strings"
	"testing"

	"watchtower/fleet"
	"watchtower/store"
)

func TestExport(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	for args, want := range map[string][2]string{
		`{"truck":"T-4407","period":"yesterday"}`:                               {"46 points in track-T-4407-2026-11-22.gpx.", `lat="6.500000" lon="3.400000"`},
		`{"truck":"T-4407","period":"yesterday","format":"csv"}`:                {"46 points in track-T-4407-2026-11-22.csv.", "T-4407,2026-11-22 11:00:00,6.500000,3.400000,0,0,on,"},
		`{"truck":"T-4407","period":"yesterday","format":"kml"}`:                {"46 points in track-T-4407-2026-11-22.kml.", "3.400000,6.500000"},
		`{"truck":"T-4407","period":"yesterday","format":"geojson"}`:            {"46 points in track-T-4407-2026-11-22.geojson.", "[3.4,6.5]"},
		`{"what":"trips","period":"yesterday"}`:                                 {"4 trips in trips-2026-11-22.csv.", "3101,completed,T-4407,Moses Okafor,Deekay Foods,Apapa Port,Ibadan,"},
		`{"what":"trips","period":"yesterday","client":"Deekay"}`:               {"1 trip in trips-2026-11-22.csv.", "3101"},
		`{"what":"trips","truck":"T-5120","period":"last_week","format":"csv"}`: {"3 trips in trips-T-5120-2026-11-16-to-2026-11-22.csv.", "3104"},
		`{"what":"positions"}`:                                                  {"3 positions in positions-2026-11-23-1100.csv.", "T-4407,2026-11-22 11:45:00,"},
		`{"what":"positions","format":"geojson"}`:                               {"3 positions in positions-2026-11-23-1100.geojson.", `"FeatureCollection"`},
		`{"what":"trips","period":"yesterday","format":"xlsx"}`:                 {"4 trips in trips-2026-11-22.xlsx.", "PK"},
	} {
		a := f.ask(dispatcher, "export", args)
		if a.Headline != want[0] || len(a.Files) != 1 || !strings.Contains(string(a.Files[0].Data), want[1]) || !strings.HasPrefix(want[0][strings.Index(want[0], " in ")+4:], a.Files[0].Name) {
			t.Errorf("%s: %q %v", args, a.Headline, len(a.Files))
		}
	}
	if a := f.ask(dispatcher, "export", `{"truck":"T-4407","period":{"from":"2026-11-01","to":"2026-11-02"}}`); len(a.Files) != 0 || a.Headline != "Nothing to export: no points in that time." {
		t.Errorf("an empty file: %s", a.Text())
	}
	list, _, err := f.store.AuditList(t.Context(), store.AuditQuery{Tool: "export", Limit: 50})
	if err != nil || len(list) != 10 {
		t.Errorf("%d of 10 exports are audited: %v", len(list), err)
	}
	for args, kind := range map[string]fleet.Kind{`{"what":"track"}`: fleet.Ambiguous, `{"what":"visits"}`: fleet.Ambiguous, `{"what":"trips","format":"gpx"}`: fleet.Invalid} {
		_, err := f.run(dispatcher, fleet.ViaCommand, "export", args)
		wantKind(t, err, kind)
	}
	for _, role := range []fleet.Role{fleet.Viewer, fleet.DriverRole} {
		_, err := f.run(fleet.Caller{Role: role, DriverID: 1}, fleet.ViaCommand, "export", `{"what":"positions"}`)
		wantKind(t, err, fleet.Forbidden)
	}
}
