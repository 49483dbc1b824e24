-- +goose Up
-- The truck a person asked about last: what "here" means when they add a place.
ALTER TABLE people
    ADD COLUMN last_truck_id bigint REFERENCES trucks ON DELETE SET NULL,
    ADD COLUMN last_truck_at timestamptz;

-- +goose Down
ALTER TABLE people DROP COLUMN last_truck_at, DROP COLUMN last_truck_id;
