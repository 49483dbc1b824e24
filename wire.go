package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/assistant"
	"watchtower/bot"
	"watchtower/events"
	"watchtower/fleet"
	"watchtower/geocode"
	"watchtower/jobs"
	"watchtower/routing"
	"watchtower/store"
	"watchtower/tools"
	"watchtower/webhook"
)

// works are what the parts share: connections, clock and metrics.
type works struct {
	cfg     Config
	now     func() time.Time
	log     *slog.Logger
	store   *store.Store
	events  *events.Client
	tools   *tools.Registry
	metrics *metrics
	details func() map[string]string // for /readyz: what is worth knowing and stops nothing
}

// open connects to the database and prepares the rest. Redis may be away: the
// webhook then keeps facts in the database's inbox.
func open(ctx context.Context, cfg Config) (*works, error) {
	c, err := newClock(cfg.Clock, cfg.ClockAnchor, time.Now())
	if err != nil {
		return nil, err
	}
	return openAt(ctx, cfg, c.Now)
}

func openAt(ctx context.Context, cfg Config, now func() time.Time) (w *works, err error) {
	w = &works{cfg: cfg, now: now, log: newLogger(cfg.LogLevel), metrics: newMetrics()}
	if w.cfg.Replica == "" {
		if w.cfg.Replica, err = os.Hostname(); err != nil {
			return nil, err
		}
	}
	if w.store, err = store.Open(ctx, string(cfg.DatabaseURL), w.log); err != nil {
		return nil, err
	}
	if w.events, err = events.Open(string(cfg.RedisURL), w.log); err != nil {
		w.store.Close()
		return nil, err
	}
	w.details = func() map[string]string { return nil }
	w.events.TellDead = webhook.TellDead(w.store, now, w.metrics.count)
	w.tools = tools.New(w.store, now, w.log)
	if err := withRouter(w.tools, cfg, now, w.log); err != nil {
		w.close()
		return nil, err
	}
	w.tools.Sheets = sheetInUse(cfg)
	w.tools.Observe, w.tools.Events, w.tools.Model = w.metrics.tool, w.events, modelInUse(cfg)
	if cfg.GeocoderURL != "" {
		if w.tools.Geocoder, err = geocode.New(cfg.GeocoderURL, "WatchTower/"+version); err != nil {
			w.close()
			return nil, err
		}
	}
	return w, nil
}

// withRouter has the tools ask a routing server, when one is configured.
func withRouter(reg *tools.Registry, cfg Config, now func() time.Time, log *slog.Logger) error {
	if cfg.OSRMURL == "" {
		return nil
	}
	r, err := routing.New(routing.Options{URL: cfg.OSRMURL, Client: &http.Client{}, Now: now, Log: log})
	if err != nil {
		return fmt.Errorf("WATCHTOWER_OSRM_URL: %w", err)
	}
	reg.Router = r.Way
	return nil
}

func (w *works) close() {
	if err := w.events.Close(); err != nil {
		w.log.Warn("closing Redis", "err", err)
	}
	w.store.Close()
}

// parts builds what --only asks for, and always the admin port.
func (w *works) parts(only []string) ([]part, error) {
	makers := map[string]func() (part, error){"bot": w.bot, "webhook": w.webhook, "ingest": w.ingest, "jobs": w.jobs}
	parts := []part{w.admin(slices.Contains(only, "webhook"))}
	var faults []error
	for _, name := range partNames {
		if !slices.Contains(only, name) {
			continue
		}
		p, err := makers[name]()
		p.name = name
		parts, faults = append(parts, p), append(faults, err)
	}
	return parts, errors.Join(faults...)
}

// admin is the admin port. A process that accepts pushes is ready while it can
// keep them.
func (w *works) admin(accepts bool) part {
	w.watchQueues()
	h := health{registry: w.metrics.registry, one: accepts, lag: w.ingestLag, details: func() map[string]string { return w.details() },
		probes: []probe{{"database", w.store.Ping}, {"redis", w.events.Ping}}}.handler()
	if w.cfg.AdminProfile {
		h = withProfiles(h)
	}
	return part{name: "admin", run: func(ctx context.Context) error { return serveHTTP(ctx, w.cfg.AdminAddr, h) }}
}

func (w *works) bot() (part, error) {
	people, err := w.cfg.people()
	if err != nil {
		return part{}, err
	}
	options := assistantOptions(w.cfg, w.store, w.tools, w.now, w.log)
	options.Count = w.metrics.count
	a := assistant.New(options)
	w.tools.Observe = func(tool string, via fleet.Via, outcome string, took time.Duration) {
		w.metrics.tool(tool, via, outcome, took)
		if outcome == "done" && (strings.HasSuffix(tool, "_save") || tool == "trip_create") {
			a.Refresh() // a new name is understood in the next sentence
		}
	}
	b, err := bot.New(bot.Options{
		BotToken: string(w.cfg.SlackBotToken), AppToken: string(w.cfg.SlackAppToken), APIURL: w.cfg.SlackAPIURL, Consumer: w.cfg.Replica,
		Log: w.log, Now: w.now, Store: w.store, Registry: w.tools, Events: w.events, People: people, PublicURL: w.cfg.PublicURL, AlertsChannel: w.cfg.OpsChannel, Observe: w.metrics.took, Count: w.metrics.count,
		Ask: func(ctx context.Context, caller fleet.Caller, channel, thread, text string, progress func(string)) (answer.Answer, string) {
			r := a.Ask(ctx, assistant.Request{Caller: caller, Channel: channel, Thread: thread, Text: text}, progress)
			if n := len(r.Calls); n > 0 {
				r.Answer.Made = &answer.Call{Tool: r.Calls[n-1].Tool, Args: r.Calls[n-1].Args}
			}
			if r.Intro != "" {
				r.Notes = append([]string{r.Intro}, r.Notes...)
			}
			return r.Answer, strings.Join(r.Notes, " ")
		},
	})
	if err != nil {
		return part{}, err
	}
	w.metrics.sockets(b.Silence)
	return part{door: true, run: func(ctx context.Context) error {
		defer a.Close()
		return b.Run(ctx)
	}}, nil
}

// jobs is the clock's work, the outbox relay and the alert decisions.
func (w *works) jobs() (part, error) {
	j, err := w.newJobs(context.Background())
	if err != nil {
		return part{}, err
	}
	return part{run: j.Run}, nil
}

func (w *works) newJobs(ctx context.Context) (*jobs.Jobs, error) {
	o := jobs.Options{Store: w.store, Events: w.events, Name: w.cfg.Replica, OpsChannel: w.cfg.OpsChannel, ReportsChannel: w.cfg.ReportsChannel, Run: w.tools.Run, KeepMonths: w.cfg.PositionsKeepMonths,
		Now: w.now, Log: w.log, Observe: w.metrics.count, Ran: newJobMetrics(w.metrics.registry).ran, Expect: w.tools.ExpectTrips}
	var err error
	if o.Outside, err = outside(w.cfg); err != nil {
		return nil, err
	}
	if w.cfg.LocoNavToken != "" {
		o.Vendor = vendor(w.cfg)
	}
	if w.cfg.SheetsID != "" {
		if o.Sheets, err = w.syncer(ctx); err != nil {
			return nil, err
		}
	}
	return jobs.New(o)
}

// assistantOptions turns the configuration into the assistant's.
func assistantOptions(cfg Config, s *store.Store, reg *tools.Registry, now func() time.Time, log *slog.Logger) assistant.Options {
	return assistant.Options{Registry: reg, Store: s, Now: now, Log: log, OpenAI: openAI(cfg)}
}

// openAI is the model's configuration, nil without a key.
func openAI(cfg Config) *assistant.OpenAIConfig {
	if cfg.OpenAIKey == "" {
		return nil
	}
	return &assistant.OpenAIConfig{Key: string(cfg.OpenAIKey), BaseURL: cfg.OpenAIBaseURL, Model: cfg.OpenAIModel,
		API: cfg.OpenAIAPI, Organisation: cfg.OpenAIOrganisation, Timeout: cfg.OpenAITimeout,
		PerPerson: cfg.OpenAITokensPerson, PerDay: cfg.OpenAITokensPerDay, Prices: prices(cfg), FastPath: cfg.OpenAIFastPath}
}

func prices(cfg Config) assistant.Prices {
	return assistant.Prices{In: cfg.OpenAIPriceIn, Cached: cfg.OpenAIPriceCached, Out: cfg.OpenAIPriceOut}
}

// modelInUse is what the tools tell of the language model; nil without one.
func modelInUse(cfg Config) *tools.Model {
	if cfg.OpenAIKey == "" {
		return nil
	}
	return &tools.Model{Name: cfg.OpenAIModel, PerDay: cfg.OpenAITokensPerDay, Cost: prices(cfg).Of}
}
