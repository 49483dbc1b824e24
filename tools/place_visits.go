package tools

import (
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const maxVisited = 92 // days of visits: a quarter

type placeVisitsArgs struct {
	Place     string   `json:"place" jsonschema:"a named place"`
	Truck     string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks    []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Driver    string   `json:"driver,omitempty" jsonschema:"driver whose truck is meant"`
	TripID    string   `json:"trip_id,omitempty"`
	Container string   `json:"container,omitempty"`
	Waybill   string   `json:"waybill,omitempty"`
	Self      bool     `json:"self,omitempty" jsonschema:"the asking driver's own truck"`
	Period    Period   `json:"period,omitzero" jsonschema:"without one: who is there now, or a truck's latest visit"`
	Want      string   `json:"want,omitempty" enum:"count,entry_time,exit_time,dwell" jsonschema:"the one thing that is asked for"`
	Offset    int      `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func placeVisits(d *desk) *Tool {
	return newTool("place_visits", "Which trucks are inside a place now, and who entered or left it in a period: when, and for how long. Also whether one truck is or was there.", d.placeVisits)
}

// lookBack is how far back the latest visit of a truck is looked for.
const lookBack = 31 * 24 * time.Hour

func (d *desk) placeVisits(ctx context.Context, call *Call, in placeVisitsArgs) (answer.Answer, error) {
	who := whose{in.Truck, in.Trucks, in.Driver, in.TripID, in.Container, in.Waybill, in.Self}
	s, err := d.about(ctx, call, who, in.Period, "today")
	if err != nil {
		return answer.Answer{}, err
	}
	place, err := d.store.FindPlace(ctx, in.Place, store.Loose)
	if err != nil {
		return answer.Answer{}, err
	}
	whole, err := d.store.Place(ctx, place.ID)
	if err != nil {
		return answer.Answer{}, err
	}
	if s.window.To.Sub(s.window.From) > maxVisited*24*time.Hour {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: fmt.Sprintf("Visits are listed for at most %d days. Ask for fewer.", maxVisited)}
	}
	v := &visiting{subject: s, place: whole, in: in, now: call.Now, units: call.Caller.Units}
	switch {
	case len(s.ids) > 0:
		return d.visitsOfTrucks(ctx, v)
	case in.Period.IsZero():
		return d.thereNow(ctx, v)
	}
	return d.visitsInTime(ctx, v)
}

// visiting is a question about the visits of a place.
type visiting struct {
	subject
	place fleet.Place
	in    placeVisitsArgs
	now   time.Time
	units fleet.Units
}

func (v *visiting) mark() answer.Point {
	return answer.Point{Label: v.place.Name, Lat: v.place.Center.Lat, Lon: v.place.Center.Lon, State: "place", RadiusM: v.place.RadiusM}
}

// visitsOfTrucks is for one truck or a few: each truck's latest visit, or all
// of them in the period.
func (d *desk) visitsOfTrucks(ctx context.Context, v *visiting) (answer.Answer, error) {
	trucks, err := d.store.Trucks(ctx, v.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	latest := v.in.Period.IsZero()
	if latest {
		v.window.From = v.now.Add(-lookBack)
	}
	var found []store.VisitNow
	var lines []string
	a := answer.Answer{Kind: answer.Result, Notes: v.notes}
	for _, t := range trucks {
		all, err := d.store.TruckVisits(ctx, t.ID, v.window.From, v.window.To)
		if err != nil {
			return a, err
		}
		mine := slices.DeleteFunc(all, func(x store.VisitNow) bool { return x.PlaceID != v.place.ID })
		if latest && len(mine) > 0 {
			mine = mine[len(mine)-1:]
		}
		found = append(found, mine...)
		lines = append(lines, v.headline(t, mine))
		if len(trucks) == 1 {
			a.Facts = append(a.Facts, answer.Fact{Label: "Last fix", Value: age(t.State, v.now)})
		}
		if t.State != nil {
			a.Points = append(a.Points, mapPoint(t, v.now))
		}
	}
	a.Headline = lines[0]
	for _, l := range lines[1:] {
		a.Headline += "\n" + l
	}
	a.Points = append(a.Points, v.mark())
	shown := v.window.Until(v.now)
	a.Window = &shown
	v.list(&a, found)
	return a, nil
}

// headline answers for one truck; the visits are its own, oldest first.
func (v *visiting) headline(t store.TruckNow, mine []store.VisitNow) string {
	if len(mine) == 0 {
		text := fmt.Sprintf("%s was not in %s in that time", t.Plate, v.place.Name)
		if v.in.Period.IsZero() {
			text = fmt.Sprintf("No, %s is not in %s, and was not in the last 31 days", t.Plate, v.place.Name)
		}
		if t.State != nil && v.in.Period.IsZero() {
			text += "; it is " + whereabouts(t, v.units)
		}
		return text + "."
	}
	last := mine[len(mine)-1]
	if last.Left == nil {
		return fmt.Sprintf("%s is in %s since %s, for %s.", t.Plate, v.place.Name, fleet.FormatTime(last.Entered), fleet.FormatDuration(v.now.Sub(last.Entered)))
	}
	text := fmt.Sprintf("%s was in %s from %s to %s, for %s", t.Plate, v.place.Name, fleet.FormatTime(last.Entered), fleet.FormatTime(*last.Left), fleet.FormatDuration(last.Left.Sub(last.Entered)))
	if len(mine) > 1 {
		text += fmt.Sprintf("; the last of %d visits", len(mine))
	}
	return text + "."
}

// visitsInTime is for all trucks in a period.
func (d *desk) visitsInTime(ctx context.Context, v *visiting) (answer.Answer, error) {
	found, err := d.store.PlaceVisits(ctx, v.place.ID, v.window.From, v.window.To)
	if err != nil {
		return answer.Answer{}, err
	}
	shown := v.window.Until(v.now)
	a := answer.Answer{Kind: answer.Result, Window: &shown, Notes: v.notes, Points: []answer.Point{v.mark()}}
	entered, left, there, stays := v.tally(found)
	a.Headline = fmt.Sprintf("%s: %s entered, %d left, %d still there.", v.place.Name, count(len(entered), "truck"), len(left), len(there))
	if n := len(found); n > 0 {
		a.Facts = append(a.Facts, answer.Fact{Label: "Visits", Value: fmt.Sprint(n)})
	}
	if n := len(stays); n > 0 {
		a.Facts = append(a.Facts, answer.Fact{Label: "Half of them stayed", Value: "at most " + fleet.FormatDuration(stays[(n-1)/2])},
			answer.Fact{Label: "Longest stay", Value: fleet.FormatDuration(stays[n-1])})
	}
	if v.in.Want == "exit_time" {
		found = slices.DeleteFunc(found, func(x store.VisitNow) bool { return x.Left == nil || !x.Left.Before(v.window.To) })
	}
	if v.in.Want != "count" {
		v.list(&a, found)
	}
	return a, nil
}

// tally counts the different trucks that entered in the window, left in it, and
// were there at its end, and how long each visit that ended lasted, in order.
func (v *visiting) tally(found []store.VisitNow) (entered, left, there map[int64]bool, stays []time.Duration) {
	entered, left, there = map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	for _, x := range found {
		if !x.Entered.Before(v.window.From) {
			entered[x.TruckID] = true
		}
		if x.Left != nil && x.Left.Before(v.window.To) {
			left[x.TruckID] = true
			stays = append(stays, x.Left.Sub(x.Entered))
		} else {
			there[x.TruckID] = true
		}
	}
	slices.Sort(stays)
	return entered, left, there, stays
}

// list adds the visits as a table, newest first, a page at a time.
func (v *visiting) list(a *answer.Answer, found []store.VisitNow) {
	if len(found) < 2 && len(v.ids) == 1 {
		return
	}
	slices.SortStableFunc(found, func(x, y store.VisitNow) int { return y.Entered.Compare(x.Entered) })
	from := min(max(0, v.in.Offset), len(found))
	t := &answer.Table{Columns: []string{"Truck", "Entered", "Left", "Stayed"}, Right: []int{3}}
	for _, x := range found[from:min(len(found), from+listedRows)] {
		left, stayed := "still there", v.now.Sub(x.Entered)
		if x.Left != nil {
			left, stayed = clip24(*x.Left), x.Left.Sub(x.Entered)
		}
		t.Rows = append(t.Rows, []string{x.Truck, clip24(x.Entered), left, fleet.FormatDuration(stayed)})
	}
	if t.More = len(found) - from - len(t.Rows); len(t.Rows) > 0 {
		a.Table = t
	}
	if len(found) > listedRows {
		a.Page = answer.NewPage("place_visits", v.in, from, listedRows, len(found))
	}
}
