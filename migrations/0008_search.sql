-- +goose Up
-- fleet.LookalikeKey of a plate.
CREATE INDEX trucks_lookalike ON trucks (translate(key, 'OI', '01'));

-- Parts of plates that trackers send, where people call the truck otherwise.
CREATE INDEX truck_identifiers_plate_trgm ON truck_identifiers USING gin (value gin_trgm_ops) WHERE kind = 'plate';

-- A container or waybill by its end.
CREATE INDEX trips_container_end ON trips (reverse(container) text_pattern_ops) WHERE container <> '';
CREATE INDEX trips_waybill_end ON trips (reverse(waybill_key) text_pattern_ops) WHERE waybill_key <> '';

-- Lists and counts of trips by these alone.
CREATE INDEX trips_origin ON trips (origin_id, start_at DESC);
CREATE INDEX trips_destination ON trips (destination_id, start_at DESC);
CREATE INDEX trips_size ON trips (container_size, start_at DESC) WHERE container_size > 0;

-- Whether the role came from the configuration: it goes when the entry does.
-- Until now nothing else gave any.
ALTER TABLE people ADD COLUMN configured bool NOT NULL DEFAULT false;
UPDATE people SET configured = true WHERE role <> 'viewer';

-- +goose Down
ALTER TABLE people DROP COLUMN configured;
DROP INDEX trips_size, trips_destination, trips_origin, trips_waybill_end, trips_container_end,
    truck_identifiers_plate_trgm, trucks_lookalike;
