package main

import (
	"context"
	"time"

	"watchtower/events"
	"watchtower/loconav"
	"watchtower/webhook"
)

// webhook is the door for LocoNav's pushes.
func (w *works) webhook() (part, error) {
	allow, err := webhook.ParsePrefixes(w.cfg.WebhookAllow)
	if err != nil {
		return part{}, err
	}
	proxies, err := webhook.ParsePrefixes(w.cfg.WebhookTrustedProxies)
	if err != nil {
		return part{}, err
	}
	r, err := webhook.New(webhook.Options{
		Proof: proof(w.cfg), Sources: webhook.Sources{Allow: allow, Proxies: proxies}, Shards: w.cfg.IngestShards,
		MaxBody: w.cfg.WebhookMaxBody, Events: w.events, Store: w.store, Now: w.now, Log: w.log, Observe: w.metrics.count,
	})
	if err != nil {
		return part{}, err
	}
	return part{door: true, run: func(ctx context.Context) error { return serveHTTP(ctx, w.cfg.WebhookAddr, r.Handler()) }}, nil
}

// proof is how a push may show where it comes from.
func proof(cfg Config) webhook.Proof {
	return webhook.Proof{
		HMACSecrets: reveal(cfg.WebhookHMACSecrets), HMACHeader: cfg.WebhookHMACHeader, HMACPrefix: cfg.WebhookHMACPrefix,
		PathToken: string(cfg.WebhookPathToken), StaticHeader: cfg.WebhookStaticHeader, StaticValue: string(cfg.WebhookStaticValue),
	}
}

func reveal(secrets []Secret) []string {
	out := make([]string, len(secrets))
	for i, s := range secrets {
		out[i] = string(s)
	}
	return out
}

// ingest applies what the webhook took in.
func (w *works) ingest() (part, error) {
	zone, err := time.LoadLocation(w.cfg.LocoNavZone)
	if err != nil {
		return part{}, err
	}
	c := webhook.NewConsumer(webhook.ConsumerOptions{Events: w.events, Store: w.store, Name: w.cfg.Replica, Zone: zone,
		Shards: w.cfg.IngestShards, Now: w.now, Log: w.log, Observe: w.metrics.count})
	w.watchZones(c)
	return part{run: c.Run}, nil
}

// ingestLag is how many facts are taken in and not yet applied.
func (w *works) ingestLag(ctx context.Context) (int64, error) {
	waiting, pending, err := w.events.IngestLag(ctx)
	return waiting + pending, err
}

// watchQueues shows everything that waits somewhere.
func (w *works) watchQueues() {
	first := func(read func(context.Context) (int64, int64, error)) func(context.Context) (int64, error) {
		return func(ctx context.Context) (int64, error) { n, _, err := read(ctx); return n, err }
	}
	second := func(read func(context.Context) (int64, int64, error)) func(context.Context) (int64, error) {
		return func(ctx context.Context) (int64, error) { _, n, err := read(ctx); return n, err }
	}
	alerts := func(ctx context.Context) (int64, int64, error) {
		return w.events.Lag(ctx, events.StreamEvents, events.GroupAlerts)
	}
	m := w.metrics
	m.watch("watchtower_ingest_waiting", "Facts of the ingest stream that no consumer has taken yet.", first(w.events.IngestLag))
	m.watch("watchtower_ingest_pending", "Facts taken by a consumer and not applied yet.", second(w.events.IngestLag))
	m.watch("watchtower_events_waiting", "Events that the alert decisions have not taken yet.", first(alerts))
	m.watch("watchtower_events_pending", "Events taken by the alert decisions and not settled yet.", second(alerts))
	m.watch("watchtower_dead_letters", "Entries put aside that wait for a person.", w.events.DeadCount)
	m.watch("watchtower_inbox_waiting", "Facts kept in the database because Redis was away.", w.store.InboxWaiting)
	m.watch("watchtower_outbox_waiting", "Events written and not published yet.", func(ctx context.Context) (int64, error) {
		n, _, err := w.store.OutboxWaiting(ctx)
		return n, err
	})
	m.watch("watchtower_deliveries_waiting", "Messages that Slack does not have yet.", func(ctx context.Context) (int64, error) {
		n, err := w.store.WaitingDeliveries(ctx)
		return int64(n), err
	})
	m.watch("watchtower_outgoing_waiting", "Webhooks and mails that were not taken yet.", w.store.WaitingOutgoing)
	m.watch("watchtower_outgoing_dead", "Webhooks and mails put aside that wait for a person.", w.store.DeadOutgoingCount)
	m.watch("watchtower_rejects_day", "Authentic facts of the last 24 hours that could not be used.", func(ctx context.Context) (int64, error) {
		return w.store.RejectsSince(ctx, w.now().Add(-24*time.Hour))
	})
}

// watchZones shows what the watch thinks of times without an offset.
func (w *works) watchZones(c *webhook.Consumer) {
	worst := func() (lag time.Duration, wrong int64) {
		for _, f := range c.Zones() {
			if f.Lag.Abs() > lag.Abs() {
				lag = f.Lag
			}
			if f.Verdict == loconav.VerdictZone || f.Verdict == loconav.VerdictClock {
				wrong++
			}
		}
		return lag, wrong
	}
	w.metrics.watch("watchtower_gpstime_lag_seconds", "Median time from a live fix without an offset to its receipt; the worst source.",
		func(context.Context) (int64, error) { lag, _ := worst(); return int64(lag.Seconds()), nil })
	w.metrics.watch("watchtower_gpstime_wrong", "Sources whose zone (LOCONAV_ZONE) or clock does not fit.",
		func(context.Context) (int64, error) { _, wrong := worst(); return wrong, nil })
	w.details = func() map[string]string {
		out := map[string]string{}
		for source, f := range c.Zones() {
			text := string(f.Verdict)
			if f.Verdict != loconav.VerdictFits && f.Verdict != loconav.VerdictOpen {
				text += ": fixes arrive " + f.Lag.Round(time.Second).String() + " after they were made; " + f.Zone() + " fits"
			}
			out["gpstime "+source] = text
		}
		return out
	}
}
