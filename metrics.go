package main

import (
	"context"
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
	counts   *prometheus.CounterVec
}

func newMetrics() *metrics {
	buckets := []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		tools: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "watchtower_tool_seconds",
			Help: "Time of tool calls, by tool, door and outcome.", Buckets: buckets}, []string{"tool", "via", "outcome"}),
		steps: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "watchtower_slack_seconds",
			Help: "Time of what the Slack side does: ack, answer, home, delivery.", Buckets: buckets}, []string{"what"}),
		counts: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "watchtower_total",
			Help: "What was counted by the parts, by name."}, []string{"name"}),
	}
	m.registry.MustRegister(m.tools, m.steps, m.counts, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) tool(name string, via fleet.Via, outcome string, took time.Duration) {
	m.tools.WithLabelValues(name, string(via), outcome).Observe(took.Seconds())
}

func (m *metrics) took(what string, took time.Duration) {
	m.steps.WithLabelValues(what).Observe(took.Seconds())
}

func (m *metrics) count(name string, n float64) { m.counts.WithLabelValues(name).Add(n) }

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
