package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

const (
	flowRate   = 1000
	flowTrucks = 10_000 // a fix every ten seconds
	warmUp     = 3 * time.Second
)

// seenAt says which fix: a truck's id and the second.
type seenAt struct {
	truck int64
	at    int64
}

// flow measures a thousand pushes a second from the intended send to the
// answer, to the commit of their positions, and from there to a consumer of the
// events, with the memory of the process that does it all.
func flow(ctx context.Context, full bool) ([]Result, error) {
	length := time.Minute
	if full {
		length = 10 * time.Minute
	}
	at, err := newPlace(ctx, "bench_flow", 4)
	if err != nil {
		return nil, err
	}
	if err := know(ctx, at, flowTrucks); err != nil {
		return nil, err
	}
	p, err := startProduct(ctx, at, "webhook,ingest,jobs")
	if err != nil {
		return nil, err
	}
	defer p.stop()
	if _, err := paced(ctx, p.addr, flowRate, flowTrucks, 1, warmUp); err != nil {
		return nil, err
	}
	if err := p.caughtUp(ctx); err != nil {
		return nil, err
	}
	watchCtx, stop := context.WithCancel(ctx)
	defer stop()
	var beside sync.WaitGroup
	var memory []float64
	arrived := map[seenAt]time.Time{}
	var eventErr error
	beside.Go(func() { memory = watchMemory(watchCtx, p.cmd.Process.Pid) })
	beside.Go(func() { eventErr = watchEvents(watchCtx, at.redis, arrived) })
	pushes, err := paced(ctx, p.addr, flowRate, flowTrucks, 2, length)
	if err == nil {
		err = p.caughtUp(ctx)
	}
	if err == nil {
		err = pause(ctx, 500*time.Millisecond) // for the last events
	}
	stop()
	beside.Wait()
	if err != nil || eventErr != nil {
		return nil, fmt.Errorf("flow: %w %w", err, eventErr)
	}
	committed, ids, err := commits(ctx, at.database, pushes[0].at)
	if err != nil {
		return nil, err
	}
	return flowResults(pushes, committed, ids, arrived, memory, full)
}

func flowResults(pushes []sent, committed map[seenAt]time.Time, ids map[string]int64, arrived map[seenAt]time.Time, memory []float64, full bool) ([]Result, error) {
	var accept, visible, event []float64
	for _, s := range pushes {
		done, ok := committed[seenAt{ids[imei(s.truck)], s.at.Unix()}]
		if !ok {
			return nil, fmt.Errorf("a push of truck %d at %v was not committed", s.truck, s.at)
		}
		accept, visible = append(accept, ms(s.accept)), append(visible, ms(done.Sub(s.meant)))
	}
	for fix, when := range arrived {
		if done, ok := committed[fix]; ok {
			event = append(event, ms(when.Sub(done)))
		}
	}
	if len(event) < 100 {
		return nil, fmt.Errorf("only %d events came", len(event))
	}
	early, late := mean(tenth(memory, 1)), mean(tenth(memory, 9))
	fmt.Fprintf(os.Stderr, "flow: %d pushes, p50 accept %.1f visible %.1f event %.1f ms (%d events); memory %.0f MiB in the second tenth, %.0f in the last\n",
		len(pushes), percentile(accept, 50), percentile(visible, 50), percentile(event, 50), len(event), early, late)
	out := []Result{
		lower("ingest.accept_p99_ms", percentile(accept, 99), "ms", 10),
		lower("ingest.visible_p99_ms", percentile(visible, 99), "ms", 60),
		lower("ingest.event_p99_ms", percentile(event, 99), "ms", 50),
		lower("ingest.rss_mib", slices.Max(memory), "MiB", 150),
	}
	if full {
		out = append(out, lower("ingest.rss_growth", late/early, "ratio", 1.5)) // over ten minutes, Go's heap breathing included
	}
	return out, nil
}

// tenth is one of ten equal stretches of what was measured in turn.
func tenth(all []float64, i int) []float64 { return all[i*len(all)/10 : (i+1)*len(all)/10] }

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func watchMemory(ctx context.Context, pid int) []float64 {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	all := []float64{rssMiB(pid)}
	for {
		select {
		case <-tick.C:
			all = append(all, rssMiB(pid))
		case <-ctx.Done():
			return all
		}
	}
}

// watchEvents reads the stream of events as a live view would, and notes when
// each change of a truck's motion arrived.
func watchEvents(ctx context.Context, redisURL string, arrived map[seenAt]time.Time) error {
	opts, err := redis.ParseURL(redisURL)
	if err != nil {
		return err
	}
	rdb := redis.NewClient(opts)
	defer rdb.Close()
	for from := "$"; ctx.Err() == nil; {
		streams, err := rdb.XRead(ctx, &redis.XReadArgs{Streams: []string{"wt:events", from}, Count: 1000, Block: 100 * time.Millisecond}).Result()
		if ctx.Err() != nil || errors.Is(err, redis.Nil) {
			continue
		}
		if err != nil {
			return err
		}
		now := time.Now()
		for _, m := range streams[0].Messages {
			from = m.ID
			var body struct {
				Truck int64     `json:"truck_id"`
				At    time.Time `json:"at"`
			}
			if text, ok := m.Values["body"].(string); m.Values["type"] == "truck.status_changed" && ok && json.Unmarshal([]byte(text), &body) == nil {
				arrived[seenAt{body.Truck, body.At.Unix()}] = now
			}
		}
	}
	return nil
}

// commits asks PostgreSQL when each position was committed; it keeps those
// times because scripts/bench.sh turns track_commit_timestamp on.
func commits(ctx context.Context, database string, since time.Time) (map[seenAt]time.Time, map[string]int64, error) {
	db, err := pgx.Connect(ctx, database)
	if err != nil {
		return nil, nil, err
	}
	defer db.Close(ctx)
	committed, ids := map[seenAt]time.Time{}, map[string]int64{}
	rows, err := db.Query(ctx, `
SELECT i.value, p.truck_id, extract(epoch FROM p.at)::bigint, pg_xact_commit_timestamp(p.xmin)
FROM positions p JOIN truck_identifiers i ON i.truck_id = p.truck_id AND i.kind = 'imei' WHERE p.at >= $1`, since)
	if err != nil {
		return nil, nil, err
	}
	var value string
	var fix seenAt
	var when time.Time
	_, err = pgx.ForEachRow(rows, []any{&value, &fix.truck, &fix.at, &when}, func() error {
		ids[value], committed[fix] = fix.truck, when
		return nil
	})
	return committed, ids, err
}
