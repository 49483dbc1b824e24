package prove

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/sandbox/road"
)

// alarm is an alert that the control room has, and whether people have a card.
type alarm struct {
	ID         int64
	Kind       fleet.AlertKind
	Plate      string
	Severity   fleet.Severity
	From, To   time.Time
	Card, Part bool // Part: it is told of with another one
}

func (a alarm) String() string {
	return fmt.Sprintf("alert %d: %s of %s, %s to %s, card %v", a.ID, a.Kind, a.Plate, fleet.FormatTime(a.From), fleet.FormatTime(a.To), a.Card)
}

// How far an alert may begin before what it is about, for plans and guesses,
// and how long after: limits have to pass first.
const (
	alarmEarly = 10 * time.Minute
	alarmLate  = 40 * time.Minute
)

// about says whether an alert tells of an incident.
func (a alarm) about(x road.Incident) bool {
	if a.Plate != x.Plate || string(a.Kind) != x.Kind {
		return false
	}
	return !a.From.Before(x.From.Add(-alarmEarly)) && !a.From.After(x.To.Add(alarmLate))
}

// ledger holds alerts against the truth.
type ledger struct {
	missed, doubled, cardless, phantoms []string
	injected, alerts, cards             int
	by                                  map[string][2]int // injected and alerted once, by kind
}

// judged are the kinds whose every injected incident has to be alerted once.
func judged() []string {
	return []string{"fuel_theft", "sos", "crash", "device_removal"}
}

// settle is how long before the end of the proof an incident must be over to
// be judged, and after its beginning to begin.
const settle = 6 * time.Hour

func balance(truth []road.Incident, alarms []alarm, from, to time.Time) ledger {
	l := ledger{by: map[string][2]int{}}
	for _, a := range alarms {
		if a.Part {
			continue
		}
		l.alerts++
		if !a.Card {
			continue
		}
		l.cards++
		if !slices.ContainsFunc(truth, a.about) && a.From.After(from.Add(settle)) {
			l.phantoms = append(l.phantoms, a.String())
		}
	}
	for _, x := range truth {
		if !x.Injected || !slices.Contains(judged(), x.Kind) || x.From.Before(from.Add(settle)) || x.To.After(to.Add(-settle)) {
			continue
		}
		l.injected++
		l.one(x, alarms)
	}
	return l
}

// one counts the alerts about one incident.
func (l *ledger) one(x road.Incident, alarms []alarm) {
	alerts, cards := 0, 0
	for _, a := range alarms {
		if a.Part || !a.about(x) {
			continue
		}
		alerts++
		if a.Card {
			cards++
		}
	}
	n := l.by[x.Kind]
	n[0]++
	what := fmt.Sprintf("%s of %s, %s to %s, trip %d: %d alerts, %d cards", x.Kind, x.Plate, fleet.FormatTime(x.From), fleet.FormatTime(x.To), x.Trip, alerts, cards)
	switch {
	case alerts == 0:
		l.missed = append(l.missed, what)
	case alerts > 1 || cards > 1:
		l.doubled = append(l.doubled, what)
	case x.Severity == "critical" && cards == 0:
		l.cardless = append(l.cardless, what)
	default:
		n[1]++
	}
	l.by[x.Kind] = n
}

func (l *ledger) demand(t *testing.T) {
	t.Helper()
	for _, kind := range judged() {
		t.Logf("%s: %d of %d alerted once", kind, l.by[kind][1], l.by[kind][0])
	}
	for name, list := range map[string][]string{"missed": l.missed, "doubled": l.doubled, "without a card": l.cardless} {
		if len(list) > 0 {
			t.Errorf("%d of %d injected incidents are %s:\n  %s", len(list), l.injected, name, strings.Join(list[:min(8, len(list))], "\n  "))
		}
	}
}

// alarms reads every alert that the control room has.
func (w *control) alarms() []alarm {
	w.Helper()
	rows, err := w.db.Query(w.Context(), `
SELECT a.id, a.kind, coalesce(t.plate, a.plate), a.severity, a.started_at, coalesce(a.ended_at, a.started_at),
    EXISTS (SELECT FROM deliveries d WHERE d.key = 'alert:' || a.id), false
FROM alerts a LEFT JOIN trucks t ON t.id = a.truck_id
ORDER BY a.id`)
	if err != nil {
		w.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[alarm])
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// TestAlertsAreTheTruth holds the alerts of a small fleet's two days against
// its truth; the long proof takes the whole fleet for a month.
func TestAlertsAreTheTruth(t *testing.T) {
	at := time.Date(2026, 11, 23, 11, 0, 0, 0, fleet.WAT)
	w := newControl(t, road.Options{Seed: 34, Trucks: 20, Start: at, Life: road.Troubled}, 2)
	began := w.now
	w.live(48*time.Hour, 60)
	l := balance(w.fleet.Incidents(began, w.now), w.alarms(), began, w.now)
	t.Logf("%d facts, %d alerts, %d cards, %d incidents put in; cards about nothing:\n  %s", w.facts, l.alerts, l.cards, l.injected, strings.Join(l.phantoms, "\n  "))
	l.demand(t)
}
