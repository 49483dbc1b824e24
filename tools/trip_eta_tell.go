package tools

import (
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// etaTeller puts estimates into words.
type etaTeller struct {
	now   time.Time
	units fleet.Units
	want  string
}

// one is the answer about one truck.
func (t etaTeller) one(x expected) answer.Answer {
	a := answer.Answer{Kind: answer.Result, Headline: x.why}
	fact := func(label, value string) {
		if value != "" {
			a.Facts = append(a.Facts, answer.Fact{Label: label, Value: value})
		}
	}
	if x.why == "" {
		a.Headline = t.headline(x)
		fact("Arrives", t.span(x.eta)+"; most likely about "+t.clock(x.eta.Mid, roughly(x.eta), 0))
		fact("Still to go", "about "+t.units.Distance(x.eta.Metres)+" by road")
		fact("Estimated", t.how(x.eta))
		fact("Counted in", counted(x.eta, len(x.via)))
	}
	if x.trip != nil {
		fact("Trip", fmt.Sprintf("%s %s to %s, %s", x.trip.Ref, x.trip.Origin, x.trip.Destination, x.trip.Status.Words()))
		fact("Planned arrival", t.plan(x))
	}
	if st := x.truck.State; st != nil {
		fact("Truck now", doing(x.truck, t.now, t.units)+", "+whereabouts(x.truck, t.units))
		fact("Last fix", age(st, t.now))
		a.Points = append(a.Points, mapPoint(x.truck, t.now))
	}
	a.Points = append(a.Points, answer.Point{Label: x.to.name, Lat: x.to.point.Lat, Lon: x.to.point.Lon, State: "place", RadiusM: x.to.place.RadiusM})
	a.Notes = t.notes(x)
	if x.trip != nil {
		a.Choices = append(a.Choices, answer.NewChoice("Trip "+x.trip.Ref, "trip_status", map[string]any{"trip_id": x.trip.Ref}))
	}
	return a
}

// headline answers the very thing that was asked.
func (t etaTeller) headline(x expected) string {
	who := x.truck.Plate
	reach := fmt.Sprintf("should reach %s %s", x.to.name, t.spanIn(x.eta))
	switch {
	case t.want == "distance":
		return fmt.Sprintf("%s has about %s by road to go to %s; it %s.", who, t.units.Distance(x.eta.Metres), x.to.name, reach)
	case t.want == "late":
		return t.late(x) + fmt.Sprintf(" %s %s.", who, reach)
	case !x.depart.IsZero() && x.depart.After(t.now):
		return fmt.Sprintf("%s %s, if it leaves %s as planned, %s.", who, reach, x.trip.Origin, fleet.FormatTime(x.depart))
	case !x.depart.IsZero():
		return fmt.Sprintf("%s %s, if it leaves %s now.", who, reach, x.trip.Origin)
	}
	return fmt.Sprintf("%s %s.", who, reach)
}

// late says whether it will be late by the plan.
func (t etaTeller) late(x expected) string {
	if x.trip == nil || x.trip.Plan.Arrived.IsZero() {
		return "No arrival was planned, so I cannot say whether it is late."
	}
	switch lateness(x) {
	case "in time":
		return "No, it should be in time."
	case "late":
		return "Yes, it will most likely be late."
	}
	return "It may be late."
}

func lateness(x expected) string {
	switch plan := x.trip.Plan.Arrived; {
	case !x.eta.High.After(plan):
		return "in time"
	case x.eta.Low.After(plan):
		return "late"
	}
	return "perhaps"
}

// plan is the planned arrival and how the estimate stands to it.
func (t etaTeller) plan(x expected) string {
	plan := x.trip.Plan.Arrived
	if plan.IsZero() || !x.asPlan {
		return ""
	}
	words := fleet.FormatTime(plan)
	if x.why != "" {
		return words
	}
	off := x.eta.Mid.Sub(plan).Round(5 * time.Minute)
	switch lateness(x) {
	case "in time":
		return words + "; it should be in time"
	case "late":
		return words + "; most likely " + fleet.FormatDuration(off) + " late"
	}
	if off <= 0 {
		return words + "; it may be late"
	}
	return words + "; it may be late, most likely by " + fleet.FormatDuration(off)
}

// how says what the estimate is made of and what its range is worth.
func (t etaTeller) how(e fleet.ETA) string {
	rest := map[fleet.Method]string{
		fleet.ByTable: "the road table: 45 km/h on expressways, less elsewhere", fleet.ByRouter: "the routing server, at a truck's speed",
		fleet.ByLine: "the straight line, a third longer, at 32 km/h", fleet.ByPasses: "the road table for the rest",
	}[e.Method]
	words := "by " + rest
	if e.SeenMetres > 500 {
		words = fmt.Sprintf("by what trucks of this fleet did on %s of it (%d passes or more)", t.units.Distance(e.SeenMetres), e.Passes)
		if e.Metres-e.SeenMetres > 1000 {
			words += ", and by " + rest
		}
	}
	if e.Likes > 0 {
		return words + fmt.Sprintf("; 8 of 10 like journeys came within such a range (%d seen)", e.Likes)
	}
	return words + "; the range is by rule, because too few like journeys were seen"
}

// counted is what else is in the time.
func counted(e fleet.ETA, stops int) string {
	var parts []string
	if e.Night {
		parts = append(parts, "a night's rest")
	}
	switch {
	case e.WaitSeen && e.InLine:
		parts = append(parts, "the rest of the port's line, as trucks were seen to wait")
	case e.WaitSeen:
		parts = append(parts, "the port's line, as trucks were seen to wait")
	case e.Waits:
		parts = append(parts, "20 min to 7 h in the port's line, because too few waits were seen")
	}
	if stops > 0 {
		parts = append(parts, count(stops, "stop")+" of about an hour")
	}
	if e.LagosHours {
		parts = append(parts, "at its late end Lagos's truck hours")
	}
	return strings.Join(parts, "; ")
}

// staleFix is from when on people are told what an old fix does to an estimate.
const staleFix = fleet.SilentMoving

func (t etaTeller) notes(x expected) (out []string) {
	if st := x.truck.State; st != nil && x.why == "" && x.depart.IsZero() && t.now.Sub(st.At) > staleFix {
		out = append(out, fmt.Sprintf("The fix is %s old; the range is wider for it.", fleet.FormatDuration(t.now.Sub(st.At))))
	}
	if x.why != "" && !x.over && x.truck.State != nil {
		out = append(out, "Ask again when it reports, or call the driver.")
	}
	if x.to.note != "" {
		out = append(out, x.to.note)
	}
	return out
}

// several is a line for each truck.
func (t etaTeller) several(all []expected) answer.Answer {
	a := answer.Answer{Kind: answer.Result, Table: &answer.Table{Columns: []string{"Truck", "To", "Arrives", "About", "To go", "By", "Fix"}, Right: []int{4}}}
	told := 0
	for _, x := range all {
		fix := "none"
		if st := x.truck.State; st != nil {
			fix = fleet.FormatDuration(t.now.Sub(st.At)) + " ago"
			a.Points = append(a.Points, mapPoint(x.truck, t.now))
		}
		row := []string{x.truck.Plate, x.to.name, x.why, "", "", "", fix}
		if x.why == "" {
			told++
			by := map[bool]string{true: "like journeys", false: "rule"}[x.eta.Likes > 0]
			row = []string{x.truck.Plate, x.to.name, t.span(x.eta), t.clock(x.eta.Mid, roughly(x.eta), 0), t.units.Distance(x.eta.Metres), string(x.eta.Method) + ", " + by, fix}
		}
		a.Table.Rows = append(a.Table.Rows, row)
		a.Notes = append(a.Notes, without(t.notes(x), a.Notes)...)
	}
	a.Headline = fmt.Sprintf("Arrivals of %d trucks, each as a range:", len(all))
	if told < len(all) {
		a.Headline = fmt.Sprintf("Arrivals of %d of %d trucks, each as a range:", told, len(all))
	}
	return a
}

// without leaves out the notes that were said.
func without(notes, said []string) (out []string) {
	for _, n := range notes {
		if !strings.Contains(strings.Join(said, "\n"), n) {
			out = append(out, n)
		}
	}
	return out
}
