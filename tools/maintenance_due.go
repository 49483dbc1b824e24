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

// dueSoon is how many days ahead a service is told of where no time is asked
// for.
const dueSoon = 14

type maintenanceDueArgs struct {
	Truck     string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks    []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Self      bool     `json:"self,omitempty" jsonschema:"the asking driver's own truck"`
	Kind      string   `json:"kind,omitempty" enum:"service,tyres,brakes,inspection" jsonschema:"default service, oil change included"`
	Status    string   `json:"status,omitempty" enum:"overdue" jsonschema:"only those that are overdue"`
	Threshold float64  `json:"threshold,omitempty" jsonschema:"only those with less than so much left"`
	Unit      string   `json:"unit,omitempty" enum:"km,h,days" jsonschema:"of the threshold; km when not given"`
	Period    Period   `json:"period,omitzero" jsonschema:"due by the end of it; default the next 14 days"`
	Offset    int      `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func maintenanceDue(d *desk) *Tool {
	return newTool("maintenance_due", "Which trucks are due or overdue for service, by kilometres, engine hours and date; or when one truck is, and what was done to it.", d.maintenanceDue)
}

func (d *desk) maintenanceDue(ctx context.Context, call *Call, in maintenanceDueArgs) (answer.Answer, error) {
	kind, err := fleet.ServiceKind(in.Kind)
	if err != nil {
		return answer.Answer{}, err
	}
	m := &maintaining{in: in, kind: kind, today: fleet.DayOf(call.Now), units: call.Caller.Units}
	m.until = m.today + dueSoon
	if !in.Period.IsZero() {
		w, err := in.Period.Window(call.Now)
		if err != nil {
			return answer.Answer{}, err
		}
		m.until = fleet.DayOf(w.To.Add(-time.Second))
	}
	var ids []int64
	if in.Truck != "" || len(in.Trucks) > 0 || in.Self || call.Caller.Role == fleet.DriverRole {
		in.Self = in.Self || in.Truck == "" && len(in.Trucks) == 0
		if ids, err = d.trucksMeant(ctx, call, truckStatusArgs{Truck: in.Truck, Trucks: in.Trucks, Self: in.Self}); err != nil {
			return answer.Answer{}, err
		}
	}
	found, err := d.servicesOf(ctx, m, ids)
	if err != nil {
		return answer.Answer{}, err
	}
	m.sort(found)
	if len(ids) == 1 {
		return d.oneService(ctx, call, m, ids[0])
	}
	return m.tellAll(ids), nil
}

// servicesOf reads how the trucks asked about stand, all when none is named.
func (d *desk) servicesOf(ctx context.Context, m *maintaining, ids []int64) (found []store.ServiceNow, err error) {
	if len(ids) > 0 {
		return d.store.Serviced(ctx, m.kind, m.today, ids...)
	}
	var km, hours float64
	switch {
	case m.in.Status == "overdue" || m.in.Unit == "days":
	case m.in.Unit == "h":
		hours = m.in.Threshold
	default:
		km = m.in.Threshold
	}
	found, m.resting, err = d.store.ServicedAll(ctx, m.kind, m.today, km, hours)
	m.unknown = m.resting
	return found, err
}

// maintaining is a question about what is due.
type maintaining struct {
	in           maintenanceDueArgs
	kind         string
	today, until fleet.Day
	units        fleet.Units
	list         []serviceState // the one that is due first, first
	resting      int            // trucks with a plan that are not in the list: nothing is on record of them
	unknown      int            // trucks without a service on record that are not overdue; those among them
}

type serviceState struct {
	store.ServiceNow
	due fleet.ServiceDue
}

func (m *maintaining) sort(found []store.ServiceNow) {
	for _, x := range found {
		if x.Plan.Empty() {
			continue
		}
		s := serviceState{x, x.Plan.Due(x.Use, m.today)}
		if !x.Use.Recorded && !s.due.Overdue() {
			m.unknown++
		}
		m.list = append(m.list, s)
	}
	slices.SortStableFunc(m.list, func(a, b serviceState) int {
		return cmp.Or(cmp.Compare(a.due.On, b.due.On), cmp.Compare(a.due.Km, b.due.Km))
	})
}

// asked says whether a truck is among those asked about.
func (m *maintaining) asked(s serviceState) bool {
	switch {
	case m.in.Status == "overdue":
		return s.due.Overdue()
	case m.in.Threshold <= 0:
		return s.due.On <= m.until
	case m.in.Unit == "h":
		return s.due.Plan.Hours > 0 && s.due.Hours < m.in.Threshold
	case m.in.Unit == "days":
		return s.due.On-m.today < fleet.Day(m.in.Threshold)
	}
	return s.due.Plan.Km > 0 && s.due.Km < m.in.Threshold
}

func (m *maintaining) tellAll(ids []int64) answer.Answer {
	list := slices.DeleteFunc(slices.Clone(m.list), func(s serviceState) bool { return len(ids) == 0 && !m.asked(s) })
	overdue := 0
	for _, s := range list {
		if s.due.Overdue() {
			overdue++
		}
	}
	a := answer.Answer{Kind: answer.Result, Headline: m.headline(len(list), overdue)}
	if m.unknown > 0 {
		a.Facts = []answer.Fact{{Label: "No " + m.kind + " on record", Value: fmt.Sprintf("%s, counted from the first day they were heard of", count(m.unknown, "truck"))}}
	}
	if len(m.list)+m.resting == 0 {
		a.Notes = append(a.Notes, "No plan for "+m.kind+" is set. A manager may say: "+m.kind+" every 20,000 km.")
	}
	a.Notes = append(a.Notes, dueNote)
	if len(list) == 0 {
		return a
	}
	from := min(max(0, m.in.Offset), len(list))
	a.Table = &answer.Table{Columns: []string{"Truck", "Last", m.units.String() + " left", "Engine h left", "Days left", "Due"}, Right: []int{2, 3, 4}}
	for _, s := range list[from:min(len(list), from+listedRows)] {
		a.Table.Rows = append(a.Table.Rows, []string{s.Truck, m.last(s), left(s.due.Plan.Km, m.units.Of(s.due.Km)), left(s.due.Plan.Hours, s.due.Hours), left(float64(s.due.Plan.Days), s.due.Days), m.when(s)})
	}
	a.Table.More = len(list) - from - len(a.Table.Rows)
	if len(list) > listedRows {
		m.in.Offset = 0
		a.Page = answer.NewPage("maintenance_due", m.in, from, listedRows, len(list))
	}
	return a
}

const dueNote = "Counted by whole days since the last one, the kilometres by the odometer where it was read; dates ahead are at the pace of the last 30 days."

func (m *maintaining) headline(n, overdue int) string {
	switch {
	case m.in.Status == "overdue":
		return fmt.Sprintf("%s %s overdue for %s.", count(n, "truck"), areOrIs(n), m.kind)
	case m.in.Threshold > 0:
		unit := cmp.Or(m.in.Unit, "km")
		return fmt.Sprintf("%s %s less than %s %s to the next %s.", count(n, "truck"), haveOrHas(n), answer.FormatNumber(m.in.Threshold), unit, m.kind)
	}
	text := fmt.Sprintf("%s %s due for %s by %s", count(n, "truck"), areOrIs(n), m.kind, m.until.Start().Format("Mon 2 Jan"))
	if overdue > 0 {
		text += fmt.Sprintf(", %d of them overdue", overdue)
	}
	return text + "."
}

func haveOrHas(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// left writes what is left of a limit; below 0 is over it.
func left(limit, v float64) string {
	if limit == 0 {
		return "-"
	}
	return thousands(v)
}

func (m *maintaining) last(s serviceState) string {
	if !s.Use.Recorded {
		return "not on record"
	}
	return s.Use.Since.Start().Format("2 Jan 2006")
}

func (m *maintaining) when(s serviceState) string {
	switch {
	case s.due.Overdue():
		return "overdue"
	case s.due.On == fleet.NoDay:
		return "not known"
	case s.due.On == m.today:
		return "today, by " + s.due.By
	}
	return fmt.Sprintf("about %s, by %s", s.due.On.Start().Format("2 Jan"), s.due.By)
}
