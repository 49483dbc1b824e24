package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
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

func TestAllFaultsAtOnce(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	t.Setenv("LOCONAV_ZONE", "Mars/Olympus")
	t.Setenv("LOG_LEVEL", "loud")
	t.Setenv("WATCHTOWER_PEOPLE", "U1=boss")
	t.Setenv("WATCHTOWER_CLOCK", "soon")
	_, err := loadConfig()
	if err == nil {
		t.Fatal("a bad configuration was accepted")
	}
	for _, key := range []string{"DATABASE_URL", "LOCONAV_ZONE", "LOG_LEVEL", "WATCHTOWER_PEOPLE", "WATCHTOWER_CLOCK"} {
		if !strings.Contains(err.Error(), key) {
			t.Errorf("the fault of %s is not reported in:\n%v", key, err)
		}
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
	t.Setenv("DATABASE_URL", "")
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
