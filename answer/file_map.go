package answer

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"time"

	"watchtower/fleet"
)

// Geo is what a map program opens: tracks and points with names.
type Geo struct {
	Name   string
	Tracks []GeoTrack
	Points []GeoPoint
}

// GeoTrack is where a truck went, a line of fixes after each silence.
type GeoTrack struct {
	Name  string
	Lines [][]fleet.Position
}

// GeoPoint is one named place or truck.
type GeoPoint struct {
	Name, Text string
	Point      fleet.Point
	At         time.Time // zero when it is of no moment
}

type (
	gpxPoint struct {
		Lat  string `xml:"lat,attr"`
		Lon  string `xml:"lon,attr"`
		Time string `xml:"time,omitempty"`
		Name string `xml:"name,omitempty"`
		Desc string `xml:"desc,omitempty"`
	}
	gpxSegment struct {
		Points []gpxPoint `xml:"trkpt"`
	}
	gpxTrack struct {
		Name     string       `xml:"name"`
		Segments []gpxSegment `xml:"trkseg"`
	}
	gpx struct {
		XMLName xml.Name   `xml:"http://www.topografix.com/GPX/1/1 gpx"`
		Version string     `xml:"version,attr"`
		Creator string     `xml:"creator,attr"`
		Points  []gpxPoint `xml:"wpt"`
		Tracks  []gpxTrack `xml:"trk"`
	}
)

// degrees writes a coordinate to a decimetre.
func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// GPX writes version 1.1 of the format that navigation devices read.
func (g Geo) GPX() (File, error) {
	out := gpx{Version: "1.1", Creator: "Watch Tower"}
	for _, p := range g.Points {
		out.Points = append(out.Points, gpxPoint{Lat: degrees(p.Point.Lat), Lon: degrees(p.Point.Lon), Time: stampOf(p.At), Name: p.Name, Desc: p.Text})
	}
	for _, t := range g.Tracks {
		track := gpxTrack{Name: t.Name}
		for _, line := range t.Lines {
			var s gpxSegment
			for _, p := range line {
				s.Points = append(s.Points, gpxPoint{Lat: degrees(p.Point.Lat), Lon: degrees(p.Point.Lon), Time: stampOf(p.At)})
			}
			track.Segments = append(track.Segments, s)
		}
		out.Tracks = append(out.Tracks, track)
	}
	return xmlFile(g.Name+".gpx", "application/gpx+xml", out)
}

type (
	kmlPoint struct {
		Coordinates string `xml:"coordinates"`
	}
	kmlLine struct {
		Tessellate  int    `xml:"tessellate"`
		Coordinates string `xml:"coordinates"`
	}
	kmlLines struct {
		Lines []kmlLine `xml:"LineString"`
	}
	kmlMark struct {
		Name  string    `xml:"name"`
		Text  string    `xml:"description,omitempty"`
		Time  *kmlTime  `xml:"TimeStamp,omitempty"`
		Point *kmlPoint `xml:"Point,omitempty"`
		Lines *kmlLines `xml:"MultiGeometry,omitempty"`
	}
	kmlTime struct {
		When string `xml:"when"`
	}
	kml struct {
		XMLName xml.Name  `xml:"http://www.opengis.net/kml/2.2 kml"`
		Name    string    `xml:"Document>name"`
		Marks   []kmlMark `xml:"Document>Placemark"`
	}
)

// KML writes version 2.2 of the format that Google Earth reads.
func (g Geo) KML() (File, error) {
	out := kml{Name: g.Name}
	for _, t := range g.Tracks {
		m := kmlMark{Name: t.Name, Lines: &kmlLines{}}
		for _, line := range t.Lines {
			var b bytes.Buffer
			for _, p := range line {
				b.WriteString(degrees(p.Point.Lon) + "," + degrees(p.Point.Lat) + " ")
			}
			m.Lines.Lines = append(m.Lines.Lines, kmlLine{Tessellate: 1, Coordinates: b.String()})
		}
		out.Marks = append(out.Marks, m)
	}
	for _, p := range g.Points {
		m := kmlMark{Name: p.Name, Text: p.Text, Point: &kmlPoint{degrees(p.Point.Lon) + "," + degrees(p.Point.Lat)}}
		if !p.At.IsZero() {
			m.Time = &kmlTime{stampOf(p.At)}
		}
		out.Marks = append(out.Marks, m)
	}
	return xmlFile(g.Name+".kml", "application/vnd.google-earth.kml+xml", out)
}

func xmlFile(name, kind string, v any) (File, error) {
	raw, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return File{}, fmt.Errorf("write %s: %w", name, err)
	}
	return File{Name: name, Type: kind, Data: append([]byte(xml.Header), raw...)}, nil
}

// GeoJSON writes a collection of features (RFC 7946).
func (g Geo) GeoJSON() (File, error) {
	type object = map[string]any
	spot := func(p fleet.Point) []float64 { return []float64{round6(p.Lon), round6(p.Lat)} }
	features := []object{}
	for _, t := range g.Tracks {
		lines, times := [][][]float64{}, [][]string{}
		for _, line := range t.Lines {
			var at []string
			var spots [][]float64
			for _, p := range line {
				spots, at = append(spots, spot(p.Point)), append(at, stampOf(p.At))
			}
			if len(spots) == 1 { // a line needs two
				spots, at = append(spots, spots[0]), append(at, at[0])
			}
			lines, times = append(lines, spots), append(times, at)
		}
		features = append(features, object{"type": "Feature", "properties": object{"name": t.Name, "times": times},
			"geometry": object{"type": "MultiLineString", "coordinates": lines}})
	}
	for _, p := range g.Points {
		properties := object{"name": p.Name, "text": p.Text}
		if !p.At.IsZero() {
			properties["time"] = stampOf(p.At)
		}
		features = append(features, object{"type": "Feature", "properties": properties,
			"geometry": object{"type": "Point", "coordinates": spot(p.Point)}})
	}
	raw, err := json.Marshal(object{"type": "FeatureCollection", "features": features})
	if err != nil {
		return File{}, fmt.Errorf("write %s: %w", g.Name, err)
	}
	return File{Name: g.Name + ".geojson", Type: "application/geo+json", Data: raw}, nil
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }
