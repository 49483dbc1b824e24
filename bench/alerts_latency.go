package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	cardsPerMinute = 30
	cardsMeasured  = 60
)

// cards measures the time from the webhook's answer to the card in Slack, at 30
// cards a minute in one channel with Slack's own pace of a post a second: half
// a second off the beat at most, as no two share a second.
func cards(ctx context.Context, _ bool) ([]Result, error) {
	t, err := alertTown(ctx, "bench_cards", 9, cardsMeasured)
	if err != nil {
		return nil, err
	}
	defer t.stop()
	if _, err := t.act(ctx, "fault", map[string]any{"kind": "pace"}); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	posted := t.firstCards(ctx)
	accepted := make([]time.Time, cardsMeasured)
	began := time.Now()
	for i := range cardsMeasured {
		off := time.Duration(i*7919%1000-500) * time.Millisecond
		if err := pause(ctx, time.Until(began.Add(time.Duration(i)*time.Minute/cardsPerMinute+off))); err != nil {
			return nil, err
		}
		if err := pushBody(ctx, t.product.webhook, vendorAlert(i, time.Now())); err != nil {
			return nil, err
		}
		accepted[i] = time.Now()
	}
	took, err := posted.wait(ctx, accepted)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "alerts.cards: %d cards, p50 %.0f ms, p99 %.0f ms, at most %.0f ms\n", len(took), median(took), percentile(took, 99), percentile(took, 100))
	return []Result{lower("alerts.fact_to_card_p99_ms", percentile(took, 99), "ms", 1000)}, nil
}

// arrivals is when the first card about each truck stood in Slack.
type arrivals struct {
	mu   sync.Mutex
	when map[string]time.Time
}

// firstCards follows the workspace.
func (t *town) firstCards(ctx context.Context) *arrivals {
	a := &arrivals{when: map[string]time.Time{}}
	said := t.listen(ctx)
	go func() {
		for h := range said {
			now := time.Now()
			if h.channel != "C0OPSALERTS" || h.thread != "" {
				continue
			}
			for _, word := range strings.FieldsFunc(h.text, func(r rune) bool { return strings.ContainsRune(" \n*,:;|<>.", r) }) {
				a.mu.Lock()
				if _, known := a.when[word]; !known && strings.HasPrefix(word, "T-3") {
					a.when[word] = now
				}
				a.mu.Unlock()
			}
		}
	}()
	return a
}

// wait gives how long each card took, in ms, once all are there.
func (a *arrivals) wait(ctx context.Context, accepted []time.Time) ([]float64, error) {
	for end := time.Now().Add(30 * time.Second); ; {
		var took []float64
		a.mu.Lock()
		for i, at := range accepted {
			if when, ok := a.when[alertPlate(i)]; ok {
				took = append(took, ms(max(0, when.Sub(at))))
			}
		}
		a.mu.Unlock()
		if len(took) == len(accepted) {
			for i, d := range took {
				if d > 1000 {
					fmt.Fprintf(os.Stderr, "alerts.cards: %s took %.0f ms\n", vendorAlert(i, accepted[i]), d)
				}
			}
			return took, nil
		}
		if time.Now().After(end) {
			return nil, fmt.Errorf("%d of %d alerts have a card", len(took), len(accepted))
		}
		if err := pause(ctx, 5*poll); err != nil {
			return nil, err
		}
	}
}
