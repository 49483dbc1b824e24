package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEveryKeyIsDocumented(t *testing.T) {
	example, err := os.ReadFile(".env.example")
	if err != nil {
		t.Fatal(err)
	}
	for f := range reflect.TypeFor[Config]().Fields() {
		key := f.Tag.Get("env")
		line := key + "=" + f.Tag.Get("envDefault")
		if !strings.Contains(string(example), "\n"+key+"=") && !strings.Contains(string(example), "\n#"+line) {
			t.Errorf(".env.example does not show %s", line)
		}
		if f.Type == reflect.TypeFor[Secret]() && !strings.Contains(strings.Join(secretKeys, " "), key) {
			t.Errorf("%s is a secret that cannot come from a file", key)
		}
	}
}

// bare clears every key, so that only what a test sets is there.
func bare(t *testing.T) {
	t.Helper()
	for f := range reflect.TypeFor[Config]().Fields() {
		t.Setenv(f.Tag.Get("env"), "")
		t.Setenv(f.Tag.Get("env")+"_FILE", "")
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	bare(t)
	for key, value := range map[string]string{"LOCONAV_ZONE": "Mars/Olympus", "LOG_LEVEL": "loud", "WATCHTOWER_PEOPLE": "U1=boss",
		"WATCHTOWER_CLOCK": "soon", "WEBHOOK_MAX_BODY": "a lot", "POSITIONS_KEEP_MONTHS": "-1", "ADMIN_PROFILE": "perhaps", "OPENAI_API_KEY_FILE": "/nowhere/key"} {
		t.Setenv(key, value)
	}
	_, err := loadConfig(partNames...)
	if err == nil {
		t.Fatal("a bad configuration was accepted")
	}
	for _, want := range []string{"DATABASE_URL is not set", "REDIS_URL is not set", "SLACK_BOT_TOKEN is not set", "SLACK_APP_TOKEN is not set", "set WEBHOOK_HMAC_SECRETS, WEBHOOK_PATH_TOKEN",
		`LOCONAV_ZONE "Mars/Olympus" is not`, `LOG_LEVEL must be debug, info, warn or error, not "loud"`, `WATCHTOWER_PEOPLE cannot be read at "U1=boss"`,
		"WATCHTOWER_CLOCK must read like", "POSITIONS_KEEP_MONTHS must be 0, which keeps all, or how many whole months of fixes are kept, not -1", `WEBHOOK_MAX_BODY must be a whole number, not "a lot"`, `ADMIN_PROFILE must be true or false, not "perhaps"`, "OPENAI_API_KEY_FILE names a file that cannot be read"} {
		if n := strings.Count(err.Error(), want); n != 1 {
			t.Errorf("%q is told %d times in:\n%v", want, n, err)
		}
	}
	if n := strings.Count(err.Error(), "WEBHOOK_MAX_BODY"); n != 1 {
		t.Errorf("a key that cannot be read is judged %d times:\n%v", n, err)
	}
}

// A part is only asked for what it needs.
func TestFaultsByPart(t *testing.T) {
	bare(t)
	t.Setenv("DATABASE_URL", "postgres://u:p@h/d")
	for _, c := range []struct {
		parts string
		want  []string
	}{
		{"", nil},
		{"ingest", []string{"REDIS_URL"}},
		{queueAlone, []string{"REDIS_URL"}},
		{"jobs", []string{"REDIS_URL"}},
		{"bot", []string{"REDIS_URL", "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"}},
		{"webhook", []string{"REDIS_URL", "the"}},
	} {
		var parts, got []string
		if c.parts != "" {
			parts = strings.Split(c.parts, ",")
		}
		if _, err := loadConfig(parts...); err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				got = append(got, strings.Fields(line)[0])
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: faults of %v, want %v", c.parts, got, c.want)
		}
	}
}

// Values that would fail later, in worse words.
func TestFaultsOfValues(t *testing.T) {
	for _, c := range []struct{ key, value, want string }{
		{"WEBHOOK_ADDR", "8080", `WEBHOOK_ADDR must be host:port, not "8080"`},
		{"WEBHOOK_ADDR", "127.0.0.1:http!", "WEBHOOK_ADDR must be"},
		{"ADMIN_ADDR", "127.0.0.1:99999", "ADMIN_ADDR must be"},
		{"OPENAI_TIMEOUT", "0s", "OPENAI_TIMEOUT must be more than 0"},
		{"OPENAI_TIMEOUT", "-1s", "OPENAI_TIMEOUT must be more than 0"},
		{"OPENAI_TIMEOUT", "soon", "OPENAI_TIMEOUT must be a time like 12s"},
		{"SLACK_API_URL", "slack.com/api/", "SLACK_API_URL is not an address"},
		{"SLACK_API_URL", "https://slack.com/api", "SLACK_API_URL must end in a slash"},
		{"SLACK_API_URL", "ftp://slack.com/", "SLACK_API_URL is not an address"},
		{"OPENAI_BASE_URL", "/v1", "OPENAI_BASE_URL is not an address"},
		{"OPENAI_BASE_URL", "https:///v1", "OPENAI_BASE_URL is not an address"},
		{"WEBHOOK_STATIC_HEADER", "X-Key", "WEBHOOK_STATIC_VALUE is not set"},
		{"WEBHOOK_STATIC_VALUE", "hunter2", "WEBHOOK_STATIC_HEADER is not set"},
		{"WATCHTOWER_PEOPLE", "=manager", `WATCHTOWER_PEOPLE cannot be read at "=manager"`},
		{"WATCHTOWER_PEOPLE", "U1=driver: ", "WATCHTOWER_PEOPLE cannot be read at"},
		{"WATCHTOWER_PEOPLE", "U1=manager,U1=viewer", "WATCHTOWER_PEOPLE names U1 twice"},
	} {
		t.Run(c.key+"="+c.value, func(t *testing.T) {
			bare(t)
			t.Setenv("DATABASE_URL", "postgres://u:p@h/d")
			t.Setenv(c.key, c.value)
			if _, err := loadConfig(); err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestSecretsNeverPrint(t *testing.T) {
	c := Config{DatabaseURL: "postgres://u:hunter2@h/d", OpenAIKey: "sk-hunter2", WebhookHMACSecrets: []Secret{"hunter2"}}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("configuration", "config", c)
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), log.String()} {
		if strings.Contains(text, "hunter2") {
			t.Errorf("a secret shows in %s", text)
		}
	}
}

func TestSecretFromFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	if err := os.WriteFile(path, []byte("postgres://u:p@h/d\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bare(t)
	t.Setenv("DATABASE_URL_FILE", path)
	c, err := loadConfig()
	if err != nil || c.DatabaseURL != "postgres://u:p@h/d" {
		t.Errorf("%q %v", string(c.DatabaseURL), err)
	}
}

func TestClock(t *testing.T) {
	real := time.Now()
	anchor := fmt.Sprint(real.Add(-time.Minute).UnixMilli())
	c, err := newClock("2026-11-23T06:00:00+01:00x60", anchor, real)
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC) // an hour of simulated time after 05:00 UTC
	if d := c.Now().Sub(want); d < 0 || d > 30*time.Minute {
		t.Errorf("clock says %v, want shortly after %v", c.Now(), want)
	}
	for _, bad := range []string{"now", "2026-11-23T06:00:00+01:00x0", "2026-11-23T06:00:00+01:00xfast"} {
		if _, err := newClock(bad, "", real); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}
