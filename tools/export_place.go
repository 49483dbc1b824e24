package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// exportTrack is every believed fix of each truck.
func (d *desk) exportTrack(ctx context.Context, s subject) (exported, error) {
	x := exported{noun: "point", table: answer.Table{Columns: []string{"Truck", "Time", "Latitude", "Longitude", "km/h", "Heading", "Engine", "Odometer km"}, Right: []int{2, 3, 4, 5, 7}}}
	trucks, err := d.store.Trucks(ctx, s.ids...)
	if err != nil {
		return x, err
	}
	for _, t := range trucks {
		left := maxExported - len(x.table.Rows)
		track, err := d.store.Track(ctx, t.ID, s.window, left+1)
		if err != nil {
			return x, err
		}
		if len(track) > left {
			track, x.more = track[:left], true
		}
		for _, p := range track {
			x.table.Rows = append(x.table.Rows, fixCells(t.Plate, p))
		}
		if len(track) > 0 {
			x.geo.Tracks = append(x.geo.Tracks, answer.GeoTrack{Name: t.Plate, Lines: linesOf(track)})
		}
	}
	return x, nil
}

func fixCells(plate string, p fleet.Position) []string {
	engine, odometer := "", ""
	if p.Ignition != nil {
		engine = map[bool]string{true: "on", false: "off"}[*p.Ignition]
	}
	if p.OdometerKm > 0 {
		odometer = fmt.Sprintf("%.1f", p.OdometerKm)
	}
	return []string{plate, watStamp(p.At), fmt.Sprintf("%.6f", p.Point.Lat), fmt.Sprintf("%.6f", p.Point.Lon), fmt.Sprintf("%.0f", p.SpeedKmh), fmt.Sprintf("%.0f", p.Heading), engine, odometer}
}

// linesOf cuts a track where nobody heard of the truck for too long.
func linesOf(track []fleet.Position) [][]fleet.Position {
	var out [][]fleet.Position
	for i, p := range track {
		if i == 0 || p.At.Sub(track[i-1].At) > fleet.DriveGap {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], p)
	}
	return out
}

// exportVisits is the visits of a place, of some trucks, or of some trucks
// there.
func (d *desk) exportVisits(ctx context.Context, s subject, name string) (exported, error) {
	x := exported{noun: "visit", table: answer.Table{Columns: []string{"Truck", "Place", "Entered", "Left", "Minutes"}, Right: []int{4}}}
	if name == "" && len(s.ids) == 0 {
		return x, &fleet.Error{Kind: fleet.Ambiguous, Field: "place", Message: "The visits of which place, or of which truck?"}
	}
	var place store.Named
	var found []store.VisitNow
	var err error
	if name != "" {
		if place, err = d.store.FindPlace(ctx, name, store.Loose); err != nil {
			return x, err
		}
	}
	if len(s.ids) == 0 {
		if found, err = d.store.PlaceVisits(ctx, place.ID, s.window.From, s.window.To); err != nil {
			return x, err
		}
	}
	for _, id := range s.ids {
		visits, err := d.store.TruckVisits(ctx, id, s.window.From, s.window.To)
		if err != nil {
			return x, err
		}
		for _, v := range visits {
			if place.ID == 0 || v.PlaceID == place.ID {
				found = append(found, v)
			}
		}
	}
	x.more = len(found) > maxExported
	return x, d.addVisits(ctx, &x, found[:min(len(found), maxExported)])
}

func (d *desk) addVisits(ctx context.Context, x *exported, found []store.VisitNow) error {
	centers := map[int64]fleet.Point{}
	for _, v := range found {
		if _, known := centers[v.PlaceID]; !known {
			p, err := d.store.Place(ctx, v.PlaceID)
			if err != nil {
				return err
			}
			centers[v.PlaceID] = p.Center
		}
		left, minutes := "", ""
		if v.Left != nil {
			left, minutes = watStamp(*v.Left), fmt.Sprintf("%.0f", v.Left.Sub(v.Entered).Minutes())
		}
		x.table.Rows = append(x.table.Rows, []string{v.Truck, v.Place, watStamp(v.Entered), left, minutes})
		x.geo.Points = append(x.geo.Points, answer.GeoPoint{Name: v.Truck + " in " + v.Place, Text: "left " + orWords(left, "not yet"), Point: centers[v.PlaceID], At: v.Entered})
	}
	return nil
}

func orWords(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

// exportPositions is where trucks are now: those that were named, or all.
func (d *desk) exportPositions(ctx context.Context, call *Call, s subject) (exported, error) {
	x := exported{noun: "position", now: true, table: answer.Table{Columns: []string{"Truck", "Time of fix", "Latitude", "Longitude", "km/h", "State", "Where", "Driver", "Trip"}, Right: []int{2, 3, 4}}}
	var trucks []store.TruckNow
	var err error
	if len(s.ids) > 0 {
		trucks, err = d.store.Trucks(ctx, s.ids...)
	} else {
		trucks, err = d.store.TrucksDoing(ctx, store.DoingQuery{Limit: maxExported + 1, Now: call.Now})
	}
	if err != nil {
		return x, err
	}
	if x.more = len(trucks) > maxExported; x.more {
		trucks = trucks[:maxExported]
	}
	for _, t := range trucks {
		if t.State == nil {
			continue
		}
		trip, state := "", doing(t, call.Now, fleet.Kilometres)
		if t.Trip != nil {
			trip = t.Trip.Ref
		}
		x.table.Rows = append(x.table.Rows, []string{t.Plate, watStamp(t.State.At), fmt.Sprintf("%.6f", t.State.Point.Lat), fmt.Sprintf("%.6f", t.State.Point.Lon),
			fmt.Sprintf("%.0f", t.State.SpeedKmh), state, whereabouts(t, fleet.Kilometres), t.Driver, trip})
		x.geo.Points = append(x.geo.Points, answer.GeoPoint{Name: t.Plate, Text: state + ", " + whereabouts(t, fleet.Kilometres), Point: t.State.Point, At: t.State.At})
	}
	return x, nil
}
