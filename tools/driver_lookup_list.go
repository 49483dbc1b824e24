package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// whoDrove says who made a truck's trips in a period.
func (d *desk) whoDrove(ctx context.Context, call *Call, in driverLookupArgs) (answer.Answer, error) {
	w, err := in.Period.Window(call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	n, err := d.store.FindTruck(ctx, in.Truck, store.Loose)
	if err != nil {
		return answer.Answer{}, err
	}
	list, err := d.store.DroveTruck(ctx, n.ID, w)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Window: &w, Headline: fmt.Sprintf("%s was on no trip in that time.", n.Name)}
	if len(list) == 0 {
		return a, nil
	}
	a.Headline = fmt.Sprintf("%s drove %s.", list[0].Driver, n.Name)
	if len(list) > 1 {
		a.Headline = fmt.Sprintf("%s drove %s.", count(len(list), "driver"), n.Name)
	}
	a.Table = &answer.Table{Columns: []string{"Driver", "Latest trip"}}
	for _, x := range list {
		a.Table.Rows = append(a.Table.Rows, []string{x.Driver, x.TripRef})
	}
	a.Notes = []string{"By the drivers of its trips in that time."}
	return a, nil
}

// driverList lists all who work here, or those without a trip.
func (d *desk) driverList(ctx context.Context, call *Call, in driverLookupArgs) (answer.Answer, error) {
	q := store.DriverQuery{Limit: listedRows, Offset: max(0, in.Offset)}
	a := answer.Answer{Kind: answer.Result}
	if in.Availability != "" {
		w := fleet.Window{From: call.Now, To: fleet.StartOfDay(call.Now).AddDate(0, 0, 1)}
		if !in.Period.IsZero() {
			var err error
			if w, err = in.Period.Window(call.Now); err != nil {
				return a, err
			}
		}
		q.Free, a.Window = &w, &w
	}
	list, total, err := d.store.Drivers(ctx, q)
	if err != nil {
		return a, err
	}
	a.Headline = count(total, "driver") + "."
	if in.Availability != "" {
		a.Headline = fmt.Sprintf("%s %s no trip in that time.", count(total, "driver"), hasOrHave(total))
		if total == 0 {
			a.Headline = "No driver is without a trip in that time."
		}
		a.Notes = []string{"A trip that is not over counts until it is."}
	}
	if in.Want == "count" || len(list) == 0 {
		return a, nil
	}
	a.Table = &answer.Table{Columns: []string{"Driver", "Truck", "Trip"}, More: total - q.Offset - len(list)}
	for _, x := range list {
		a.Table.Rows = append(a.Table.Rows, []string{x.Name, orNone(x.Truck), tripLine(x.Trip)})
	}
	if total > len(list) {
		in.Offset = 0
		a.Page = answer.NewPage("driver_lookup", in, q.Offset, q.Limit, total)
	}
	return a, nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func hasOrHave(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}
