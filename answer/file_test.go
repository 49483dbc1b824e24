package answer

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"watchtower/fleet"
)

var exportTable = Table{Columns: []string{"Truck", "km"}, Right: []int{1},
	Rows: [][]string{{"T-4407", "12.5"}, {"=HYPERLINK(\"x\")", "-3"}, {"a, \"b\"\nc", ""}}}

func TestCSVIsReadBack(t *testing.T) {
	f, err := exportTable.CSV("way")
	if err != nil || f.Name != "way.csv" {
		t.Fatal(err, f.Name)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(f.Data), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][1] != "12.5" || rows[2][0] != "'=HYPERLINK(\"x\")" || rows[2][1] != "-3" || rows[3][0] != "a, \"b\"\nc" {
		t.Errorf("%v: %q", err, rows)
	}
}

func TestXLSXIsReadBack(t *testing.T) {
	f, err := exportTable.XLSX("way")
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(f.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}()
	rows, err := book.GetRows("Sheet1")
	if err != nil || len(rows) != 4 || rows[1][0] != "T-4407" || rows[1][1] != "12.5" {
		t.Fatalf("%v: %q", err, rows)
	}
	if kind, err := book.GetCellType("Sheet1", "B2"); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("12.5 is a %v, want a number: %v", kind, err)
	}
	if formula, err := book.GetCellFormula("Sheet1", "A3"); err != nil || formula != "" {
		t.Errorf("a text became the formula %q: %v", formula, err)
	}
}

func exportGeo() Geo {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	fix := func(m int) fleet.Position {
		return fleet.Position{At: at.Add(time.Duration(m) * time.Minute), Point: fleet.Point{Lat: 6.5 + float64(m)/100, Lon: 3.4}}
	}
	return Geo{Name: "way", Tracks: []GeoTrack{{Name: "T-4407", Lines: [][]fleet.Position{{fix(0), fix(1)}, {fix(90)}}}},
		Points: []GeoPoint{{Name: "Ogere <park>", Text: "stopped & quiet", Point: fleet.Point{Lat: 6.94, Lon: 3.65}, At: at}}}
}

func TestGPXAndKMLAreReadBack(t *testing.T) {
	g, err := exportGeo().GPX()
	if err != nil {
		t.Fatal(err)
	}
	var track gpx
	if err := xml.Unmarshal(g.Data, &track); err != nil {
		t.Fatal(err)
	}
	if s := track.Tracks[0].Segments; len(s) != 2 || s[0].Points[1].Lat != "6.510000" || s[0].Points[1].Lon != "3.400000" || s[0].Points[1].Time != "2026-11-22T10:01:00Z" || track.Points[0].Name != "Ogere <park>" {
		t.Errorf("gpx: %+v", track)
	}
	k, err := exportGeo().KML()
	if err != nil {
		t.Fatal(err)
	}
	var doc kml
	if err := xml.Unmarshal(k.Data, &doc); err != nil {
		t.Fatal(err)
	}
	if m := doc.Marks; len(m) != 2 || !strings.HasPrefix(m[0].Lines.Lines[0].Coordinates, "3.400000,6.500000 3.400000,6.510000") || m[1].Point.Coordinates != "3.650000,6.940000" || m[1].Time.When != "2026-11-22T10:00:00Z" {
		t.Errorf("kml: %+v", m)
	}
}

func TestGeoJSONIsReadBack(t *testing.T) {
	f, err := exportGeo().GeoJSON()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Type     string
		Features []struct {
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(f.Data, &doc); err != nil || doc.Type != "FeatureCollection" || len(doc.Features) != 2 {
		t.Fatalf("%v %s", err, f.Data)
	}
	var lines [][][2]float64
	if err := json.Unmarshal(doc.Features[0].Geometry.Coordinates, &lines); err != nil || len(lines) != 2 || len(lines[1]) != 2 || lines[0][0] != [2]float64{3.4, 6.5} {
		t.Errorf("%v %v", err, lines)
	}
	if p := doc.Features[1]; p.Geometry.Type != "Point" || p.Properties["name"] != "Ogere <park>" {
		t.Errorf("point: %+v", p)
	}
}

// A thinned track keeps its ends and its shape.
func TestThinPath(t *testing.T) {
	var line []fleet.Point
	for i := range 5000 {
		line = append(line, fleet.Point{Lat: 6.4 + float64(i)/10_000, Lon: 3.3})
	}
	line = append(line, fleet.Point{Lat: 6.9, Lon: 3.6})
	got := ThinPath([][]fleet.Point{line, {{Lat: 7, Lon: 4}}})
	if len(got) != 2 || len(got[0]) != 3 || got[0][0] != line[0] || got[0][2] != line[5000] || len(got[1]) != 1 {
		t.Errorf("thinned to %v", got)
	}
	var zigzag []fleet.Point
	for i := range 3000 {
		zigzag = append(zigzag, fleet.Point{Lat: 6.4 + float64(i)/100, Lon: 3.3 + float64(i%2)/100})
	}
	if n := len(ThinPath([][]fleet.Point{zigzag})[0]); n > maxPath || n < 2 {
		t.Errorf("%d corners of a zigzag", n)
	}
}
