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

// listedRows is how many rows one page of a report holds.
const listedRows = 30

type distanceReportArgs struct {
	Truck     string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks    []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Driver    string   `json:"driver,omitempty" jsonschema:"driver whose trucks are meant"`
	TripID    string   `json:"trip_id,omitempty" jsonschema:"the distance done on this trip"`
	Container string   `json:"container,omitempty"`
	Waybill   string   `json:"waybill,omitempty"`
	Self      bool     `json:"self,omitempty" jsonschema:"the asking driver's own truck"`
	Period    Period   `json:"period,omitzero" jsonschema:"default today, or the time of the trip"`
	Unit      string   `json:"unit,omitempty" enum:"km,mi" jsonschema:"what to read it in"`
	Threshold float64  `json:"threshold,omitempty" jsonschema:"only trucks that went farther than so many km"`
	Offset    int      `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func distanceReport(d *desk) *Tool {
	return newTool("distance_report", "How far trucks went in a period: one, several or the whole fleet, in km or miles, with driving hours and number of drives.", d.distanceReport)
}

func (d *desk) distanceReport(ctx context.Context, call *Call, in distanceReportArgs) (answer.Answer, error) {
	s, err := d.about(ctx, call, whose{in.Truck, in.Trucks, in.Driver, in.TripID, in.Container, in.Waybill, in.Self}, in.Period, "today")
	if err != nil {
		return answer.Answer{}, err
	}
	units := call.Caller.Units
	if in.Unit != "" {
		units = fleet.Units(in.Unit)
	}
	trucks, err := d.store.Trucks(ctx, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	s.named(trucks)
	went, err := d.store.Went(ctx, s.window, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	went = slices.DeleteFunc(went, func(w store.Went) bool { return w.Metres <= in.Threshold*1000 && in.Threshold > 0 })
	shown := s.window.Until(call.Now)
	a := answer.Answer{Kind: answer.Result, Window: &shown, Headline: distanceHeadline(s, went, units), Notes: append(s.notes, distanceNotes(s.window, call.Now, len(s.ids))...)}
	if in.Threshold > 0 {
		a.Notes = append(a.Notes, "Only trucks that went more than "+units.Distance(in.Threshold*1000)+".")
	}
	if len(went) == 0 {
		return a, nil
	}
	a.Facts = distanceFacts(went, units)
	if len(went) > 1 || len(s.ids) > 1 {
		a.Table = wentTable(went, units, max(0, in.Offset))
		if len(went) > listedRows {
			from := max(0, in.Offset)
			in.Offset = 0
			a.Page = answer.NewPage("distance_report", in, from, listedRows, len(went))
		}
	}
	return a, d.distanceChart(ctx, &a, s, units, call.Now)
}

func distanceHeadline(s subject, went []store.Went, u fleet.Units) string {
	var all store.Went
	for _, w := range went {
		all.Metres, all.Drives = all.Metres+w.Metres, all.Drives+w.Drives
	}
	who := s.words
	if who == "" {
		who = "The fleet"
	}
	if all.Metres == 0 {
		return who + " did not go anywhere in that time, as far as was heard."
	}
	text := fmt.Sprintf("%s went %s", who, distanceWords(all.Metres, u))
	if len(s.ids) == 0 {
		text += ": " + count(len(went), "truck")
	}
	if all.Drives > 0 {
		text += " in " + count(all.Drives, "drive")
	}
	return text + "."
}

// distanceWords writes sums of distances: "1,234 km", "4.2 km".
func distanceWords(m float64, u fleet.Units) string {
	if whole := u.Of(m / 1000); whole >= 1000 {
		return thousands(whole) + " " + u.String()
	}
	return u.Distance(m)
}

func distanceFacts(went []store.Went, u fleet.Units) []answer.Fact {
	var moving time.Duration
	var top, metres float64
	for _, w := range went {
		moving, top, metres = moving+w.Moving, max(top, w.TopKmh), metres+w.Metres
	}
	facts := []answer.Fact{{Label: "Distance", Value: distanceWords(metres, u)}, {Label: "Driving", Value: hours(int(moving.Seconds()))}}
	if top > 0 {
		facts = append(facts, answer.Fact{Label: "Top speed", Value: u.Speed(top)})
	}
	if n := len(went); n > 1 {
		facts = append(facts, answer.Fact{Label: "Each truck", Value: distanceWords(metres/float64(n), u) + " on average"})
	}
	return facts
}

func wentTable(went []store.Went, u fleet.Units, from int) *answer.Table {
	t := &answer.Table{Columns: []string{"Truck", u.String(), "Driving", "Drives", "Top speed"}, Right: []int{1, 2, 3, 4}}
	from = min(from, len(went))
	for _, w := range went[from:min(len(went), from+listedRows)] {
		t.Rows = append(t.Rows, []string{w.Truck, answer.FormatNumber(u.Of(w.Metres / 1000)), hours(int(w.Moving.Seconds())), fmt.Sprint(w.Drives), u.Speed(w.TopKmh)})
	}
	t.More = len(went) - from - len(t.Rows)
	return t
}

// distanceNotes say where the figures come from; trucks is how many were named.
func distanceNotes(w fleet.Window, now time.Time, trucks int) []string {
	var notes []string
	from, to, edges := w.Parts()
	if len(edges) > 0 && from < to {
		notes = append(notes, "Whole days are counted by their sums, the hours before and after them by the drives in them.")
	} else if len(edges) > 0 {
		notes = append(notes, "Counted by the drives in that time; what a silent tracker went is not among them.")
	}
	if w.To.After(now) && from < to {
		note := "The last day is so far only."
		if trucks == 0 {
			note = "The last day is so far only, and at most a minute or two behind the trucks."
		}
		notes = append(notes, note)
	}
	return notes
}

// distanceChart adds the distance of each whole day, where there are several.
func (d *desk) distanceChart(ctx context.Context, a *answer.Answer, s subject, u fleet.Units, now time.Time) error {
	days, labels, err := d.byDay(ctx, s, now)
	if err != nil || len(labels) < 2 {
		return err
	}
	row := answer.Series{Name: "Distance", Unit: u.String()}
	for _, day := range days {
		var v *float64
		if day != nil {
			v = new(u.Of(day.Metres / 1000))
		}
		row.Values = append(row.Values, v)
	}
	a.Chart = &answer.Chart{Title: "Distance by day", Subtitle: s.window.String(), Labels: labels, Series: []answer.Series{row}}
	return nil
}

// byDay are the sums of each whole day of a window that has begun, nil for one
// without any, and the day's name.
func (d *desk) byDay(ctx context.Context, s subject, now time.Time) (days []*store.DayWent, labels []string, err error) {
	from, to, _ := s.window.Parts()
	to = min(to, fleet.DayOf(now)+1)
	sums, err := d.store.WentByDay(ctx, from, to, s.ids...)
	if err != nil {
		return nil, nil, err
	}
	known := map[string]*store.DayWent{}
	for i := range sums {
		known[sums[i].Day.Format(time.DateOnly)] = &sums[i]
	}
	for day := from; day < to; day++ {
		labels, days = append(labels, day.Start().Format("Mon 2 Jan")), append(days, known[day.String()])
	}
	return days, labels, nil
}
