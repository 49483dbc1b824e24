package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// comparedTrucks is how many trucks fit beside each other.
const comparedTrucks = 6

type compareArgs struct {
	Metric      string   `json:"metric,omitempty" enum:"distance,driving_hours,idle_hours,trips,on_time,utilisation,overspeed_count,harsh_events,score,turnaround,fuel_used,fuel_per_km,fuel_cost" jsonschema:"all of them when not given"`
	Period      Period   `json:"period,omitzero" jsonschema:"default the last 7 days"`
	CompareWith Period   `json:"compare_with,omitzero" jsonschema:"the other period; default the stretch of the same length before"`
	Truck       string   `json:"truck,omitempty" jsonschema:"only this truck"`
	Trucks      []string `json:"trucks,omitempty" jsonschema:"two or more plates: these trucks are compared in one period"`
	Driver      string   `json:"driver,omitempty" jsonschema:"only this driver"`
	Client      string   `json:"client,omitempty" jsonschema:"only trips of this client"`
}

func compare(d *desk) *Tool {
	return newTool("compare", "Two periods beside each other, of the fleet, a truck, a driver or a client; or several trucks in one period: distance, hours, trips, punctuality, utilisation, score, turnaround.", d.compare)
}

func (d *desk) compare(ctx context.Context, call *Call, in compareArgs) (answer.Answer, error) {
	c := &comparison{now: call, units: call.Caller.Units, names: []string{}}
	if in.Metric != "" {
		c.metrics, c.one = []metric{metricNamed(in.Metric)}, true
	} else {
		c.metrics = metrics
	}
	q, err := d.compareQuery(ctx, call, &in, c)
	if err != nil {
		return answer.Answer{}, err
	}
	if err := c.fits(q); err != nil {
		return answer.Answer{}, err
	}
	if len(in.Trucks) > 1 {
		return d.compareTrucks(ctx, c, q, in)
	}
	return d.comparePeriods(ctx, c, q, in)
}

// comparison is what stands beside what.
type comparison struct {
	now     *Call
	units   fleet.Units
	metrics []metric
	one     bool     // one metric was asked for
	who     string   // whose figures; empty for the fleet's
	names   []string // what each column is
	stats   []store.Stat
	notes   []string
}

// compareQuery reads whose figures are meant, and of what period.
func (d *desk) compareQuery(ctx context.Context, call *Call, in *compareArgs, c *comparison) (q store.StatsQuery, err error) {
	q = store.StatsQuery{By: store.ByFleet, Now: call.Now}
	if q.Window, err = statWindow(in.Period, call.Now); err != nil {
		return q, err
	}
	if in.Truck != "" {
		in.Trucks = append(in.Trucks, in.Truck)
	}
	if len(in.Trucks) > comparedTrucks {
		return q, &fleet.Error{Kind: fleet.Invalid, Field: "trucks", Message: fmt.Sprintf("I compare at most %d trucks. Name fewer.", comparedTrucks)}
	}
	for _, plate := range in.Trucks {
		n, err := d.store.FindTruck(ctx, plate, store.Loose)
		if err != nil {
			return q, err
		}
		if !slices.Contains(q.Trucks, n.ID) {
			q.By, q.Trucks, c.names = store.ByTruck, append(q.Trucks, n.ID), append(c.names, n.Name)
		}
	}
	in.Trucks, c.who = c.names, strings.Join(c.names, ", ")
	if in.Driver != "" {
		n, err := d.store.FindDriver(ctx, in.Driver, store.Loose)
		if err != nil {
			return q, err
		}
		q.By, q.DriverID, c.who = store.ByDriver, n.ID, n.Name
		c.notes = append(c.notes, driversAre)
	}
	if in.Client != "" {
		n, err := d.store.FindClient(ctx, in.Client, store.Loose)
		if err != nil {
			return q, err
		}
		q.By, q.ClientID, c.who = store.ByClient, n.ID, n.Name
	}
	return q, nil
}

// fits keeps the metrics that can be told of whom is asked about.
func (c *comparison) fits(q store.StatsQuery) error {
	var kept []metric
	for _, m := range c.metrics {
		by := q.By
		if by == store.ByFleet {
			by = store.ByTruck
		}
		_, err := m.told(string(by))
		if err == nil {
			_, err = m.in(q.Window)
		}
		if err == nil {
			kept = append(kept, m)
		} else if c.one {
			return err
		}
	}
	c.metrics = kept
	return nil
}

// compareTrucks puts trucks beside each other.
func (d *desk) compareTrucks(ctx context.Context, c *comparison, q store.StatsQuery, in compareArgs) (answer.Answer, error) {
	stats, err := d.store.Stats(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	for _, id := range q.Trucks {
		c.stats = append(c.stats, statOf(stats, id, q))
	}
	shown := q.Window.Until(c.now.Now)
	a := answer.Answer{Kind: answer.Result, Window: &shown, Table: c.table(len(q.Trucks) == 2), Headline: c.trucksHeadline()}
	if in.Period.IsZero() {
		c.notes = append(c.notes, "The last 7 days, because no period was given.")
	}
	a.Notes = c.allNotes(q.Window)
	if c.charted(q, q.Window) {
		a.Chart, err = d.trucksChart(ctx, c, q)
	}
	return a, err
}

// statOf is the stat of an id, empty when there is none. Over hours a truck may
// simply have stood; over whole days nothing means that nobody heard of it.
func statOf(stats []store.Stat, id int64, q store.StatsQuery) store.Stat {
	i := slices.IndexFunc(stats, func(x store.Stat) bool { return x.ID == id })
	if i < 0 {
		_, _, edges := q.Window.Parts()
		return store.Stat{ID: id, Heard: len(edges) > 0}
	}
	return stats[i]
}

// trucksHeadline names the one with more, of one metric, or of the first.
func (c *comparison) trucksHeadline() string {
	m := c.metrics[0]
	parts := make([]string, len(c.names))
	for i, name := range c.names {
		parts[i] = name + " " + m.figure(c.stats[i], c.units)
	}
	return m.label + ": " + strings.Join(parts, ", ") + "."
}

// comparePeriods puts two periods beside each other.
func (d *desk) comparePeriods(ctx context.Context, c *comparison, q store.StatsQuery, in compareArgs) (answer.Answer, error) {
	other, err := before(in.CompareWith, q.Window, c.now)
	if err != nil {
		return answer.Answer{}, err
	}
	c.names = nil
	for _, w := range []fleet.Window{q.Window, other} {
		q.Window = w
		stats, err := d.store.Stats(ctx, q)
		if err != nil {
			return answer.Answer{}, err
		}
		c.stats, c.names = append(c.stats, oneStat(stats, q)), append(c.names, windowWords(w))
	}
	if q.Window, err = statWindow(in.Period, c.now.Now); err != nil {
		return answer.Answer{}, err
	}
	shown := q.Window.Until(c.now.Now)
	a := answer.Answer{Kind: answer.Result, Window: &shown, Table: c.table(true), Headline: c.periodsHeadline()}
	c.notes = append([]string{"Compared with " + other.String() + "."}, c.notes...)
	if err := d.addSoFar(ctx, c, q, other); err != nil {
		return a, err
	}
	a.Notes = c.allNotes(q.Window)
	if c.charted(q, q.Window, other) {
		a.Chart, err = d.periodsChart(ctx, c, q, other)
	}
	return a, err
}

// before is the period to compare with: the one that was given, else the
// stretch of the same length before.
func before(p Period, w fleet.Window, call *Call) (fleet.Window, error) {
	if !p.IsZero() {
		return statWindow(p, call.Now)
	}
	from, to, edges := w.Parts()
	if len(edges) == 0 {
		return fleet.Window{From: w.From.AddDate(0, 0, -int(to-from)), To: w.From}, nil
	}
	return fleet.Window{From: w.From.Add(-w.To.Sub(w.From)), To: w.From}, nil
}

// oneStat is the one stat that was asked for.
func oneStat(stats []store.Stat, q store.StatsQuery) store.Stat {
	switch q.By {
	case store.ByTruck:
		return statOf(stats, q.Trucks[0], q)
	case store.ByDriver:
		return statOf(stats, q.DriverID, q)
	case store.ByClient:
		return statOf(stats, q.ClientID, q)
	}
	return statOf(stats, 0, q)
}
