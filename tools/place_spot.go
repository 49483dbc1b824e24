package tools

import (
	"context"
	"fmt"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// hereWithin is how long the truck somebody asked about stays what "here" means.
const hereWithin = time.Hour

// placeSpot is where a place is to be: coordinates, an outline, where a truck
// stands, or "here", which is where the truck stands that the person asked
// about last. Nobody else's position is known: people carry no tracker.
func (d *desk) placeSpot(ctx context.Context, call *Call, in *placeSaveArgs) (note string, err error) {
	switch {
	case len(in.Outline) > 0:
		return "", nil
	case in.Here:
		return d.placeHere(ctx, call, in)
	case in.At == "":
		return "", nil
	}
	if p, ok := fleet.ParsePoint(in.At); ok {
		in.Latitude, in.Longitude, in.At = p.Lat, p.Lon, ""
		return "", nil
	}
	n, err := d.store.FindTruck(ctx, in.At, call.match())
	if err != nil {
		return "", inField(err, "at")
	}
	return d.placeAtTruck(ctx, call, in, n.ID)
}

// placeHere is never done unseen: what "here" means is shown first.
func (d *desk) placeHere(ctx context.Context, call *Call, in *placeSaveArgs) (string, error) {
	id, at, err := d.store.LastTruck(ctx, call.Caller.PersonID)
	if err != nil {
		return "", err
	}
	if id == 0 || call.Now.Sub(at) > hereWithin {
		return "", &fleet.Error{Kind: fleet.Invalid, Field: "at", Message: fmt.Sprintf(
			"I cannot see where you are. Ask where a truck is that stands there, then say here again, or name it: /tower place add %q at T-4407. Coordinates do, too: at 6.7420, 3.4200.", in.Name)}
	}
	if !call.DryRun {
		return "", &fleet.Error{Kind: fleet.Ambiguous, Field: "at", Choices: []string{"here"}, Message: "Here is where the truck stands that you asked about last."}
	}
	return d.placeAtTruck(ctx, call, in, id)
}

func (d *desk) placeAtTruck(ctx context.Context, call *Call, in *placeSaveArgs, id int64) (string, error) {
	trucks, err := d.store.Trucks(ctx, id)
	if err != nil {
		return "", err
	}
	switch {
	case len(trucks) == 0 || trucks[0].State == nil:
		return "", fleet.Errorf(fleet.Conflict, "That truck has never reported a position. Give coordinates instead: at 6.7420, 3.4200.")
	case trucks[0].State.Motion == fleet.Moving: // at its last fix, however old: it went on from there
		return "", fleet.Errorf(fleet.Conflict, "%s was moving at its last fix, %s, so it marks no place. Try again when it stands, or give coordinates.", trucks[0].Plate, age(trucks[0].State, call.Now))
	}
	t := trucks[0]
	in.Latitude, in.Longitude, in.At, in.Here = t.State.Point.Lat, t.State.Point.Lon, "", false
	return fmt.Sprintf("That is where %s stands, %s; its fix is from %s.", t.Plate, whereabouts(t, call.Caller.Units), age(t.State, call.Now)), nil
}

// newRing stands in an outline before the corners of a hole.
const newRing = "hole"

// outlineArg reads corners, each "6.5,3.3".
func outlineArg(corners []string) (fleet.Outline, error) {
	if len(corners) == 0 {
		return nil, nil
	}
	o := fleet.Outline{nil}
	for _, text := range corners {
		if text == newRing {
			o = append(o, nil)
			continue
		}
		p, ok := fleet.ParsePoint(text)
		if !ok {
			return nil, &fleet.Error{Kind: fleet.Invalid, Field: "outline", Message: fmt.Sprintf("%q is no corner. Write latitude,longitude.", clip(text))}
		}
		o[len(o)-1] = append(o[len(o)-1], p)
	}
	return o.Clean()
}

func cornersWords(o fleet.Outline) string {
	if o == nil {
		return ""
	}
	words := count(len(o[0]), "corner")
	if holes := len(o) - 1; holes > 0 {
		words += ", " + count(holes, "hole")
	}
	return words
}

// noteTruck remembers whom "here" is asked about.
func (d *desk) noteTruck(ctx context.Context, call *Call, t store.TruckNow) error {
	if call.Caller.PersonID == 0 {
		return nil
	}
	return d.store.NoteTruck(ctx, call.Caller.PersonID, t.ID, call.Now)
}
