-- Answers that Slack would not take at once are delivered where they belong.

-- +goose Up
ALTER TABLE deliveries ADD COLUMN thread_ts text NOT NULL DEFAULT ''; -- the thread's root; empty for the main line

-- +goose Down
ALTER TABLE deliveries DROP COLUMN thread_ts;
