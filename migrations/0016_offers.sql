-- +goose Up
-- Whether a person is shown a card for a truck or a trip that they only named.
ALTER TABLE people ADD COLUMN offers bool NOT NULL DEFAULT true;

-- +goose Down
ALTER TABLE people DROP COLUMN offers;
