-- An answer that Slack takes late keeps its buttons and small print.

-- +goose Up
ALTER TABLE deliveries ADD COLUMN beside jsonb;

-- +goose Down
ALTER TABLE deliveries DROP COLUMN beside;
