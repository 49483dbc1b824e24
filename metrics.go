package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"watchtower/fleet"
)

// metrics are what /metrics shows, on a registry of our own.
type metrics struct {
	registry *prometheus.Registry
	tools    *prometheus.HistogramVec
	steps    *prometheus.HistogramVec
	others   *prometheus.CounterVec
	known    map[string]func(float64) // what a part observes -> its metric
}

var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		tools: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "watchtower_tool_seconds",
			Help: "Time of tool calls, by tool, door and outcome.", Buckets: seconds}, []string{"tool", "via", "outcome"}),
		steps: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "watchtower_slack_seconds",
			Help: "Time of what the Slack side does: ack, answer, home, delivery.", Buckets: seconds}, []string{"what"}),
		others: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "watchtower_total",
			Help: "What else was counted by the parts, by name."}, []string{"name"}),
		known: map[string]func(float64){},
	}
	m.registry.MustRegister(m.tools, m.steps, m.others, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.doors()
	return m
}

// doors are the figures of the webhook and of the ingest, each outcome there
// from the start, so that an alarm on it needs no first time.
func (m *metrics) doors() {
	m.outcomes("watchtower_webhook_pushes_total", "Pushes that came in, by outcome.", "webhook_",
		"accepted", "unauthorized", "not_allowed", "too_large", "broken", "shed", "unavailable")
	m.outcomes("watchtower_ingest_total", "Facts that were handled, by what became of them.", "ingest_",
		"facts", "positions", "duplicates", "late", "suspicious", "alerts", "rejects", "registered", "news_dropped")
	m.outcomes("watchtower_outgoing_webhooks_total", "Tries to post a webhook, by outcome: failed is tried again, dead is put aside.", "outgoing_webhook_", "sent", "failed", "dead")
	m.outcomes("watchtower_outgoing_mails_total", "Tries to send a mail, by outcome: failed is tried again, dead is put aside.", "outgoing_email_", "sent", "failed", "dead")
	m.counter("webhook_facts", "watchtower_webhook_facts_total", "Facts that were made durable, in Redis or in the inbox.")
	m.counter("webhook_inbox_facts", "watchtower_webhook_inbox_facts_total", "Facts kept in the database because Redis was away.")
	m.counter("dead_letters", "watchtower_dead_letters_total", "Entries this process put aside.")
	m.counter("slack_redials", "watchtower_slack_redials_total", "Sockets that were connected but deaf and were dialled again.")
	m.counter("slack_shed", "watchtower_slack_shed_total", "Envelopes turned away because too many came at once.")
	m.counter("slack_limited", "watchtower_slack_limited_total", "Deliveries that Slack put off by a rate limit.")
	m.counter("model_turns", "watchtower_model_turns_total", "Turns asked of the language model.")
	m.counter("model_tokens_in", "watchtower_model_tokens_in_total", "Tokens the language model read, cached ones included.")
	m.counter("model_tokens_cached", "watchtower_model_tokens_cached_total", "Of these, tokens the provider had kept.")
	m.counter("model_tokens_out", "watchtower_model_tokens_out_total", "Tokens the language model wrote.")
	m.counter("model_usd", "watchtower_model_usd_total", "What the language model cost in US dollars, by OPENAI_PRICE_IN, _CACHED and _OUT.")
	m.counter("model_failures", "watchtower_model_failures_total", "Questions the phrasebook answered because the model did not.")
	m.counter("model_over_budget", "watchtower_model_over_budget_total", "Questions the phrasebook answered because the day's tokens were used up.")
	m.counter("model_spared", "watchtower_model_spared_total", "Questions the phrasebook was certain about and answered without the model.")
	m.counter("outbox_relayed", "watchtower_outbox_relayed_total", "Events published from the outbox.")
	m.histogram("webhook_accept_seconds", "Time from a push's header to its answer 2xx.")
	m.histogram("ingest_apply_seconds", "Time to apply one batch of facts.")
}

// outcomes makes one counter with a label; a part observes prefix+outcome.
func (m *metrics) outcomes(name, help, prefix string, outcomes ...string) {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{"outcome"})
	m.registry.MustRegister(v)
	for _, o := range outcomes {
		m.known[prefix+o] = v.WithLabelValues(o).Add
	}
}

func (m *metrics) counter(observed, name, help string) {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	m.registry.MustRegister(c)
	m.known[observed] = c.Add
}

func (m *metrics) histogram(observed, help string) {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "watchtower_" + observed, Help: help, Buckets: seconds})
	m.registry.MustRegister(h)
	m.known[observed] = h.Observe
}

func (m *metrics) tool(name string, via fleet.Via, outcome string, took time.Duration) {
	m.tools.WithLabelValues(name, string(via), outcome).Observe(took.Seconds())
}

func (m *metrics) took(what string, took time.Duration) {
	m.steps.WithLabelValues(what).Observe(took.Seconds())
}

// count takes what a part observed under its short name.
func (m *metrics) count(name string, n float64) {
	if add, ok := m.known[name]; ok {
		add(n)
		return
	}
	m.others.WithLabelValues(strings.TrimSuffix(name, "_total")).Add(n)
}

// watch shows a figure that is read when /metrics is; -1 when it cannot be.
func (m *metrics) watch(name, help string, read func(context.Context) (int64, error)) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		n, err := read(ctx)
		if err != nil {
			return -1
		}
		return float64(n)
	}))
}

// sockets shows for each Slack socket how long it has carried nothing.
func (m *metrics) sockets(silence func() []time.Duration) {
	for i := range silence() {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "watchtower_slack_socket_silence_seconds",
			Help: "Seconds since the last frame over a Slack socket, pings included.", ConstLabels: prometheus.Labels{"socket": strconv.Itoa(i)}},
			func() float64 { return silence()[i].Seconds() }))
	}
}
