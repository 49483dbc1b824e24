package tools

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/store"
)

const (
	namedTrucks  = 4 // in one sentence
	shownDecided = 7
)

// decisions are the few things that need a person, the gravest first.
func (r *wholeReport) decisions() []string {
	f := r.now()
	var out []string
	add := func(bad bool, format string, args ...any) {
		if bad {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	critical := f.allAlerts().Critical
	add(critical > 0, "%s still open: somebody has to take %s in hand.", count(critical, "critical alert"), itOrThem(critical))
	for _, x := range overLimits(f, r.limits) {
		out = append(out, x.sentence)
	}
	p := r.parts
	add(len(p.risks) > 0, "%s of today at risk: %s.", count(len(p.risks), "trip"), riskWords(p.risks))
	add(p.overdue > 0, "%s late now.", tripsAre(p.overdue))
	add(p.silentTotal > 0, "%s not heard from: %s. Call the drivers, or have the trackers looked at.", count(p.silentTotal, "truck"), silentWords(p.silent, p.silentTotal))
	return out[:min(len(out), shownDecided)]
}

func itOrThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func tripsAre(n int) string {
	if n == 1 {
		return "1 trip is"
	}
	return fmt.Sprintf("%d trips are", n)
}

// stolenFrom names the trucks that lost most.
func stolenFrom(list []store.Fuelled) string {
	var some []store.Fuelled
	for _, x := range list {
		if x.StolenLitres > 0 {
			some = append(some, x)
		}
	}
	slices.SortStableFunc(some, func(a, b store.Fuelled) int { return cmp.Compare(b.StolenLitres, a.StolenLitres) })
	return named(some, len(some), func(x store.Fuelled) string { return x.Truck + " " + litres(x.StolenLitres) })
}

func riskWords(list []tripRisk) string {
	return named(list, len(list), func(k tripRisk) string { return k.trip.Ref + " (" + k.why + ")" })
}

func silentWords(list []store.TruckNow, total int) string {
	return named(list, total, func(x store.TruckNow) string { return x.Plate })
}

// named lists the first few of a list, and counts the rest of so many in all.
func named[T any](list []T, total int, name func(T) string) string {
	var words []string
	for _, x := range list[:min(len(list), namedTrucks)] {
		words = append(words, name(x))
	}
	text := strings.Join(words, ", ")
	if left := total - len(words); left > 0 {
		text += fmt.Sprintf(" and %d more", left)
	}
	return text
}

// book is everything as an Excel file, without what the message leaves out.
func (r *wholeReport) book() (answer.File, error) {
	sheets := []answer.Sheet{{Name: "Figures", Table: *r.figureSheet()}}
	add := func(name string, t *answer.Table) {
		if t != nil && len(t.Rows) > 0 {
			t.More = 0
			sheets = append(sheets, answer.Sheet{Name: name, Table: *t})
		}
	}
	if c := r.chart(); r.query.PlaceID == 0 && c != nil {
		days := c.In(r.units).Table()
		add("Days", &days)
	}
	add("Trucks", extremesTable(r.parts.trucks, r.units))
	add("Drivers", r.driverTable(len(r.parts.drivers)))
	add("Places", r.placeTable())
	add("Alerts", r.paceTable())
	add("Not heard from", r.silentTable(silentLooked))
	add("Today", r.planTable(plannedMost))
	name := "report-" + r.query.From.String()
	if r.query.To-r.query.From > 1 {
		name += "-to-" + (r.query.To - 1).String()
	}
	return answer.Workbook(name, sheets)
}

// figureSheet is the table of figures as numbers, each with its unit.
func (r *wholeReport) figureSheet() *answer.Table {
	t := &answer.Table{Columns: []string{"Figure", "As written"}}
	for i, c := range r.columns {
		t.Columns, t.Right = append(t.Columns, c.head), append(t.Right, i+2)
	}
	for _, row := range figureRows(r.query) {
		cells := []string{row.label, "no data"}
		for i, c := range r.columns {
			v, ok := c.value(row)
			if !ok {
				cells = append(cells, "")
				continue
			}
			if row.label == "Distance" {
				v = r.units.Of(v)
			}
			cells = append(cells, fmt.Sprintf("%.2f", v))
			if raw, _ := c.value(row); i == 0 {
				cells[1] = row.show(raw, r.units)
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
