package prove

import (
	"strings"
	"testing"
	"time"

	"watchtower/bench/control"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/sandbox/road"
	"watchtower/store/storetest"
)

// alertsDay is the day before which the simulated days lie.
var alertsDay = time.Date(2026, 11, 23, 11, 0, 0, 0, fleet.WAT)

// roomOf opens the control room of a fleet.
func roomOf(t *testing.T, o control.Options) *control.Room {
	t.Helper()
	o.Database, o.Redis, o.Fleet.Start = storetest.URL(t), eventstest.URL(t), alertsDay
	r, err := control.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// lived lets a room's days pass, looking every so many seconds, and balances its alerts with the truth.
func lived(t *testing.T, r *control.Room, days int, look int64) *control.Ledger {
	t.Helper()
	if err := r.Live(t.Context(), time.Duration(days)*24*time.Hour, look); err != nil {
		t.Fatal(err)
	}
	l, err := r.Balance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d facts of %.0f truck-days; %d alerts, %d cards: %v", r.Facts, r.TruckDays(), l.Alerts, l.Cards, l.CardsOf)
	return l
}

// alertedOnce holds that every incident that was put in has one alert and one card.
func alertedOnce(t *testing.T, l *control.Ledger) {
	t.Helper()
	if l.Injected < 10 {
		t.Errorf("only %d incidents were put in", l.Injected)
	}
	for _, kind := range control.Judged() {
		t.Logf("%s: %d of %d alerted once", kind, l.ByKind[kind][1], l.ByKind[kind][0])
	}
	for name, list := range map[string][]string{"missed": l.Missed, "doubled": l.Doubled, "without a card": l.Cardless} {
		if len(list) > 0 {
			t.Errorf("%d of %d incidents are %s:\n  %s", len(list), l.Injected, name, strings.Join(list[:min(12, len(list))], "\n  "))
		}
	}
}

// TestAlertsAreTheTruth holds the alerts of a small fleet's two days against
// its truth; the long proof takes the whole fleet for a month.
func TestAlertsAreTheTruth(t *testing.T) {
	r := roomOf(t, control.Options{Fleet: road.Options{Seed: 34, Trucks: 20, Life: road.Troubled}, Days: 2})
	l := lived(t, r, 2, 120)
	alertedOnce(t, l)
	if len(l.Phantoms) > 0 {
		t.Errorf("cards about nothing:\n  %s", strings.Join(l.Phantoms, "\n  "))
	}
}
