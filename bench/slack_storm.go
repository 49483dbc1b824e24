package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	stormAlerts = 1000
	stormLength = time.Minute

	// Every third question is asked in the stormy channel, so that the answers
	// alone stay within the one post a second that Slack takes there.
	stormThought = 400 * time.Millisecond
)

// storm measures what a person waits for an answer while a thousand alerts of
// one minute wait for Slack's pace in the same channel.
func storm(ctx context.Context, _ bool) ([]Result, error) {
	t, err := startTown(ctx, "bench_storm", 7, stormAlerts)
	if err != nil {
		return nil, err
	}
	defer t.stop()
	if _, err := t.act(ctx, "fault", map[string]any{"kind": "pace"}); err != nil { // Slack's own limits hold
		return nil, err
	}
	plates, err := t.plates(ctx, stormAlerts)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	said := t.listen(ctx)
	var beside sync.WaitGroup
	var stormErr error
	beside.Go(func() { stormErr = t.alerts(ctx, plates) })
	var took []float64
	began := time.Now()
	for i := 0; time.Since(began) < stormLength && err == nil; i++ {
		var d time.Duration
		d, err = t.ask(ctx, i, said)
		took = append(took, ms(d))
		if err == nil {
			err = pause(ctx, stormThought)
		}
	}
	beside.Wait()
	if err != nil || stormErr != nil {
		return nil, fmt.Errorf("storm: %w %w", err, stormErr)
	}
	var cards []map[string]any
	if err := t.look(ctx, "messages?channel=ops-alerts", &cards); err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "storm: %d answers, p50 %.0f ms; %d messages in the channel so far\n", len(took), percentile(took, 50), len(cards))
	return []Result{lower("slack.answer_during_storm_p99_ms", percentile(took, 99), "ms", 1000)}, nil
}

// plates asks the sandbox for its trucks.
func (t *town) plates(ctx context.Context, n int) ([]string, error) {
	var fleet struct {
		Trucks []struct {
			Plate string `json:"plate"`
		} `json:"trucks"`
	}
	if err := t.look(ctx, "fleet", &fleet); err != nil {
		return nil, err
	}
	var out []string
	for _, truck := range fleet.Trucks {
		out = append(out, truck.Plate)
	}
	if len(out) < n {
		return nil, fmt.Errorf("the sandbox has %d trucks, not %d", len(out), n)
	}
	return out, nil
}

// alerts has LocoNav send an SOS of every truck, spread over the minute.
func (t *town) alerts(ctx context.Context, plates []string) error {
	began := time.Now()
	for i, plate := range plates {
		if err := pause(ctx, time.Until(began.Add(time.Duration(i)*stormLength/time.Duration(len(plates))))); err != nil {
			return err
		}
		body := fmt.Appendf(nil, `{"id":%d,"kind":"SosAlert","vehicle_number":%q,"event_time":%q,"latitude":6.6,"longitude":3.4}`,
			900_000+i, plate, time.Now().UTC().Format("2006-01-02T15:04:05.000-07:00"))
		if err := pushBody(ctx, t.product.webhook, body); err != nil {
			return err
		}
	}
	return nil
}

// heard is a message of the bot as the workspace's stream tells it.
type heard struct{ channel, thread, only, text string }

// listen follows the workspace.
func (t *town) listen(ctx context.Context) <-chan heard {
	out := make(chan heard, 10_000)
	go func() {
		defer close(out)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.url+"/control/stream", nil)
		if err != nil {
			return
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return
		}
		defer resp.Body.Close()
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 4<<20)
		for lines.Scan() {
			var told struct {
				Type, Channel string
				Message       struct {
					User, Text string
					Thread     string `json:"thread_ts"`
					Only       string `json:"ephemeral_to"`
				}
			}
			raw, ok := strings.CutPrefix(lines.Text(), "data:")
			if ok && json.Unmarshal([]byte(raw), &told) == nil && told.Message.User == "U0WATCHTOWER" {
				out <- heard{told.Channel, told.Message.Thread, told.Message.Only, told.Message.Text}
			}
		}
	}()
	return out
}

// ask asks in turn by mention in the stormy channel, by direct message and by
// command, and waits for the answer.
func (t *town) ask(ctx context.Context, i int, said <-chan heard) (time.Duration, error) {
	began := time.Now()
	mine := func(heard) bool { return false }
	var err error
	var out map[string]any
	switch i % 3 {
	case 0:
		out, err = t.act(ctx, "say", map[string]any{"as": "dispatcher", "channel": "ops-alerts", "text": "@Watch Tower where is T-4407"})
		mine = func(h heard) bool { return h.thread == out["ts"] }
	case 1:
		_, err = t.act(ctx, "say", map[string]any{"as": "manager", "channel": "dm", "text": "trucks near Apapa"})
		mine = func(h heard) bool { return strings.HasPrefix(h.channel, "D") }
	case 2:
		_, err = t.act(ctx, "command", map[string]any{"as": "dispatcher", "channel": "ops-alerts", "command": "/fleet"})
		mine = func(h heard) bool { return h.only == "U0DISPATCH" }
	}
	late := time.After(30 * time.Second)
	for err == nil {
		select {
		case h, ok := <-said:
			if !ok {
				return 0, fmt.Errorf("the workspace ended")
			}
			if mine(h) {
				return time.Since(began), nil
			}
		case <-late:
			return 0, fmt.Errorf("no answer within 30 s")
		}
	}
	return 0, err
}
