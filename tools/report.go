package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	maxReport   = 92 // days: a quarter
	extremes    = 3  // trucks of each sort
	shownKinds  = 6  // of alerts; the rest are counted together
	secondsHour = 3600.0
)

type reportArgs struct {
	Period Period `json:"period,omitzero" jsonschema:"whole days, at most 92; default yesterday"`
	Truck  string `json:"truck,omitempty"`
	Client string `json:"client,omitempty" jsonschema:"the client's trips, and the trucks on the days they were on them"`
	Driver string `json:"driver,omitempty"`
	Group  string `json:"group,omitempty" jsonschema:"the trucks of a group, like tankers"`
	Place  string `json:"terminal,omitempty" jsonschema:"a terminal, port or other place: the trips from and to it, and the time there"`
	Full   bool   `json:"full,omitempty" jsonschema:"the whole report: each figure against the day or period before and the norm of 4 weeks, what needs a decision, details, an Excel file"`
}

func report(d *desk) *Tool {
	return newTool("report", "A day or a stretch of days in figures: trips and how punctual they were, distance, driving and idle hours, alerts by kind, the trucks that did most and least.", d.report)
}

func (d *desk) report(ctx context.Context, call *Call, in reportArgs) (answer.Answer, error) {
	q, err := d.reportQuery(ctx, call, &in)
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Full {
		return d.fullReport(ctx, call, q, in)
	}
	if q.PlaceID != 0 {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "terminal", Message: "A report of one place is a full one. Ask: /report full terminal " + in.Place}
	}
	f, err := d.figures(ctx, call, q)
	if err != nil {
		return answer.Answer{}, err
	}
	u, w := call.Caller.Units, q.Window
	if w.To.After(call.Now) {
		w.To = call.Now
	}
	a := answer.Answer{Kind: answer.Result, Window: &w, Facts: append(tripFigures(f.trips), drivenFigures(f.all, u)...)}
	a.Facts = append(a.Facts, answer.Fact{Label: "Alerts", Value: kindWords(f.kinds)})
	a.Headline = reportHeadline(f.trips, f.all, f.kinds, in, u)
	a.Notes = reportNotes(q, f.all, w.To.Equal(call.Now))
	if q.To-q.From > 1 {
		a.Chart = reportChart(q, f.days, call.Now)
	}
	if f.all.Trucks > 1 {
		a.Table = extremesTable(f.extremes, u)
	}
	return a, nil
}

// figures are what a report is made of.
type figures struct {
	trips    store.ReportTrips
	all      store.Driven
	days     []store.DayDriven
	kinds    []store.KindCount
	extremes []store.TruckDriven
}

// figures reads them side by side: each statement goes over a month by itself.
func (d *desk) figures(ctx context.Context, call *Call, q store.ReportQuery) (f figures, err error) {
	side, ctx := errgroup.WithContext(ctx)
	side.Go(func() (err error) { f.trips, err = d.store.ReportTrips(ctx, q); return err })
	side.Go(func() (err error) { f.all, f.days, err = d.store.Driven(ctx, q); return err })
	side.Go(func() (err error) {
		f.kinds, err = d.store.AlertsByKind(ctx, store.AlertQuery{Window: &q.Window, Trucks: q.Trucks, ClientID: q.ClientID, DriverID: q.DriverID, Now: call.Now})
		return err
	})
	if len(q.Trucks) != 1 {
		side.Go(func() (err error) { f.extremes, err = d.store.DrivenExtremes(ctx, q, extremes); return err })
	}
	err = side.Wait()
	return f, err
}

// reportQuery reads the days and the names, and writes the full names back.
func (d *desk) reportQuery(ctx context.Context, call *Call, in *reportArgs) (q store.ReportQuery, err error) {
	if in.Period.IsZero() {
		in.Period = Period{Name: "yesterday"}
	}
	if q.Window, err = in.Period.Window(call.Now); err != nil {
		return q, err
	}
	q.Now, q.From, q.To = call.Now, fleet.DayOf(q.Window.From), fleet.DayOf(q.Window.To)
	switch {
	case !q.From.Start().Equal(q.Window.From), !q.To.Start().Equal(q.Window.To):
		return q, reportPeriod("A report is of whole days. Ask for yesterday, last week, or two dates.")
	case q.Window.From.After(call.Now):
		return q, reportPeriod("That has not begun yet. A report is of days that have.")
	case q.To-q.From > maxReport:
		return q, reportPeriod(fmt.Sprintf("A report covers at most %d days. Ask for fewer.", maxReport))
	}
	var truck int64
	for _, n := range []struct {
		field string
		text  *string
		find  func(context.Context, string, store.Match) (store.Named, error)
		into  *int64
	}{{"truck", &in.Truck, d.store.FindTruck, &truck}, {"client", &in.Client, d.store.FindClient, &q.ClientID}, {"driver", &in.Driver, d.store.FindDriver, &q.DriverID}, {"terminal", &in.Place, d.store.FindPlace, &q.PlaceID}} {
		if *n.text == "" {
			continue
		}
		found, err := n.find(ctx, *n.text, store.Loose)
		if err != nil {
			return q, inField(err, n.field)
		}
		*n.text, *n.into = found.Name, found.ID
	}
	if truck != 0 {
		q.Trucks = []int64{truck}
	}
	if in.Group != "" && truck == 0 {
		q.Trucks, err = d.groupTrucks(ctx, in.Group)
	}
	return q, err
}

// groupTrucks are the trucks of a group, or which groups there are.
func (d *desk) groupTrucks(ctx context.Context, group string) ([]int64, error) {
	trucks, err := d.store.TrucksOfGroup(ctx, group)
	if err != nil || len(trucks) > 0 {
		return trucks, err
	}
	groups, err := d.store.Groups(ctx)
	if err != nil {
		return nil, err
	}
	return nil, &fleet.Error{Kind: fleet.NotFound, Field: "group", Message: fmt.Sprintf("No truck is in a group %q.", group), Choices: groups}
}

func reportPeriod(message string) error {
	return &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: message}
}

func reportHeadline(t store.ReportTrips, all store.Driven, kinds []store.KindCount, in reportArgs, u fleet.Units) string {
	of := ""
	for _, n := range []string{in.Truck, in.Driver, in.Client, in.Group, in.Place} {
		if n != "" {
			of += " " + n
		}
	}
	if of != "" {
		of = "Report of" + of + ": "
	}
	s := fmt.Sprintf("%s%s planned, %d done, %d late", of, count(t.Planned, "trip"), t.Done, t.Late)
	if t.Departed > 0 {
		s += fmt.Sprintf(", %s left on time", percent(t.OnTime, t.Departed))
	}
	return fmt.Sprintf("%s; %s driven; %s.", s, driven(all.Metres, u), count(kindTotal(kinds), "alert"))
}

func tripFigures(t store.ReportTrips) []answer.Fact {
	n := func(label string, v int) answer.Fact { return answer.Fact{Label: label, Value: fmt.Sprint(v)} }
	facts := []answer.Fact{n("Trips planned", t.Planned), n("Of these done", t.Done), n("Of these under way", t.Ongoing), n("Of these not begun", t.Scheduled)}
	if t.Cancelled+t.Failed > 0 {
		facts = append(facts, n("Cancelled", t.Cancelled), n("Failed", t.Failed))
	}
	facts = append(facts, answer.Fact{Label: "Late", Value: fmt.Sprintf("%d, more than %s behind plan", t.Late, fleet.FormatDuration(fleet.LateGrace))})
	if t.Departed > 0 {
		facts = append(facts, answer.Fact{Label: "Left on time", Value: fmt.Sprintf("%s of %s that left", percent(t.OnTime, t.Departed), count(t.Departed, "trip"))})
	}
	return facts
}

func drivenFigures(d store.Driven, u fleet.Units) []answer.Fact {
	if d.Trucks == 0 {
		return []answer.Fact{{Label: "Driven", Value: "no truck reported"}}
	}
	facts := []answer.Fact{
		{Label: "Trucks that reported", Value: fmt.Sprint(d.Trucks)},
		{Label: "Distance", Value: driven(d.Metres, u)},
		{Label: "Driving", Value: hours(d.MovingS)},
		{Label: "Idling", Value: hours(d.IdlingS)},
		{Label: "Over " + u.Speed(fleet.OverspeedKmh), Value: hours(d.OverspeedS)},
		{Label: "Top speed", Value: u.Speed(d.TopKmh)},
	}
	if d.Thefts > 0 {
		facts = append(facts, answer.Fact{Label: "Possible fuel thefts", Value: fmt.Sprintf("%d, %.0f litres", d.Thefts, d.TheftLitres)})
	}
	return facts
}

func kindTotal(kinds []store.KindCount) (n int) {
	for _, k := range kinds {
		n += k.Count
	}
	return n
}

// kindWords lists the kinds that came most, and counts the rest together.
func kindWords(kinds []store.KindCount) string {
	if len(kinds) == 0 {
		return "none"
	}
	var words []string
	for _, k := range kinds[:min(shownKinds, len(kinds))] {
		words = append(words, fmt.Sprintf("%s %d", k.Kind.Words(), k.Count))
	}
	if len(kinds) > shownKinds {
		words = append(words, fmt.Sprintf("others %d", kindTotal(kinds[shownKinds:])))
	}
	return strings.Join(words, ", ")
}

func reportNotes(q store.ReportQuery, all store.Driven, soFar bool) []string {
	var notes []string
	if soFar {
		notes = append(notes, "The last day is so far only; its figures are at most a minute or two behind the trucks.")
	}
	if q.ClientID != 0 {
		notes = append(notes, "Distance and hours are of the whole days on which a truck was on a trip for this client.")
	}
	if q.DriverID != 0 {
		notes = append(notes, "Distance and hours are of the whole days of the trucks this driver was on.")
	}
	if all.Trucks > 0 {
		notes = append(notes, "Trips are counted by their planned start; late means more than 2 hours after it.")
	}
	return notes
}

// reportChart is the distance and the driving hours of each day; a day without
// any figures is a gap, not nought.
func reportChart(q store.ReportQuery, days []store.DayDriven, now time.Time) *answer.Chart {
	known := map[string]store.DayDriven{}
	for _, d := range days {
		known[d.Day.Format(time.DateOnly)] = d
	}
	c := &answer.Chart{Title: "Distance and driving by day", Subtitle: q.Window.String()}
	km := answer.Series{Name: "Distance", Unit: "km"}
	driving := answer.Series{Name: "Driving", Unit: "h", Line: true}
	for day := q.From; day < q.To && !day.Start().After(now); day++ {
		c.Labels = append(c.Labels, day.Start().Format("Mon 2 Jan"))
		var m, h *float64
		if d, ok := known[day.String()]; ok {
			m, h = new(float64), new(float64)
			*m, *h = d.Metres/1000, float64(d.MovingS)/secondsHour
		}
		km.Values, driving.Values = append(km.Values, m), append(driving.Values, h)
	}
	c.Series = []answer.Series{km, driving}
	return c
}

func extremesTable(list []store.TruckDriven, u fleet.Units) *answer.Table {
	t := &answer.Table{Columns: []string{"", "Truck", u.String(), "Driving", "Idling", "Over the limit"}, Right: []int{2, 3, 4, 5}}
	for _, x := range list {
		t.Rows = append(t.Rows, []string{upperFirst(strings.Replace(x.Why, "km", u.String(), 1)), x.Truck, thousands(u.Of(x.Metres / 1000)), hours(x.MovingS), hours(x.IdlingS), hours(x.OverspeedS)})
	}
	return t
}

// hours writes seconds as hours: "1,234.5 h".
func hours(seconds int) string {
	h := float64(seconds) / secondsHour
	if h >= 100 {
		return thousands(h) + " h"
	}
	return fmt.Sprintf("%.1f h", h)
}

// driven writes metres as a whole number of the person's units: "1,204 km".
func driven(m float64, u fleet.Units) string { return thousands(u.Of(m/1000)) + " " + u.String() }

// thousands writes a whole number with commas.
func thousands(v float64) string {
	s := fmt.Sprintf("%.0f", v)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
