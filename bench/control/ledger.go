package control

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/sandbox/road"
)

// Alarm is an alert that the control room has, and whether people have a card.
type Alarm struct {
	ID       int64
	Kind     fleet.AlertKind
	Source   string
	Plate    string
	Severity fleet.Severity
	From, To time.Time
	Cards    int64  // of its own
	Storm    int64  // whose card lists it; 0 for none
	Part     bool   // it is told of with another one
	Text     string // what was seen
}

func (a Alarm) String() string {
	return fmt.Sprintf("alert %d: %s of %s by %s, %s to %s, %d cards, %s", a.ID, a.Kind, a.Plate, a.Source, fleet.FormatTime(a.From), fleet.FormatTime(a.To), a.told(), a.Text)
}

const alarms = `
SELECT a.id, a.kind, a.source, coalesce(t.plate, a.plate), a.severity, a.started_at, coalesce(a.ended_at, a.started_at),
    (SELECT count(*) FROM deliveries d WHERE d.key = 'alert:' || a.id), coalesce(y.storm_id, 0), a.part_of IS NOT NULL, coalesce(a.detail->>'text', '')
FROM alerts a LEFT JOIN trucks t ON t.id = a.truck_id LEFT JOIN alert_tellings y ON y.alert_id = a.id
ORDER BY a.started_at, a.id`

// Alarms reads every alert that the room has.
func (r *Room) Alarms(ctx context.Context) ([]Alarm, error) {
	rows, err := r.db.Query(ctx, alarms)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Alarm])
}

// told is on how many cards people see it.
func (a Alarm) told() int64 {
	if a.Storm != 0 {
		return a.Cards + 1
	}
	return a.Cards
}

// How far an alert may begin before what it is about, for plans and guesses,
// and how long after: limits have to pass first.
const (
	early = 10 * time.Minute
	late  = 40 * time.Minute
)

// About says whether an alert tells of an incident. Trouble that begins anew
// within half an hour opens the same alert again, so that one may tell of two.
func (a Alarm) About(x road.Incident) bool {
	if a.Plate != x.Plate || string(a.Kind) != x.Kind {
		return false
	}
	return !a.To.Before(x.From.Add(-early)) && !a.From.After(x.To.Add(late))
}

// Judged are the kinds whose every injected incident has to be alerted once.
func Judged() []string {
	return []string{"fuel_theft", "device_offline", "overspeed", "route_deviation", "late_departure", "delay", "stoppage", "idle", "sos", "crash", "device_removal"}
}

// Settle is how long the room is given at both ends: what begins or ends within
// it is not judged.
const Settle = 3 * time.Hour

// Ledger holds alerts against the truth.
type Ledger struct {
	Injected, Alerts, Cards, Storms     int // cards of storms are among the cards
	Missed, Doubled, Cardless, Phantoms []string
	Told                                []string          // every card, once the room had settled
	ByKind                              map[string][2]int // injected, and of these alerted once
	CardsOf                             map[fleet.AlertKind]int
}

// Balance compares what the room alerted with what happened since it began.
func (r *Room) Balance(ctx context.Context) (*Ledger, error) {
	all, err := r.Alarms(ctx)
	if err != nil {
		return nil, err
	}
	truth := r.Fleet.Incidents(r.Began, r.now)
	l := &Ledger{ByKind: map[string][2]int{}, CardsOf: map[fleet.AlertKind]int{}}
	storms := map[int64]bool{}
	for _, a := range all {
		l.count(a, truth, r.Began)
		if a.Storm != 0 && !storms[a.Storm] {
			storms[a.Storm] = true
			l.Storms++
		}
	}
	l.Cards += l.Storms
	for _, x := range truth {
		inside := x.From.After(r.Began.Add(Settle)) && x.To.Before(r.now.Add(-Settle))
		if x.Injected && inside && slices.Contains(Judged(), x.Kind) {
			l.judge(x, all)
		}
	}
	return l, nil
}

// count takes in one alert; a card about nothing is a false alarm.
func (l *Ledger) count(a Alarm, truth []road.Incident, began time.Time) {
	if a.Part {
		return
	}
	l.Alerts++
	l.Cards += int(a.Cards)
	l.CardsOf[a.Kind] += int(a.Cards)
	if a.told() == 0 || !a.From.After(began.Add(Settle)) {
		return
	}
	l.Told = append(l.Told, a.String())
	if !slices.ContainsFunc(truth, a.About) {
		l.Phantoms = append(l.Phantoms, a.String())
	}
}

// judge counts the alerts about one incident.
func (l *Ledger) judge(x road.Incident, all []Alarm) {
	alerts, cards := told(x, all)
	if left := x; x.Kind == "delay" && cards == 0 {
		left.Kind = "late_departure" // so late already that people know
		alerts, cards = told(left, all)
	}
	l.Injected++
	n := l.ByKind[x.Kind]
	n[0]++
	what := fmt.Sprintf("%s of %s, %s to %s, trip %d: %d alerts, %d cards", x.Kind, x.Plate, fleet.FormatTime(x.From), fleet.FormatTime(x.To), x.Trip, alerts, cards)
	switch {
	case alerts == 0:
		l.Missed = append(l.Missed, what)
	case alerts > 1 || cards > 1:
		l.Doubled = append(l.Doubled, what)
	case cards == 0:
		l.Cardless = append(l.Cardless, what)
	default:
		n[1]++
	}
	l.ByKind[x.Kind] = n
}

// told counts the alerts about an incident, and their cards.
func told(x road.Incident, all []Alarm) (alerts int, cards int64) {
	for _, a := range all {
		if !a.Part && a.About(x) {
			alerts++
			cards += a.told()
		}
	}
	return alerts, cards
}

// TruckDays is how many days of trucks the room has seen.
func (r *Room) TruckDays() float64 {
	return float64(r.Fleet.Size()) * r.now.Sub(r.Began).Hours() / 24
}
