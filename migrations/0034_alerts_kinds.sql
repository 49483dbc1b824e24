-- +goose Up
-- Counting a month's alerts by kind reads the index alone.
DROP INDEX alerts_started;
CREATE INDEX alerts_started ON alerts (started_at DESC) INCLUDE (kind);

-- +goose Down
DROP INDEX alerts_started;
CREATE INDEX alerts_started ON alerts (started_at DESC);
