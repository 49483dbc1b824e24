package tools

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type fuelReportArgs struct {
	Truck     string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks    []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Driver    string   `json:"driver,omitempty" jsonschema:"driver whose trucks are meant"`
	Client    string   `json:"client,omitempty" jsonschema:"only what was issued for this client's trips"`
	TripID    string   `json:"trip_id,omitempty"`
	Self      bool     `json:"self,omitempty" jsonschema:"the asking driver's own truck"`
	Metric    string   `json:"metric,omitempty" enum:"fuel_used,fuel_cost,fuel_per_km,fuel_level" jsonschema:"the one thing that is asked for"`
	Threshold float64  `json:"threshold,omitempty" jsonschema:"only trucks above so many litres; below, for the level of the tank"`
	Unit      string   `json:"unit,omitempty" enum:"L,km,mi"`
	Period    Period   `json:"period,omitzero" jsonschema:"default this month"`
	Offset    int      `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func fuelReport(d *desk) *Tool {
	return newTool("fuel_report", "Diesel in a period: litres and naira issued for trips, fillings and possible thefts that LocoNav told of, and diesel per distance.", d.fuelReport)
}

func (d *desk) fuelReport(ctx context.Context, call *Call, in fuelReportArgs) (answer.Answer, error) {
	s, err := d.about(ctx, call, whose{Truck: in.Truck, Trucks: in.Trucks, Driver: in.Driver, TripID: in.TripID, Self: in.Self}, in.Period, "this_month")
	if err != nil {
		return answer.Answer{}, err
	}
	trucks, err := d.store.Trucks(ctx, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	s.named(trucks)
	if at := s.started; !at.IsZero() { // a trip's diesel counts at its planned start
		if at.Before(s.window.From) {
			s.window.From = at
		} else if !at.Before(s.window.To) {
			s.window.To = at.Add(time.Second)
		}
	}
	if in.Metric == "fuel_level" {
		return d.fuelLevel(ctx, s)
	}
	var client store.Named
	if in.Client != "" {
		if client, err = d.store.FindClient(ctx, in.Client, store.Loose); err != nil {
			return answer.Answer{}, inField(err, "client")
		}
	}
	list, err := d.store.Fuelled(ctx, s.window, client.ID, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	went, err := d.store.Went(ctx, s.window, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	f := &fuelling{subject: s, in: in, list: list, client: client.Name, units: call.Caller.Units, metres: map[int64]float64{}}
	if in.Unit == "km" || in.Unit == "mi" {
		f.units = fleet.Units(in.Unit)
	}
	for _, w := range went {
		f.metres[w.TruckID] = w.Metres
	}
	shown := s.window.Until(call.Now)
	a := answer.Answer{Kind: answer.Result, Window: &shown, Headline: f.headline(), Facts: f.facts(), Notes: append(s.notes, f.notes()...)}
	f.table(&a)
	return a, nil
}

// fuelLevel is honest about tanks: nothing that reaches Watch Tower tells how
// full one is.
func (d *desk) fuelLevel(ctx context.Context, s subject) (answer.Answer, error) {
	a := answer.Answer{Kind: answer.Result, Headline: "No tank level is known: no truck has a fuel sensor that reports here.",
		Notes: []string{"A level needs a fuel sensor whose readings reach Watch Tower. Until then it knows what was issued for trips, and the fillings and possible thefts that LocoNav tells of."}}
	if len(s.ids) != 1 {
		return a, nil
	}
	a.Headline = fmt.Sprintf("The level of the tank of %s is not known: it has no fuel sensor that reports here.", s.words)
	at, litres, err := d.store.LastFill(ctx, s.ids[0])
	if err != nil {
		return a, err
	}
	fill := "none on record"
	if !at.IsZero() {
		fill = fleet.FormatTime(at)
		if litres > 0 {
			fill = fmt.Sprintf("%s L, %s", answer.FormatNumber(litres), fill)
		}
	}
	a.Facts = []answer.Fact{{Label: "Last filling", Value: fill}}
	return a, nil
}

// fuelling is a question about diesel.
type fuelling struct {
	subject
	in     fuelReportArgs
	list   []store.Fuelled
	client string
	units  fleet.Units
	metres map[int64]float64
}

func (f *fuelling) sum() (all store.Fuelled) {
	for _, x := range f.list {
		all.Trips, all.TripsIssued = all.Trips+x.Trips, all.TripsIssued+x.TripsIssued
		all.IssuedLitres, all.IssuedNaira = all.IssuedLitres+x.IssuedLitres, all.IssuedNaira+x.IssuedNaira
		all.PricedLitres += x.PricedLitres
		all.Fills, all.FilledLitres = all.Fills+x.Fills, all.FilledLitres+x.FilledLitres
		all.Thefts, all.StolenLitres = all.Thefts+x.Thefts, all.StolenLitres+x.StolenLitres
	}
	return all
}

func litres(l float64) string { return answer.FormatNumber(l) + " L" }

func (f *fuelling) headline() string {
	all, who := f.sum(), f.words
	if who == "" {
		who = "the fleet"
	}
	issued := fmt.Sprintf("%s issued for %s", litres(all.IssuedLitres), count(all.TripsIssued, "trip"))
	if f.client != "" {
		return fmt.Sprintf("%s issued for %d of %s for %s.", litres(all.IssuedLitres), all.TripsIssued, count(all.Trips, "trip"), f.client)
	}
	switch f.in.Metric {
	case "fuel_cost":
		if all.IssuedNaira == 0 {
			return fmt.Sprintf("No cost of diesel is on record for %s in that time: %s.", who, issued)
		}
		return fmt.Sprintf("Diesel for %s cost N%s, as noted with its trips.", who, thousands(float64(all.IssuedNaira)))
	case "fuel_per_km":
		l, m := f.perDistance()
		if l == 0 || m == 0 {
			return fmt.Sprintf("Diesel per %s cannot be told for %s: there is no truck with diesel on record and distance in that time.", f.units, who)
		}
		return fmt.Sprintf("%s was issued %s per 100 %s: %s over %s.", upperFirst(who), litres(l/f.units.Of(m/100_000)), f.units, litres(l), distanceWords(m, f.units))
	case "fuel_used":
		return fmt.Sprintf("What %s burnt is not measured. On record: %s, %s filled, %s possibly stolen.", who, issued, litres(all.FilledLitres), litres(all.StolenLitres))
	}
	return fmt.Sprintf("%s: %s, %s filled, %s possibly stolen.", upperFirst(who), issued, litres(all.FilledLitres), litres(all.StolenLitres))
}

// perDistance sums the litres issued, and the metres gone, of the trucks of
// which both are known.
func (f *fuelling) perDistance() (l, m float64) {
	for _, x := range f.list {
		if x.IssuedLitres > 0 && f.metres[x.TruckID] > 0 {
			l, m = l+x.IssuedLitres, m+f.metres[x.TruckID]
		}
	}
	return l, m
}

func (f *fuelling) facts() []answer.Fact {
	all := f.sum()
	facts := []answer.Fact{
		{Label: "Issued", Value: fmt.Sprintf("%s on %d of %s", litres(all.IssuedLitres), all.TripsIssued, count(all.Trips, "trip"))},
	}
	if f.client == "" {
		facts = append(facts, answer.Fact{Label: "Filled", Value: fmt.Sprintf("%s in %s", litres(all.FilledLitres), count(all.Fills, "filling"))},
			answer.Fact{Label: "Possible theft", Value: fmt.Sprintf("%s in %s", litres(all.StolenLitres), count(all.Thefts, "alert"))},
			answer.Fact{Label: "Tank level", Value: "not known, no fuel sensor reports here"})
	}
	if all.IssuedNaira > 0 {
		facts = append(facts, answer.Fact{Label: "Cost noted", Value: "N" + thousands(float64(all.IssuedNaira))})
		if all.PricedLitres > 0 {
			facts = append(facts, answer.Fact{Label: "Naira a litre", Value: "N" + thousands(float64(all.IssuedNaira)/all.PricedLitres)})
		}
	}
	return facts
}

func (f *fuelling) notes() []string {
	notes := []string{"Issued is what people noted with trips planned to begin in this time; filled and possible theft are LocoNav's alerts, without those called false."}
	if f.client != "" {
		notes = []string{"Issued is what people noted with trips planned to begin in this time. Fillings and possible thefts belong to trucks, not to clients."}
	}
	all := f.sum()
	if without := all.Trips - all.TripsIssued; without > 0 {
		notes = append(notes, fmt.Sprintf("%s without diesel on record; the figures lack theirs.", upperFirst(count(without, "trip"))))
	}
	if f.in.Metric == "fuel_per_km" {
		notes = append(notes, "Issued is not burnt: what was left in the tanks before and after is not known.")
	}
	return notes
}

// table lists the trucks, the one with most diesel first, where there are
// several.
func (f *fuelling) table(a *answer.Answer) {
	var list []store.Fuelled
	for _, x := range f.list {
		if f.in.Threshold == 0 || max(x.IssuedLitres, x.FilledLitres, x.StolenLitres) > f.in.Threshold {
			list = append(list, x)
		}
	}
	if len(f.ids) == 1 || len(list) == 0 {
		return
	}
	from := min(max(0, f.in.Offset), len(list))
	t := &answer.Table{Columns: []string{"Truck", "Issued L", "Filled L", "Possible theft L", f.units.String(), "Issued per 100 " + f.units.String()}, Right: []int{1, 2, 3, 4, 5}}
	for _, x := range list[from:min(len(list), from+listedRows)] {
		m, per := f.metres[x.TruckID], "-"
		if x.IssuedLitres > 0 && m > 0 {
			per = answer.FormatNumber(x.IssuedLitres / f.units.Of(m/100_000))
		}
		t.Rows = append(t.Rows, []string{x.Truck, answer.FormatNumber(x.IssuedLitres), answer.FormatNumber(x.FilledLitres), answer.FormatNumber(x.StolenLitres), answer.FormatNumber(f.units.Of(m / 1000)), per})
	}
	t.More = len(list) - from - len(t.Rows)
	a.Table = t
	if len(list) > listedRows {
		f.in.Offset = 0
		a.Page = answer.NewPage("fuel_report", f.in, from, listedRows, len(list))
	}
}
