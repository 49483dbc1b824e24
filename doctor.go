package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"watchtower/assistant"
	"watchtower/bot"
	"watchtower/events"
	"watchtower/store"
	"watchtower/webhook"
)

// finding is one thing the doctor looked at; an empty fix means it is well.
type finding struct{ what, fix string }

// doctor checks every dependency, token, scope and channel, and says what to
// fix. It changes nothing.
func doctor(ctx context.Context, _ []string, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cfg, err := loadConfig()
	if err != nil {
		_, err = loadConfig(partNames...) // nothing below is looked at, so tell here what is missing
	}
	findings := []finding{{"configuration", textOf(err)}}
	if err == nil {
		findings = append(findings, checkDatabase(ctx, cfg)...)
		findings = append(findings, checkRedis(ctx, cfg)...)
		findings = append(findings, checkWebhook(cfg), checkModel(ctx, cfg))
		findings = append(findings, checkSlack(ctx, cfg)...)
		findings = append(findings, checkSheet(ctx, cfg)...)
		findings = append(findings, checkOutside(ctx, cfg)...)
	}
	bad := 0
	for _, f := range findings {
		if f.fix == "" {
			fmt.Fprintf(out, "ok    %s\n", f.what)
			continue
		}
		bad++
		fmt.Fprintf(out, "FIX   %s\n      %s\n", f.what, f.fix)
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d checks need attention", bad, len(findings))
	}
	return nil
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return plain(err)
}

func checkDatabase(ctx context.Context, cfg Config) []finding {
	s, err := store.Open(ctx, string(cfg.DatabaseURL), slog.New(slog.DiscardHandler))
	if err != nil {
		return []finding{{"database", plain(err)}}
	}
	defer s.Close()
	version, postgis, err := s.Server(ctx)
	f := finding{what: fmt.Sprintf("database: PostgreSQL %d.%d, PostGIS %s, schema up to date", version/10000, version%10000, postgis), fix: textOf(err)}
	if err == nil && version < 150000 {
		f.fix = "PostgreSQL 15 or newer is needed."
	}
	return []finding{f}
}

func checkRedis(ctx context.Context, cfg Config) []finding {
	if cfg.RedisURL == "" {
		return []finding{{"Redis", "REDIS_URL is not set, for example redis://localhost:6379/0."}}
	}
	c, err := events.Open(string(cfg.RedisURL), slog.New(slog.DiscardHandler))
	if err != nil {
		return []finding{{"Redis", plain(err)}}
	}
	defer c.Close()
	s, err := c.Server(ctx)
	if err != nil {
		return []finding{{"Redis", "It does not answer. Check REDIS_URL and that Redis runs."}}
	}
	durable := finding{what: "Redis durability"}
	switch {
	case !s.AppendOnly:
		durable.fix = "Set appendonly yes: without it accepted pushes are lost when Redis stops."
	case !s.Always:
		durable.fix = "Set appendfsync always: with everysec a power cut loses up to a second of accepted pushes."
	case !s.Keeps:
		durable.fix = "Set maxmemory-policy noeviction: Redis must refuse rather than forget."
	}
	version := finding{what: "Redis " + s.Version}
	if s.OldVersion {
		version.fix = "Redis 7 or newer is needed."
	}
	return []finding{version, durable}
}

func checkWebhook(cfg Config) finding {
	f := finding{what: "webhook proof"}
	if _, err := webhook.New(webhook.Options{Proof: proof(cfg)}); err != nil {
		f.fix = err.Error()
	}
	return f
}

func checkModel(ctx context.Context, cfg Config) finding {
	if cfg.OpenAIKey == "" {
		return finding{what: "model: none, the phrasebook answers alone"}
	}
	err := assistant.CheckModel(ctx, openAI(cfg), &http.Client{Timeout: 15 * time.Second})
	return finding{what: "model " + cfg.OpenAIModel, fix: textOf(err)}
}

func checkSlack(ctx context.Context, cfg Config) []finding {
	if cfg.SlackBotToken == "" || cfg.SlackAppToken == "" {
		return []finding{{"Slack", "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set; create the app from manifest.yml"}}
	}
	channels := map[string]string{"OPS_CHANNEL": cfg.OpsChannel, "DISPATCH_CHANNEL": cfg.DispatchChannel, "REPORTS_CHANNEL": cfg.ReportsChannel}
	var out []finding
	for _, f := range bot.Check(ctx, cfg.SlackAPIURL, string(cfg.SlackBotToken), string(cfg.SlackAppToken), channels) {
		out = append(out, finding{f.What, f.Fix})
	}
	return out
}
