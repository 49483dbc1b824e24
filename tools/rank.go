package tools

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	rankUsual = 10 // listed when nobody says how many
	rankMost  = 50
	rankChart = 15 // bars that one can still read
)

type rankArgs struct {
	Metric string `json:"metric" enum:"distance,driving_hours,idle_hours,trips,on_time,utilisation,overspeed_count,harsh_events,score,turnaround,fuel_used,fuel_per_km,fuel_cost"`
	By     string `json:"by,omitempty" enum:"truck,driver,client,terminal" jsonschema:"what is ranked; default truck, for score driver, for turnaround terminal"`
	Order  string `json:"order,omitempty" enum:"top,bottom" jsonschema:"top lists the highest values first; default top"`
	Limit  int    `json:"limit,omitempty" jsonschema:"how many; default 10"`
	Client string `json:"client,omitempty" jsonschema:"only trips of this client"`
	Period Period `json:"period,omitzero" jsonschema:"default the last 7 days"`
}

func rank(d *desk) *Tool {
	return newTool("rank", "The highest or lowest trucks, drivers, clients or terminals by distance, driving or idle hours, trips, punctuality, utilisation, overspeeding, harsh driving, driver score or turnaround.", d.rank)
}

func (d *desk) rank(ctx context.Context, call *Call, in rankArgs) (answer.Answer, error) {
	m := metricNamed(in.Metric)
	q, err := d.rankQuery(ctx, call, m, &in)
	if err != nil {
		return answer.Answer{}, err
	}
	note, err := m.in(q.Window)
	if err != nil {
		return answer.Answer{}, err
	}
	stats, err := d.store.Stats(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	r := ranking{metric: m, by: q.By, low: in.Order == "bottom", units: call.Caller.Units, limit: in.Limit}
	r.sort(stats)
	shown := q.Window.Until(call.Now)
	a := answer.Answer{Kind: answer.Result, Window: &shown, Headline: r.headline(), Notes: r.notes(note, in, call.Now, q.Window)}
	if len(r.list) > 0 {
		a.Table, a.Chart = r.table(), r.chart(q.Window)
	}
	return a, nil
}

// rankQuery reads the period and the names, with the defaults.
func (d *desk) rankQuery(ctx context.Context, call *Call, m metric, in *rankArgs) (q store.StatsQuery, err error) {
	q.Now = call.Now
	if q.By, err = m.told(in.By); err != nil {
		return q, err
	}
	switch {
	case in.Limit == 0:
		in.Limit = rankUsual
	case in.Limit < 0 || in.Limit > rankMost:
		return q, &fleet.Error{Kind: fleet.Invalid, Field: "limit", Message: fmt.Sprintf("I list 1 to %d. Ask for fewer.", rankMost)}
	}
	if q.Window, err = statWindow(in.Period, call.Now); err != nil || in.Client == "" {
		return q, err
	}
	if q.By == store.ByPlace || !slices.Contains(m.by, store.ByClient) {
		return q, &fleet.Error{Kind: fleet.Invalid, Field: "client", Message: m.label + " is not counted by client. Ask for trips, on time or turnaround of trips."}
	}
	n, err := d.store.FindClient(ctx, in.Client, store.Loose)
	q.ClientID, in.Client = n.ID, n.Name
	return q, err
}

// statWindow is a period of figures; the last seven whole days when none was
// given.
func statWindow(p Period, now time.Time) (fleet.Window, error) {
	if p.IsZero() {
		today := fleet.StartOfDay(now)
		return fleet.Window{From: today.AddDate(0, 0, -7), To: today}, nil
	}
	w, err := p.Window(now)
	if err == nil && w.From.After(now) {
		err = &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: "That has not begun yet. Ask about time that has passed, like last week."}
	}
	return w, err
}

// ranking is a question for the highest or lowest.
type ranking struct {
	metric metric
	by     store.StatBy
	low    bool
	units  fleet.Units
	limit  int
	list   []store.Stat // in order, no more than the limit
	more   int          // with a value, and not listed
	lack   int          // without a value
	tied   int          // not listed, with the same value as the last one that is
}

func (r *ranking) sort(stats []store.Stat) {
	value := func(x store.Stat) float64 { v, _ := r.metric.value(x); return v }
	r.list = slices.DeleteFunc(stats, func(x store.Stat) bool { _, ok := r.metric.value(x); return !ok })
	r.lack = len(stats) - len(r.list)
	slices.SortStableFunc(r.list, func(a, b store.Stat) int {
		order := cmp.Compare(value(b), value(a))
		if r.low {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(b.Metres, a.Metres)*r.sign(), cmp.Compare(a.Name, b.Name))
	})
	if r.more = len(r.list) - r.limit; r.more <= 0 {
		r.more = 0
		return
	}
	for _, x := range r.list[r.limit:] {
		if value(x) == value(r.list[r.limit-1]) {
			r.tied++
		}
	}
	r.list = r.list[:r.limit]
}

// sign turns the order round for the lowest: of equals who drove less first.
func (r *ranking) sign() int {
	if r.low {
		return -1
	}
	return 1
}

func (r *ranking) headline() string {
	what := r.metric.most
	if r.low {
		what = r.metric.least
	}
	if len(r.list) == 0 {
		return fmt.Sprintf("No %s has a figure for %s in that time.", r.by, lowerFirst(r.metric.label))
	}
	text := fmt.Sprintf("%s: %s, %s", upperFirst(what), r.list[0].Name, r.metric.figure(r.list[0], r.units))
	if len(r.list) > 1 {
		text += fmt.Sprintf("; then %s, %s", r.list[1].Name, r.metric.figure(r.list[1], r.units))
	}
	return text + "."
}

func (r *ranking) notes(of string, in rankArgs, now time.Time, w fleet.Window) []string {
	var notes []string
	if in.Period.IsZero() {
		notes = append(notes, "The last 7 days, because no period was given.")
	}
	if in.Client != "" {
		notes = append(notes, "Only trips for "+in.Client+".")
	}
	notes = append(notes, filled(of, r.metric.about)...)
	if r.by == store.ByDriver && slices.Contains(r.metric.by, store.ByDriver) && !slices.Contains(r.metric.by, store.ByClient) {
		notes = append(notes, driversAre)
	}
	if r.lack > 0 && r.metric.lacks != "" {
		notes = append(notes, fmt.Sprintf(r.metric.lacks, upperFirst(count(r.lack, string(r.by)))))
	}
	if r.tied > 0 {
		notes = append(notes, fmt.Sprintf("%s more with the same figure as the last one listed.", upperFirst(count(r.tied, string(r.by)))))
	}
	if w.To.After(now) {
		notes = append(notes, "The last day is so far only, and at most a minute or two behind the trucks.")
	}
	return notes
}

// driversAre says whose figures a driver's are.
const driversAre = "A truck's day counts for the driver of its trip, else for its usual driver; a day of several drivers by the drives that each began."

// filled drops empty notes.
func filled(notes ...string) []string {
	return slices.DeleteFunc(notes, func(s string) bool { return s == "" })
}

func (r *ranking) table() *answer.Table {
	t := &answer.Table{Columns: []string{"#", upperFirst(string(r.by)), r.metric.label}, Right: []int{2}, More: r.more}
	extra := slices.Clone(r.metric.beside)
	if r.by == store.ByClient && r.metric.name == "turnaround" {
		extra = append(extra, besideIt{"At the client", func(x store.Stat, _ fleet.Units) string { return fleet.FormatDuration(x.Site) }})
	}
	for i, e := range extra {
		t.Columns, t.Right = append(t.Columns, e.label), append(t.Right, 3+i)
	}
	for i, x := range r.list {
		row := []string{fmt.Sprint(i + 1), x.Name, r.metric.figure(x, r.units)}
		for _, e := range extra {
			row = append(row, e.text(x, r.units))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// chart is worth its room from three bars on.
func (r *ranking) chart(w fleet.Window) *answer.Chart {
	if len(r.list) < 3 {
		return nil
	}
	row := answer.Series{Name: r.metric.label, Unit: r.metric.unit}
	c := &answer.Chart{Title: r.metric.label + " by " + string(r.by), Subtitle: w.String()}
	for _, x := range r.list[:min(rankChart, len(r.list))] {
		v, _ := r.metric.value(x)
		if row.Unit == "km" {
			v = r.units.Of(v)
		}
		c.Labels, row.Values = append(c.Labels, clip20(x.Name)), append(row.Values, &v)
	}
	if row.Unit == "km" {
		row.Unit = r.units.String()
	}
	c.Series = []answer.Series{row}
	return c
}

// clip20 keeps a name short enough for the foot of a bar.
func clip20(s string) string {
	if r := []rune(s); len(r) > 20 {
		return strings.TrimSpace(string(r[:19])) + "…"
	}
	return s
}
