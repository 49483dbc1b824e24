package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// JobNow is a job, and how its last run went.
type JobNow struct {
	Name, About string
	Schedule    string // in words
	Off         string // why it does not run; empty when it does
	Next        time.Time
	Beat        time.Time // when a loop last did its round; zero for the others
	Failed      string    // why that round failed
	Last        *JobRun   // nil before the first
}

const saveJob = `
INSERT INTO jobs (name, about, schedule, off, place, next_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (name) DO UPDATE SET about = excluded.about, schedule = excluded.schedule, off = excluded.off, place = excluded.place, next_at = excluded.next_at`

// SaveJobs keeps the list of jobs as this process knows it.
func (s *Store) SaveJobs(ctx context.Context, list []JobNow) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		names := make([]string, len(list))
		batch := &pgx.Batch{}
		for i, j := range list {
			names[i] = j.Name
			batch.Queue(saveJob, j.Name, j.About, j.Schedule, j.Off, i, orNull(j.Next))
		}
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM jobs WHERE NOT name = ANY($1)`, names)
		return err
	})
	return wrap(err, "SaveJobs")
}

// NextJob notes the next slot of a job.
func (s *Store) NextJob(ctx context.Context, name string, next time.Time) error {
	_, err := s.pool.Exec(ctx, `UPDATE jobs SET next_at = $2 WHERE name = $1`, name, next)
	return wrap(err, "NextJob(%s)", name)
}

// BeatJob notes that a loop did its round, and why it failed.
func (s *Store) BeatJob(ctx context.Context, name string, now time.Time, failed string) error {
	_, err := s.pool.Exec(ctx, `UPDATE jobs SET beat_at = $2, failed = $3 WHERE name = $1`, name, now, failed)
	return wrap(err, "BeatJob(%s)", name)
}

// LastRound is when a loop last did its round well, by any replica; now where
// that is not known.
func (s *Store) LastRound(ctx context.Context, name string, now time.Time) (at time.Time, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(beat_at), $2) FROM jobs WHERE name = $1 AND failed = ''`, name, now).Scan(&at)
	return at.UTC(), wrap(err, "LastRound(%s)", name)
}

const jobList = `
SELECT j.name, j.about, j.schedule, j.off, j.next_at, j.beat_at, j.failed,
       r.slot, r.started_at, r.ended_at, r.outcome, r.took_ms, r.tries, r.said, r.holder
FROM jobs j
LEFT JOIN LATERAL (SELECT * FROM job_runs r WHERE r.job = j.name ORDER BY r.slot DESC LIMIT 1) r ON true
ORDER BY j.place, j.name`

// JobList are all jobs, each with its newest run.
func (s *Store) JobList(ctx context.Context) ([]JobNow, error) {
	rows, err := s.pool.Query(ctx, jobList)
	if err != nil {
		return nil, wrap(err, "JobList")
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (j JobNow, err error) {
		var next, beat, slot, started, ended *time.Time
		var outcome, said, holder *string
		var ms *int64
		var tries *int
		err = row.Scan(&j.Name, &j.About, &j.Schedule, &j.Off, &next, &beat, &j.Failed, &slot, &started, &ended, &outcome, &ms, &tries, &said, &holder)
		j.Next, j.Beat = orZero(next), orZero(beat)
		if err == nil && slot != nil {
			j.Last = &JobRun{Job: j.Name, Slot: *slot, Started: *started, Ended: orZero(ended), Outcome: *outcome,
				Took: time.Duration(*ms) * time.Millisecond, Tries: *tries, Said: *said, Holder: *holder}
		}
		return j, err
	})
	return list, wrap(err, "JobList")
}
