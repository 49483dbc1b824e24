package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	plannedMost  = 10_000 // trips of one day that are looked at for risks
	silentLooked = 10_000
)

// reportParts are what the details of a full report are made of.
type reportParts struct {
	trucks      []store.TruckDriven
	drivers     []store.Stat // best score first
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
