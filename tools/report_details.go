package tools

import (
	"fmt"
	"slices"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	shownSilent = 15
	shownPlan   = 20
)

// details are the parts for the thread, those that say anything.
func (r *wholeReport) details() []answer.Answer {
	var out []answer.Answer
	add := func(headline string, t *answer.Table, c *answer.Chart) {
		if t != nil && len(t.Rows) > 0 {
			out = append(out, answer.Answer{Kind: answer.Result, Headline: headline, Table: t, Chart: c, Units: r.units})
		}
	}
	if len(r.parts.trucks) > 0 {
		add("Trucks: the most and the least", extremesTable(r.parts.trucks, r.units), nil)
	}
	add("Drivers: the best and the worst scores", r.driverTable(extremes), nil)
	add("Turnaround of terminals and other places, the busiest first: the median of the stays that ended", r.placeTable(), placeChart(r.now().places, r.query.Window))
	add("Alerts by kind, and how soon somebody took them in hand", r.paceTable(), nil)
	if r.parts.silentTotal > 0 {
		add(fmt.Sprintf("Not heard from now: %s", count(r.parts.silentTotal, "truck")), r.silentTable(shownSilent), nil)
	}
	if len(r.parts.today) > 0 {
		add(fmt.Sprintf("Today: %s planned, %d at risk", count(len(r.parts.today), "trip"), len(r.parts.risks)), r.planTable(shownPlan), nil)
	}
	return out
}

// driverTable are the n best and the n worst; all when there are no more.
func (r *wholeReport) driverTable(n int) *answer.Table {
	t := &answer.Table{Columns: []string{"", "Driver", "Score", r.units.String(), "Harsh", "Over the limit", "Fatigue"}, Right: []int{2, 3, 4, 5, 6}}
	list := r.parts.drivers
	for i, x := range list {
		why := "Best"
		if i >= n {
			if i < len(list)-n {
				continue
			}
			why = "Worst"
		}
		score, _ := x.Score()
		t.Rows = append(t.Rows, []string{why, x.Name, answer.FormatNumber(score), thousands(r.units.Of(x.Metres / 1000)), fmt.Sprint(x.Harsh), fmt.Sprintf("%.0f min", x.Fast.Minutes()), fmt.Sprint(x.Tired)})
	}
	return t
}

// placeTable has the turnaround of each place beside what it is compared with.
func (r *wholeReport) placeTable() *answer.Table {
	t := &answer.Table{Columns: []string{"Place", "Stays", "Turnaround"}, Right: []int{1, 2}}
	for _, c := range r.columns[1:] {
		t.Columns = append(t.Columns, c.head)
	}
	t.Columns = append(t.Columns, "Longest")
	for i := range r.columns {
		t.Right = append(t.Right, i+3)
	}
	for _, x := range r.now().places {
		row := []string{x.Name, fmt.Sprint(x.Rounds), fleet.FormatDuration(x.Round)}
		for _, c := range r.columns[1:] {
			was := "no data"
			if i := slices.IndexFunc(c.figs.places, func(y store.Stat) bool { return y.ID == x.ID }); i >= 0 {
				was = fleet.FormatDuration(c.figs.places[i].Round)
			}
			row = append(row, was)
		}
		t.Rows = append(t.Rows, append(row, fleet.FormatDuration(x.RoundMost)))
	}
	return t
}

// placeChart is worth its room from three places on.
func placeChart(list []store.Stat, w fleet.Window) *answer.Chart {
	if len(list) < 3 {
		return nil
	}
	row := answer.Series{Name: "Turnaround", Unit: "h"}
	c := &answer.Chart{Title: "Turnaround by place", Subtitle: w.String()}
	for _, x := range list[:min(len(list), rankChart)] {
		c.Labels, row.Values = append(c.Labels, clip20(x.Name)), append(row.Values, new(x.Round.Hours()))
	}
	c.Series = []answer.Series{row}
	return c
}

// paceTable has the alerts of each kind beside what they are compared with.
func (r *wholeReport) paceTable() *answer.Table {
	t := &answer.Table{Columns: []string{"Alerts", "Count"}}
	for _, c := range r.columns[1:] {
		t.Columns = append(t.Columns, c.head)
	}
	t.Columns = append(t.Columns, "Taken in hand", "Median time", "Critical, still open")
	for i := range t.Columns[1:] {
		t.Right = append(t.Right, i+1)
	}
	for _, p := range r.now().pace {
		if p.Kind == "" {
			continue
		}
		row := []string{p.Kind.Words(), fmt.Sprint(p.Count)}
		for _, c := range r.columns[1:] {
			row = append(row, answer.FormatNumber(c.alertsOf(p.Kind)))
		}
		ack := "-"
		if p.Acked > 0 {
			ack = fleet.FormatDuration(p.Ack)
		}
		t.Rows = append(t.Rows, append(row, fmt.Sprint(p.Acked), ack, fmt.Sprint(p.Critical)))
	}
	return t
}

// alertsOf is how many alerts of a kind a column has.
func (c column) alertsOf(kind fleet.AlertKind) float64 {
	i := slices.IndexFunc(c.figs.pace, func(p store.AlertPace) bool { return p.Kind == kind })
	if i < 0 {
		return 0
	}
	return float64(c.figs.pace[i].Count) * c.times
}

func (r *wholeReport) silentTable(n int) *answer.Table {
	t := &answer.Table{Columns: []string{"Truck", "Last heard", "Where", "Driver"}}
	for _, x := range r.parts.silent[:min(n, len(r.parts.silent))] {
		last, where := "never", ""
		if x.State != nil {
			last, where = fleet.FormatDuration(r.call.Now.Sub(x.State.At))+" ago", beside(x.Near, r.units)
		}
		t.Rows = append(t.Rows, []string{x.Plate, last, where, x.Driver})
	}
	t.More = r.parts.silentTotal - len(t.Rows)
	return t
}

// planTable are the trips of today, those at risk first.
func (r *wholeReport) planTable(n int) *answer.Table {
	t := &answer.Table{Columns: []string{"Trip", "Start", "Truck", "From", "To", "Risk"}}
	line := func(x fleet.Trip, why string) {
		t.Rows = append(t.Rows, []string{x.Ref, x.Start.In(fleet.WAT).Format("15:04"), x.Truck, x.Origin, x.Destination, why})
	}
	at := map[int64]bool{}
	for _, k := range r.parts.risks {
		at[k.trip.ID] = true
		line(k.trip, k.why)
	}
	for _, x := range r.parts.today {
		if !at[x.ID] {
			line(x, statusWords(x, r.call.Now))
		}
	}
	if len(t.Rows) > n {
		t.Rows, t.More = t.Rows[:n], len(t.Rows)-n
	}
	return t
}
