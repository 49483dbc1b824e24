package tools

import (
	"fmt"
	"math"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// figureRow is one line of a full report. Sums are brought down to as many days
// where they are compared with a norm; shares and medians are not.
type figureRow struct {
	label string
	sum   bool
	value func(wholeFigures) (float64, bool)
	show  func(float64, fleet.Units) string
	good  int // 1 when more is better, -1 when less is, 0 when neither
}

func plainNumber(v float64, _ fleet.Units) string { return answer.FormatNumber(v) }
func inPercent(v float64, _ fleet.Units) string   { return fmt.Sprintf("%.0f%%", v) }
func inHours(v float64, _ fleet.Units) string     { return answer.FormatNumber(v) + " h" }
func inLitres(v float64, _ fleet.Units) string    { return litres(v) }
func inMinutes(v float64, _ fleet.Units) string {
	return fleet.FormatDuration(time.Duration(v * float64(time.Minute)))
}

func known(v float64) (float64, bool) { return v, true }

func heard(f wholeFigures, v float64) (float64, bool) { return v, f.all.Trucks > 0 }

// figureRows are all there are; which of them a report has depends on whose it is.
func figureRows(q store.ReportQuery) []figureRow {
	rows := []figureRow{
		{"Trips planned", true, func(f wholeFigures) (float64, bool) { return known(float64(f.trips.Planned)) }, plainNumber, 1},
		{"Trips done", true, func(f wholeFigures) (float64, bool) { return known(float64(f.trips.Done)) }, plainNumber, 1},
		{"Trips late", true, func(f wholeFigures) (float64, bool) { return known(float64(f.trips.Late)) }, plainNumber, -1},
		{"Left on time", false, func(f wholeFigures) (float64, bool) { return share(f.trips.OnTime, f.trips.Departed) }, inPercent, 1},
	}
	if q.PlaceID == 0 {
		rows = append(rows, drivenRows(q)...)
	}
	if q.DriverID == 0 && q.ClientID == 0 {
		rows = append(rows, figureRow{"Hours at terminals", true, func(f wholeFigures) (float64, bool) { return known(f.queue.Hours()) }, inHours, -1})
	}
	if q.DriverID == 0 && q.PlaceID == 0 {
		rows = append(rows,
			figureRow{"Diesel issued", true, func(f wholeFigures) (float64, bool) { return known(f.fuel.IssuedLitres) }, inLitres, 0},
			figureRow{"Diesel filled", true, func(f wholeFigures) (float64, bool) { return known(f.fuel.FilledLitres) }, inLitres, 0},
			figureRow{"Suspected stolen", true, func(f wholeFigures) (float64, bool) { return known(f.fuel.StolenLitres) }, inLitres, -1})
	}
	return append(rows,
		figureRow{"Alerts", true, func(f wholeFigures) (float64, bool) { return known(float64(f.allAlerts().Count)) }, plainNumber, -1},
		figureRow{"Time to acknowledge", false, func(f wholeFigures) (float64, bool) { return f.allAlerts().Ack.Minutes(), f.allAlerts().Acked > 0 }, inMinutes, -1})
}

func drivenRows(q store.ReportQuery) []figureRow {
	rows := []figureRow{
		{"Turnaround of trips", false, func(f wholeFigures) (float64, bool) { return f.stat.Round.Minutes(), f.stat.Rounds > 0 }, inMinutes, -1},
	}
	if q.ClientID == 0 {
		rows = append(rows, figureRow{"Utilisation", false, func(f wholeFigures) (float64, bool) { return share(f.stat.Used, f.stat.Days) }, inPercent, 1})
	}
	return append(rows,
		figureRow{"Distance", true, func(f wholeFigures) (float64, bool) { return heard(f, f.all.Metres/1000) }, func(v float64, u fleet.Units) string { return driven(v*1000, u) }, 1},
		figureRow{"Driving", true, func(f wholeFigures) (float64, bool) { return heard(f, float64(f.all.MovingS)/secondsHour) }, inHours, 1},
		figureRow{"Idling", true, func(f wholeFigures) (float64, bool) { return heard(f, float64(f.all.IdlingS)/secondsHour) }, inHours, -1})
}

// allAlerts is the row of all kinds together.
func (f wholeFigures) allAlerts() store.AlertPace {
	if len(f.pace) == 0 {
		return store.AlertPace{}
	}
	return f.pace[0]
}

// value is a row's figure in a column; false when nothing is known.
func (c column) value(row figureRow) (float64, bool) {
	v, ok := row.value(c.figs)
	if row.sum {
		v *= c.times
	}
	return v, ok
}

// table has each figure beside what it is compared with.
func (r *wholeReport) table() *answer.Table {
	t := &answer.Table{Columns: []string{"Figure"}}
	for i, c := range r.columns {
		t.Columns, t.Right = append(t.Columns, c.head), append(t.Right, i+1)
	}
	for _, row := range figureRows(r.query) {
		cells := []string{row.label}
		base, known := r.columns[0].value(row)
		for i, c := range r.columns {
			v, ok := c.value(row)
			switch {
			case !ok:
				cells = append(cells, "no data")
			case i == 0 || !known:
				cells = append(cells, row.show(v, r.units))
			default:
				cells = append(cells, row.show(v, r.units)+changeMark(row, base, v))
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// changeMark says how far a figure is from what it is compared with: " (+12%)";
// nothing of less than half a percent.
func changeMark(row figureRow, now, then float64) string {
	delta := now - then
	if row.show(now, fleet.Kilometres) == row.show(then, fleet.Kilometres) {
		return ""
	}
	unit := "%"
	if row.show(50, fleet.Kilometres) == "50%" {
		unit = "" // of shares the points
	} else if delta *= 100 / then; then == 0 || delta > 999 {
		return ""
	}
	if math.Round(delta) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%+.0f%s)", delta, unit)
}

// chart is the distance and the idling of the days: of one day the week that
// ends with it.
func (r *wholeReport) chart() *answer.Chart {
	known := map[fleet.Day]store.DayDriven{}
	for _, c := range r.columns {
		for _, d := range c.figs.days {
			known[fleet.DayOf(d.Day.Add(time.Hour))] = d
		}
	}
	from, title := r.query.From, "Fleet activity by day"
	if r.query.To-from == 1 {
		from, title = r.query.To-7, "Fleet activity, last 7 days"
	}
	if !r.fleetWide() {
		title = "Activity by day"
	}
	km, idle := answer.Series{Name: "Distance", Unit: "km"}, answer.Series{Name: "Idle time", Unit: "h", Line: true}
	c := &answer.Chart{Title: title}
	var metres float64
	trucks := r.now().all.Trucks
	for day := from; day < r.query.To && !day.Start().After(r.call.Now); day++ {
		layout := "Mon 2"
		if r.query.To-from > 14 {
			layout = "2 Jan"
		}
		c.Labels = append(c.Labels, day.Start().Format(layout))
		var m, h *float64
		if d, ok := known[day]; ok {
			m, h = new(d.Metres/1000), new(float64(d.IdlingS)/secondsHour)
			metres += d.Metres
			trucks = max(trucks, d.Trucks)
		}
		km.Values, idle.Values = append(km.Values, m), append(idle.Values, h)
	}
	c.Subtitle = fmt.Sprintf("%s  ·  %s  ·  %s in total  ·  times in Africa/Lagos",
		windowWords(fleet.Window{From: from.Start(), To: r.query.To.Start()}), count(trucks, "truck"), driven(metres, r.units))
	c.Series = []answer.Series{km, idle}
	return c
}
