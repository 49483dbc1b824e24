package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// importedMap runs a file through importMap and gives what was saved, the
// report and the error.
func importedMap(t *testing.T, name, text string) (rows []string, report string, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = importMap(t.Context(), path, &out, func(row json.RawMessage) error {
		rows = append(rows, string(row))
		return nil
	})
	return rows, out.String(), err
}

func compare(t *testing.T, rows []string, report string, wantRows, wantReport []string) {
	t.Helper()
	for i, want := range wantRows {
		if i >= len(rows) || rows[i] != want {
			t.Errorf("place %d of %q, want %s", i, rows, want)
		}
	}
	if len(rows) != len(wantRows) {
		t.Errorf("%d places, want %d: %q", len(rows), len(wantRows), rows)
	}
	for _, want := range wantReport {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q:\n%s", want, report)
		}
	}
}

const yards = `{"type": "FeatureCollection", "name": "yards", "features": [
{"type": "Feature", "properties": {"Name": "Ibafo yard", "kind": "depot", "aliases": "ibafo|the yard"},
 "geometry": {"type": "Polygon", "coordinates": [[[3.42,6.74],[3.43,6.74],[3.43,6.75],[3.42,6.74]],[[3.427,6.742],[3.428,6.742],[3.428,6.743],[3.427,6.742]]]}},
{"type": "Feature", "properties": {"name": "Ogere gate", "radius_m": "150"}, "geometry": {"type": "Point", "coordinates": [3.65, 6.94, 40]}},

{"type": "Feature", "properties": {"name": "A road"}, "geometry": {"type": "LineString", "coordinates": [[3,6],[4,7]]}},
{"type": "Feature", "properties": {"name": "Two halves"}, "geometry": {"type": "MultiPolygon", "coordinates": [[[[3,6],[3.1,6],[3.1,6.1],[3,6]]],[[[4,6],[4.1,6],[4.1,6.1],[4,6]]]]}},
{"type": "Feature", "properties": {"name": "ogere GATE"}, "geometry": {"type": "Point", "coordinates": [3.66, 6.94]}},
{"type": "Feature", "properties": {"name": "Nowhere"}, "geometry": null},
{"type": "Feature", "properties": {"name": "Ajah", "radius": "wide"}, "geometry": {"type": "Point", "coordinates": [3.57, 6.46]}},
{"type": "Feature", "properties": {"name": "Flat"}, "geometry": {"type": "Polygon", "coordinates": [[[3,6],[3.1,6]]]}}
]}`

func TestImportGeoJSON(t *testing.T) {
	rows, report, err := importedMap(t, "yards.geojson", "\ufeff"+yards)
	if err == nil || !strings.Contains(err.Error(), "6 rows were refused") {
		t.Errorf("%v", err)
	}
	compare(t, rows, report, []string{
		`{"aliases":["ibafo","the yard"],"kind":"depot","name":"Ibafo yard","outline":["6.74,3.42","6.74,3.43","6.75,3.43","hole","6.742,3.427","6.742,3.428","6.743,3.428"]}`,
		`{"latitude":6.94,"longitude":3.65,"name":"Ogere gate","radius_m":150}`,
	}, []string{
		"line 6 (A road): a LineString is no place", "line 7 (Two halves): it has 2 separate areas", "line 8 (ogere GATE): another place of this name is on line 4",
		"line 9 (Nowhere): it has no geometry", `line 10 (Ajah): radius_m: "wide" is not a number`, "line 11 (Flat): An outline", "2 rows taken over, 6 refused.",
	})
}

const sites = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<Placemark><name> Ibafo yard </name><ExtendedData><Data name="kind"><value>park</value></Data></ExtendedData>
 <MultiGeometry><Point><coordinates>3.425,6.745</coordinates></Point>
 <Polygon><outerBoundaryIs><LinearRing><coordinates>
   3.42,6.74,0 3.43,6.74,0
   3.43,6.75,0 3.42,6.74,0</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
</Folder><Placemark><name>Gate</name><ExtendedData><SchemaData><SimpleData name="radius_m">80</SimpleData></SchemaData></ExtendedData>
 <Point><coordinates>3.65,6.94</coordinates></Point></Placemark>
<Placemark><name>Road</name><LineString><coordinates>3,6 4,7</coordinates></LineString></Placemark>
<Placemark><name>Broken</name><Point><coordinates>3.65 east</coordinates></Point></Placemark>
</Document></kml>`

func TestImportKML(t *testing.T) {
	rows, report, err := importedMap(t, "sites.KML", sites)
	if err == nil || !strings.Contains(err.Error(), "2 rows were refused") {
		t.Errorf("%v", err)
	}
	compare(t, rows, report, []string{
		`{"kind":"park","name":"Ibafo yard","outline":["6.74,3.42","6.74,3.43","6.75,3.43"]}`,
		`{"latitude":6.94,"longitude":3.65,"name":"Gate","radius_m":80}`,
	}, []string{"line 10 (Road): a line is no place", `line 11 (Broken): "east" is no longitude,latitude`})
}

func TestImportLocoNavPolygons(t *testing.T) {
	rows, report, err := importedMap(t, "polygons.json", `{"success": true, "data": {"polygons": [
		{"id": 7, "name": "Apapa gate", "lat": "6.4450", "long": "3.3650", "active": true, "radius": 100, "boundingBox": [[6.444, 3.364], [6.444, 3.366], [6.446, 3.366], [6.446, 3.364]]},
		{"id": 8, "name": "Yard", "lat": "6.5", "long": "3.4", "active": true, "radius": 0, "boundingBox": ["6.49,3.39", "6.49,3.41", "6.51,3.40"]},
		{"id": 9, "name": "Old", "lat": "6.5", "long": "3.4", "active": false, "radius": 100}], "pagination": {"page": 1}}}`)
	if err == nil {
		t.Error("a refused polygon passes in silence")
	}
	compare(t, rows, report, []string{
		`{"latitude":6.445,"longitude":3.365,"name":"Apapa gate","radius_m":100,"source":"loconav:7"}`,
		`{"name":"Yard","outline":["6.49,3.39","6.49,3.41","6.51,3.4"],"source":"loconav:8"}`,
	}, []string{"(Old): it is switched off at LocoNav"})
}

// Files that nothing can be taken from, and why.
func TestImportRefusesMapFiles(t *testing.T) {
	for name, c := range map[string]struct{ file, in, want string }{
		"broken JSON":  {"a.geojson", "{\"type\":\n\"FeatureCollection\",\n}", "line 3"},
		"no features":  {"a.geojson", `{"type":"FeatureCollection"}`, "no list of features"},
		"empty":        {"a.geojson", `{"type":"FeatureCollection","features":[]}`, "no place in it"},
		"bare shape":   {"a.json", `{"type":"Point","coordinates":[3,6]}`, "FeatureCollection is wanted"},
		"broken KML":   {"a.kml", "<kml>\n<Document></kml>", "line 2"},
		"packed KML":   {"a.kml", "PK\x03\x04", "KMZ"},
		"no placemark": {"a.kml", "<kml></kml>", "no place in it"},
	} {
		if rows, _, err := importedMap(t, c.file, c.in); err == nil || !strings.Contains(err.Error(), c.want) || len(rows) > 0 {
			t.Errorf("%s: %v, %q", name, err, rows)
		}
	}
}
