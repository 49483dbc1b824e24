package tools

import (
	"cmp"
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

// normDays is how far back a norm looks: four weeks, each weekday as often.
const normDays = 28

// column is a stretch of days in a full report: the one asked for, or one that
// it is compared with.
type column struct {
	head  string
	query store.ReportQuery
	figs  wholeFigures
	times float64 // brings sums of the norm down to as many days as were asked for
}

// wholeFigures are what one column is made of, each from where the tool of its
// subject reads it.
type wholeFigures struct {
	trips  store.ReportTrips
	all    store.Driven
	days   []store.DayDriven
	stat   store.Stat
	fuel   store.Fuelled
	thefts []store.Fuelled // by truck
	pace   []store.AlertPace
	queue  time.Duration
	places []store.Stat // terminals, clients and depots with stays that ended
}

// fullReport is the report with comparisons, decisions and details.
func (d *desk) fullReport(ctx context.Context, call *Call, q store.ReportQuery, in reportArgs) (answer.Answer, error) {
	limits, err := d.limits(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	columns, err := d.columnsOf(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	r := &wholeReport{call: call, in: in, query: q, units: call.Caller.Units, limits: limits, columns: columns}
	side, sideCtx := errgroup.WithContext(ctx)
	for i := range r.columns {
		side.Go(func() (err error) {
			r.columns[i].figs, err = d.wholeFigures(sideCtx, call, r.columns[i].query)
			return err
		})
	}
	side.Go(func() error { return d.reportParts(sideCtx, r) })
	if err := side.Wait(); err != nil {
		return answer.Answer{}, err
	}
	return r.answer()
}

// columnsOf are the stretches to compare with: of one day the day before and
// the same weekday last week, else the stretch before; always the average of
// the four weeks before, from the first day on that trackers told of.
func (d *desk) columnsOf(ctx context.Context, q store.ReportQuery) ([]column, error) {
	moved := func(head string, from, to fleet.Day) column {
		x := q
		x.From, x.To, x.Window = from, to, fleet.Window{From: from.Start(), To: to.Start()}
		return column{head: head, query: x, times: 1}
	}
	n := q.To - q.From
	now := moved(windowWords(q.Window), q.From, q.To)
	norm := moved("4-week norm", q.From-normDays, q.From)
	first, err := d.store.FirstDriven(ctx, norm.query)
	if err != nil {
		return nil, err
	}
	if first != fleet.NoDay && first > norm.query.From {
		norm = moved(norm.head, first, q.From)
	}
	norm.times = float64(n) / float64(norm.query.To-norm.query.From)
	if n == 1 {
		return []column{now, moved("Day before", q.From-1, q.From), moved(q.From.Start().Format("Mon")+" last week", q.From-7, q.From-6), norm}, nil
	}
	return []column{now, moved("Stretch before", q.From-n, q.From), norm}, nil
}

func (d *desk) wholeFigures(ctx context.Context, call *Call, q store.ReportQuery) (f wholeFigures, err error) {
	side, ctx := errgroup.WithContext(ctx)
	side.Go(func() (err error) { f.trips, err = d.store.ReportTrips(ctx, q); return err })
	side.Go(func() (err error) {
		f.pace, err = d.store.AlertPace(ctx, store.AlertQuery{Window: &q.Window, Trucks: q.Trucks, ClientID: q.ClientID, DriverID: q.DriverID, PlaceID: q.PlaceID, Now: call.Now})
		return err
	})
	if q.PlaceID == 0 {
		side.Go(func() (err error) { f.all, f.days, err = d.store.Driven(ctx, q); return err })
		side.Go(func() error {
			sq := statsOf(q)
			stats, err := d.store.Stats(ctx, sq)
			if err == nil {
				f.stat = oneReportStat(stats, sq)
			}
			return err
		})
	}
	if q.DriverID == 0 && q.PlaceID == 0 {
		side.Go(func() (err error) {
			f.thefts, err = d.store.Fuelled(ctx, q.Window, q.ClientID, q.Trucks...)
			f.fuel = (&fuelling{list: f.thefts}).sum()
			return err
		})
	}
	if q.DriverID == 0 && q.ClientID == 0 {
		side.Go(func() (err error) {
			f.queue, _, err = d.store.QueueTime(ctx, q.Window, call.Now, q.PlaceID, q.Trucks...)
			return err
		})
	}
	if len(q.Trucks) == 0 && q.DriverID == 0 && q.ClientID == 0 {
		side.Go(func() (err error) {
			f.places, err = d.store.Stats(ctx, store.StatsQuery{By: store.ByPlace, Window: q.Window, Now: q.Now})
			slices.SortStableFunc(f.places, func(a, b store.Stat) int { return cmp.Compare(b.Rounds, a.Rounds) })
			if q.PlaceID != 0 {
				f.places = slices.DeleteFunc(f.places, func(x store.Stat) bool { return x.ID != q.PlaceID })
			}
			return err
		})
	}
	err = side.Wait()
	return f, err
}

// statsOf asks for the same as the ranking and comparing tools do.
func statsOf(q store.ReportQuery) store.StatsQuery {
	s := store.StatsQuery{By: store.ByFleet, Window: q.Window, Now: q.Now, Trucks: q.Trucks}
	switch {
	case q.DriverID != 0:
		s.By, s.DriverID = store.ByDriver, q.DriverID
	case q.ClientID != 0:
		s.By, s.ClientID = store.ByClient, q.ClientID
	}
	return s
}

func oneReportStat(stats []store.Stat, q store.StatsQuery) store.Stat {
	if q.By == store.ByFleet {
		return statOf(stats, 0, q)
	}
	return oneStat(stats, q)
}

// wholeReport is a full report in the making.
type wholeReport struct {
	call    *Call
	in      reportArgs
	query   store.ReportQuery
	units   fleet.Units
	limits  fleet.AlertRule
	columns []column
	parts   reportParts
}

// fleetWide says whether the report is of everybody: then it also looks ahead.
func (r *wholeReport) fleetWide() bool {
	return len(r.query.Trucks) == 0 && r.query.ClientID == 0 && r.query.DriverID == 0 && r.query.PlaceID == 0
}

func (r *wholeReport) now() wholeFigures { return r.columns[0].figs }

func (r *wholeReport) answer() (a answer.Answer, err error) {
	w, f := r.query.Window.Until(r.call.Now), r.now()
	kinds := []store.KindCount{}
	for _, p := range f.pace {
		if p.Kind != "" {
			kinds = append(kinds, store.KindCount{Kind: p.Kind, Count: p.Count})
		}
	}
	a = answer.Answer{Kind: answer.Result, Window: &w, Urgent: r.decisions(), Table: r.table(), Choices: r.choices(), Units: r.units}
	a.Headline = r.title() + ": " + reportHeadline(f.trips, f.all, kinds, reportArgs{}, r.units)
	if r.query.PlaceID != 0 {
		a.Headline = fmt.Sprintf("%s: %s planned from or to it, %d done, %d late; %s.", r.title(), count(f.trips.Planned, "trip"), f.trips.Done, f.trips.Late, count(kindTotal(kinds), "alert"))
	}
	if r.query.PlaceID == 0 {
		a.Chart = r.chart()
	}
	a.Details = r.details()
	a.Notes = r.notes(w.To.Equal(r.call.Now))
	file, err := r.book()
	a.Files = []answer.File{file}
	return a, err
}

// title names the report: "Daily report of Sun 22 Nov 2026".
func (r *wholeReport) title() string {
	kind := "Report"
	switch n := r.query.To - r.query.From; {
	case n == 1:
		kind = "Daily report"
	case n == 7 && r.query.From.Start().Weekday() == time.Monday:
		kind = "Weekly report"
	case r.query.From.Start().Day() == 1 && r.query.To.Start().Equal(r.query.From.Start().AddDate(0, 1, 0)):
		kind = "Monthly report"
	}
	of := []string{}
	for _, n := range []string{r.in.Truck, r.in.Driver, r.in.Client, r.in.Group, r.in.Place} {
		if n != "" {
			of = append(of, n)
		}
	}
	if len(of) > 0 {
		kind += " of " + strings.Join(of, ", ")
	}
	return kind + ", " + windowWords(r.query.Window)
}

func (r *wholeReport) notes(soFar bool) []string {
	notes := reportNotes(r.query, r.now().all, soFar)
	if r.query.PlaceID == 0 && r.query.DriverID == 0 {
		notes = append(notes, "Diesel issued is what was noted with trips; filled and suspected stolen are what LocoNav told of.")
	}
	notes = append(notes, fmt.Sprintf("The norm is the average of the %d days before, by as many days as were asked for; shares and medians are of all of them.", r.normDays()))
	return append(notes, "Utilisation is the share of truck days with a trip under way or at least 10 km driven. Hours at terminals are the time inside ports and terminals: in the line, loading and offloading.")
}

// normDays is of how many days the norm is.
func (r *wholeReport) normDays() int {
	q := r.columns[len(r.columns)-1].query
	return int(q.To - q.From)
}

// choices drill down; they name the days, so that they mean the same tomorrow.
func (r *wholeReport) choices() []answer.Choice {
	period := Period{From: r.query.From.String(), To: (r.query.To - 1).String()}
	with := func(more map[string]any) map[string]any {
		more["period"] = period
		return more
	}
	list := []answer.Choice{
		answer.NewChoice("Late trips now", "trips_list", map[string]any{"status": "delayed"}),
		answer.NewChoice("Alerts", "alerts_list", with(map[string]any{})),
		answer.NewChoice("Drivers by score", "rank", with(map[string]any{"metric": "score", "by": "driver"})),
		answer.NewChoice("Terminals", "rank", with(map[string]any{"metric": "turnaround", "by": "terminal"})),
		answer.NewChoice("Trucks by distance", "rank", with(map[string]any{"metric": "distance"})),
		answer.NewChoice("Diesel", "fuel_report", with(map[string]any{})),
	}
	if r.fleetWide() && r.parts.silentTotal > 0 {
		list = append(list, answer.NewChoice("Silent trucks", "fleet_summary", map[string]any{"status": "offline"}))
	}
	return list
}
