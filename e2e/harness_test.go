// Package e2e drives the built binaries as a user would: pushes go in as
// LocoNav sends them, words are typed in the sandbox's Slack, answers come out.
// It owns no logic and imports only what gives it empty databases.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/events/eventstest"
	"watchtower/sandbox/ports"
	"watchtower/store/storetest"
)

const secret = "sandbox-secret"

// world is one sandbox and one Watch Tower, running.
type world struct {
	*testing.T
	Sandbox  string // http://127.0.0.1:port
	Webhook  string
	Admin    string
	database string
	env      []string
	bin      string
}

// options of a world.
type options struct {
	model bool // answer through the sandbox's OpenAI server
}

// newWorld starts both on empty databases, imports the sandbox's own fleet and
// waits until Watch Tower is ready.
func newWorld(t *testing.T, o options) *world {
	t.Helper()
	w := &world{T: t, Webhook: "http://" + freeAddr(t), Admin: "http://" + freeAddr(t), bin: binary(t, "WATCHTOWER_BIN", ".")}
	database, redis := storetest.URL(t), eventstest.URL(t)
	sandbox := binary(t, "SANDBOX_BIN", "./sandbox")
	w.database = database
	w.Sandbox = startSandbox(t, sandbox, w.Webhook)
	w.env = append(os.Environ(), "DATABASE_URL="+database, "REDIS_URL="+redis,
		"SLACK_BOT_TOKEN=xoxb-sandbox", "SLACK_APP_TOKEN=xapp-sandbox", "SLACK_API_URL="+w.Sandbox+"/api/",
		"WEBHOOK_ADDR="+host(w.Webhook), "ADMIN_ADDR="+host(w.Admin), "WEBHOOK_HMAC_SECRETS="+secret,
		"OPS_CHANNEL=C0OPSALERTS", "DISPATCH_CHANNEL=C0DISPATCH", "REPORTS_CHANNEL=C0REPORTS",
		"WATCHTOWER_PEOPLE=U0DISPATCH=dispatcher,U0MANAGER=manager,U0ADMIN=admin,U0DRIVER=driver:Moses Okafor")
	if o.model {
		w.env = append(w.env, "OPENAI_API_KEY=sk-sandbox", "OPENAI_BASE_URL="+w.Sandbox+"/openai/v1")
	}
	w.importFleet(sandbox)
	w.start("serve")
	w.eventually("Watch Tower is ready", func() bool {
		r, err := http.Get(w.Admin + "/readyz")
		return err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK
	})
	return w
}

func (w *world) importFleet(sandbox string) {
	w.Helper()
	dir := w.TempDir()
	if out, err := exec.CommandContext(w.Context(), sandbox, "data", dir).CombinedOutput(); err != nil {
		w.Fatalf("sandbox data: %v\n%s", err, out)
	}
	for _, kind := range []string{"drivers", "clients", "places", "trucks", "trips"} {
		cmd := exec.CommandContext(w.Context(), w.bin, "import", kind, filepath.Join(dir, kind+".csv"))
		cmd.Env = w.env
		if out, err := cmd.CombinedOutput(); err != nil {
			w.Fatalf("import %s: %v\n%s", kind, err, out)
		}
	}
}

// start runs Watch Tower until the test ends, then asks it to stop and insists
// that it does so cleanly.
func (w *world) start(args ...string) {
	w.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, w.bin, args...)
	cmd.Env = w.env
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		cancel()
		if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != 0 {
			w.Errorf("watchtower %v ended badly: %v", args, err)
		}
		if strings.Contains(log.String(), secret) || strings.Contains(log.String(), "xoxb-sandbox") {
			w.Error("a secret is in the log")
		}
		if w.Failed() {
			w.Logf("log of watchtower:\n%s", tail(log.String(), 6000))
		}
	})
}

func startSandbox(t *testing.T, bin, webhook string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, bin, "serve")
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "SANDBOX_ADDR=127.0.0.1:0", "SANDBOX_WEBHOOK_URL="+webhook+"/webhooks/loconav", "SANDBOX_WEBHOOK_SECRET="+secret)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	var log bytes.Buffer
	cmd.Stderr = &log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // stopped by us; how it ends is no concern of this test
		if t.Failed() {
			t.Logf("log of the sandbox:\n%s", tail(log.String(), 3000))
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "sandbox ")
	if err != nil || !ok {
		t.Fatalf("the sandbox did not say where it is: %q %v", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	return address
}

// binary is a built program: the one make built, else built now.
func binary(t *testing.T, variable, pkg string) string {
	t.Helper()
	if path := os.Getenv(variable); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), filepath.Base(variable))
	cmd := exec.CommandContext(t.Context(), "go", "build", "-tags", "nomsgpack", "-o", path, pkg)
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return path
}

func freeAddr(t *testing.T) string {
	t.Helper()
	address, err := ports.Free(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// eventually asks again every 50 ms until a condition holds, at most 20 s.
func (w *world) eventually(what string, ok func() bool) {
	w.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-deadline:
			w.Fatalf("waited 20 s in vain: %s", what)
		case <-tick.C:
		}
	}
}

// on is the same world for a subtest, which then fails by itself.
func (w *world) on(t *testing.T) *world {
	other := *w
	other.T = t
	return &other
}

// count asks the database for one number.
func (w *world) count(sql string, args ...any) int {
	w.Helper()
	db, err := pgx.Connect(w.Context(), w.database)
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close(w.Context())
	var n int
	if err := db.QueryRow(w.Context(), sql, args...).Scan(&n); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
	return n
}

// push posts a body to the webhook, signed with the given secret.
func (w *world) push(body, key string) int {
	w.Helper()
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	req, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.Webhook+"/webhooks/loconav", strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("X-LocoNav-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode
}
