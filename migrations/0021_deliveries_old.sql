-- Deliveries are forgotten: answers to people first, the rest later.

-- +goose Up
CREATE INDEX deliveries_created ON deliveries (created_at);
CREATE INDEX deliveries_replies ON deliveries (created_at) WHERE key LIKE 'reply:%';

-- +goose Down
DROP INDEX deliveries_replies, deliveries_created;
