package store

import (
	"context"
	"time"
)

const claimJob = `
INSERT INTO job_runs (job, slot, started_at) VALUES ($1, $2, $3)
ON CONFLICT (job, slot) DO UPDATE SET started_at = excluded.started_at
WHERE job_runs.outcome = 'running' AND job_runs.started_at < $4`

// ClaimJob takes a job's slot for this process: only one of all replicas gets
// it. A slot whose holder has been silent since before stale may be taken over.
func (s *Store) ClaimJob(ctx context.Context, job string, slot, now, stale time.Time) (mine bool, err error) {
	tag, err := s.pool.Exec(ctx, claimJob, job, slot, now, stale)
	return tag.RowsAffected() == 1, wrap(err, "ClaimJob(%s)", job)
}

const endJob = `UPDATE job_runs SET ended_at = $3, outcome = $4 WHERE job = $1 AND slot = $2`

// EndJob notes how a slot went: done, or why not.
func (s *Store) EndJob(ctx context.Context, job string, slot, now time.Time, outcome string) error {
	_, err := s.pool.Exec(ctx, endJob, job, slot, now, outcome)
	return wrap(err, "EndJob(%s)", job)
}

// ReleaseJob gives a slot back after a failure, so that it is tried again.
func (s *Store) ReleaseJob(ctx context.Context, job string, slot time.Time) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM job_runs WHERE job = $1 AND slot = $2 AND outcome = 'running'`, job, slot)
	return wrap(err, "ReleaseJob(%s)", job)
}
