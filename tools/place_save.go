package tools

import (
	"context"
	"fmt"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
)

type placeSaveArgs struct {
	Name      string   `json:"name"`
	Latitude  float64  `json:"latitude"`
	Longitude float64  `json:"longitude"`
	Kind      string   `json:"kind,omitempty" enum:"terminal,depot,client,park,port,city" jsonschema:"default depot"`
	RadiusM   float64  `json:"radius_m,omitempty" jsonschema:"default 300"`
	Aliases   []string `json:"aliases,omitempty" jsonschema:"other names people use"`
}

// What a place's radius may be, in metres: a gate to a large city.
const (
	defaultPlaceM = 300
	minPlaceM     = 20
	maxPlaceM     = 30_000
)

func placeSave(d *desk) *Tool {
	t := newTool("place_save", "Add a place or move one, found by name: a circle with a radius in metres, and other names for it.", d.placeSave)
	t.Write = true
	return t
}

func (d *desk) placeSave(ctx context.Context, call *Call, in placeSaveArgs) (answer.Answer, error) {
	p := fleet.Place{Name: squeeze(in.Name), Kind: in.Kind, Center: fleet.Point{Lat: in.Latitude, Lon: in.Longitude}, RadiusM: in.RadiusM}
	if p.Kind == "" {
		p.Kind = "depot"
	}
	if p.RadiusM == 0 {
		p.RadiusM = defaultPlaceM
	}
	for _, alias := range in.Aliases {
		if alias = squeeze(alias); fleet.Key(alias) != "" {
			p.Aliases = append(p.Aliases, alias)
		}
	}
	if err := checkPlace(p); err != nil {
		return answer.Answer{}, err
	}
	facts := []answer.Fact{
		{Label: "Kind", Value: p.Kind},
		{Label: "Where", Value: fmt.Sprintf("%.5f, %.5f", p.Center.Lat, p.Center.Lon)},
		{Label: "Radius", Value: fleet.FormatDistance(p.RadiusM)},
		{Label: "Also called", Value: strings.Join(p.Aliases, ", ")},
	}
	if call.DryRun {
		return proposed("place "+p.Name, facts...), nil
	}
	created, err := d.store.SavePlace(ctx, p)
	return saved(p.Name, created, facts...), err
}

func checkPlace(p fleet.Place) error {
	if err := checkName(p.Name); err != nil {
		return err
	}
	if !p.Center.Valid() {
		return &fleet.Error{Kind: fleet.Invalid, Field: "latitude", Message: fmt.Sprintf("%v, %v is not a position on earth. Latitude comes first.", p.Center.Lat, p.Center.Lon)}
	}
	if p.RadiusM < minPlaceM || p.RadiusM > maxPlaceM {
		return &fleet.Error{Kind: fleet.Invalid, Field: "radius_m", Message: fmt.Sprintf("A place's radius is %d m to %d m.", minPlaceM, maxPlaceM)}
	}
	return nil
}
