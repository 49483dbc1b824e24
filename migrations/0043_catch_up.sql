-- What people have missed: in the thread of a card, and since they last wrote.

-- +goose Up
CREATE INDEX deliveries_cards ON deliveries (slack_channel, slack_ts) WHERE key LIKE 'alert:%' AND slack_ts <> '';
ALTER TABLE people ADD COLUMN wrote_at timestamptz; -- to Watch Tower, within ten minutes; null for never

-- +goose Down
ALTER TABLE people DROP COLUMN wrote_at;
DROP INDEX deliveries_cards;
