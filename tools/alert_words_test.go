package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

func TestAlertCardOfARule(t *testing.T) {
	at := time.Date(2026, 11, 2, 13, 20, 0, 0, time.UTC)
	a := store.AlertNow{ID: 9, AlertState: fleet.AlertState{Status: fleet.AlertOpen}, Kind: fleet.AlertOffline, Truck: "T-4407", Started: at,
		Detail: store.AlertDetail{Since: at.Add(-15 * time.Minute), Text: "was moving; the limit is 15 min", Trip: "4007", Rule: 12}}
	card := tools.AlertCard(a)
	if want := "T-4407 is silent since 14:05 WAT, was moving"; !strings.HasPrefix(card.Headline, want) {
		t.Errorf("headline %q, want %q", card.Headline, want)
	}
	for _, want := range []string{"Since: Mon 2 Nov, 14:05 WAT", "Trip: 4007", "Rule: Silent truck, rule 12", "Detail: Was moving; the limit is 15 min"} {
		if !strings.Contains(card.Text(), want) {
			t.Errorf("no %q in %q", want, card.Text())
		}
	}
	a.Kind, a.Detail.Rule, a.Detail.Text = fleet.AlertLateDeparture, 0, "trip 4007 was to leave Apapa Port"
	if card = tools.AlertCard(a); !strings.HasPrefix(card.Headline, "T-4407 has not left for its trip") || !strings.Contains(card.Text(), "Rule: Late departure, as built in") {
		t.Errorf("%q", card.Text())
	}
	for _, s := range fleet.RuleSorts() {
		if a.Kind = s.Kind; strings.Contains(tools.AlertCard(a).Headline, "%!") {
			t.Errorf("%s: %q", s.Kind, tools.AlertCard(a).Headline)
		}
	}
}
