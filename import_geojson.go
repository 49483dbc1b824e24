package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"watchtower/fleet"
)

// feature is one feature of RFC 7946.
type feature struct {
	Properties map[string]any `json:"properties"`
	Geometry   *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// readGeoJSON takes the features of a collection, or the one feature there is.
func readGeoJSON(text []byte, take func(mapPlace)) error {
	var top struct {
		Type     string
		Features json.RawMessage
	}
	if err := json.Unmarshal(text, &top); err != nil {
		if s, ok := errors.AsType[*json.SyntaxError](err); ok {
			return fmt.Errorf("line %d: the file is broken there, or is no JSON: %w", lineAt(text, s.Offset), err)
		}
		return fmt.Errorf("the file is no GeoJSON: %w", err)
	}
	switch top.Type {
	case "Feature":
		take(placeOfFeature(text, 1))
		return nil
	case "FeatureCollection":
		return eachFeature(text, take)
	}
	return fmt.Errorf("the file is a %q; a FeatureCollection is wanted, whose features have names", top.Type)
}

// eachFeature reads on from "features", so that the line of each is known.
func eachFeature(text []byte, take func(mapPlace)) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	for depth := 0; ; {
		token, err := dec.Token()
		if err != nil {
			return errors.New("the file has no list of features")
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth != 1 || token != "features" {
			continue
		}
		if next, err := dec.Token(); err != nil || next != json.Delim('[') {
			return errors.New(`"features" is no list`)
		}
		break
	}
	for dec.More() {
		from := dec.InputOffset()
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		from += int64(bytes.Index(text[from:], raw[:1])) // a comma and spaces stand before it
		take(placeOfFeature(raw, lineAt(text, from)))
	}
	return nil
}

func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}

func placeOfFeature(raw []byte, line int) mapPlace {
	p := mapPlace{line: line}
	var f feature
	if err := json.Unmarshal(raw, &f); err != nil {
		p.err = fmt.Errorf("it is no feature: %w", err)
		return p
	}
	if p.args, p.err = placeArgs("", f.Properties); p.err != nil {
		return p
	}
	if f.Geometry == nil {
		p.err = errors.New("it has no geometry")
		return p
	}
	p.err = placeGeometry(p.args, f.Geometry.Type, f.Geometry.Coordinates)
	return p
}

// placeGeometry says where a place is: a point or one area.
func placeGeometry(args map[string]any, kind string, coordinates json.RawMessage) error {
	var rings [][][]float64
	var err error
	switch kind {
	case "Point":
		var c []float64
		if err = json.Unmarshal(coordinates, &c); err == nil {
			return placePoint(args, c)
		}
	case "Polygon":
		err = json.Unmarshal(coordinates, &rings)
	case "MultiPolygon":
		var areas [][][][]float64
		if err = json.Unmarshal(coordinates, &areas); err == nil && len(areas) != 1 {
			return fmt.Errorf("it has %d separate areas; a place is one, so give each its own name", len(areas))
		} else if err == nil {
			rings = areas[0]
		}
	default:
		return fmt.Errorf("a %s is no place; a Point or a Polygon is", kind)
	}
	if err != nil {
		return fmt.Errorf("its coordinates cannot be read: %w", err)
	}
	return placeOutline(args, rings)
}

// placePoint takes longitude first, as GeoJSON and KML write it.
func placePoint(args map[string]any, c []float64) error {
	if len(c) < 2 {
		return errors.New("its point has no longitude and latitude")
	}
	args["latitude"], args["longitude"] = c[1], c[0]
	return nil
}

func placeOutline(args map[string]any, rings [][][]float64) error {
	o := make(fleet.Outline, len(rings))
	for i, ring := range rings {
		for _, c := range ring {
			if len(c) < 2 {
				return errors.New("a corner has no longitude and latitude")
			}
			o[i] = append(o[i], fleet.Point{Lat: c[1], Lon: c[0]})
		}
	}
	o, err := o.Clean()
	if err != nil {
		return err
	}
	delete(args, "radius_m")
	args["outline"] = cornersOf(o)
	return nil
}
