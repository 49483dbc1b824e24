-- Stretches of a running engine on a standing truck, five minutes at least,
-- that have ended; the one that lasts is in truck_state.fold. known_at is the
-- fix that told of the end.

-- +goose Up
CREATE TABLE idles (
    truck_id   bigint                 NOT NULL REFERENCES trucks,
    started_at timestamptz            NOT NULL,
    ended_at   timestamptz            NOT NULL,
    place_id   bigint REFERENCES places ON DELETE SET NULL, -- null at the roadside
    point      geography(Point, 4326) NOT NULL,
    known_at   timestamptz            NOT NULL,
    PRIMARY KEY (truck_id, started_at)
);
CREATE INDEX idles_started ON idles (started_at);
CREATE INDEX idles_known ON idles (truck_id, known_at);
CREATE INDEX idles_place ON idles (place_id, started_at) WHERE place_id IS NOT NULL;

-- +goose Down
DROP TABLE idles;
