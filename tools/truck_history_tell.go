package tools

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

func (d *desk) tellHistory(ctx context.Context, h *history, in truckHistoryArgs) (answer.Answer, error) {
	shown := h.window.Until(h.now)
	a := answer.Answer{Kind: answer.Result, Window: &shown, Notes: h.notes}
	if len(h.track) == 0 && len(h.drives) == 0 {
		return a, d.nothingHeard(ctx, h, &a)
	}
	if len(h.drives) == 0 {
		h.stood(&a)
		return a, nil
	}
	a.Headline, a.Facts = h.headline(in.Want), h.facts()
	rows := h.rows(in.Want)
	from := min(max(0, in.Offset), len(rows))
	a.Table = &answer.Table{Columns: []string{"From", "Until", "What", "Where"}, Rows: rows[from:min(len(rows), from+listedRows)]}
	a.Table.More = len(rows) - from - len(a.Table.Rows)
	if len(rows) > listedRows {
		in.Offset = 0
		a.Page = answer.NewPage("truck_history", in, from, listedRows, len(rows))
	}
	h.draw(&a)
	a.Notes = append(a.Notes, h.caveats()...)
	return a, nil
}

// nothingHeard is honest about a silent stretch, and says what came before it.
func (d *desk) nothingHeard(ctx context.Context, h *history, a *answer.Answer) error {
	a.Headline = "Nothing was heard of " + h.truck.Plate + " in that time."
	last, err := d.store.PositionBefore(ctx, h.truck.ID, h.window.From)
	if err != nil || last.At.IsZero() {
		return err
	}
	near, err := d.store.Beside(ctx, []fleet.Point{last.Point})
	if err != nil {
		return err
	}
	a.Facts = []answer.Fact{{Label: "Last fix before", Value: fleet.FormatTime(last.At)}, {Label: "Where", Value: whereWas("", near[0], last.Point, h.units)}, {Label: "Map", Value: last.Point.MapLink()}}
	return nil
}

// stood is for a truck that was heard of and made no drive.
func (h *history) stood(a *answer.Answer) {
	first, last := h.track[0], h.track[len(h.track)-1]
	a.Headline = fmt.Sprintf("%s has not moved in that time.", h.truck.Plate)
	if off := first.Point.MetersTo(last.Point); off >= fleet.DriveMetres {
		a.Headline = fmt.Sprintf("%s made no drive in that time, but its last fix lies %s from its first.", h.truck.Plate, h.units.Distance(off))
	}
	a.Facts = []answer.Fact{{Label: "Fixes", Value: fmt.Sprintf("%d, the last %s", len(h.track), fleet.FormatTime(last.At))}, {Label: "Map", Value: last.Point.MapLink()}}
	a.Points = []answer.Point{{Label: h.truck.Plate, Lat: last.Point.Lat, Lon: last.Point.Lon, State: string(fleet.Stopped)}}
	a.Notes = append(a.Notes, fmt.Sprintf("A drive is at least %s and %s long; what is less is not counted.", h.units.Distance(fleet.DriveMetres), fleet.FormatDuration(fleet.DriveTime)))
}

func (h *history) headline(want string) string {
	stops := count(len(h.stops), "stop")
	if long, ok := h.longest(); ok {
		stops += fmt.Sprintf(", the longest %s, %s", fleet.FormatDuration(long.Lasted(h.window.Until(h.now))), h.where[long.Point])
	}
	if want == "stops" {
		return fmt.Sprintf("%s made %s.", h.words, stops)
	}
	return fmt.Sprintf("%s went %s in %s, with %s.", h.words, distanceWords(h.metres, h.units), count(len(h.drives), "drive"), stops)
}

func (h *history) longest() (fleet.Stop, bool) {
	w := h.window.Until(h.now)
	if len(h.stops) == 0 {
		return fleet.Stop{}, false
	}
	return slices.MaxFunc(h.stops, func(a, b fleet.Stop) int { return cmp.Compare(a.Lasted(w), b.Lasted(w)) }), true
}

func (h *history) facts() []answer.Fact {
	first, last := h.drives[0], h.drives[len(h.drives)-1]
	facts := []answer.Fact{{Label: "First moved", Value: clip24(first.Start) + " from " + h.where[first.From]}}
	if last.Open {
		facts = append(facts, answer.Fact{Label: "Under way", Value: "since " + clip24(last.Start) + ", last heard " + clip24(last.End)})
	} else {
		facts = append(facts, answer.Fact{Label: "Last stopped", Value: clip24(last.End) + ", " + h.where[last.To]})
	}
	top := 0.0
	for _, d := range h.drives {
		top = max(top, d.TopKmh)
	}
	return append(facts, answer.Fact{Label: "Driving", Value: hours(int(h.moving.Seconds()))}, h.idling(), answer.Fact{Label: "Top speed", Value: h.units.Speed(top)},
		answer.Fact{Label: "Fixes", Value: fmt.Sprint(min(len(h.track), maxTrack))})
}

func (h *history) idling() answer.Fact {
	queue, roadside := sumOf(h.idled, "queue"), sumOf(h.idled, "roadside")
	text := "none of 5 minutes or more"
	if queue+roadside > 0 {
		text = fmt.Sprintf("%s in queues, %s at the roadside", idleHours(queue), idleHours(roadside))
	}
	return answer.Fact{Label: "Idling", Value: text}
}

// clip24 writes a moment as short as a table takes it.
func clip24(t time.Time) string { return t.In(fleet.WAT).Format("2 Jan 15:04") }

// rows are drives and stops in the order of time.
func (h *history) rows(want string) [][]string {
	type row struct {
		at    time.Time
		cells []string
	}
	var rows []row
	w := h.window.Until(h.now)
	for _, d := range h.drives {
		if want == "stops" {
			break
		}
		what := "drove " + h.units.Distance(d.Metres)
		until := clip24(d.End)
		if d.Open {
			what, until = "driving, "+h.units.Distance(d.Metres)+" so far", "goes on"
		} else if !d.Settled {
			what += ", then silent"
		}
		rows = append(rows, row{d.Start, []string{clip24(d.Start), until, what, h.where[d.From] + " to " + h.where[d.To]}})
	}
	for _, s := range h.stops {
		if want == "route" {
			break
		}
		from, until, what := "before", "goes on", "stopped "
		if !s.From.IsZero() {
			from = clip24(s.From)
		}
		if !s.To.IsZero() {
			until = clip24(s.To)
		}
		if s.Silent {
			what = "silent "
		}
		rows = append(rows, row{s.From, []string{from, until, what + fleet.FormatDuration(s.Lasted(w)), h.where[s.Point]}})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.at.Compare(b.at) })
	out := make([][]string, len(rows))
	for i, r := range rows {
		out[i] = r.cells
	}
	return out
}

// draw puts the track and the stops on the map.
func (h *history) draw(a *answer.Answer) {
	track := h.track[:min(len(h.track), maxTrack)]
	a.Path = answer.ThinPath(pathOf(track))
	for i, s := range h.stops[:min(len(h.stops), markedStops)] {
		a.Points = append(a.Points, answer.Point{Label: fmt.Sprintf("%d %s", i+1, h.where[s.Point]), Lat: s.Point.Lat, Lon: s.Point.Lon, State: string(fleet.Stopped)})
	}
	if last := h.drives[len(h.drives)-1]; last.Open {
		a.Points = append(a.Points, answer.Point{Label: h.truck.Plate, Lat: last.To.Lat, Lon: last.To.Lon, State: string(fleet.Moving)})
	}
}

// pathOf cuts a track where nobody heard of the truck for too long.
func pathOf(track []fleet.Position) [][]fleet.Point {
	var out [][]fleet.Point
	for i, p := range track {
		if i == 0 || p.At.Sub(track[i-1].At) > fleet.DriveGap {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], p.Point)
	}
	return out
}

func (h *history) caveats() []string {
	var notes []string
	if len(h.track) > maxTrack {
		notes = append(notes, fmt.Sprintf("The map shows the first %s fixes, up to %s.", thousands(maxTrack), fleet.FormatTime(h.track[maxTrack-1].At)))
	}
	if len(h.track) == 0 {
		notes = append(notes, "Positions of that time are not kept any more, so there is no track.")
	}
	notes = append(notes, "A stop is where it stood for 5 minutes or more between two drives.")
	first, last := h.drives[0], h.drives[len(h.drives)-1]
	if first.Start.Before(h.window.From) || last.End.After(h.window.To) {
		notes = append(notes, "A drive that reaches beyond the period is listed whole; the distance above is of the period alone.")
	}
	return notes
}
