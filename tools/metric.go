package tools

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// metric is one figure that trucks, drivers, clients and terminals are ranked
// and compared by. All of them come from store.Stats.
type metric struct {
	name   string // as arguments call it
	label  string
	unit   string // km, h, % or empty for a count
	most   string // what the highest is called, and the lowest
	least  string
	by     []store.StatBy // whom it can be told of, the usual one first
	whole  bool           // counted in whole days alone
	value  func(store.Stat) (float64, bool)
	beside []besideIt // what helps to read it
	about  string     // what it means
	lacks  string     // who has no value, for a note: "%s ..."
}

// besideIt is a column next to a metric.
type besideIt struct {
	label string
	text  func(store.Stat, fleet.Units) string
}

var (
	byTruckOrDriver = []store.StatBy{store.ByTruck, store.ByDriver}
	byTrips         = []store.StatBy{store.ByTruck, store.ByDriver, store.ByClient}
)

// metrics are all there are; the schemas of rank and compare list the same.
var metrics = []metric{
	{name: "distance", label: "Distance", unit: "km", most: "most distance", least: "least distance", by: byTruckOrDriver,
		value: func(x store.Stat) (float64, bool) { return x.Metres / 1000, x.Heard }, beside: []besideIt{besideDriving, besideTop}},
	{name: "driving_hours", label: "Driving", unit: "h", most: "most driving", least: "least driving", by: byTruckOrDriver,
		value: func(x store.Stat) (float64, bool) { return x.Moving.Hours(), x.Heard }, beside: []besideIt{besideKm}},
	{name: "idle_hours", label: "Idling", unit: "h", most: "most idling", least: "least idling", by: byTruckOrDriver,
		value: func(x store.Stat) (float64, bool) { return x.Idling.Hours(), x.Heard }, beside: []besideIt{besideDriving, besideKm}},
	{name: "trips", label: "Trips", most: "most trips", least: "fewest trips", by: byTrips,
		value:  func(x store.Stat) (float64, bool) { return float64(x.Trips), true },
		beside: []besideIt{{"On time", onTimeWords}},
		about:  "Trips are counted by their planned start, once they have begun; cancelled and failed ones are not."},
	{name: "on_time", label: "On time", unit: "%", most: "best on-time share", least: "worst on-time share", by: byTrips,
		value:  func(x store.Stat) (float64, bool) { return share(x.OnTime, x.Departed) },
		beside: []besideIt{{"Of", func(x store.Stat, _ fleet.Units) string { return count(x.Departed, "trip") + " that left" }}},
		about:  "On time is a departure at most 2 hours after the planned one.", lacks: "%s had no trip that left."},
	{name: "utilisation", label: "Utilisation", unit: "%", most: "highest utilisation", least: "lowest utilisation", by: byTruckOrDriver, whole: true,
		value:  func(x store.Stat) (float64, bool) { return share(x.Used, x.Days) },
		beside: []besideIt{{"Days used", func(x store.Stat, _ fleet.Units) string { return fmt.Sprintf("%d of %d", x.Used, x.Days) }}, besideDriving, besideKm},
		about:  "Utilisation is the share of days with a trip under way or at least 10 km driven."},
	{name: "overspeed_count", label: "Overspeed alerts", most: "most overspeed alerts", least: "fewest overspeed alerts", by: byTruckOrDriver,
		value: func(x store.Stat) (float64, bool) { return float64(x.Overspeeds), true }, beside: []besideIt{besideFast, besideKm}},
	{name: "harsh_events", label: "Harsh events", most: "most harsh events", least: "fewest harsh events", by: byTruckOrDriver,
		value: func(x store.Stat) (float64, bool) { return float64(x.Harsh), true }, beside: []besideIt{besideKm},
		about: "Harsh events are alerts of harsh braking, harsh acceleration and sharp turns."},
	{name: "score", label: "Score", most: "best score", least: "worst score", by: []store.StatBy{store.ByDriver, store.ByTruck}, whole: true,
		value:  store.Stat.Score,
		beside: []besideIt{besideKm, {"Harsh", func(x store.Stat, _ fleet.Units) string { return fmt.Sprint(x.Harsh) }}, besideFast, {"Fatigue", func(x store.Stat, _ fleet.Units) string { return fmt.Sprint(x.Tired) }}},
		about: fmt.Sprintf("The score is 100, less for every 100 km: %g for each harsh event, %g for each minute over 60 km/h, %g for each fatigue alert. The weights are Watch Tower's own.",
			fleet.ScoreHarsh, fleet.ScoreFast, fleet.ScoreTired),
		lacks: "%s drove less than 100 km, too little for a score."},
	{name: "turnaround", label: "Turnaround", unit: "h", most: "longest turnaround", least: "shortest turnaround",
		by:     []store.StatBy{store.ByPlace, store.ByClient, store.ByTruck, store.ByDriver},
		value:  func(x store.Stat) (float64, bool) { return x.Round.Hours(), x.Rounds > 0 },
		beside: []besideIt{{"Of", func(x store.Stat, _ fleet.Units) string { return fmt.Sprint(x.Rounds) }}, {"Longest", func(x store.Stat, _ fleet.Units) string { return fleet.FormatDuration(x.RoundMost) }}},
		about:  "Turnaround is the median of what ended in that time: of trips from coming to the origin to offloaded, of places from entering to leaving, 5 minutes at least.", lacks: "%s had nothing that ended."},

	{name: "fuel_used", label: "Diesel", unit: "L", most: "most diesel", least: "least diesel", by: []store.StatBy{store.ByTruck},
		value:  func(x store.Stat) (float64, bool) { return x.Litres(), x.Litres() > 0 },
		beside: []besideIt{besideKm}, about: dieselIs, lacks: "%s had no diesel on record."},
	{name: "fuel_cost", label: "Diesel issued", unit: "naira", most: "most money for diesel", least: "least money for diesel", by: byTrips,
		value:  func(x store.Stat) (float64, bool) { return float64(x.Naira), x.Naira > 0 },
		beside: []besideIt{{"Litres issued", func(x store.Stat, _ fleet.Units) string { return answer.FormatNumber(x.Issued) + " L" }}},
		about:  "Money is what is on record of the diesel issued with trips, by their planned start.", lacks: "%s had no such record."},
	{name: "fuel_per_km", label: "Diesel per 100 km", unit: "L", most: "most diesel per km", least: "least diesel per km", by: []store.StatBy{store.ByTruck},
		value: func(x store.Stat) (float64, bool) {
			return x.Litres() / max(x.Metres, 1) * 100_000, x.Litres() > 0 && x.Metres >= fleet.ScoreMetres
		},
		beside: []besideIt{{"Diesel", func(x store.Stat, _ fleet.Units) string { return answer.FormatNumber(x.Litres()) + " L" }}, besideKm},
		about:  dieselIs, lacks: "%s had no diesel on record or drove less than 100 km."},
}

// dieselIs says where litres come from.
const dieselIs = "Diesel is what was issued with trips or what LocoNav saw filled, whichever is more. What was burnt no tracker tells."

var (
	besideDriving = besideIt{"Driving", func(x store.Stat, _ fleet.Units) string { return hours(int(x.Moving.Seconds())) }}
	besideKm      = besideIt{"Distance", func(x store.Stat, u fleet.Units) string { return distanceWords(x.Metres, u) }}
	besideTop     = besideIt{"Top speed", func(x store.Stat, u fleet.Units) string { return u.Speed(x.TopKmh) }}
	besideFast    = besideIt{"Over the limit", func(x store.Stat, _ fleet.Units) string { return fmt.Sprintf("%.0f min", x.Fast.Minutes()) }}
)

func onTimeWords(x store.Stat, _ fleet.Units) string {
	if x.Departed == 0 {
		return "none left"
	}
	return percent(x.OnTime, x.Departed)
}

// share is a part in percent; false of nothing.
func share(n, of int) (float64, bool) {
	if of == 0 {
		return 0, false
	}
	return 100 * float64(n) / float64(of), true
}

func metricNamed(name string) metric {
	i := slices.IndexFunc(metrics, func(m metric) bool { return m.name == name })
	return metrics[max(0, i)]
}

// told is whom the metric is told of, or why it cannot be.
func (m metric) told(by string) (store.StatBy, error) {
	if by == "" {
		return m.by[0], nil
	}
	if slices.Contains(m.by, store.StatBy(by)) {
		return store.StatBy(by), nil
	}
	words := make([]string, len(m.by))
	for i, b := range m.by {
		words[i] = string(b)
	}
	return "", &fleet.Error{Kind: fleet.Invalid, Field: "by", Choices: words,
		Message: fmt.Sprintf("%s is not counted by %s. Ask by %s.", m.label, by, strings.Join(words, ", by "))}
}

// in checks that a window fits the metric, and says what of it is left out.
func (m metric) in(w fleet.Window) (note string, err error) {
	from, to, edges := w.Parts()
	if !m.whole || len(edges) == 0 {
		return "", nil
	}
	if from == to {
		return "", &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: m.label + " is counted in whole days. Ask for a day, a week or two dates."}
	}
	return m.label + " is of the whole days of that time.", nil
}

// show writes a value: "1,204 km", "12.5 h", "84%".
func (m metric) show(v float64, u fleet.Units) string {
	switch m.unit {
	case "km":
		return distanceWords(v*1000, u)
	case "%":
		return fmt.Sprintf("%.0f%%", v)
	case "":
		return answer.FormatNumber(v)
	}
	if m.name == "turnaround" {
		return fleet.FormatDuration(time.Duration(v * float64(time.Hour)))
	}
	return answer.FormatNumber(v) + " " + m.unit
}

// figure is the value of a stat in words, or a dash.
func (m metric) figure(x store.Stat, u fleet.Units) string {
	v, ok := m.value(x)
	if !ok {
		return "no data"
	}
	return m.show(v, u)
}
