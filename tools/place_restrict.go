package tools

import (
	"context"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// onlyRestricts says whether a save is about nothing but who may be in a place:
// then it stays where it is.
func (in placeSaveArgs) onlyRestricts() bool {
	return in.Restricted != nil && in.Latitude == 0 && in.Longitude == 0 && in.At == "" && !in.Here && len(in.Outline) == 0
}

// restrictPlace marks a known place, or takes the mark from it.
func (d *desk) restrictPlace(ctx context.Context, call *Call, in placeSaveArgs) (answer.Answer, error) {
	if in.Kind != "" || in.RadiusM != 0 || len(in.Aliases) > 0 {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "latitude", Message: "Give coordinates too where more of a place changes than whether it is restricted."}
	}
	n, err := d.store.FindPlace(ctx, in.Name, call.match())
	if err != nil {
		return answer.Answer{}, inField(err, "name")
	}
	facts := []answer.Fact{{Label: "Restricted", Value: restrictedWords(in.Restricted)}}
	in.Name = n.Name
	if call.DryRun {
		return proposed("place "+n.Name, facts...), call.Pin(in)
	}
	return saved(n.Name, false, facts...), d.store.RestrictPlace(ctx, n.ID, *in.Restricted)
}

// restrictNamed is restrictPlace for a place that was saved just now.
func (d *desk) restrictNamed(ctx context.Context, name string, restricted bool) error {
	n, err := d.store.FindPlace(ctx, name, store.Exact)
	if err != nil {
		return err
	}
	return d.store.RestrictPlace(ctx, n.ID, restricted)
}

// restrictedWords say what the mark means, nothing where it is left as it is.
func restrictedWords(r *bool) string {
	switch {
	case r == nil:
		return ""
	case *r:
		return "yes: a truck without a trip there raises an alert"
	}
	return "no"
}
