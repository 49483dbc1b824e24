package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"watchtower/fleet"
	"watchtower/loconav"
)

// maxMapFile is the largest map file that is read, in bytes.
const maxMapFile = 64 << 20

// mapFiles says how places are read from what kind of file; all else is CSV.
var mapFiles = map[string]func([]byte, func(mapPlace)) error{
	".geojson": readGeoJSON, ".json": readMapJSON, ".kml": readKML,
}

// mapPlace is one place of a map file.
type mapPlace struct {
	line int // where it begins
	args map[string]any
	err  error // why it cannot be taken over
}

// importMap takes the places of a map file over, one by one, through the same
// tool as everybody. It reports on each that fails and on the whole, and stops
// after the place in hand when ctx ends.
func importMap(ctx context.Context, path string, out io.Writer, save func(json.RawMessage) error) error {
	read := mapFiles[strings.ToLower(filepath.Ext(path))]
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Size() > maxMapFile {
		return fmt.Errorf("the file is larger than %d MiB; split it", maxMapFile>>20)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var list []mapPlace
	if err := read(bytes.TrimPrefix(text, []byte(bomUTF8)), func(p mapPlace) { list = append(list, p) }); err != nil {
		return err
	}
	return savePlaces(ctx, list, out, save)
}

func savePlaces(ctx context.Context, list []mapPlace, out io.Writer, save func(json.RawMessage) error) error {
	if len(list) == 0 {
		return errors.New("there is no place in it")
	}
	var t tally
	lines := map[string]int{} // where a name was first
	for _, p := range list {
		if err := savePlace(p, lines, save); err != nil {
			t.refused++
			fmt.Fprintf(out, "%s: %s\n", p.where(), rowFault(err))
		} else {
			t.saved++
		}
		if ctx.Err() != nil {
			return fmt.Errorf("stopped after %s: %s. Import it again to take over the rest", p.where(), t)
		}
	}
	return t.end(out)
}

func savePlace(p mapPlace, lines map[string]int, save func(json.RawMessage) error) error {
	if p.err != nil {
		return p.err
	}
	name, _ := p.args["name"].(string)
	key := fleet.Key(name)
	if first, twice := lines[key]; twice && key != "" {
		return fmt.Errorf("another place of this name is on line %d; give each a name of its own", first)
	}
	lines[key] = p.line
	raw, err := json.Marshal(p.args)
	if err != nil {
		return err
	}
	return save(raw)
}

// where names the place for a report.
func (p mapPlace) where() string {
	where := fmt.Sprintf("line %d", p.line)
	if p.line == 0 {
		where = "LocoNav"
	}
	if name, _ := p.args["name"].(string); name != "" {
		where += " (" + name + ")"
	}
	return where
}

// readMapJSON tells GeoJSON from polygons as LocoNav lists them.
func readMapJSON(text []byte, take func(mapPlace)) error {
	var top struct{ Data json.RawMessage }
	if err := json.Unmarshal(text, &top); err == nil && top.Data != nil {
		polygons, err := loconav.Polygons(text)
		for _, p := range polygons {
			take(polygonPlace(p))
		}
		return err
	}
	return readGeoJSON(text, take)
}

func polygonPlace(p loconav.Polygon) mapPlace {
	m := mapPlace{args: map[string]any{"name": p.Name, "source": p.Source()}, err: p.Err}
	if p.Outline != nil {
		m.args["outline"] = cornersOf(p.Outline)
		return m
	}
	m.args["latitude"], m.args["longitude"], m.args["radius_m"] = p.Center.Lat, p.Center.Lon, p.RadiusM
	return m
}

// cornersOf writes an outline as place_save takes it.
func cornersOf(o fleet.Outline) []string {
	var out []string
	for i, ring := range o {
		if i > 0 {
			out = append(out, "hole")
		}
		for _, c := range ring {
			out = append(out, strconv.FormatFloat(c.Lat, 'f', -1, 64)+","+strconv.FormatFloat(c.Lon, 'f', -1, 64))
		}
	}
	return out
}

// placeArgs reads what a map file tells of a place beside where it is. Names of
// properties are taken in any case.
func placeArgs(name string, properties map[string]any) (map[string]any, error) {
	args, p := map[string]any{}, map[string]any{}
	for key, value := range properties {
		p[strings.ToLower(strings.TrimSpace(key))] = value
	}
	if name == "" {
		name = cmpText(p["name"], p["title"])
	}
	args["name"] = strings.TrimSpace(name)
	if kind := strings.ToLower(cmpText(p["kind"])); kind != "" {
		args["kind"] = kind
	} else if kind := strings.ToLower(cmpText(p["type"], p["category"])); slices.Contains(fleet.PlaceKinds[:], kind) {
		args["kind"] = kind
	}
	if radius := cmpText(p["radius_m"], p["radius"]); radius != "" {
		m, err := strconv.ParseFloat(radius, 64)
		if err != nil {
			return args, fmt.Errorf("radius_m: %q is not a number of metres", radius)
		}
		args["radius_m"] = m
	}
	switch aliases := p["aliases"].(type) {
	case string:
		if aliases != "" {
			args["aliases"] = strings.Split(aliases, "|")
		}
	case []any:
		args["aliases"] = aliases
	}
	return args, nil
}

// cmpText is the first value that is a text or a number.
func cmpText(values ...any) string {
	for _, v := range values {
		switch v := v.(type) {
		case string:
			if v = strings.TrimSpace(v); v != "" {
				return v
			}
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return ""
}
