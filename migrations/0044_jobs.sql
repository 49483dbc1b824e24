-- +goose Up
-- The jobs as the newest process knows them, for whoever asks how they are
-- doing: loops have a beat, the others runs.
CREATE TABLE jobs (
    name     text PRIMARY KEY,
    about    text        NOT NULL,
    schedule text        NOT NULL, -- in words: daily at 06:00
    off      text        NOT NULL DEFAULT '', -- why it does not run
    place    int         NOT NULL, -- in the list
    next_at  timestamptz,          -- the next slot; null for a loop
    beat_at  timestamptz,          -- when a loop last did its round
    failed   text        NOT NULL DEFAULT '' -- why that round failed
);

-- A run is held by a lease of the machine's clock, which its holder renews.
UPDATE job_runs SET outcome = 'lost' WHERE outcome = 'running';
ALTER TABLE job_runs
    ADD COLUMN lease_until timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN retry_at    timestamptz NOT NULL DEFAULT '-infinity', -- of a failed one, by the machine's clock
    ADD COLUMN tries       int         NOT NULL DEFAULT 1,
    ADD COLUMN took_ms     bigint      NOT NULL DEFAULT 0,
    ADD COLUMN said        text        NOT NULL DEFAULT '', -- what it did, or why it failed
    ADD COLUMN holder      text        NOT NULL DEFAULT '';
-- Two slots of one job never run at the same time.
CREATE UNIQUE INDEX job_runs_running ON job_runs (job) WHERE outcome = 'running';

-- +goose Down
DROP INDEX job_runs_running;
ALTER TABLE job_runs DROP COLUMN lease_until, DROP COLUMN retry_at, DROP COLUMN tries, DROP COLUMN took_ms, DROP COLUMN said, DROP COLUMN holder;
DROP TABLE jobs;
