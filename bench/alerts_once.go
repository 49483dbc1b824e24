package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	onceEvery   = 1800 * time.Millisecond // from one alert to the next
	onceQuiet   = 15 * time.Second        // without a new message, once every alert has one
	oncePatient = 4 * time.Minute
)

// once counts alerts without a card, and messages that were posted twice, while
// facts are delivered again, Slack fails in every way it can, and two processes
// that share the work are killed in the middle of it.
func once(ctx context.Context, _ bool) ([]Result, error) {
	t, err := alertTown(ctx, "bench_once", 10, mostSingle())
	if err != nil {
		return nil, err
	}
	defer t.stop()
	twin, err := t.twin(ctx)
	if err != nil {
		return nil, err
	}
	defer twin.stop()
	troubled, calm := context.WithCancel(ctx)
	var beside sync.WaitGroup
	var faultErr error
	var faults map[string]int
	beside.Go(func() { faults, faultErr = t.trouble(troubled, postTrouble()...) })
	err = t.sendThroughKills(ctx, twin)
	calm()
	beside.Wait()
	if err = errors.Join(err, faultErr); err == nil {
		err = t.clearFaults(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("once: %w", err)
	}
	list, err := t.settled(ctx, mostSingle())
	if err != nil {
		return nil, err
	}
	lost, doubled := countOnce(list, mostSingle())
	fmt.Fprintf(os.Stderr, "alerts.once: %d alerts, %d messages about them; faults %v, both processes killed twice\n", mostSingle(), len(list), faults)
	return []Result{lower("alerts.doubled", float64(doubled), "cards", 0), lower("alerts.lost", float64(lost), "cards", 0)}, nil
}

// postTrouble is what goes wrong with posts and edits beside what the soak has.
func postTrouble() []map[string]any {
	return []map[string]any{
		{"kind": "fail", "method": "chat.postMessage", "status": 500, "count": 3},
		{"kind": "fail", "method": "chat.postMessage", "error": "internal_error", "count": 3},
		{"kind": "fail", "method": "chat.update", "status": 503, "count": 3},
		{"kind": "lost", "method": "chat.postMessage", "count": 3},
		{"kind": "lost", "method": "chat.postMessage", "status": 502, "count": 3},
		{"kind": "lost", "method": "chat.update", "count": 3},
	}
}

// twin is a second process that shares the work of the first.
func (t *town) twin(ctx context.Context) (*product, error) {
	return newProduct(ctx, t.product.place, "bot,ingest,jobs", freeAddr(ctx), append(t.slackEnv(), "WATCHTOWER_REPLICA=twin"), func() error { return nil })
}

// killAndStart ends a product as a power cut does, and starts it again.
func (p *product) killAndStart(ctx context.Context) error {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	return p.restart(ctx)
}

// sendThroughKills sends every alert, every third twice and later once more,
// and kills one or the other process on the way.
func (t *town) sendThroughKills(ctx context.Context, twin *product) error {
	n := mostSingle()
	began := time.Now()
	sent := make([][]byte, n)
	var restarts sync.WaitGroup
	var mu sync.Mutex
	var faults []error
	for i := range n {
		if err := pause(ctx, time.Until(began.Add(time.Duration(i)*onceEvery))); err != nil {
			return err
		}
		sent[i] = vendorAlert(i, time.Now())
		bodies := [][]byte{sent[i]}
		if i%3 == 0 {
			bodies = append(bodies, sent[i], sent[max(0, i-5)])
		}
		for _, body := range bodies {
			if err := t.insist(ctx, body); err != nil {
				return err
			}
		}
		if i%(n/4) != n/8 {
			continue
		}
		victim := []*product{t.product, twin}[i/(n/4)%2]
		restarts.Go(func() {
			if err := victim.killAndStart(ctx); err != nil {
				mu.Lock()
				faults = append(faults, err)
				mu.Unlock()
			}
		})
	}
	restarts.Wait()
	return errors.Join(faults...)
}

// settled waits until every alert has a message and no more come.
func (t *town) settled(ctx context.Context, alerts int) (list []said, err error) {
	before, changed := -1, time.Now()
	for end := time.Now().Add(oncePatient); time.Now().Before(end); {
		if list, err = t.sayings(ctx); err != nil {
			return nil, err
		}
		if len(list) != before {
			before, changed = len(list), time.Now()
		}
		if lost, _ := countOnce(list, alerts); lost == 0 && time.Since(changed) > onceQuiet {
			break
		}
		if err := pause(ctx, time.Second); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// countOnce counts the alerts that no message is about, and the messages that
// say again what one said: of the same key, or a second card about a truck.
func countOnce(list []said, alerts int) (lost, doubled int) {
	byKey := map[string]int{}
	for _, m := range list {
		if m.key == "" {
			continue
		}
		if byKey[m.key]++; byKey[m.key] > 1 {
			doubled++
			fmt.Fprintln(os.Stderr, "said twice:", m.key)
		}
	}
	for i := range alerts {
		cards, told := 0, false
		for _, m := range list {
			if !strings.Contains(m.text, alertPlate(i)) {
				continue
			}
			told = true
			if m.thread == "" {
				cards++
			}
		}
		if !told {
			lost++
		}
		doubled += max(0, cards-1)
	}
	return lost, doubled
}
