package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// What a fleet of 2,000 trucks sends, one fix in ten seconds each.
const pushRate = 200

// answerable measures accepting a push and how long until it can be asked for,
// at 200 pushes a second.
func answerable(ctx context.Context, full bool) ([]Result, error) {
	seconds := 20
	if full {
		seconds = 120
	}
	p, err := startProduct(ctx, mainPlace(), "webhook,ingest,jobs")
	if err != nil {
		return nil, err
	}
	defer p.stop()
	report := filepath.Join(os.Getenv("BENCH_DIR"), "load.json")
	load := exec.CommandContext(ctx, os.Getenv("SANDBOX_BIN"), "load", "--url", p.webhook, "--secret", benchSecret,
		"--rate", strconv.Itoa(pushRate), "--trucks", strconv.Itoa(pushRate*10), "--seconds", strconv.Itoa(seconds), "--json", report)
	load.Stderr = os.Stderr
	if err := load.Start(); err != nil {
		return nil, err
	}
	visible, probeErr := probe(ctx, p, seconds)
	if err := load.Wait(); err != nil {
		return nil, fmt.Errorf("load generator: %w", err)
	}
	if probeErr != nil {
		return nil, probeErr
	}
	raw, err := os.ReadFile(report)
	if err != nil {
		return nil, err
	}
	var accept struct {
		Sent     int64   `json:"sent"`
		Accepted int64   `json:"accepted"`
		P50      float64 `json:"p50_ms"`
		P99      float64 `json:"p99_ms"`
	}
	if err := json.Unmarshal(raw, &accept); err != nil {
		return nil, err
	}
	if accept.Sent != accept.Accepted {
		return nil, fmt.Errorf("%d pushes were sent but %d accepted", accept.Sent, accept.Accepted)
	}
	return []Result{
		lower("ingest.accept_200_p50_ms", accept.P50, "ms", 10),
		lower("ingest.accept_200_p99_ms", accept.P99, "ms", 100),
		lower("ingest.answerable_200_p50_ms", percentile(visible, 50), "ms", 60),
		lower("ingest.answerable_200_p99_ms", percentile(visible, 99), "ms", 1000),
	}, nil
}

// probe pushes one truck of its own ten times a second beside the load, and
// measures from sending each fix until a query sees it. The query is a read of
// one row, repeated without pause, so it adds well under a millisecond.
func probe(ctx context.Context, p *product, seconds int) ([]float64, error) {
	db, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return nil, err
	}
	defer db.Close(context.WithoutCancel(ctx))
	const seen = `SELECT EXISTS (SELECT FROM truck_state s JOIN trucks t ON t.id = s.truck_id WHERE t.key = 'PROBE1' AND s.at >= $1)`
	var latencies []float64
	fix := time.Now().Add(-time.Duration(seconds) * time.Hour).Truncate(time.Second)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); <-tick.C {
		fix = fix.Add(time.Minute) // fixes have whole seconds; one a minute keeps them apart
		sent := time.Now()
		if err := pushFix(ctx, p.webhook, fix); err != nil {
			return nil, err
		}
		for ok := false; !ok; {
			if err := db.QueryRow(ctx, seen, fix).Scan(&ok); err != nil {
				return nil, err
			}
			if time.Since(sent) > 10*time.Second {
				return nil, fmt.Errorf("a push was not applied within 10 s")
			}
		}
		latencies = append(latencies, float64(time.Since(sent).Microseconds())/1000)
	}
	return latencies, nil
}

// pushFix sends one live location in LocoNav's form.
func pushFix(ctx context.Context, address string, at time.Time) error {
	return pushBody(ctx, address, fmt.Appendf(nil, `{"imei":"356000000009999","speed":40.0,"gpstime":%q,"ignition":"1","latitude":6.6,"longitude":3.4,"orientation":90.0,"vehiclenumber":"PROBE 1"}`,
		at.In(ist).Format("02-01-2006 15:04:05")))
}

// pushBody sends one signed push.
func pushBody(ctx context.Context, address string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("X-LocoNav-Signature", signed(body))
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode/100 != 2 {
		return fmt.Errorf("push: %s", r.Status)
	}
	return nil
}
