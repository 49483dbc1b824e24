package loconav

import (
	"encoding/json"
	"math"
	"strings"

	"watchtower/fleet"
)

// Polygon is one geofence as LocoNav lists it.
type Polygon struct {
	ID      string
	Name    string
	Center  fleet.Point
	RadiusM float64
	Outline fleet.Outline // nil for a circle
	Err     error         // why it is no place
}

// Source names the polygon for good: its name may change.
func (p Polygon) Source() string {
	if p.ID == "" {
		return ""
	}
	return "loconav:" + p.ID
}

// page is one answer of the list. Polygons lie under one of two names.
type page struct {
	Success *bool `json:"success"`
	Data    struct {
		Polygons []json.RawMessage `json:"polygons"`
		Values   []json.RawMessage `json:"values"`
	} `json:"data"`
}

// Polygons reads an answer of LocoNav's list of polygons.
func Polygons(raw []byte) ([]Polygon, error) {
	var p page
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, invalid("this is no list of LocoNav's polygons")
	}
	if p.Success != nil && !*p.Success {
		return nil, invalid("LocoNav answered that it failed")
	}
	var out []Polygon
	for _, one := range append(p.Data.Polygons, p.Data.Values...) {
		out = append(out, polygon(one))
	}
	return out, nil
}

func polygon(raw []byte) (p Polygon) {
	o, err := general(raw)
	if err != nil {
		p.Err = err
		return p
	}
	p.ID, p.Name = o.text("id"), o.text("name")
	p.RadiusM = o.within(0, 1e6, "radius")
	if active := o.flag("active"); active != nil && !*active {
		p.Err = invalid("it is switched off at LocoNav")
		return p
	}
	ring := corners(o["boundingBox"])
	if p.Center, err = o.point("lat", "long"); err != nil && len(ring) < 3 {
		p.Err = err
		return p
	}
	if len(ring) >= 3 && (err != nil || p.RadiusM == 0 || !isBox(ring)) {
		p.Outline, p.Err = fleet.Outline{ring}.Clean()
	} else if p.RadiusM == 0 {
		p.Err = invalid("it has neither a radius nor corners")
	}
	return p
}

// isBox says whether the corners are the upright box that LocoNav draws around
// a circle, and so no outline of their own.
func isBox(corners []fleet.Point) bool {
	if n := len(corners); n > 3 && corners[0] == corners[n-1] {
		corners = corners[:n-1]
	}
	if len(corners) != 4 {
		return false
	}
	const same = 1e-6 // degrees, a tenth of a metre
	lats, lons := [2]float64{corners[0].Lat, corners[2].Lat}, [2]float64{corners[0].Lon, corners[2].Lon}
	for _, c := range corners {
		if min(math.Abs(c.Lat-lats[0]), math.Abs(c.Lat-lats[1])) > same || min(math.Abs(c.Lon-lons[0]), math.Abs(c.Lon-lons[1])) > same {
			return false
		}
	}
	return true
}

// corners reads pairs of latitude and longitude, however they are written.
func corners(v any) []fleet.Point {
	list, _ := v.([]any)
	var out []fleet.Point
	for _, one := range list {
		var o object
		switch one := one.(type) {
		case []any:
			if len(one) >= 2 {
				o = object{"lat": one[0], "long": one[1]}
			}
		case map[string]any:
			o = one
			if _, there := o["long"]; !there {
				o["long"], _ = o.first("lng", "lon", "longitude")
			}
			if _, there := o["lat"]; !there {
				o["lat"] = o["latitude"]
			}
		case string:
			lat, long, _ := strings.Cut(one, ",")
			o = object{"lat": strings.TrimSpace(lat), "long": strings.TrimSpace(long)}
		}
		if p, err := o.point("lat", "long"); err == nil {
			out = append(out, p)
		}
	}
	return out
}
