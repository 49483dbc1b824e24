package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type trucksAtArgs struct {
	Place  string `json:"place,omitempty" jsonschema:"a named place; without one, all places"`
	Kind   string `json:"kind,omitempty" enum:"terminal,depot,client,park,port,city" jsonschema:"only places of this kind"`
	Offset int    `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func trucksAt(d *desk) *Tool {
	return newTool("trucks_at", "Which trucks are in places now, and since when: in one place, in all terminals, ports, parks, depots or clients, or in any place.", d.trucksAt)
}

func (d *desk) trucksAt(ctx context.Context, call *Call, in trucksAtArgs) (answer.Answer, error) {
	if in.Place != "" {
		return d.placeVisits(ctx, call, placeVisitsArgs{Place: in.Place, Offset: in.Offset})
	}
	found, err := d.store.InsideKind(ctx, in.Kind)
	if err != nil {
		return answer.Answer{}, err
	}
	// Places lie in each other: the smallest that a truck is in counts.
	seen := map[int64]bool{}
	found = slices.DeleteFunc(found, func(x store.Inside) bool {
		again := seen[x.TruckID]
		seen[x.TruckID] = true
		return again
	})
	where := "a named place"
	if in.Kind != "" {
		where = "a " + in.Kind
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%s %s in %s now.", count(len(found), "truck"), areOrIs(len(found)), where), Facts: perPlace(found)}
	return a, d.listInside(ctx, call, &a, found, "trucks_at", in, in.Offset)
}

// perPlace counts the trucks of each place, most first.
func perPlace(found []store.Inside) []answer.Fact {
	const most = 10
	n := map[string]int{}
	for _, x := range found {
		n[x.Place]++
	}
	var names []string
	for name := range n {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if n[a] != n[b] {
			return n[b] - n[a]
		}
		return strings.Compare(a, b)
	})
	var facts []answer.Fact
	for _, name := range names[:min(len(names), most)] {
		facts = append(facts, answer.Fact{Label: name, Value: fmt.Sprint(n[name])})
	}
	if rest := len(names) - most; rest > 0 {
		facts = append(facts, answer.Fact{Label: "More places", Value: fmt.Sprint(rest)})
	}
	return facts
}

// thereNow is who is inside one place.
func (d *desk) thereNow(ctx context.Context, v *visiting) (answer.Answer, error) {
	found, err := d.store.InsideNow(ctx, v.place.ID)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Points: []answer.Point{v.mark()},
		Headline: fmt.Sprintf("%s %s in %s now.", count(len(found), "truck"), areOrIs(len(found)), v.place.Name)}
	if len(found) == 0 || v.in.Want == "count" {
		return a, nil
	}
	a.Facts = []answer.Fact{{Label: "Longest there", Value: fleet.FormatDuration(v.now.Sub(found[0].Entered))}}
	call := &Call{Now: v.now, Caller: fleet.Caller{Units: v.units}}
	return a, d.listInside(ctx, call, &a, found, "place_visits", v.in, v.in.Offset)
}

// listInside adds the trucks as a table, the longest there first, and to the
// map. The arguments are for the next page.
func (d *desk) listInside(ctx context.Context, call *Call, a *answer.Answer, found []store.Inside, tool string, args any, offset int) error {
	from := min(max(0, offset), len(found))
	page := found[from:min(len(found), from+listedRows)]
	if len(page) == 0 {
		return nil
	}
	ids := make([]int64, len(page))
	for i, x := range page {
		ids[i] = x.TruckID
	}
	trucks, err := d.store.Trucks(ctx, ids...)
	if err != nil {
		return err
	}
	if len(trucks) != len(page) {
		return fleet.Errorf(fleet.Conflict, "The list of trucks changed at this moment. Please ask again.")
	}
	a.Table = &answer.Table{Columns: []string{"Truck", "Place", "Since", "Stayed", "State", "Trip", "Fix"}, More: len(found) - from - len(page)}
	for i, t := range trucks {
		stayed := call.Now.Sub(page[i].Entered).Truncate(time.Second)
		a.Table.Rows = append(a.Table.Rows, append([]string{t.Plate, page[i].Place, clip24(page[i].Entered), fleet.FormatDuration(stayed)}, truckCells(t, call.Now, call.Caller.Units)...))
		if t.State != nil {
			a.Points = append(a.Points, mapPoint(t, call.Now))
		}
	}
	a.Page = answer.NewPage(tool, args, from, listedRows, len(found)) // even when all are listed: a card may show fewer of them
	return nil
}
