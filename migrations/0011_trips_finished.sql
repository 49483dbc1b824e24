-- +goose Up
-- "Completed today" means finished today, whenever the trip was to start.
CREATE INDEX trips_finished ON trips (coalesce(completed_at, start_at)) WHERE status = 'completed';

-- +goose Down
DROP INDEX trips_finished;
