package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"watchtower/sandbox/ports"
)

// product is a running Watch Tower without Slack, or the bare server beside it.
type product struct {
	cmd     *exec.Cmd
	addr    string // of its webhook
	webhook string
	admin   string
	place   place
}

// place is where a product works: a database and a Redis.
type place struct{ database, redis string }

func mainPlace() place { return place{os.Getenv("DATABASE_URL"), os.Getenv("REDIS_URL")} }

func (at place) env() []string {
	return append(os.Environ(), "DATABASE_URL="+at.database, "REDIS_URL="+at.redis)
}

// startProduct runs some parts and waits until they are ready. Profiles of it
// can be taken at the printed address when BENCH_PROFILE is set.
func startProduct(ctx context.Context, at place, parts string) (*product, error) {
	return newProduct(ctx, at, parts, freeAddr(ctx), nil, func() error { return nil })
}

// newProduct is startProduct with the webhook's address, more environment, and
// what is to be done once the database is there.
func newProduct(ctx context.Context, at place, parts, addr string, env []string, prepare func() error) (*product, error) {
	bin := os.Getenv("WATCHTOWER_BIN")
	migrate := exec.CommandContext(ctx, bin, "migrate")
	migrate.Env = at.env()
	if out, err := migrate.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("migrate: %w\n%s", err, out)
	}
	if err := prepare(); err != nil {
		return nil, err
	}
	p := &product{addr: addr, admin: freeAddr(ctx), place: at}
	p.webhook = "http://" + p.addr + "/webhooks/loconav"
	p.cmd = exec.CommandContext(ctx, bin, "serve", "--only", parts)
	p.cmd.Env = append(at.env(), "WEBHOOK_ADDR="+p.addr, "ADMIN_ADDR="+p.admin, "WEBHOOK_HMAC_SECRETS="+benchSecret, "LOG_LEVEL=warn")
	p.cmd.Env = append(p.cmd.Env, env...)
	if os.Getenv("BENCH_PROFILE") != "" {
		p.cmd.Env = append(p.cmd.Env, "ADMIN_PROFILE=true")
		fmt.Fprintf(os.Stderr, "%s: http://%s/debug/pprof/profile?seconds=3\n", parts, p.admin)
	}
	p.cmd.Stderr = os.Stderr
	if err := p.start(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

// start waits until the product is ready.
func (p *product) start(ctx context.Context) error {
	if err := p.cmd.Start(); err != nil {
		return err
	}
	for range 1000 {
		if p.answersOK(ctx, "/readyz") {
			return nil
		}
		if pause(ctx, poll) != nil {
			break
		}
	}
	p.stop()
	return fmt.Errorf("watchtower was not ready within 20 s")
}

// restart ends the product as a supervisor does, and starts it again.
func (p *product) restart(ctx context.Context) error {
	p.stop()
	again := exec.CommandContext(ctx, p.cmd.Path, p.cmd.Args[1:]...)
	again.Env, again.Stderr = p.cmd.Env, p.cmd.Stderr
	p.cmd = again
	return p.start(ctx)
}

// caughtUp waits until everything that came in is applied.
func (p *product) caughtUp(ctx context.Context) error {
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); {
		if p.answersOK(ctx, "/readyz?caught_up=1") {
			return nil
		}
		if err := pause(ctx, poll); err != nil {
			return err
		}
	}
	return fmt.Errorf("watchtower did not catch up within 3 min")
}

// answersOK asks the admin address once.
func (p *product) answersOK(ctx context.Context, path string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.admin+path, nil)
	if err != nil {
		return false
	}
	r, err := http.DefaultClient.Do(req)
	return err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK
}

// poll is how often a starting or working product is asked whether it is done.
const poll = 20 * time.Millisecond

// pause waits, and says when ctx ended first.
func pause(ctx context.Context, d time.Duration) error {
	if d > 0 {
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

func (p *product) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may be gone already
	_ = p.cmd.Wait()
}

// cpu is the processor time of a process so far.
func cpu(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0 // it has ended
	}
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])   // the kernel writes numbers
	system, _ := strconv.Atoi(fields[12]) // in hundredths of a second
	return time.Duration(user+system) * 10 * time.Millisecond
}

// rssMiB is the memory of a process that is really there.
func rssMiB(pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kb / 1024
		}
	}
	return 0
}

func freeAddr(ctx context.Context) string {
	address, err := ports.Free(ctx)
	if err != nil {
		return "127.0.0.1:0"
	}
	return address
}

func percentile(values []float64, p int) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(len(values)-1, len(values)*p/100)]
}

func median(values []float64) float64 { return percentile(values, 50) }

// size is how large the binary is that people download.
func size(_ context.Context, _ bool) ([]Result, error) {
	info, err := os.Stat(os.Getenv("WATCHTOWER_BIN"))
	if err != nil {
		return nil, err
	}
	return []Result{lower("ship.binary_mib", float64(info.Size())/(1<<20), "MiB", 60)}, nil
}
