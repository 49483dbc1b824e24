package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	shownSilent  = 15
	shownPlan    = 20
	plannedMost  = 1000 // trips of one day that are looked at for risks
	silentLooked = 2000
)

// reportParts are what the details of a full report are made of.
type reportParts struct {
	trucks      []store.TruckDriven
	drivers     []store.Stat // best score first
	places      []store.Stat
	silent      []store.TruckNow
	silentTotal int
	today       []fleet.Trip // planned to start on the day of the report
	risks       []tripRisk
	overdue     int // trips under way or due that are late now
}

// tripRisk is a trip of today that may come to nothing, and why.
type tripRisk struct {
	trip fleet.Trip
	why  string
}

// reportParts reads the details side by side.
func (d *desk) reportParts(ctx context.Context, r *wholeReport) error {
	q, p := r.query, &r.parts
	side, ctx := errgroup.WithContext(ctx)
	if len(q.Trucks) != 1 && q.PlaceID == 0 {
		side.Go(func() (err error) { p.trucks, err = d.store.DrivenExtremes(ctx, q, extremes); return err })
	}
	if len(q.Trucks) == 0 && q.ClientID == 0 && q.DriverID == 0 {
		side.Go(func() (err error) {
			p.places, err = d.store.Stats(ctx, store.StatsQuery{By: store.ByPlace, Window: q.Window, Now: q.Now})
			if q.PlaceID != 0 {
				p.places = slices.DeleteFunc(p.places, func(x store.Stat) bool { return x.ID != q.PlaceID })
			}
			return err
		})
	}
	if r.fleetWide() {
		side.Go(func() error {
			stats, err := d.store.Stats(ctx, store.StatsQuery{By: store.ByDriver, Window: q.Window, Now: q.Now})
			p.drivers = scored(stats)
			return err
		})
		side.Go(func() error { return d.lookAhead(ctx, r) })
	}
	return side.Wait()
}

// scored are the drivers with a score, the best first.
func scored(stats []store.Stat) []store.Stat {
	ranked := ranking{metric: metricNamed("score"), by: store.ByDriver, limit: len(stats)}
	ranked.sort(stats)
	return ranked.list
}

// lookAhead reads who is silent now, and what of today's trips is at risk. A
// report of days long past has neither.
func (d *desk) lookAhead(ctx context.Context, r *wholeReport) (err error) {
	p, now := &r.parts, r.call.Now
	today := fleet.DayOf(now)
	if r.query.To != today && r.query.To != today+1 {
		return nil
	}
	if p.silent, err = d.store.TrucksDoing(ctx, store.DoingQuery{Status: "offline", Limit: silentLooked, Now: now}); err != nil {
		return err
	}
	f, err := d.store.FleetNow(ctx, now)
	if err != nil {
		return err
	}
	p.silentTotal = f.Offline + f.Never
	w := fleet.Window{From: today.Start(), To: today.End()}
	all, _, err := d.store.Trips(ctx, store.TripQuery{Window: &w, Limit: plannedMost})
	if err != nil {
		return err
	}
	p.today = slices.DeleteFunc(all, func(t fleet.Trip) bool { return t.Status == fleet.Cancelled || t.Status == fleet.Failed })
	busy, _, err := d.store.Trips(ctx, store.TripQuery{Statuses: fleet.OngoingStatuses, Limit: plannedMost})
	if err != nil {
		return err
	}
	if _, p.overdue, err = d.store.Trips(ctx, store.TripQuery{DelayedAt: now, Limit: 1}); err != nil {
		return err
	}
	p.risks = tripRisks(p.today, busy, p.silent, now)
	return nil
}

// tripRisks are the trips of today that have not left and may not.
func tripRisks(today, busy []fleet.Trip, silent []store.TruckNow, now time.Time) (out []tripRisk) {
	on, quiet := map[int64]string{}, map[int64]bool{}
	for _, t := range busy {
		on[t.TruckID] = t.Ref
	}
	for _, t := range silent {
		quiet[t.ID] = true
	}
	for _, t := range today {
		if t.Status != fleet.Scheduled {
			continue
		}
		var why []string
		add := func(bad bool, format string, args ...any) {
			if bad {
				why = append(why, fmt.Sprintf(format, args...))
			}
		}
		add(t.Delayed(now), "late by %s", fleet.FormatDuration(t.LateBy(now)))
		add(t.DriverID == 0, "no driver")
		add(quiet[t.TruckID], "%s is not heard from", t.Truck)
		add(on[t.TruckID] != "" && on[t.TruckID] != t.Ref, "%s is still on trip %s", t.Truck, on[t.TruckID])
		if len(why) > 0 {
			out = append(out, tripRisk{t, strings.Join(why, ", ")})
		}
	}
	return out
}

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
	add("Terminals: turnaround, the median of the stays that ended", placeTable(r.parts.places), placeChart(r.parts.places, r.query.Window))
	add("Alerts by kind, and how soon somebody took them in hand", paceTable(r.now().pace), nil)
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

func placeTable(list []store.Stat) *answer.Table {
	t := &answer.Table{Columns: []string{"Place", "Stays", "Turnaround", "Longest"}, Right: []int{1, 2, 3}}
	for _, x := range list {
		t.Rows = append(t.Rows, []string{x.Name, fmt.Sprint(x.Rounds), fleet.FormatDuration(x.Round), fleet.FormatDuration(x.RoundMost)})
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

func paceTable(pace []store.AlertPace) *answer.Table {
	t := &answer.Table{Columns: []string{"Alerts", "Count", "Taken in hand", "Median time", "Critical, still open"}, Right: []int{1, 2, 3, 4}}
	for _, p := range pace {
		if p.Kind == "" {
			continue
		}
		ack := "-"
		if p.Acked > 0 {
			ack = fleet.FormatDuration(p.Ack)
		}
		t.Rows = append(t.Rows, []string{p.Kind.Words(), fmt.Sprint(p.Count), fmt.Sprint(p.Acked), ack, fmt.Sprint(p.Critical)})
	}
	return t
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
