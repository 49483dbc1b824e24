package tools

import (
	"slices"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// AlertsDigest is what a person is told after quiet hours: every alert that was
// held back, the ones that nobody has in hand first, as it stands now.
func AlertsDigest(held []store.AlertNow, u fleet.Units, now time.Time) answer.Answer {
	var c store.AlertCounts
	for _, a := range held {
		c.Total++
		switch a.Status {
		case fleet.AlertOpen:
			c.Open++
		case fleet.AlertAcknowledged:
			c.Acknowledged++
		case fleet.AlertSnoozed:
			c.Snoozed++
		default:
			c.Resolved++
		}
	}
	held = slices.Clone(held)
	slices.SortStableFunc(held, func(a, b store.AlertNow) int { return pressing(a) - pressing(b) })
	shown := held[:min(len(held), listedAlerts)]
	a := answer.Answer{Kind: answer.Result, Table: alertTable(shown, now, u),
		Headline: strings.Join([]string{count(c.Total, "alert"), "while you were quiet:", stateWords(c)}, " ") + "."}
	for i, x := range shown {
		a.Table.Rows[i][slices.Index(a.Table.Columns, "Since")] = alertBegan(x) // how long ago is untrue when it is read
	}
	a.Table.More = len(held) - len(shown)
	a.Choices = []answer.Choice{answer.NewChoice("Open alerts", "alerts_list", map[string]string{"status": "open"})}
	return a
}

// pressing orders alerts by how much they wait for somebody, the most first.
func pressing(a store.AlertNow) int {
	return slices.Index([]fleet.AlertStatus{fleet.AlertOpen, fleet.AlertAcknowledged, fleet.AlertSnoozed, fleet.AlertResolved}, a.Status)
}
