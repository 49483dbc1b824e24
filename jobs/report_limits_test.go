package jobs

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// Figures beyond their limits become one alert that goes the way of all alerts:
// a card in the channel, a copy to who asked, and its end a day later.
func TestFiguresBeyondTheirLimitsRaiseAnAlert(t *testing.T) {
	s := storetest.Open(t)
	now := wat("2026-11-22 12:00")
	clock := func() time.Time { return now }
	reg := tools.New(s, clock, slog.New(slog.DiscardHandler))
	replica := func(name string) *Jobs {
		j, err := New(Options{Store: s, Events: eventstest.Open(t), Name: name, OpsChannel: "C0OPSALERTS", Run: reg.Run, Now: clock, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		w, err := j.named("report-limits")
		if err != nil {
			t.Fatal(err)
		}
		j.table = []*watched{w}
		return j
	}
	a, b := replica("a"), replica("b")
	person(t, s, "U0ADA", fleet.Dispatcher, 0, nil)
	stolen := &fleet.VendorAlert{ID: "1", Vendor: "PossibleFuelTheftAlert", Kind: fleet.AlertTheft, Phase: fleet.PhasePoint, At: now, Plate: "T-4407", Litres: 80}
	if _, err := s.ApplyFacts(t.Context(), now, []store.Incoming{{EntryID: "1", Fact: fleet.Fact{Source: "loconav", ReceivedAt: now, Plate: "T-4407", Alert: stolen}}}); err != nil {
		t.Fatal(err)
	}
	morning := func(at string) map[string]store.Delivery {
		t.Helper()
		now = wat(at)
		beatAll(t, a, b)
		if err := a.hearAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		out := map[string]store.Delivery{}
		for _, d := range said(t, s, now.Add(24*time.Hour)) { // past what was claimed before
			if strings.Contains(d.Answer.Headline, "beyond its limits") {
				out[d.Channel] = d
			}
		}
		return out
	}
	morning("2026-11-22 06:05") // the job becomes known
	told := morning("2026-11-23 09:00")
	const want = "Report of Sun 22 Nov beyond its limits: 80 L of diesel suspected stolen (limit 40 L), 09:00 WAT."
	if len(told) != 2 || told["C0OPSALERTS"].Answer.Headline != want || told["U0ADA"].Answer.Headline != want {
		t.Fatalf("%+v", told)
	}
	var choices []string
	for _, c := range told["C0OPSALERTS"].Answer.Choices {
		choices = append(choices, c.Label)
	}
	if got := strings.Join(choices, ", "); got != "Acknowledge, Resolve, Snooze 1 h, Assign…, Snooze 4 h, Snooze until morning, Note…, Show the report, False alarm, Mute report limits alerts 8 h, Catch me up" {
		t.Error(got)
	}
	again := morning("2026-11-24 06:10")
	card := again["C0OPSALERTS"]
	if card.Version != told["C0OPSALERTS"].Version+1 || !strings.Contains(card.Answer.Headline, "(ended 06:10 WAT)") {
		t.Errorf("a day later: version %d %q", card.Version, card.Answer.Headline)
	}
	run, err := a.Do(t.Context(), "report-limits", wat("2026-11-23 06:03"))
	if err != nil || run.Said != "nothing: its day is over" {
		t.Errorf("a day long past: %v %+v", err, run)
	}
}
