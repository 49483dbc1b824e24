package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

const cardsPerMinute = 30

// cards measures the time from the webhook's answer to the card in Slack, at 30
// cards a minute in one channel with Slack's own pace of a post a second: half
// a second off the beat at most, as no two share a second. Overspeeds are found
// by our own rule in the fixes; of everything else LocoNav tells.
func cards(ctx context.Context, _ bool) ([]Result, error) {
	t, err := alertTown(ctx, "bench_cards", 9, mostSingle())
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
	accepted := make([]time.Time, mostSingle())
	began := time.Now()
	for i := range mostSingle() {
		off := time.Duration(i*7919%1000-500) * time.Millisecond
		if speeds(i) {
			if err := pushBody(ctx, t.product.webhook, speeding(i, time.Now().Add(-speedFor), 0)); err != nil {
				return nil, err
			}
		}
		if err := pause(ctx, time.Until(began.Add(time.Duration(i)*time.Minute/cardsPerMinute+off))); err != nil {
			return nil, err
		}
		fact := vendorAlert(i, time.Now())
		if speeds(i) {
			fact = speeding(i, time.Now(), speedFor)
		}
		if err := pushBody(ctx, t.product.webhook, fact); err != nil {
			return nil, err
		}
		accepted[i] = time.Now()
	}
	took, err := posted.wait(ctx, accepted)
	if err != nil {
		return nil, err
	}
	var own []float64
	for i, d := range took {
		if speeds(i) {
			own = append(own, d)
		}
	}
	fmt.Fprintf(os.Stderr, "alerts.cards: %d cards, p50 %.0f ms, p99 %.0f ms, at most %.0f ms; %d by our own rule, p50 %.0f ms, at most %.0f ms\n",
		len(took), median(took), percentile(took, 99), percentile(took, 100), len(own), median(own), percentile(own, 100))
	return []Result{lower("alerts.fact_to_card_p99_ms", percentile(took, 99), "ms", 1000)}, nil
}

// speeds says whether the i-th card is about a truck that our own rule finds too
// fast: a minute above the limit, told by two fixes.
func speeds(i int) bool { return vendorKinds()[i%len(vendorKinds())] == "OverspeedAlert" }

// speedFor is how far apart the two fixes are: a minute and what rounding to
// seconds takes, less the way that the second waits for its turn.
const speedFor = 62 * time.Second

// speeding is a fix of truck i at 83 km/h, on its way north for so long.
func speeding(i int, at time.Time, since time.Duration) []byte {
	spot := alertSpots()[i%len(alertSpots())]
	north := since.Seconds() * 83 / 3.6 / 110_600
	return fmt.Appendf(nil, `{"imei":%q,"speed":83.0,"gpstime":%q,"ignition":"1","latitude":%.6f,"longitude":%.6f,"orientation":0.0,"vehiclenumber":%q}`,
		imei(i), at.In(ist).Format("02-01-2006 15:04:05"), spot[0]+north, spot[1], alertPlate(i))
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
		var missing []string
		a.mu.Lock()
		for i, at := range accepted {
			if when, ok := a.when[alertPlate(i)]; ok {
				took = append(took, ms(max(0, when.Sub(at))))
			} else {
				missing = append(missing, string(vendorAlert(i, at)))
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
			return nil, fmt.Errorf("%d of %d alerts have a card, not %s", len(took), len(accepted), strings.Join(missing, ", "))
		}
		if err := pause(ctx, 5*poll); err != nil {
			return nil, err
		}
	}
}
