package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// product is a running Watch Tower: its webhook, ingest and jobs, without Slack.
type product struct {
	cmd     *exec.Cmd
	webhook string
}

func startProduct(ctx context.Context) (*product, error) {
	bin := os.Getenv("WATCHTOWER_BIN")
	if out, err := exec.CommandContext(ctx, bin, "migrate").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("migrate: %w\n%s", err, out)
	}
	hook, admin := freeAddr(), freeAddr()
	cmd := exec.CommandContext(ctx, bin, "serve", "--only", "webhook,ingest,jobs")
	cmd.Env = append(os.Environ(), "WEBHOOK_ADDR="+hook, "ADMIN_ADDR="+admin, "WEBHOOK_HMAC_SECRETS="+benchSecret, "LOG_LEVEL=warn")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &product{cmd: cmd, webhook: "http://" + hook + "/webhooks/loconav"}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 400 {
		<-tick.C
		r, err := http.Get("http://" + admin + "/readyz")
		if err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK {
			return p, nil
		}
	}
	p.stop()
	return nil, fmt.Errorf("watchtower was not ready within 20 s")
}

func (p *product) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may be gone already
	_ = p.cmd.Wait()
}

func freeAddr() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "127.0.0.1:0"
	}
	defer l.Close()
	return l.Addr().String()
}

// size is how large the binary is that people download.
func size(_ context.Context, _ bool) ([]Result, error) {
	info, err := os.Stat(os.Getenv("WATCHTOWER_BIN"))
	if err != nil {
		return nil, err
	}
	return []Result{lower("ship.binary_mib", float64(info.Size())/(1<<20), "MiB", 60)}, nil
}
