package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/events"
	"watchtower/fleet"
	"watchtower/store"
)

// What is still well: beyond these somebody should look.
const (
	freshFix    = 10 * time.Minute // of a fleet that reports every minute
	relayedSoon = time.Minute
	deliveredIn = 5 * time.Minute
	manyWaiting = 10_000 // facts: more than a minute's work
)

func towerStatus(d *desk) *Tool {
	return newTool("tower_status", "How Watch Tower itself is doing: facts and events that wait, deliveries, last fix, when each job last ran and runs next.", d.towerStatus)
}

// queues is how far the streams are behind.
type queues struct {
	ingest, ingestPending int64
	alerts, alertsPending int64
	dead                  int64
}

func (d *desk) towerStatus(ctx context.Context, call *Call, _ struct{}) (answer.Answer, error) {
	h, err := d.store.Health(ctx, call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result}
	var trouble []string
	q, err := d.lookAtQueues(ctx)
	switch fleet.KindOf(err) {
	case "":
		a.Facts = queueFacts(q)
		trouble = queueTrouble(q)
	default:
		trouble = []string{"Redis does not answer from here"}
	}
	a.Facts = append(a.Facts, healthFacts(h, call.Now)...)
	out, err := d.store.OutHealth(ctx, call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	a.Facts = append(a.Facts, outFacts(out)...)
	trouble = append(trouble, outTrouble(out)...)
	if a.Facts, err = d.modelFacts(ctx, call.Now, a.Facts); err != nil {
		return answer.Answer{}, err
	}
	trouble = append(trouble, healthTrouble(h, call.Now)...)
	a.Headline = "All is well: nothing waits longer than it should."
	if len(trouble) > 0 {
		a.Headline = "Please look: " + strings.Join(trouble, "; ") + "."
	}
	if len(h.Jobs) > 0 {
		a.Table = jobTable(h.Jobs)
	}
	if q.dead > 0 && MayRun(call.Caller.Role, "dead_letters") {
		a.Choices = append(a.Choices, answer.NewChoice("Dead letters", "dead_letters", map[string]string{}))
	}
	return a, nil
}

func (d *desk) lookAtQueues(ctx context.Context) (q queues, err error) {
	queue, err := d.queue()
	if err != nil {
		return q, err
	}
	if q.ingest, q.ingestPending, err = queue.IngestLag(ctx); err != nil {
		return q, err
	}
	if q.alerts, q.alertsPending, err = queue.Lag(ctx, events.StreamEvents, events.GroupAlerts); err != nil {
		return q, err
	}
	q.dead, err = queue.DeadCount(ctx)
	return q, err
}

// modelFacts adds what the language model was used for today, where there is one.
func (d *desk) modelFacts(ctx context.Context, now time.Time, facts []answer.Fact) ([]answer.Fact, error) {
	m := d.model()
	if m == nil {
		return append(facts, answer.Fact{Label: "Language model", Value: "none; the built-in phrasebook answers"}), nil
	}
	u, _, err := d.store.ModelUsage(ctx, now, 0)
	if err != nil {
		return nil, err
	}
	used := fmt.Sprintf("%s, %s today, %s tokens", m.Name, count(int(u.Turns), "turn"), thousands(float64(u.Tokens())))
	if u.In > 0 {
		used += fmt.Sprintf(", %s of what was read from the provider's cache", percent(int(u.Cached), int(u.In)))
	}
	if cost := m.Cost(u); cost > 0 {
		used += fmt.Sprintf(", about $%.2f", cost)
	}
	if m.PerDay > 0 {
		used += fmt.Sprintf("; %s of the day's budget", percent(int(u.Tokens()), int(m.PerDay)))
	}
	return append(facts, answer.Fact{Label: "Language model", Value: used}), nil
}

func queueFacts(q queues) []answer.Fact {
	return []answer.Fact{
		{Label: "Facts waiting", Value: fmt.Sprintf("%d, and %d in hand", q.ingest, q.ingestPending)},
		{Label: "Events waiting", Value: fmt.Sprintf("%d, and %d in hand", q.alerts, q.alertsPending)},
		{Label: "Dead letters", Value: fmt.Sprint(q.dead)},
	}
}

func queueTrouble(q queues) []string {
	var out []string
	if q.ingest > manyWaiting {
		out = append(out, fmt.Sprintf("%d facts wait to be taken in", q.ingest))
	}
	if q.dead > 0 {
		out = append(out, deadWords(q.dead))
	}
	return out
}

func deadWords(n int64) string {
	if n == 1 {
		return "one dead letter waits"
	}
	return fmt.Sprintf("%d dead letters wait", n)
}

func healthFacts(h store.Health, now time.Time) []answer.Fact {
	since := func(n int, oldest time.Time) string {
		if n == 0 || oldest.IsZero() {
			return fmt.Sprint(n)
		}
		return fmt.Sprintf("%d, the oldest for %s", n, fleet.FormatDuration(now.Sub(oldest)))
	}
	fix := "none yet"
	if !h.LastFix.IsZero() {
		fix = fmt.Sprintf("%s ago (%s), received %s ago", fleet.FormatDuration(now.Sub(h.LastFix)), fleet.FormatTime(h.LastFix), fleet.FormatDuration(now.Sub(h.LastFixReceived)))
	}
	slack := "takes messages"
	if h.Limited > 0 {
		slack = fmt.Sprintf("is limiting us in %s", count(h.Limited, "channel"))
	}
	return kept([]answer.Fact{
		{Label: "LocoNav, last fix", Value: fix},
		{Label: "Events to relay", Value: since(h.Outbox, h.OutboxOldest)},
		{Label: "Kept while Redis was away", Value: fmt.Sprint(h.Inbox)},
		{Label: "Unusable in 24 hours", Value: fmt.Sprint(h.Rejects)},
		{Label: "Slack", Value: slack},
		{Label: "Deliveries waiting", Value: since(h.Waiting, h.WaitingOldest)},
		{Label: "Deliveries refused", Value: fmt.Sprintf("%d to be tried again, %d given up in 24 hours", h.Failing, h.Dropped)},
		{Label: "Last refusal", Value: clipReason(h.LastError)},
	})
}

func healthTrouble(h store.Health, now time.Time) []string {
	var out []string
	add := func(bad bool, format string, args ...any) {
		if bad {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	add(!h.LastFix.IsZero() && now.Sub(h.LastFix) > freshFix, "no truck has reported for %s", fleet.FormatDuration(now.Sub(h.LastFix)))
	add(h.Outbox > 0 && now.Sub(h.OutboxOldest) > relayedSoon, "events have waited %s to be relayed", fleet.FormatDuration(now.Sub(h.OutboxOldest)))
	add(h.Inbox > 0, "%s kept while Redis was away", count(h.Inbox, "fact"))
	add(h.Waiting > 0 && now.Sub(h.WaitingOldest) > deliveredIn, "a delivery has waited %s", fleet.FormatDuration(now.Sub(h.WaitingOldest)))
	add(h.Dropped > 0, "%d deliveries were given up", h.Dropped)
	add(h.Limited > 0, "Slack is limiting us")
	return append(out, jobTrouble(h.Jobs, now)...)
}
