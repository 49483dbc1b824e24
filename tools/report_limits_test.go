package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

func (f *fixture) reportAlerts() []store.AlertNow {
	f.Helper()
	list, err := f.store.Alerts(f.Context(), store.AlertQuery{Kind: fleet.AlertReport, Limit: 10, Now: f.now})
	if err != nil {
		f.Fatal(err)
	}
	return list
}

// A day beyond its limits raises one alert however often it is asked; the next
// day's figures end it. The limits are a rule that managers change.
func TestReportLimits(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	f.alert(fleet.AlertTheft, "T-4407", 24*time.Hour, func(a *fleet.VendorAlert) { a.Litres = 80 })
	check := func(want string) {
		t.Helper()
		a, err := f.run(fleet.SystemCaller, fleet.ViaJob, "report_limits", `{}`)
		if err != nil || a.Headline != want {
			t.Errorf("%v\n got %q\nwant %q", err, a.Headline, want)
		}
	}
	over := "80 L of diesel suspected stolen (limit 60 L)"
	f.must("rule_save", `{"kind":"report limits","figures":[{"value":"60 litres"}]}`)
	check("Beyond the limits: " + over + ".")
	check("Beyond the limits: " + over + ".")
	list := f.reportAlerts()
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	a := list[0]
	if a.Truck != store.WholeFleet || a.TruckID != 0 || a.Severity != fleet.Warning || a.Status != fleet.AlertOpen || !strings.HasSuffix(a.Detail.Text, over) {
		t.Errorf("%+v", a)
	}
	if full := f.must("report", `{"full":true}`); !strings.Contains(strings.Join(full.Urgent, "\n"), "Possible diesel theft, 80 L: T-4407 80 L.") {
		t.Errorf("the report asks for %q", full.Urgent)
	}
	f.now = f.now.AddDate(0, 0, 1)
	check("All figures are within their limits.")
	if list = f.reportAlerts(); len(list) != 1 || list[0].Status != fleet.AlertResolved || list[0].Ended.IsZero() {
		t.Errorf("a day later: %+v", list)
	}
	_, err := f.run(f.person("U0MGR", "Ada Obi", fleet.Manager), fleet.ViaCommand, "report_limits", `{}`)
	wantKind(t, err, fleet.Forbidden)
	_, err = f.run(fleet.SystemCaller, fleet.ViaCommand, "rule_save", `{"kind":"report limits","truck":"T-4407","figures":[{"name":"stolen","value":"60 l"}]}`)
	wantKind(t, err, fleet.Invalid)
}

// Of a day without any data nothing is beyond a limit; a rule that is off raises
// nothing.
func TestReportLimitsKeepQuiet(t *testing.T) {
	f := newFixture(t)
	a, err := f.run(fleet.SystemCaller, fleet.ViaJob, "report_limits", `{"period":{"from":"2026-01-05","to":"2026-01-05"}}`)
	if err != nil || !strings.HasPrefix(a.Headline, "All figures") {
		t.Errorf("nothing known: %v %q", err, a.Headline)
	}
	f.withYesterday()
	f.alert(fleet.AlertTheft, "T-4407", 24*time.Hour, func(a *fleet.VendorAlert) { a.Litres = 80 })
	f.must("rule_save", `{"kind":"report limits","on":false}`)
	if a, err = f.run(fleet.SystemCaller, fleet.ViaJob, "report_limits", `{}`); err != nil || !strings.Contains(a.Headline, "80 L") {
		t.Errorf("off: %v %q", err, a.Headline)
	}
	if list := f.reportAlerts(); len(list) > 0 {
		t.Errorf("raised though off: %+v", list)
	}
	_, err = f.run(fleet.SystemCaller, fleet.ViaJob, "report_limits", `{"period":"last_week"}`)
	wantKind(t, err, fleet.Invalid)
}
