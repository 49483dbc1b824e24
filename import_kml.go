package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// placemark is one place of a KML file, whatever folders it lies in.
type placemark struct {
	Name  string       `xml:"name"`
	Data  []kmlData    `xml:"ExtendedData>Data"`
	Typed []kmlSimple  `xml:"ExtendedData>SchemaData>SimpleData"`
	Point *kmlPoint    `xml:"Point"`
	Area  []kmlPolygon `xml:"Polygon"`
	Line  *struct{}    `xml:"LineString"`
	Multi *struct {
		Point []kmlPoint   `xml:"Point"`
		Area  []kmlPolygon `xml:"Polygon"`
	} `xml:"MultiGeometry"`
}

type kmlData struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value"`
}

type kmlSimple struct {
	Name  string `xml:"name,attr"`
	Value string `xml:",chardata"`
}

type kmlPoint struct {
	Coordinates string `xml:"coordinates"`
}

type kmlPolygon struct {
	Outer string   `xml:"outerBoundaryIs>LinearRing>coordinates"`
	Inner []string `xml:"innerBoundaryIs>LinearRing>coordinates"`
}

// readKML takes every placemark of the file.
func readKML(text []byte, take func(mapPlace)) error {
	if bytes.HasPrefix(text, []byte("PK")) {
		return errors.New("this is a KMZ, a packed KML; unpack it and import the .kml inside")
	}
	dec := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		line, _ := dec.InputPos()
		if err != nil {
			return fmt.Errorf("line %d: the file is broken there, or is no KML: %w", line, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Placemark" {
			continue
		}
		var m placemark
		if err := dec.DecodeElement(&m, &start); err != nil {
			return fmt.Errorf("line %d: the placemark is broken: %w", line, err)
		}
		take(m.place(line))
	}
}

func (m placemark) place(line int) mapPlace {
	properties := map[string]any{}
	for _, d := range m.Data {
		properties[d.Name] = d.Value
	}
	for _, d := range m.Typed {
		properties[d.Name] = d.Value
	}
	p := mapPlace{line: line}
	if p.args, p.err = placeArgs(strings.TrimSpace(m.Name), properties); p.err == nil {
		p.err = m.geometry(p.args)
	}
	return p
}

// geometry prefers an area to a point: maps draw a pin in an area's middle.
func (m placemark) geometry(args map[string]any) error {
	areas, point := m.Area, m.Point
	if m.Multi != nil {
		areas = append(areas, m.Multi.Area...)
		if point == nil && len(m.Multi.Point) == 1 {
			point = &m.Multi.Point[0]
		}
	}
	switch {
	case len(areas) > 1:
		return fmt.Errorf("it has %d separate areas; a place is one, so give each its own name", len(areas))
	case len(areas) == 1:
		return areas[0].outline(args)
	case point != nil:
		c, err := kmlCoordinates(point.Coordinates)
		if err != nil {
			return err
		}
		if len(c) != 1 {
			return errors.New("its point has no longitude and latitude")
		}
		return placePoint(args, c[0])
	case m.Line != nil:
		return errors.New("a line is no place; a point or a polygon is")
	}
	return errors.New("it has no point and no polygon")
}

func (a kmlPolygon) outline(args map[string]any) error {
	var rings [][][]float64
	for _, text := range append([]string{a.Outer}, a.Inner...) {
		ring, err := kmlCoordinates(text)
		if err != nil {
			return err
		}
		rings = append(rings, ring)
	}
	return placeOutline(args, rings)
}

// kmlCoordinates reads longitude,latitude[,altitude] split by spaces.
func kmlCoordinates(text string) ([][]float64, error) {
	var out [][]float64
	for word := range strings.FieldsSeq(text) {
		var c []float64
		for number := range strings.SplitSeq(word, ",") {
			n, err := strconv.ParseFloat(number, 64)
			if err != nil {
				return nil, fmt.Errorf("%q is no longitude,latitude", word)
			}
			c = append(c, n)
		}
		out = append(out, c)
	}
	return out, nil
}
