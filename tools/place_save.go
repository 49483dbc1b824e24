package tools

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type placeSaveArgs struct {
	Name      string   `json:"name"`
	Latitude  float64  `json:"latitude"`
	Longitude float64  `json:"longitude"`
	Kind      string   `json:"kind,omitempty" enum:"terminal,depot,client,park,port,city" jsonschema:"a new place is a depot when not given"`
	RadiusM   float64  `json:"radius_m,omitempty" jsonschema:"a new place has 300 when not given"`
	Aliases   []string `json:"aliases,omitempty" jsonschema:"other names people use"`
	At        string   `json:"at,omitempty" jsonschema:"instead of latitude and longitude: the plate of a truck that stands there"`
	Here      bool     `json:"here,omitempty" jsonschema:"instead of latitude and longitude: where the truck stands that was asked about last"`
	Outline   []string `json:"outline,omitempty" jsonschema:"instead of a circle: its corners as latitude,longitude; the word hole begins the corners of a hole"`
	// Restricted alone changes nothing else of a place.
	Restricted *bool  `json:"restricted,omitempty" jsonschema:"true: no truck may be there without a trip to it, and an alert tells of one that is"`
	Source     string `json:"source,omitempty" jsonschema:"for imports: what it was taken from"`
}

// What a place's radius may be, in metres: a gate to a large city.
const (
	minPlaceM = 20
	maxPlaceM = 30_000
)

func placeSave(d *desk) *Tool {
	t := newTool("place_save", "Add a place or move one, found by name: a circle with a radius in metres, and other names for it.", d.placeSave)
	t.Write = true
	point := []string{"latitude", "longitude"}
	t.Instead = map[string][]string{"at": point, "here": point, "outline": point, "restricted": point}
	return t
}

func (d *desk) placeSave(ctx context.Context, call *Call, in placeSaveArgs) (answer.Answer, error) {
	if in.onlyRestricts() {
		return d.restrictPlace(ctx, call, in)
	}
	where, err := d.placeSpot(ctx, call, &in)
	if err != nil {
		return answer.Answer{}, err
	}
	p, err := in.place()
	if err != nil {
		return answer.Answer{}, err
	}
	if call.DryRun {
		if err := call.Pin(in); err != nil {
			return answer.Answer{}, err
		}
	}
	kind, radius, notes, err := d.placeBecomes(ctx, p)
	if err != nil {
		return answer.Answer{}, err
	}
	words, err := d.pointWords(ctx, p.Center, call.Caller.Units)
	if err != nil {
		return answer.Answer{}, err
	}
	facts := []answer.Fact{
		{Label: "Kind", Value: kind},
		{Label: "Where", Value: fmt.Sprintf("%.5f, %.5f, %s", p.Center.Lat, p.Center.Lon, words)},
		{Label: "Radius", Value: call.Caller.Units.Distance(radius)},
		{Label: "Outline", Value: cornersWords(p.Outline)},
		{Label: "Also called", Value: strings.Join(p.Aliases, ", ")},
		{Label: "Restricted", Value: restrictedWords(in.Restricted)},
	}
	a := proposed("place "+p.Name, facts...)
	if !call.DryRun {
		created, err := d.store.SavePlace(ctx, p)
		if err == nil && in.Restricted != nil {
			err = d.restrictNamed(ctx, p.Name, *in.Restricted)
		}
		if err != nil {
			return answer.Answer{}, err
		}
		a = saved(p.Name, created, facts...)
	}
	if where != "" {
		a.Notes = append(a.Notes, where)
	}
	a.Notes = append(a.Notes, notes...)
	return a, nil
}

// place is what the arguments say, checked.
func (in placeSaveArgs) place() (fleet.Place, error) {
	outline, err := outlineArg(in.Outline)
	if err != nil {
		return fleet.Place{}, err
	}
	p := fleet.Place{Name: squeeze(in.Name), Kind: in.Kind, Center: fleet.Point{Lat: in.Latitude, Lon: in.Longitude}, RadiusM: in.RadiusM, Outline: outline, Source: in.Source}
	if outline != nil {
		p.Center, p.RadiusM = outline.Circle()
	}
	for _, alias := range in.Aliases {
		if alias = squeeze(alias); fleet.Key(alias) != "" {
			p.Aliases = append(p.Aliases, alias)
		}
	}
	return p, checkPlace(p)
}

// sameSpot is how far apart, in metres, two centres are one.
const sameSpot = 1

const noteReshaped = "Visits from now on use the new shape. Earlier ones stay as they are until `watchtower rebuild` is run for their days."

// placeBecomes is the kind and the radius in metres that a place has after it
// is saved, where what is not given stays, and what to know of visits.
func (d *desk) placeBecomes(ctx context.Context, p fleet.Place) (kind string, radiusM float64, notes []string, err error) {
	old := fleet.Place{Kind: store.DefaultPlaceKind, RadiusM: store.DefaultPlaceRadiusM, Center: p.Center}
	n, err := d.store.FindPlace(ctx, p.Name, store.Exact)
	switch fleet.KindOf(err) {
	case "":
		old, err = d.store.Place(ctx, n.ID)
	case fleet.NotFound, fleet.Ambiguous:
		err = nil // a new place, whatever is called alike
		old.RadiusM = cmp.Or(p.RadiusM, old.RadiusM)
	}
	kind, radiusM = cmp.Or(p.Kind, old.Kind), cmp.Or(p.RadiusM, old.RadiusM)
	if radiusM != old.RadiusM || p.Center.MetersTo(old.Center) > sameSpot {
		notes = []string{noteReshaped}
	}
	return kind, radiusM, notes, err
}

func checkPlace(p fleet.Place) error {
	if err := checkName(p.Name); err != nil {
		return err
	}
	if !p.Center.Valid() {
		return &fleet.Error{Kind: fleet.Invalid, Field: "latitude", Message: fmt.Sprintf("%v, %v is not a position on earth. Latitude comes first.", p.Center.Lat, p.Center.Lon)}
	}
	if p.Outline == nil && p.RadiusM != 0 && p.RadiusM < minPlaceM || p.Outline == nil && p.RadiusM > maxPlaceM {
		return &fleet.Error{Kind: fleet.Invalid, Field: "radius_m", Message: fmt.Sprintf("A place's radius is %d m to %d m.", minPlaceM, maxPlaceM)}
	}
	return nil
}
