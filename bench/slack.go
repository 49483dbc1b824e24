package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// town is Watch Tower in a sandbox workspace, with a fleet that reports.
type town struct {
	url     string // of the sandbox
	sandbox *exec.Cmd
	product *product
}

// startTown starts both on a database and a Redis of their own, with so many
// trucks known and reporting.
func startTown(ctx context.Context, name string, number, trucks int) (*town, error) {
	at, err := newPlace(ctx, name, number)
	if err != nil {
		return nil, err
	}
	webhook := freeAddr(ctx)
	t := &town{}
	env := append(os.Environ(), "SANDBOX_ADDR=127.0.0.1:0", "SANDBOX_TRUCKS="+strconv.Itoa(trucks), "SANDBOX_INTERVAL=60",
		"SANDBOX_WEBHOOK_URL=http://"+webhook+"/webhooks/loconav", "SANDBOX_WEBHOOK_SECRET="+benchSecret)
	if err := t.startSandbox(ctx, env); err != nil {
		return nil, err
	}
	t.product, err = newProduct(ctx, at, "bot,webhook,ingest,jobs", webhook, t.slackEnv(), func() error { return importFleet(ctx, at, env) })
	if err != nil {
		t.stop()
		return nil, err
	}
	return t, t.connected(ctx)
}

// slackEnv is what a process needs to work in the town's Slack.
func (t *town) slackEnv() []string {
	return []string{"SLACK_BOT_TOKEN=xoxb-sandbox", "SLACK_APP_TOKEN=xapp-sandbox", "SLACK_API_URL=" + t.url + "/api/",
		"OPS_CHANNEL=C0OPSALERTS", "DISPATCH_CHANNEL=C0DISPATCH", "REPORTS_CHANNEL=C0REPORTS",
		"WATCHTOWER_PEOPLE=U0DISPATCH=dispatcher,U0MANAGER=manager,U0ADMIN=admin"}
}

func (t *town) startSandbox(ctx context.Context, env []string) error {
	t.sandbox = exec.CommandContext(ctx, os.Getenv("SANDBOX_BIN"), "serve")
	t.sandbox.Env = env
	out, err := t.sandbox.StdoutPipe()
	if err != nil {
		return err
	}
	if err := t.sandbox.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "sandbox ")
	if err != nil || !ok {
		return fmt.Errorf("the sandbox did not say where it is: %q %w", line, err)
	}
	t.url = address
	go func() { _, _ = io.Copy(io.Discard, out) }() // until it ends
	return nil
}

// importFleet makes the sandbox's fleet known.
func importFleet(ctx context.Context, at place, env []string) error {
	dir := filepath.Join(os.Getenv("BENCH_DIR"), "fleet")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	data := exec.CommandContext(ctx, os.Getenv("SANDBOX_BIN"), "data", dir)
	data.Env = env
	if out, err := data.CombinedOutput(); err != nil {
		return fmt.Errorf("sandbox data: %w\n%s", err, out)
	}
	for _, kind := range []string{"drivers", "clients", "places", "trucks"} {
		if err := importFile(ctx, at, kind, filepath.Join(dir, kind+".csv")); err != nil {
			return err
		}
	}
	return nil
}

func importFile(ctx context.Context, at place, kind, file string) error {
	c := exec.CommandContext(ctx, os.Getenv("WATCHTOWER_BIN"), "import", kind, file)
	c.Env = at.env()
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("import %s: %w\n%s", kind, err, out)
	}
	return nil
}

func (t *town) stop() {
	if t.product != nil {
		t.product.stop()
	}
	_ = t.sandbox.Process.Signal(syscall.SIGTERM) // it may be gone already
	_ = t.sandbox.Wait()
}

// connected waits until both sockets are open.
func (t *town) connected(ctx context.Context) error {
	for range 500 {
		var ws struct{ Connections int }
		if err := t.look(ctx, "workspace", &ws); err != nil {
			return err
		}
		if ws.Connections == 2 {
			return nil
		}
		if err := pause(ctx, poll); err != nil {
			return err
		}
	}
	return fmt.Errorf("the bot did not open its sockets")
}

// look reads something of the workspace.
func (t *town) look(ctx context.Context, path string, into any) error {
	return t.call(ctx, http.MethodGet, path, nil, into)
}

// act does something as a person, and fails when the workspace refuses it.
func (t *town) act(ctx context.Context, path string, body map[string]any) (map[string]any, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	if err := t.call(ctx, http.MethodPost, path, bytes.NewReader(raw), &out); err != nil {
		return nil, err
	}
	if out["ok"] != true {
		return nil, fmt.Errorf("%s %v: %v", path, body, out["error"])
	}
	return out, nil
}

func (t *town) call(ctx context.Context, method, path string, body io.Reader, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, t.url+"/control/"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(into)
}
