//go:build prove

package prove

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/bench/control"
	"watchtower/sandbox/road"
)

// TestProveAMonthOfAlerts lets 85 trucks live for 30 days with incidents put
// in: each is alerted once, by one card, and there is less than a card per truck
// and day.
func TestProveAMonthOfAlerts(t *testing.T) {
	r := roomOf(t, control.Options{Fleet: road.Options{Seed: 11, Trucks: 85, Life: road.Troubled}, Days: 30})
	l := lived(t, r, 30, 120)
	alertedOnce(t, l)
	for _, kind := range control.Judged() {
		if l.ByKind[kind][0] == 0 {
			t.Errorf("no %s was put in", kind)
		}
	}
	if perDay := float64(l.Cards) / r.TruckDays(); perDay >= 1 {
		t.Errorf("%.2f cards per truck and day, want less than 1", perDay)
	}
}

// TestProveQuietDaysAreQuiet counts cards on 1,020 truck-days on which nothing
// goes wrong: every one is a false alarm.
func TestProveQuietDaysAreQuiet(t *testing.T) {
	r := roomOf(t, control.Options{Fleet: road.Options{Seed: 11, Trucks: 85, Life: road.Quiet}, Days: 12})
	l := lived(t, r, 12, 120)
	t.Logf("%d cards:\n  %s", len(l.Told), strings.Join(l.Told, "\n  "))
	if per := float64(len(l.Told)) / r.TruckDays() * 1000; per >= 5 {
		t.Errorf("%.1f false alarms on 1,000 truck-days, want less than 5:\n  %s", per, strings.Join(l.Told[:min(20, len(l.Told))], "\n  "))
	}
}

// TestProveAlertsDoNotDependOnTheOrder lets the same days come in order and
// once, and shuffled, repeated and some minutes late: the alerts are the same.
func TestProveAlertsDoNotDependOnTheOrder(t *testing.T) {
	told := func(mangle bool) []string {
		r := roomOf(t, control.Options{Fleet: road.Options{Seed: 34, Trucks: 20, Life: road.Troubled}, Days: 2, Mangle: mangle})
		alertedOnce(t, lived(t, r, 2, 60))
		return incidentsTold(t, r)
	}
	if straight, mangled := told(false), told(true); !slices.Equal(straight, mangled) {
		t.Errorf("in order:\n  %s\nmangled:\n  %s", strings.Join(straight, "\n  "), strings.Join(mangled, "\n  "))
	}
}

// incidentsTold are the incidents of the kinds put in that some alert is about.
func incidentsTold(t *testing.T, r *control.Room) (out []string) {
	t.Helper()
	all, err := r.Alarms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Fleet.Incidents(r.Began.Add(control.Settle), r.Began.Add(48*time.Hour-control.Settle)) {
		if x.Injected && slices.ContainsFunc(all, func(a control.Alarm) bool { return !a.Part && a.About(x) }) {
			out = append(out, fmt.Sprint(x.Kind, " ", x.Plate, " ", x.From.Unix()))
		}
	}
	return out
}
