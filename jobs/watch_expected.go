package jobs

import (
	"context"
	"fmt"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	expectEvery = 10 * time.Second
	expectAgain = 5 * time.Minute // a trip's arrival is worked out so often at most
	expectBatch = 100             // trips at once
)

// expectTrips works out when trips on their way arrive, each every few minutes.
// While more of them wait than fit into one go, only the trucks' states are
// looked at and not their tracks.
func (j *Jobs) expectTrips(ctx context.Context) error {
	if j.o.Expect == nil {
		return nil
	}
	for ctx.Err() == nil {
		now := j.o.Now()
		trips, err := j.o.Store.TripsToExpect(ctx, now, now.Add(-expectAgain), expectBatch)
		if err != nil || len(trips) == 0 {
			return err
		}
		list, err := j.o.Expect(ctx, now, trips, len(trips) < expectBatch)
		if err != nil {
			return err
		}
		if err := j.o.Store.SaveExpected(ctx, now, list); err != nil {
			return err
		}
		j.o.Observe("trips_expected_total", float64(len(trips)))
	}
	return nil
}

// serviceKindsDue are the kinds that can be due: a repair cannot.
var serviceKindsDue = [...]string{"service", "tyres", "brakes", "inspection"}

// servicesSoon finds the services that any rule would tell of.
func (j *Jobs) servicesSoon(ctx context.Context, _ time.Time) (string, error) {
	rules, err := j.o.Store.AlertRules(ctx)
	if err != nil {
		return "", err
	}
	usual := rules.For(fleet.AlertService, fleet.RuleSubject{})
	km, days := usual.Num("km"), usual.Num("days")
	for _, r := range rules {
		if r.Kind == fleet.AlertService {
			km, days = max(km, r.Num("km")), max(days, r.Num("days"))
		}
	}
	now := j.o.Now()
	today := fleet.DayOf(now)
	var list []store.ServiceDueSoon
	for _, kind := range serviceKindsDue {
		all, _, err := j.o.Store.ServicedAll(ctx, kind, today, 0, 0)
		if err != nil {
			return "", err
		}
		for _, x := range all {
			d := x.Plan.Due(x.Use, today)
			if d.Overdue() || d.Plan.Km > 0 && d.Km <= km || d.On != fleet.NoDay && float64(d.On-today) <= days {
				list = append(list, store.ServiceDueSoon{TruckID: x.TruckID, ServiceSoon: fleet.ServiceSoon{Kind: kind, Since: x.Use.Since, Due: d}})
			}
		}
	}
	return fmt.Sprintf("%d services are near or overdue", len(list)), j.o.Store.SaveServicesSoon(ctx, now, list)
}
