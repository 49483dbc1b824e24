package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"watchtower/store"
)

// jobMetrics are how the jobs that have slots are doing.
type jobMetrics struct {
	runs *prometheus.CounterVec
	took *prometheus.HistogramVec
	next *prometheus.GaugeVec
}

func newJobMetrics(registry *prometheus.Registry) *jobMetrics {
	m := &jobMetrics{
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "watchtower_job_runs_total", Help: "Runs of jobs, by job and outcome: done, skipped, failed."}, []string{"job", "outcome"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "watchtower_job_seconds", Help: "Time of a run, by job.", Buckets: seconds}, []string{"job"}),
		next: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "watchtower_job_next_timestamp_seconds", Help: "Unix time of a job's next slot, by Watch Tower's clock."}, []string{"job"}),
	}
	registry.MustRegister(m.runs, m.took, m.next)
	return m
}

// ran takes a run that ended.
func (m *jobMetrics) ran(run store.JobRun, next time.Time) {
	m.runs.WithLabelValues(run.Job, run.Outcome).Inc()
	if run.Outcome != "skipped" {
		m.took.WithLabelValues(run.Job).Observe(run.Took.Seconds())
	}
	m.next.WithLabelValues(run.Job).Set(float64(next.Unix()))
}
