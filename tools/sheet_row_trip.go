package tools

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
)

// takeTrip makes a row of the sheet a trip: what may be edited, and when, is as
// in trip_edit and trip_update, and a new one is judged as in trip_create.
func (d *desk) takeTrip(ctx context.Context, call *Call, m store.SheetTake, in sheetChange) error {
	if m.Object == 0 {
		return d.takeNewTrip(ctx, call, m, in)
	}
	t, err := d.store.TripByID(ctx, m.Object)
	if err != nil {
		return err
	}
	if _, err := in.after(sheet.TripValues(t)); err != nil {
		return err
	}
	edit, empty, err := tripCells(in.set)
	if err != nil {
		return err
	}
	e := tripEditing{desk: d, call: call, was: t, now: t, in: &tripEditArgs{}}
	if err := json.Unmarshal(edit, e.in); err != nil {
		return fleet.Errorf(fleet.Invalid, "This row cannot be read as a trip.")
	}
	e.in.Clear = empty
	if len(edit) > len("{}") || len(empty) > 0 {
		if err := e.work(ctx); err != nil {
			return err
		}
	}
	if err := e.rest(in.set); err != nil {
		return err
	}
	return d.store.TakeTrip(ctx, m, t.Version, change(call, strings.Join(e.what, "; "), "from the Google Sheet"), func(x *fleet.Trip) error {
		*x = e.now
		return nil
	})
}

// rest are the columns that are no edit: the status goes on by the rules of a
// trip, and the reason is words.
func (e *tripEditing) rest(set map[string]string) error {
	if reason, given := set["reason"]; given {
		e.changed("Reason", e.now.Reason, reason)
		e.now.Reason = reason
	}
	status, given := set["status"]
	if !given {
		return nil
	}
	to := statusOf(status)
	if !to.Valid() {
		return &fleet.Error{Kind: fleet.Invalid, Field: "status", Message: "A trip has a status. Choose one."}
	}
	u, err := planTransition(e.call.Now, e.now, to, tripUpdateArgs{Reason: e.now.Reason})
	if err != nil {
		return inField(err, "status")
	}
	e.what = append(e.what, u.what)
	return u.apply(&e.now)
}

func statusOf(words string) fleet.TripStatus {
	return fleet.TripStatus(strings.ReplaceAll(words, " ", "_"))
}

// tripCells turns changed cells into the arguments of the tools for trips, and
// names those that were emptied.
func tripCells(set map[string]string) (args json.RawMessage, empty []string, err error) {
	m := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		text := set[name]
		c, _ := sheet.ColumnOf(sheet.Trips, name)
		switch {
		case name == "status" || name == "reason" || name == "ref":
		case c.Ours:
			return nil, nil, &fleet.Error{Kind: fleet.Invalid, Field: name, Message: c.Header + " is kept by Watch Tower."}
		case text == "":
			empty = append(empty, name)
		case c.Type == sheet.Number || c.Type == sheet.Whole:
			n, err := strconv.ParseFloat(text, 64)
			if err != nil || c.Type == sheet.Whole && n != float64(int(n)) {
				return nil, nil, &fleet.Error{Kind: fleet.Invalid, Field: name, Message: fmt.Sprintf("%s is %q, which is not a number that fits.", c.Header, text)}
			}
			m[name] = n
		case c.Type == sheet.Refers:
			m[name] = parts(text)
		default:
			m[name] = text
		}
	}
	args, err = json.Marshal(m)
	return args, empty, err
}

func (d *desk) takeNewTrip(ctx context.Context, call *Call, m store.SheetTake, in sheetChange) error {
	set := maps.Clone(in.set)
	maps.DeleteFunc(set, func(name, text string) bool { c, _ := sheet.ColumnOf(sheet.Trips, name); return text == "" || c.Ours })
	for _, name := range []string{"truck", "origin", "destination", "start"} {
		if set[name] == "" {
			c, _ := sheet.ColumnOf(sheet.Trips, name)
			return &fleet.Error{Kind: fleet.Invalid, Field: name, Message: c.Header + " is empty. A trip needs a truck, where it goes from and to, and when it starts."}
		}
	}
	args, _, err := tripCells(set)
	if err != nil {
		return err
	}
	var plan tripCreateArgs
	if err := json.Unmarshal(args, &plan); err != nil {
		return fleet.Errorf(fleet.Invalid, "This row cannot be read as a trip.")
	}
	t, err := d.planTrip(ctx, store.Exact, &plan)
	if err != nil {
		return err
	}
	if t.Start, err = parseStart(plan.Start, call.Now); err != nil {
		return err
	}
	t.Ref, t.Status, t.Reason = squeeze(in.set["ref"]), statusOf(set["status"]), set["reason"]
	if t.Status == "" {
		t.Status = fleet.Scheduled
	}
	if t.Status == fleet.Scheduled {
		if err := d.mustWork(ctx, t); err != nil {
			return err
		}
		if _, err := d.judgeTrip(ctx, t, call.Now); err != nil {
			return err
		}
	}
	return d.store.TakeNewTrip(ctx, m, t, change(call, "Taken over from the Google Sheet", ""))
}
