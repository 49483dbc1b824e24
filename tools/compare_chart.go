package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// daily are the metrics that roll-ups tell for each day.
var daily = map[string]func(store.DayWent) float64{
	"distance":      func(d store.DayWent) float64 { return d.Metres / 1000 },
	"driving_hours": func(d store.DayWent) float64 { return float64(d.MovingS) / secondsHour },
	"idle_hours":    func(d store.DayWent) float64 { return float64(d.IdlingS) / secondsHour },
}

const comparedDays = 31 // side by side, that one can still read

// addSoFar says what the other period had reached by the same moment, where
// the first still goes on.
func (d *desk) addSoFar(ctx context.Context, c *comparison, q store.StatsQuery, other fleet.Window) error {
	now := c.now.Now
	if !q.Window.To.After(now) || other.To.After(now) {
		return nil
	}
	m := c.metrics[0]
	cut := fleet.Window{From: other.From, To: other.From.Add(now.Sub(q.Window.From))}
	if !c.one || m.whole || !cut.To.Before(other.To) {
		c.notes = append(c.notes, "The first period is so far only.")
		return nil
	}
	q.Window = cut
	stats, err := d.store.Stats(ctx, q)
	if err != nil {
		return err
	}
	c.notes = append(c.notes, fmt.Sprintf("The first period is so far only. By the same moment of the second it was %s.", m.figure(oneStat(stats, q), c.units)))
	return nil
}

// series are the values of whole days, one for each; a day without any is nil,
// and so is one that has not come.
func (d *desk) series(ctx context.Context, c *comparison, name string, w fleet.Window, trucks ...int64) (answer.Series, error) {
	m := c.metrics[0]
	from, to, _ := w.Parts()
	days, err := d.store.WentByDay(ctx, from, to, trucks...)
	known := map[fleet.Day]float64{}
	for _, day := range days {
		known[fleet.DayOf(day.Day)] = daily[m.name](day)
	}
	row := answer.Series{Name: name, Unit: m.unit}
	if m.unit == "km" {
		row.Unit = c.units.String()
	}
	for day := from; day < to; day++ {
		var v *float64
		if x, ok := known[day]; ok {
			if m.unit == "km" {
				x = c.units.Of(x)
			}
			v = &x
		}
		row.Values = append(row.Values, v)
	}
	return row, err
}

// charted says whether days beside each other say more than two sums.
func (c *comparison) charted(q store.StatsQuery, windows ...fleet.Window) bool {
	if !c.one || daily[c.metrics[0].name] == nil || q.By != store.ByFleet && q.By != store.ByTruck {
		return false
	}
	for _, w := range windows {
		if from, to, edges := w.Parts(); len(edges) > 0 || to-from < 2 || to-from > comparedDays {
			return false
		}
	}
	return true
}

// trucksChart is a line of days for each truck.
func (d *desk) trucksChart(ctx context.Context, c *comparison, q store.StatsQuery) (*answer.Chart, error) {
	out := &answer.Chart{Title: c.metrics[0].label + " by day", Subtitle: q.Window.String()}
	for i, id := range q.Trucks {
		row, err := d.series(ctx, c, c.names[i], q.Window, id)
		if err != nil {
			return nil, err
		}
		out.Series = append(out.Series, row)
	}
	from, to, _ := q.Window.Parts()
	for day := from; day < to; day++ {
		out.Labels = append(out.Labels, day.Start().Format("Mon 2 Jan"))
	}
	return out, nil
}

// periodsChart puts the days of both periods over each other: first on first.
func (d *desk) periodsChart(ctx context.Context, c *comparison, q store.StatsQuery, other fleet.Window) (*answer.Chart, error) {
	out := &answer.Chart{Title: c.metrics[0].label + " by day", Subtitle: c.names[0] + " against " + c.names[1]}
	for i, w := range []fleet.Window{q.Window, other} {
		row, err := d.series(ctx, c, c.names[i], w, q.Trucks...)
		if err != nil {
			return nil, err
		}
		out.Series = append(out.Series, row)
	}
	n := max(len(out.Series[0].Values), len(out.Series[1].Values))
	for i := range out.Series {
		for len(out.Series[i].Values) < n {
			out.Series[i].Values = append(out.Series[i].Values, nil)
		}
	}
	from, _, _ := q.Window.Parts()
	week := n == 7 && from.Start().Weekday() == fleet.DayOf(other.From).Start().Weekday()
	for i := range n {
		label := fmt.Sprintf("Day %d", i+1)
		if week {
			label = (from + fleet.Day(i)).Start().Format("Mon")
		}
		out.Labels = append(out.Labels, label)
	}
	return out, nil
}
