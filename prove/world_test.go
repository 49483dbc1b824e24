//go:build prove

package prove

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"

	"watchtower/events"
	"watchtower/sandbox/ports"
)

const secret = "prove-secret"

// world is a private PostgreSQL and Redis, durable, and the processes of Watch
// Tower that run on them.
type world struct {
	*testing.T
	database, redisURL string
	pg, redis          *server
	db                 *pgxpool.Pool
	queue              *events.Client
	streams            *redis.Client // for what the queue does not tell
	dir                string
	planned            int // bytes of the server's log that were read for plans
	mu                 sync.Mutex
	processes          []*process
}

// newWorld starts the services and the schema. The proof has so long in all.
func newWorld(t *testing.T, limit time.Duration) *world {
	t.Helper()
	if os.Getenv("WATCHTOWER_BIN") == "" {
		t.Fatal("WATCHTOWER_BIN is not set; run the proofs with make prove")
	}
	began := time.Now()
	stop := time.AfterFunc(limit, func() { panic(fmt.Sprintf("%s took longer than %v", t.Name(), limit)) })
	t.Cleanup(func() { stop.Stop(); t.Logf("took %v of at most %v", time.Since(began).Round(time.Second), limit) })
	w := &world{T: t}
	w.services()
	w.migrate()
	return w
}

func (w *world) services() {
	w.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		w.Fatal(err)
	}
	w.dir = filepath.Join(root, ".run", fmt.Sprintf("prove-%d-%s", os.Getpid(), strings.ReplaceAll(w.Name(), "/", "-")))
	script := filepath.Join(root, "scripts", "services.sh")
	out, err := exec.Command(script, "start", w.dir, "--owner", strconv.Itoa(os.Getpid())).CombinedOutput()
	if err != nil {
		w.Fatalf("services: %v\n%s", err, out)
	}
	w.Cleanup(func() {
		if out, err := exec.Command(script, "stop", w.dir).CombinedOutput(); err != nil {
			w.Errorf("services: %v\n%s", err, out)
		}
		_ = os.RemoveAll(w.dir)
	})
	env := readEnv(w.T, filepath.Join(w.dir, "env"))
	w.database, w.redisURL = env["DATABASE_URL"], env["REDIS_URL"]
	data := strings.TrimSpace(read(w.T, filepath.Join(w.dir, "where")))
	if strings.HasPrefix(data, "compose:") {
		w.Fatal("the proofs kill the servers' processes; they need PostgreSQL and Redis on this machine, not in containers")
	}
	w.pg = capture(w.T, "PostgreSQL", firstNumber(filepath.Join(data, "postgres", "postmaster.pid")), w.pgAnswers)
	w.redis = capture(w.T, "Redis", firstNumber(filepath.Join(data, "redis.pid")), w.redisAnswers)
	if w.db, err = pgxpool.New(context.Background(), w.database); err != nil {
		w.Fatal(err)
	}
	if w.queue, err = events.Open(w.redisURL, slog.New(slog.DiscardHandler)); err != nil {
		w.Fatal(err)
	}
	opts, err := redis.ParseURL(w.redisURL)
	if err != nil {
		w.Fatal(err)
	}
	w.streams = redis.NewClient(opts)
	w.Cleanup(func() { w.db.Close(); _ = w.queue.Close(); _ = w.streams.Close() })
}

func (w *world) migrate() {
	w.Helper()
	cmd := exec.Command(os.Getenv("WATCHTOWER_BIN"), "migrate")
	cmd.Env = append(os.Environ(), "DATABASE_URL="+w.database, "REDIS_URL="+w.redisURL)
	if out, err := cmd.CombinedOutput(); err != nil {
		w.Fatalf("migrate: %v\n%s", err, out)
	}
}

// pgAnswers and redisAnswers ask the servers for a sign of life.
func (w *world) pgAnswers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, w.database)
	return err == nil && c.Close(ctx) == nil
}

func (w *world) redisAnswers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return w.queue.Ping(ctx) == nil
}

// process is one running Watch Tower.
type process struct {
	w        *world
	only     string
	name     string
	env      []string
	hook     string // where it takes pushes, when it does
	admin    string
	cmd      *exec.Cmd
	log      *bytes.Buffer
	finished chan error
}

// run starts some parts under a name of their own, and waits until the process
// lives; extra are further settings.
func (w *world) run(only, name string, extra ...string) *process {
	w.Helper()
	p := &process{w: w, only: only, name: name, hook: freeAddr(w.T), admin: freeAddr(w.T)}
	p.env = append(os.Environ(), "DATABASE_URL="+w.database, "REDIS_URL="+w.redisURL, "WATCHTOWER_REPLICA="+name,
		"WEBHOOK_ADDR="+p.hook, "ADMIN_ADDR="+p.admin, "WEBHOOK_HMAC_SECRETS="+secret, "LOG_LEVEL=warn")
	p.env = append(p.env, extra...)
	p.start()
	w.mu.Lock()
	w.processes = append(w.processes, p)
	w.mu.Unlock()
	w.Cleanup(func() {
		p.kill()
		if w.Failed() {
			w.Logf("log of %s (%s):\n%s", name, only, tail(p.log.String(), 4000))
		}
	})
	return p
}

func (p *process) start() {
	p.log, p.finished = &bytes.Buffer{}, make(chan error, 1)
	p.cmd = exec.Command(os.Getenv("WATCHTOWER_BIN"), "serve", "--only", p.only)
	p.cmd.Env, p.cmd.Stderr = p.env, p.log
	if err := p.cmd.Start(); err != nil {
		p.w.Errorf("start %s: %v", p.only, err)
		return
	}
	cmd, finished := p.cmd, p.finished
	go func() { finished <- cmd.Wait() }()
	eventually(p.w.T, p.only+" lives", 20*time.Second, func() bool {
		r, err := http.Get("http://" + p.admin + "/healthz")
		return err == nil && r.Body.Close() == nil
	})
}

// kill ends the process with signal 9 and waits for its end.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	p.finished <- <-p.finished
}

// freeze stops the process without ending it.
func (p *process) freeze(frozen bool) {
	signal := syscall.SIGCONT
	if frozen {
		signal = syscall.SIGSTOP
	}
	_ = p.cmd.Process.Signal(signal) // it may have ended already
}

func (p *process) url() string { return "http://" + p.hook + "/webhooks/loconav" }

func freeAddr(t *testing.T) string {
	t.Helper()
	address, err := ports.Free(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// firstNumber reads the pid on the first line of a file, anew each time.
func firstNumber(path string) func() int {
	return func() int {
		raw, _ := os.ReadFile(path) // absent while the server is down
		line, _, _ := strings.Cut(string(raw), "\n")
		n, _ := strconv.Atoi(strings.TrimSpace(line))
		return n
	}
}

func readEnv(t *testing.T, path string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for lines := bufio.NewScanner(strings.NewReader(read(t, path))); lines.Scan(); {
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		out[name] = strings.Trim(value, "'")
	}
	return out
}
