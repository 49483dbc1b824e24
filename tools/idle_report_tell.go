package tools

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// idleSums is for the fleet or several trucks: a line for each truck.
func (d *desk) idleSums(ctx context.Context, r *idling, q store.IdleQuery) (answer.Answer, error) {
	sums, err := d.store.IdleSums(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	whole, err := d.idledWhole(ctx, r, q)
	if err != nil {
		return answer.Answer{}, err
	}
	a := r.frame("")
	r.totals(&a, sums, whole)
	list := byTruck(sums, whole)
	if len(list) == 0 {
		return a, nil
	}
	from := min(max(0, r.in.Offset), len(list))
	a.Table = &answer.Table{Columns: []string{"Truck", "Idled", "Queue", "Roadside", "Longest", "Where longest"}, Right: []int{1, 2, 3, 4}}
	for _, x := range list[from:min(len(list), from+listedRows)] {
		a.Table.Rows = append(a.Table.Rows, []string{x.truck, idleHours(max(x.whole, x.queue+x.roadside)), idleHours(x.queue), idleHours(x.roadside), fleet.FormatDuration(x.longest), x.where})
	}
	a.Table.More = len(list) - from - len(a.Table.Rows)
	if len(list) > listedRows {
		r.in.Offset = 0
		a.Page = answer.NewPage("idle_report", r.in, from, listedRows, len(list))
	}
	return a, d.idleChart(ctx, &a, r)
}

// idledWhole is what each truck idled in all, short halts too, where the window
// is of whole days alone and no place was named.
func (d *desk) idledWhole(ctx context.Context, r *idling, q store.IdleQuery) (map[int64]store.Went, error) {
	out := map[int64]store.Went{}
	if _, _, edges := r.window.Parts(); len(edges) > 0 || q.PlaceID != 0 {
		return out, nil
	}
	went, err := d.store.Went(ctx, r.window, r.ids...)
	for _, w := range went {
		out[w.TruckID] = w
	}
	return out, err
}

// totals writes the headline and the facts.
func (r *idling) totals(a *answer.Answer, sums []store.IdleSum, whole map[int64]store.Went) {
	queue, roadside := sumOf(sums, "queue"), sumOf(sums, "roadside")
	all := time.Duration(0)
	for _, w := range whole {
		all += w.Idling
	}
	all = max(all, queue+roadside)
	if r.place != "" {
		a.Headline = fmt.Sprintf("%s idled %s in %s.", r.who(), idleHours(all), r.place)
	} else {
		a.Headline = fmt.Sprintf("%s idled %s: %s in queues, %s at the roadside.", r.who(), idleHours(all), idleHours(queue), idleHours(roadside))
	}
	if all == 0 {
		a.Headline = r.who() + " did not idle for 5 minutes in that time, as far as was heard."
		return
	}
	if short := all - queue - roadside; short >= time.Minute {
		a.Facts = append(a.Facts, answer.Fact{Label: "Halts under 5 minutes", Value: idleHours(short)})
	}
	if len(whole) == 0 && r.place == "" {
		a.Notes = append(a.Notes, "Halts under 5 minutes are counted for whole days only.")
	}
	a.Facts = append(a.Facts, answer.Fact{Label: "Diesel, estimate", Value: fmt.Sprintf("about %s litres at %.1f an hour", thousands(all.Hours()*idleLitres), idleLitres)})
}

// truckIdled is a truck's line of the report.
type truckIdled struct {
	truck                           string
	queue, roadside, whole, longest time.Duration
	where                           string
}

// byTruck gathers the sums of each truck, the one that idled longest first.
func byTruck(sums []store.IdleSum, whole map[int64]store.Went) []truckIdled {
	at := map[int64]*truckIdled{}
	for _, x := range sums {
		t := at[x.TruckID]
		if t == nil {
			t = &truckIdled{truck: x.Truck}
			at[x.TruckID] = t
		}
		if fleet.IdleSort(x.Kind) == "queue" {
			t.queue += x.Total
		} else {
			t.roadside += x.Total
		}
		if x.Longest > t.longest {
			t.longest, t.where = x.Longest, cmp.Or(x.Place, "roadside")
		}
	}
	for id, w := range whole {
		if at[id] == nil && w.Idling > 0 {
			at[id] = &truckIdled{truck: w.Truck}
		}
		if at[id] != nil {
			at[id].whole = w.Idling
		}
	}
	var out []truckIdled
	for _, t := range at {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b truckIdled) int {
		return cmp.Or(cmp.Compare(max(b.whole, b.queue+b.roadside), max(a.whole, a.queue+a.roadside)), cmp.Compare(a.truck, b.truck))
	})
	return out
}

// idleChart adds the idling hours of each whole day, where there are several.
func (d *desk) idleChart(ctx context.Context, a *answer.Answer, r *idling) error {
	if r.place != "" {
		return nil
	}
	days, labels, err := d.byDay(ctx, r.subject, r.now)
	if err != nil || len(labels) < 2 {
		return err
	}
	row := answer.Series{Name: "Idling", Unit: "h"}
	for _, day := range days {
		var v *float64
		if day != nil {
			v = new(float64(day.IdlingS) / secondsHour)
		}
		row.Values = append(row.Values, v)
	}
	a.Chart = &answer.Chart{Title: "Idling by day", Subtitle: r.window.String(), Labels: labels, Series: []answer.Series{row}}
	return nil
}

// idleStretches lists single stretches: of one truck, or those that lasted long
// enough.
func (d *desk) idleStretches(ctx context.Context, r *idling, q store.IdleQuery) (answer.Answer, error) {
	list, err := d.store.Idles(ctx, q, r.least)
	if err != nil {
		return answer.Answer{}, err
	}
	a := r.frame("")
	if r.least == 0 {
		sums, err := d.store.IdleSums(ctx, q)
		if err != nil {
			return a, err
		}
		whole, err := d.idledWhole(ctx, r, q)
		if err != nil {
			return a, err
		}
		r.totals(&a, sums, whole)
		if err := d.idleChart(ctx, &a, r); err != nil {
			return a, err
		}
	} else {
		r.longOnes(&a, list)
	}
	if len(list) == 0 {
		return a, nil
	}
	return a, d.listStretches(ctx, &a, r, list)
}

// longOnes is the headline where a threshold was given.
func (r *idling) longOnes(a *answer.Answer, list []store.IdleNow) {
	trucks := map[int64]bool{}
	for _, i := range list {
		trucks[i.TruckID] = true
	}
	in := ""
	if r.place != "" {
		in = " in " + r.place
	}
	who := count(len(trucks), "truck")
	if len(r.ids) == 1 {
		who = r.words
	}
	a.Headline = fmt.Sprintf("%s idled for %s or longer at a stretch%s, %s.", who, fleet.FormatDuration(r.least), in, timesWords(len(list)))
	if len(list) == 0 {
		a.Headline = fmt.Sprintf("Nobody idled for %s or longer at a stretch%s.", fleet.FormatDuration(r.least), in)
	}
}

func timesWords(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times in all", n)
}

// listStretches adds the table, the longest first, and marks on the map.
func (d *desk) listStretches(ctx context.Context, a *answer.Answer, r *idling, list []store.IdleNow) error {
	from := min(max(0, r.in.Offset), len(list))
	page := list[from:min(len(list), from+listedRows)]
	points := make([]fleet.Point, len(page))
	for i, x := range page {
		points[i] = x.Point
	}
	near, err := d.store.Beside(ctx, points)
	if err != nil {
		return err
	}
	a.Table = &answer.Table{Columns: []string{"Truck", "Idled", "From", "Until", "Where"}, Right: []int{1}, More: len(list) - from - len(page)}
	for i, x := range page {
		until, where := clip24(x.End), whereWas(x.Place, near[i], x.Point, r.units)
		if x.Open {
			until = "goes on"
		}
		a.Table.Rows = append(a.Table.Rows, []string{x.Truck, fleet.FormatDuration(x.Lasted()), clip24(x.Start), until, where})
		a.Points = append(a.Points, answer.Point{Label: x.Truck, Lat: x.Point.Lat, Lon: x.Point.Lon, State: string(fleet.Idling)})
	}
	if len(list) > listedRows {
		r.in.Offset = 0
		a.Page = answer.NewPage("idle_report", r.in, from, listedRows, len(list))
	}
	return nil
}
