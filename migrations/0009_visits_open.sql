-- +goose Up
-- Where a truck is now, and what a truck's visits began with.
CREATE INDEX visits_open_truck ON visits (truck_id) WHERE left_at IS NULL;

-- +goose Down
DROP INDEX visits_open_truck;
