package tools

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	listedStats  = 10
	mostStats    = 30
	longestStats = 92 * 24 * time.Hour
)

type alertStatsArgs struct {
	By     string `json:"by,omitempty" enum:"kind,truck,place,rule" jsonschema:"default kind; rule tells our own rules from LocoNav's alerts"`
	Kind   string `json:"kind,omitempty" jsonschema:"only this kind of alert"`
	Truck  string `json:"truck,omitempty"`
	Place  string `json:"place,omitempty"`
	Period Period `json:"period,omitzero" jsonschema:"default the last 7 days"`
	Limit  int    `json:"limit,omitempty" jsonschema:"how many to list, at most 30; default 10"`
}

func alertStats(d *desk) *Tool {
	return newTool("alert_stats",
		"Figures about alerts: how many, by kind, truck, place or rule, how many were told on a card, how soon they were acknowledged and resolved, false alarms, the noisiest, beside the period before.",
		d.alertStats)
}

func (d *desk) alertStats(ctx context.Context, call *Call, in alertStatsArgs) (answer.Answer, error) {
	q, whom, err := d.alertStatsQuery(ctx, call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	all, list, err := d.store.AlertStats(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	shown := q.Window.Until(call.Now)
	past := q
	past.Window = fleet.Window{From: shown.From.Add(-shown.To.Sub(shown.From)), To: shown.From}
	before, _, err := d.store.AlertStats(ctx, past)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Window: &shown, Headline: statsHeadline(all, before, whom)}
	if all.Count == 0 {
		return a, nil
	}
	a.Facts = statsFacts(all, before)
	a.Table = statsTable(list, q.By, all.Count)
	if len(list) == q.Limit {
		a.Notes = append(a.Notes, fmt.Sprintf("The %d with most alerts.", q.Limit))
	}
	a.Notes = append(a.Notes, "Times run from when an alert was known. A false alarm is what people marked so.")
	return a, nil
}

func (d *desk) alertStatsQuery(ctx context.Context, call *Call, in alertStatsArgs) (q store.AlertStatsQuery, whom string, err error) {
	q = store.AlertStatsQuery{By: cmp.Or(in.By, "kind"), Limit: listedStats}
	if in.Limit > 0 {
		q.Limit = min(in.Limit, mostStats)
	}
	if q.Window, err = statWindow(in.Period, call.Now); err != nil {
		return q, "", err
	}
	if q.Window.To.Sub(q.Window.From) > longestStats {
		return q, "", &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: "Alerts are counted over at most 92 days. Ask for a shorter time, like this month."}
	}
	m, err := d.statsScope(ctx, call, in)
	if err != nil {
		return q, "", err
	}
	q.Kind, q.TruckID, q.PlaceID = m.Kind, m.TruckID, m.PlaceID
	return q, muteWords(m), nil
}

// statsScope resolves what the figures are about; nothing named is everything.
func (d *desk) statsScope(ctx context.Context, call *Call, in alertStatsArgs) (store.Mute, error) {
	if in.Truck+in.Kind+in.Place == "" {
		return store.Mute{}, nil
	}
	return d.muteScope(ctx, call, in.Truck, in.Kind, in.Place)
}

func statsHeadline(all, before store.AlertStat, whom string) string {
	if all.Count == 0 {
		return fmt.Sprintf("No %s; in the period before, %d.", whom, before.Count)
	}
	return fmt.Sprintf("%d %s, %s on a card; %s.", all.Count, whom, numberOf(all.Cards), againstBefore(all.Count, before.Count))
}

func numberOf(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprint(n)
}

// againstBefore compares a count with that of the period before.
func againstBefore(now, before int) string {
	switch {
	case before == 0:
		return "none in the period before"
	case now == before:
		return "as many as in the period before"
	case now < before:
		return fmt.Sprintf("%.0f%% fewer than the %d before", 100*float64(before-now)/float64(before), before)
	}
	return fmt.Sprintf("%.0f%% more than the %d before", 100*float64(now-before)/float64(before), before)
}

func statsFacts(all, before store.AlertStat) []answer.Fact {
	return kept([]answer.Fact{
		{Label: "Acknowledged", Value: ackWords(all)},
		{Label: "In the period before", Value: ackWords(before)},
		{Label: "Resolved", Value: fmt.Sprintf("%d, half of them within %s", all.Settled, fleet.FormatDuration(all.ResolveP50))},
		{Label: "False alarms", Value: fmt.Sprintf("%d (%s), before %s", all.FalseAlarms, partOf(all.FalseAlarms, all.Count), partOf(before.FalseAlarms, before.Count))},
	})
}

// ackWords is how soon people took alerts in hand, "" for none at all.
func ackWords(x store.AlertStat) string {
	switch {
	case x.Count == 0:
		return ""
	case x.Acked == 0:
		return "none of " + fmt.Sprint(x.Count)
	}
	return fmt.Sprintf("%d of %d; half within %s, 9 of 10 within %s", x.Acked, x.Count, fleet.FormatDuration(x.AckP50), fleet.FormatDuration(x.AckP90))
}

// partOf is a part of a whole in percent.
func partOf(part, whole int) string {
	if whole == 0 {
		return "none"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}

func statsTable(list []store.AlertStat, by string, total int) *answer.Table {
	t := &answer.Table{Columns: []string{upperFirst(by), "Alerts", "Share", "Cards", "Ack p50", "Ack p90", "Resolve p50", "False"}, Right: []int{1, 2, 3, 4, 5, 6, 7}}
	for _, x := range list {
		t.Rows = append(t.Rows, []string{statName(by, x.Name), fmt.Sprint(x.Count), partOf(x.Count, total), fmt.Sprint(x.Cards),
			spanOrNone(x.AckP50, x.Acked), spanOrNone(x.AckP90, x.Acked), spanOrNone(x.ResolveP50, x.Settled), partOf(x.FalseAlarms, x.Count)})
	}
	return t
}

func spanOrNone(d time.Duration, n int) string {
	if n == 0 {
		return "-"
	}
	return fleet.FormatDuration(d)
}

// statName is what people read in place of a stored name.
func statName(by, name string) string {
	if by != "kind" && by != "rule" {
		return cmp.Or(name, "unknown")
	}
	kind, source, _ := strings.Cut(name, "/")
	words := fleet.AlertKind(kind).Words()
	if s, ok := fleet.SortNamed(fleet.AlertKind(kind)); ok {
		words = s.Title
	}
	switch source {
	case "rule":
		return words + ", our rule"
	case "":
		return words
	}
	return words + ", LocoNav"
}
