package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// environment is a fake process environment.
func environment(pairs ...string) func(string) string {
	return func(key string) string {
		for k := 0; k < len(pairs); k += 2 {
			if pairs[k] == key {
				return pairs[k+1]
			}
		}
		return ""
	}
}

func TestClockRunsFromItsAnchor(t *testing.T) {
	real := time.UnixMilli(5_000_000)
	now, start, err := clockFrom(environment("WATCHTOWER_CLOCK", "2026-11-23T11:00:00+01:00x60", "WATCHTOWER_CLOCK_ANCHOR", "4990000"),
		func() time.Time { return real })
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	if !start.Equal(begin) || !now().Equal(begin.Add(10*time.Minute)) {
		t.Errorf("start %s, now %s", start, now())
	}
}

func TestClockWithoutSettingIsReal(t *testing.T) {
	at := time.UnixMilli(5_000_000)
	now, start, err := clockFrom(environment(), func() time.Time { return at })
	if err != nil || !now().Equal(at) || !start.Equal(at) {
		t.Errorf("now %s, start %s, error %v", now(), start, err)
	}
}

func TestBadSettingsAreNamed(t *testing.T) {
	for key, value := range map[string]string{"WATCHTOWER_CLOCK": "noon", "SANDBOX_TRUCKS": "many", "SANDBOX_SEED": "-1", "SANDBOX_INTERVAL": "0"} {
		_, err := configFrom(environment(key, value), time.Now)
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s=%s: error %v", key, value, err)
		}
	}
	_, err := configFrom(environment("WATCHTOWER_CLOCK", "2026-11-23T11:00:00+01:00x1", "WATCHTOWER_CLOCK_ANCHOR", "x"), time.Now)
	if err == nil {
		t.Error("a broken anchor was taken")
	}
}

func TestDataWritesTheSameFilesEveryTime(t *testing.T) {
	env := environment("WATCHTOWER_CLOCK", "2026-11-23T11:00:00+01:00x1", "SANDBOX_TRUCKS", "20")
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		if err := run(t.Context(), []string{"data", dir}, env, io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"drivers.csv", "clients.csv", "places.csv", "trucks.csv"} {
		a, err := os.ReadFile(filepath.Join(one, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(two, name))
		if err != nil || !bytes.Equal(a, b) || len(a) < 200 {
			t.Errorf("%s differs or is empty, error %v", name, err)
		}
	}
}

func TestUnknownCommandShowsUsage(t *testing.T) {
	err := run(t.Context(), []string{"dance"}, environment(), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "sandbox serve") {
		t.Errorf("error %v", err)
	}
}

func TestListenTakesTheNextFreePort(t *testing.T) {
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := listen(t.Context(), first.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	a, b := first.Addr().(*net.TCPAddr).Port, second.Addr().(*net.TCPAddr).Port
	if b <= a || b > a+portsToTry {
		t.Errorf("port %d was taken, got %d", a, b)
	}
}

// TestServe starts the whole sandbox and asks each of its parts one thing.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	lines, out := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- serve(ctx, environment("SANDBOX_ADDR", "127.0.0.1:0", "SANDBOX_TRUCKS", "10", "SANDBOX_MANIFEST", "none.yml"), out)
	}()
	first, err := bufio.NewReader(lines).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base, ok := strings.CutPrefix(strings.TrimSpace(first), "sandbox ")
	if !ok {
		t.Fatalf("first line %q", first)
	}
	for path, want := range map[string]string{
		"/":                                  "<title>",
		"/control/fleet":                     `"T-4407"`,
		"/control/model":                     `"normal"`,
		"/control/world":                     "POST /control/incident",
		"/openai/v1/models":                  `"gpt-sandbox"`,
		"/api/auth.test":                     `"ok":true`,
		"/control/messages?channel=dispatch": `[`,
	} {
		if got := fetch(t, base+path); !strings.Contains(got, want) {
			t.Errorf("%s answers %.200s, want %s in it", path, got, want)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("serve ended with %v", err)
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	token := botToken
	if strings.Contains(url, "/openai/") {
		token = openAIKey
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", res.StatusCode, body)
}
