package tools

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type fleetSummaryArgs struct {
	Period Period `json:"period,omitzero" jsonschema:"the days whose trips are counted; default today"`
	Status string `json:"status,omitempty" enum:"moving,idling,parked,offline" jsonschema:"count only the trucks doing this now"`
	Load   string `json:"load,omitempty" enum:"loaded,empty"`
	Metric string `json:"metric,omitempty" enum:"trips,utilisation,on_time"`
	Want   string `json:"want,omitempty" enum:"count"`
}

func fleetSummary(d *desk) *Tool {
	return newTool("fleet_summary",
		"The whole fleet: how many trucks move, idle, stand or are offline now, how many are loaded, and trips planned, done and late in a period.",
		d.fleetSummary)
}

func (d *desk) fleetSummary(ctx context.Context, call *Call, in fleetSummaryArgs) (answer.Answer, error) {
	if in.Period.IsZero() {
		in.Period = Period{Name: "today"}
	}
	w, err := in.Period.Window(call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	now, err := d.store.FleetNow(ctx, call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Status != "" && in.Load != "" {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "load", Message: "I count trucks by what they do or by their load, not by both at once. Ask for one of them."}
	}
	if in.Status != "" || in.Load != "" {
		return d.oneCount(ctx, call, now, in)
	}
	trips, err := d.store.TripCounts(ctx, w)
	if err != nil {
		return answer.Answer{}, err
	}
	current := w.Contains(call.Now)
	a := answer.Answer{Kind: answer.Result, Window: &w, Facts: tripCountFacts(now, trips), Headline: summaryHeadline(now, trips, in.Metric, current)}
	if current {
		a.Facts = append(nowFacts(now), a.Facts...)
		a.Notes = append(a.Notes, freshness(now, call.Now))
	}
	a.Choices = []answer.Choice{
		answer.NewChoice("Ongoing trips", "trips_list", map[string]any{"status": "ongoing"}),
		answer.NewChoice("Late trips", "trips_list", map[string]any{"status": "delayed"}),
	}
	return a, nil
}

func freshness(f store.FleetNow, now time.Time) string {
	if f.Newest.IsZero() {
		return "No truck has reported yet."
	}
	return "Newest position " + fleet.FormatDuration(now.Sub(f.Newest)) + " old."
}

// listedTrucks is how many trucks one answer lists.
const listedTrucks = 20

// oneCount counts the trucks of one kind and, unless only the number was asked
// for, lists them.
func (d *desk) oneCount(ctx context.Context, call *Call, f store.FleetNow, in fleetSummaryArgs) (answer.Answer, error) {
	n := map[string]int{"loaded": f.Loaded, "empty": f.Trucks - f.Loaded, "moving": f.Moving, "idling": f.Idling,
		"parked": f.Stopped, "offline": f.Offline + f.Never}[in.Load+in.Status]
	a := answer.Answer{Kind: answer.Result, Notes: []string{freshness(f, call.Now)},
		Headline: fmt.Sprintf("%d of %s %s %s now.", n, count(f.Trucks, "truck"), areOrIs(n), in.Load+in.Status)}
	if in.Want == "count" || n == 0 {
		return a, nil
	}
	trucks, err := d.store.TrucksDoing(ctx, store.DoingQuery{Status: in.Status, Load: in.Load, Limit: listedTrucks, Now: call.Now})
	if err != nil {
		return a, err
	}
	a.Table = truckTable(trucks, call.Now, call.Caller.Units)
	a.Table.More = n - len(trucks)
	for _, t := range trucks {
		if t.State != nil {
			a.Points = append(a.Points, mapPoint(t, call.Now))
		}
	}
	return a, nil
}

func areOrIs(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// nowFacts are what the headline does not say already.
func nowFacts(f store.FleetNow) []answer.Fact {
	n := func(label string, v int) answer.Fact { return answer.Fact{Label: label, Value: fmt.Sprint(v)} }
	return []answer.Fact{n("Loaded", f.Loaded), n("Available", f.Available)}
}

func tripCountFacts(f store.FleetNow, c store.TripCounts) []answer.Fact {
	n := func(label string, v int) answer.Fact { return answer.Fact{Label: label, Value: fmt.Sprint(v)} }
	facts := []answer.Fact{n("Trips planned", c.Total), n("Of these not begun", c.Scheduled), n("Of these under way", c.Ongoing), n("Of these completed", c.Completed)}
	if c.Cancelled+c.Failed > 0 {
		facts = append(facts, n("Cancelled", c.Cancelled), n("Failed", c.Failed))
	}
	if c.Departed > 0 {
		facts = append(facts, answer.Fact{Label: "Left on time", Value: fmt.Sprintf("%s of %s", percent(c.OnTime, c.Departed), count(c.Departed, "trip"))})
	}
	return append(facts, answer.Fact{Label: "Trucks used", Value: fmt.Sprintf("%d (%s)", c.TrucksUsed, percent(c.TrucksUsed, f.Trucks))})
}

func percent(part, whole int) string {
	if whole == 0 {
		return "no data"
	}
	return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(whole))
}

func summaryHeadline(f store.FleetNow, c store.TripCounts, metric string, current bool) string {
	switch metric {
	case "utilisation":
		return fmt.Sprintf("Utilisation %s: %d of %s left on a trip.", percent(c.TrucksUsed, f.Trucks), c.TrucksUsed, count(f.Trucks, "truck"))
	case "on_time":
		return fmt.Sprintf("On time %s: %d of %s left within 2 hours of plan.", percent(c.OnTime, c.Departed), c.OnTime, count(c.Departed, "trip"))
	case "trips":
		return fmt.Sprintf("%s: %d completed, %d ongoing, %d scheduled.", count(c.Total, "trip"), c.Completed, c.Ongoing, c.Scheduled)
	}
	if !current {
		return fmt.Sprintf("%s planned, %d completed, %d cancelled or failed; %d of %s used.",
			count(c.Total, "trip"), c.Completed, c.Cancelled+c.Failed, c.TrucksUsed, count(f.Trucks, "truck"))
	}
	return fmt.Sprintf("%s: %d moving, %d idling, %d stopped, %d offline. %s under way, %d late to leave.",
		count(f.Trucks, "truck"), f.Moving, f.Idling, f.Stopped, f.Offline+f.Never, count(f.TripsOngoing, "trip"), f.TripsLate)
}
