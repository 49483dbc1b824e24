package main

import (
	"context"
	"time"

	"watchtower/events"
	"watchtower/webhook"
)

// webhook is the door for LocoNav's pushes.
func (w *works) webhook() (part, error) {
	r, err := webhook.New(webhook.Options{
		Proof:   proof(w.cfg),
		MaxBody: w.cfg.WebhookMaxBody, Events: w.events, Store: w.store, Now: w.clock.Now, Log: w.log, Observe: w.metrics.count,
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
		Now: w.clock.Now, Log: w.log, Observe: w.metrics.count})
	return part{run: c.Run}, nil
}

// ingestLag is how many facts are taken in and not yet applied.
func (w *works) ingestLag(ctx context.Context) (int64, error) {
	waiting, pending, err := w.events.Lag(ctx, events.StreamIngest(0), webhook.IngestGroup)
	return waiting + pending, err
}
