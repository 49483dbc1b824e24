package tools

import (
	"context"
	"fmt"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
)

// listedServices is how many past services an answer on one truck shows.
const listedServices = 15

// oneService says when one truck is due, and what was done to it.
func (d *desk) oneService(ctx context.Context, call *Call, m *maintaining, truck int64) (answer.Answer, error) {
	trucks, err := d.store.Trucks(ctx, truck)
	if err != nil {
		return answer.Answer{}, err
	}
	plate := trucks[0].Plate
	done, err := d.store.Services(ctx, truck, listedServices)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("No %s is planned for %s.", m.kind, plate)}
	if len(m.list) == 1 {
		s := m.list[0]
		a.Headline, a.Facts = m.oneHeadline(s), m.oneFacts(s)
		a.Notes = append(a.Notes, dueNote)
	}
	if len(done) > 0 {
		a.Table = servicesTable(done, m.units, call.Caller.Role)
	}
	return a, nil
}

func (m *maintaining) oneHeadline(s serviceState) string {
	switch {
	case s.due.Overdue():
		return fmt.Sprintf("%s is overdue for %s: %s.", s.Truck, m.kind, m.over(s))
	case !s.Use.Recorded:
		return fmt.Sprintf("%s has no %s on record, so it cannot be told when the next is due.", s.Truck, m.kind)
	case s.due.On == fleet.NoDay:
		return fmt.Sprintf("%s is not due for %s: %s.", s.Truck, m.kind, m.remains(s))
	}
	when := "today"
	if s.due.On > m.today {
		when = "about " + s.due.On.Start().Format("Mon 2 Jan 2006")
	}
	return fmt.Sprintf("%s is due for %s %s: %s.", s.Truck, m.kind, when, m.remains(s))
}

// over says which limits are passed, and by how much.
func (m *maintaining) over(s serviceState) string {
	var parts []string
	if s.due.Plan.Km > 0 && s.due.Km < 0 {
		parts = append(parts, driven(-s.due.Km*1000, m.units))
	}
	if s.due.Plan.Hours > 0 && s.due.Hours < 0 {
		parts = append(parts, thousands(-s.due.Hours)+" engine hours")
	}
	if s.due.Plan.Days > 0 && s.due.Days < 0 {
		parts = append(parts, count(int(-s.due.Days), "day"))
	}
	return strings.Join(parts, ", ") + " over"
}

// remains says what is left of every limit.
func (m *maintaining) remains(s serviceState) string {
	var parts []string
	if s.due.Plan.Km > 0 {
		parts = append(parts, driven(s.due.Km*1000, m.units))
	}
	if s.due.Plan.Hours > 0 {
		parts = append(parts, thousands(s.due.Hours)+" engine hours")
	}
	if s.due.Plan.Days > 0 {
		parts = append(parts, count(int(s.due.Days), "day"))
	}
	return strings.Join(parts, ", ") + " left"
}

func (m *maintaining) oneFacts(s serviceState) []answer.Fact {
	since, by := "Since then", ", by its daily sums"
	if s.Use.Odometer {
		by = ", by its odometer"
	}
	if !s.Use.Recorded {
		since = "Since it was first heard of, " + s.Use.Since.Start().Format("2 Jan 2006")
	}
	facts := []answer.Fact{{Label: "Last " + m.kind, Value: m.last(s)},
		{Label: since, Value: fmt.Sprintf("%s%s; %s engine hours", driven(s.Use.Km*1000, m.units), by, thousands(s.Use.Hours))},
		{Label: "Plan", Value: planWords(s.Plan, m.units)}}
	if s.Use.KmADay >= 1 {
		facts = append(facts, answer.Fact{Label: "Pace", Value: fmt.Sprintf("%s and %.1f engine hours a day", driven(s.Use.KmADay*1000, m.units), s.Use.HoursADay)})
	}
	return facts
}

// planWords writes a plan: "every 10,000 km, 500 engine hours or 180 days,
// whichever comes first".
func planWords(p fleet.ServicePlan, u fleet.Units) string {
	var parts []string
	if p.Km > 0 {
		parts = append(parts, driven(p.Km*1000, u))
	}
	if p.Hours > 0 {
		parts = append(parts, thousands(p.Hours)+" engine hours")
	}
	if p.Days > 0 {
		parts = append(parts, count(p.Days, "day"))
	}
	switch n := len(parts); n {
	case 0:
		return "never"
	case 1:
		return "every " + parts[0]
	default:
		return "every " + strings.Join(parts[:n-1], ", ") + " or " + parts[n-1] + ", whichever comes first"
	}
}

func servicesTable(done []fleet.Service, u fleet.Units, role fleet.Role) *answer.Table {
	t := &answer.Table{Columns: []string{"Done", "What", "Odometer", "Workshop", "Note"}, Right: []int{2}}
	costs := role.AtLeast(fleet.Dispatcher)
	if costs {
		t.Columns, t.Right = append(t.Columns, "Cost"), append(t.Right, 5)
	}
	for _, x := range done {
		odometer, cost := "", ""
		if x.OdometerKm > 0 {
			odometer = driven(x.OdometerKm*1000, u)
		}
		if x.CostNaira > 0 {
			cost = "N" + thousands(float64(x.CostNaira))
		}
		row := []string{x.On.Start().Format("2 Jan 2006"), x.Kind, odometer, x.Workshop, x.Note}
		if costs {
			row = append(row, cost)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
