package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	soakRequests = 2000
	soakRate     = 20               // a second
	soakQuiet    = 15 * time.Second // without a new answer, once every request has one
	soakPatience = 7 * time.Minute  // Slack repeats an event for the last time after six
)

// soak asks and orders 2,000 different things by command, mention, direct
// message and Confirm, while Slack misbehaves and Watch Tower is restarted
// once, and counts what was never answered and what was answered or done twice.
// Each request is about a truck of its own, so every answer tells which one it
// belongs to.
func soak(ctx context.Context, _ bool) ([]Result, error) {
	t, err := startTown(ctx, "bench_soak", 8, 85)
	if err != nil {
		return nil, err
	}
	defer t.stop()
	if err := t.knowSoakTrucks(ctx, soakRequests); err != nil {
		return nil, err
	}
	troubled, calm := context.WithCancel(ctx)
	var beside sync.WaitGroup
	var faultErr error
	var faults map[string]int
	beside.Go(func() { faults, faultErr = t.trouble(troubled) })
	clicking, settled := context.WithCancel(ctx)
	defer settled()
	var clicks sync.WaitGroup
	clicks.Go(func() { t.confirmAll(clicking) })
	envelopes := make([]string, soakRequests) // of commands; "" where nobody was connected
	err = at(ctx, soakRate, time.Duration(soakRequests/soakRate)*time.Second, func(i int) (err error) {
		if i == soakRequests/2 {
			if err := t.product.restart(ctx); err != nil {
				return err
			}
		}
		envelopes[i], err = t.askAbout(ctx, i)
		return err
	})
	calm()
	beside.Wait()
	if err == nil && faultErr == nil {
		_, err = t.act(ctx, "fault", map[string]any{"kind": "clear"})
	}
	if err != nil || faultErr != nil {
		return nil, fmt.Errorf("soak: %w %w", err, faultErr)
	}
	counts, failed, err := t.quiet(ctx, envelopes)
	if err != nil {
		return nil, err
	}
	settled()
	clicks.Wait()
	made, err := tripsByPlate(ctx, t.product.place)
	if err != nil {
		return nil, err
	}
	lost, doubled, deaf, late := 0.0, 0.0, 0, 0
	for i := range soakRequests {
		trips := made[soakPlate(i)]
		switch {
		case counts[i] > 1 || trips > 1:
			doubled++
			fmt.Fprintln(os.Stderr, "doubled:", soakPlate(i), counts[i], "answers", trips, "trips")
		case counts[i] == 1 && orders(i) && trips == 0:
			lost++
			fmt.Fprintln(os.Stderr, "answered and not done:", soakPlate(i))
		case counts[i] == 0 && byCommand(i) && envelopes[i] == "":
			deaf++ // a command is sent once: Slack told the person that nobody was there
		case counts[i] == 0 && byCommand(i) && failed[envelopes[i]]:
			late++ // or that nobody said to have it
		case counts[i] == 0:
			lost++
			fmt.Fprintln(os.Stderr, "lost:", soakPlate(i))
		}
	}
	fmt.Fprintf(os.Stderr, "soak: %d requests; of the commands %d found no socket and %d fell into a deaf one, and Slack said so; faults %v\n",
		soakRequests, deaf, late, faults)
	return []Result{lower("slack.soak_lost", lost, "requests", 0), lower("slack.soak_doubled", doubled, "requests", 0)}, nil
}

func soakPlate(i int) string { return fmt.Sprintf("T-%05d", 20_000+i) }

// knowSoakTrucks makes the trucks known, each with a driver of its own.
func (t *town) knowSoakTrucks(ctx context.Context, count int) error {
	drivers, trucks := "name,phone,licence\n", "plate,imei,make,model,container_size,driver\n"
	for i := range count {
		drivers += fmt.Sprintf("Driver %04d,,\n", i)
		trucks += fmt.Sprintf("%s,,,,40,Driver %04d\n", soakPlate(i), i)
	}
	for _, file := range [][2]string{{"drivers", drivers}, {"trucks", trucks}} {
		path := filepath.Join(os.Getenv("BENCH_DIR"), "soak-"+file[0]+".csv")
		if err := os.WriteFile(path, []byte(file[1]), 0o600); err != nil {
			return err
		}
		if err := importFile(ctx, t.product.place, file[0], path); err != nil {
			return err
		}
	}
	return nil
}

// askAbout asks about truck i, each time by another way.
func (t *town) askAbout(ctx context.Context, i int) (envelope string, err error) {
	people := []string{"dispatcher", "manager", "admin", "viewer"}
	body := map[string]any{"as": people[i/5%len(people)], "channel": "dispatch"}
	path := "say"
	switch plate := soakPlate(i); {
	case i%5 == 1 && orders(i):
		path, body["command"], body["text"] = "command", "/trip", "create "+plate+" Apapa to Ibadan at tomorrow 10pm"
	case byCommand(i):
		path, body["command"], body["text"] = "command", "/truck", plate
	case i%5 == 4 && orders(i):
		body["channel"], body["text"] = "dm", "create trip for "+plate+" from Apapa to Ibadan tomorrow 10pm"
	case i%5 < 4:
		body["text"] = "@Watch Tower where is " + plate
	default:
		body["channel"], body["text"] = "dm", "where is "+plate
	}
	out, err := t.act(ctx, path, body)
	envelope, _ = out["envelope_id"].(string)
	return envelope, err
}

func byCommand(i int) bool { return i%5 < 2 }

// trouble has Slack misbehave in one way after another, and in more of the
// caller's, until ctx ends.
func (t *town) trouble(ctx context.Context, more ...map[string]any) (map[string]int, error) {
	kinds := []map[string]any{
		{"kind": "disconnect", "reason": "refresh_requested", "count": 1},
		{"kind": "ratelimit", "method": "chat.postMessage", "shape": "429", "count": 5},
		{"kind": "disconnect", "reason": "warning", "count": 1},
		{"kind": "retry"},
		{"kind": "ratelimit", "method": "chat.postMessage", "shape": "429_bare", "count": 5},
		{"kind": "deaf", "seconds": 4, "count": 1},
		{"kind": "ratelimit", "method": "chat.postMessage", "shape": "200", "count": 5},
		{"kind": "slow", "method": "chat.postMessage", "ms": 700},
		{"kind": "disconnect", "reason": "too_many_websockets", "count": 1, "seconds": 2},
		{"kind": "lost", "method": "chat.postMessage", "count": 5},
		{"kind": "lose_acks", "count": 2},
		{"kind": "fail", "method": "response_url", "status": 503, "count": 3},
		{"kind": "ratelimit", "method": "response_url", "shape": "429", "count": 3},
	}
	kinds = append(kinds, more...)
	done := map[string]int{}
	dice := rand.New(rand.NewPCG(1, 2))
	for pause(ctx, 1500*time.Millisecond) == nil {
		fault := kinds[dice.IntN(len(kinds))]
		if _, err := t.act(context.WithoutCancel(ctx), "fault", fault); err != nil {
			return done, err
		}
		done[fmt.Sprint(fault["kind"])]++
		if fault["kind"] == "slow" {
			if err := pause(ctx, time.Second); err == nil {
				fault = map[string]any{"kind": "slow", "method": "chat.postMessage", "ms": 0}
				if _, err := t.act(context.WithoutCancel(ctx), "fault", fault); err != nil {
					return done, err
				}
			}
		}
	}
	return done, nil
}

// quiet waits until no more answers come and none is missing, or for as long
// as Slack repeats an event. It counts the answers by truck, and says which
// envelopes Slack itself told people about: "" stands for those that found
// nobody connected.
func (t *town) quiet(ctx context.Context, envelopes []string) (counts []int, failed map[string]bool, err error) {
	before, changed := "", time.Now()
	failed = map[string]bool{"": true}
	for end := time.Now().Add(soakPatience); time.Now().Before(end); {
		if counts, err = t.answersByTruck(ctx); err != nil {
			return nil, nil, err
		}
		var took struct{ Failed []string }
		if err := t.look(ctx, "timing", &took); err != nil {
			return nil, nil, err
		}
		for _, id := range took.Failed {
			failed[id] = true
		}
		if now := fmt.Sprint(counts); now != before {
			before, changed = now, time.Now()
		}
		missing := 0
		for i, n := range counts {
			if n == 0 && (!byCommand(i) || !failed[envelopes[i]]) {
				missing++
			}
		}
		if missing == 0 && time.Since(changed) > soakQuiet {
			break
		}
		if err := pause(ctx, time.Second); err != nil {
			return nil, nil, err
		}
	}
	return counts, failed, nil
}

func (t *town) answersByTruck(ctx context.Context) (counts []int, err error) {
	counts = make([]int, soakRequests)
	places := []string{"channel=dispatch"}
	for _, p := range []string{"dispatcher", "manager", "admin", "viewer"} {
		places = append(places, "channel=dm&as="+p)
	}
	for _, place := range places {
		var list []struct {
			User, Text string
		}
		if err := t.look(ctx, "messages?"+place, &list); err != nil {
			return nil, err
		}
		for _, m := range list {
			if _, rest, ok := strings.Cut(m.Text, "T-2"); ok && m.User == "U0WATCHTOWER" && len(rest) >= 4 {
				var i int
				if n, _ := fmt.Sscanf(rest[:4], "%04d", &i); n == 1 && i < soakRequests {
					counts[i]++
				}
			}
		}
	}
	return counts, nil
}
