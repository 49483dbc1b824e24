package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"watchtower/fleet"
)

// JobRun is one run of a job: of a slot, however often it was tried.
type JobRun struct {
	Job     string
	Slot    time.Time
	Started time.Time
	Ended   time.Time // zero while it runs
	Outcome string    // running, done, failed, skipped, lost
	Took    time.Duration
	Tries   int
	Said    string // what it did, or why it failed
	Holder  string // which process had it
}

// JobRunsKept is how many runs of a job are remembered.
const JobRunsKept = 100

// JobClaim asks for a slot of a job.
type JobClaim struct {
	Job, Holder    string
	Slot, Now      time.Time
	Machine, Until time.Time // the machine's clock, and how long the run is held
	Again          bool      // also when it was done before
}

// Claimed is what became of a claim.
type Claimed struct {
	Mine    bool
	Settled bool // done or skipped: nobody has to look at it again
	Tries   int  // of the slot, this one included
	First   bool // no other slot of the job is known
}

const loseJob = `
UPDATE job_runs SET outcome = 'lost', ended_at = $3, said = 'Its process went away.'
WHERE job = $1 AND slot <> $2 AND outcome = 'running' AND lease_until < $4`

const claimJob = `
INSERT INTO job_runs (job, slot, started_at, lease_until, holder)
SELECT $1, $2, $3, $5, $6
WHERE NOT EXISTS (SELECT FROM job_runs WHERE job = $1 AND slot <> $2 AND outcome = 'running')
ON CONFLICT (job, slot) DO UPDATE SET started_at = excluded.started_at, lease_until = excluded.lease_until, holder = excluded.holder,
    tries = job_runs.tries + 1, outcome = 'running', ended_at = NULL, said = ''
WHERE job_runs.outcome = 'running' AND job_runs.lease_until < $4
   OR job_runs.outcome IN ('failed', 'lost') AND job_runs.retry_at <= $4
   OR $7 AND job_runs.outcome <> 'running'
RETURNING tries, NOT EXISTS (SELECT FROM job_runs o WHERE o.job = $1 AND o.slot <> $2)`

const jobSettled = `SELECT outcome IN ('done', 'skipped') FROM job_runs WHERE job = $1 AND slot = $2`

// ClaimJob takes a job's slot for this process: only one of all replicas gets
// it, and none while another slot of the job runs. A run whose lease is over
// belonged to a process that died, and is taken over.
func (s *Store) ClaimJob(ctx context.Context, c JobClaim) (got Claimed, err error) {
	defer func() { err = wrap(err, "ClaimJob(%s)", c.Job) }()
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, loseJob, c.Job, c.Slot, c.Now, c.Machine); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, claimJob, c.Job, c.Slot, c.Now, c.Machine, c.Until, c.Holder, c.Again).Scan(&got.Tries, &got.First)
		if got.Mine = err == nil; got.Mine || !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		err = tx.QueryRow(ctx, jobSettled, c.Job, c.Slot).Scan(&got.Settled)
		if errors.Is(err, pgx.ErrNoRows) { // another slot is running
			return nil
		}
		return err
	})
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "23505" { // another slot began this moment
		return Claimed{}, nil
	}
	return got, err
}

const keepJob = `
UPDATE job_runs SET lease_until = $4 WHERE job = $1 AND slot = $2 AND tries = $3 AND outcome = 'running'`

// KeepJob renews the lease of a run. It is a conflict when another process has
// taken it over.
func (s *Store) KeepJob(ctx context.Context, job string, slot time.Time, tries int, until time.Time) error {
	tag, err := s.pool.Exec(ctx, keepJob, job, slot, tries, until)
	if err == nil && tag.RowsAffected() == 0 {
		err = fleet.Errorf(fleet.Conflict, "another process has taken the run over")
	}
	return wrap(err, "KeepJob(%s)", job)
}

const endJob = `
UPDATE job_runs SET ended_at = $4, outcome = $5, said = $6, took_ms = $7, retry_at = $8
WHERE job = $1 AND slot = $2 AND tries = $3 AND outcome = 'running'`

const trimJob = `
DELETE FROM job_runs WHERE job = $1 AND outcome <> 'running'
   AND slot < (SELECT slot FROM job_runs WHERE job = $1 ORDER BY slot DESC OFFSET $2 LIMIT 1)`

// EndJob notes how a run went: done, skipped, or failed and tried again not
// before retry. Only the newest runs of the job stay.
func (s *Store) EndJob(ctx context.Context, r JobRun, retry time.Time) (err error) {
	defer func() { err = wrap(err, "EndJob(%s)", r.Job) }()
	_, err = s.pool.Exec(ctx, endJob, r.Job, r.Slot, r.Tries, r.Ended, r.Outcome, r.Said, r.Took.Milliseconds(), retry)
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, trimJob, r.Job, JobRunsKept-1)
	return err
}

const jobRuns = `
SELECT job, slot, started_at, ended_at, outcome, took_ms, tries, said, holder
FROM job_runs WHERE job = $1 ORDER BY slot DESC LIMIT $2`

// JobRuns are the newest runs of a job.
func (s *Store) JobRuns(ctx context.Context, job string, n int) ([]JobRun, error) {
	rows, err := s.pool.Query(ctx, jobRuns, job, n)
	if err != nil {
		return nil, wrap(err, "JobRuns(%s)", job)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r JobRun, err error) {
		var ended *time.Time
		var ms int64
		err = row.Scan(&r.Job, &r.Slot, &r.Started, &ended, &r.Outcome, &ms, &r.Tries, &r.Said, &r.Holder)
		r.Ended, r.Took = orZero(ended), time.Duration(ms)*time.Millisecond
		return r, err
	})
	return list, wrap(err, "JobRuns(%s)", job)
}
