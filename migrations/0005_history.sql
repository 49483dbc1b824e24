-- +goose Up
ALTER TABLE positions ADD COLUMN source text; -- as configured; NULL is loconav

-- fold is the whole state as the rules need it (store/apply_codec.go). A row
-- without one is folded from history by its truck's next fix.
ALTER TABLE truck_state DROP COLUMN suspect, ADD COLUMN fold bytea;

-- The state as it was after a fix, every few hundred fixes: where folding
-- history again may start.
CREATE TABLE marks (
    truck_id bigint      NOT NULL REFERENCES trucks,
    at       timestamptz NOT NULL,
    fold     bytea       NOT NULL,
    PRIMARY KEY (truck_id, at)
);

-- Drives that have ended; the open one is in truck_state.fold. known_at is the
-- fix that told of the end: what came before it does not know the row.
CREATE TABLE drives (
    truck_id   bigint                 NOT NULL REFERENCES trucks,
    started_at timestamptz            NOT NULL,
    ended_at   timestamptz            NOT NULL,
    from_point geography(Point, 4326) NOT NULL,
    to_point   geography(Point, 4326) NOT NULL,
    from_place bigint REFERENCES places ON DELETE SET NULL,
    to_place   bigint REFERENCES places ON DELETE SET NULL,
    distance_m double precision       NOT NULL,
    moving_s   int                    NOT NULL,
    idling_s   int                    NOT NULL,
    top_kmh    real                   NOT NULL,
    settled    bool                   NOT NULL, -- the stop was seen; else the tracker fell silent
    known_at   timestamptz            NOT NULL,
    PRIMARY KEY (truck_id, started_at)
);
CREATE INDEX drives_started ON drives (started_at);
CREATE INDEX drives_known ON drives (truck_id, known_at);
CREATE INDEX drives_from_place ON drives (from_place, started_at) WHERE from_place IS NOT NULL;
CREATE INDEX drives_to_place ON drives (to_place, ended_at) WHERE to_place IS NOT NULL;

-- left_at is NULL while the truck is there. known_at and left_known are the
-- fixes that told of the two.
CREATE TABLE visits (
    truck_id   bigint      NOT NULL REFERENCES trucks,
    place_id   bigint      NOT NULL REFERENCES places ON DELETE CASCADE,
    entered_at timestamptz NOT NULL,
    left_at    timestamptz,
    dwell_s    int         GENERATED ALWAYS AS (extract(epoch FROM left_at - entered_at)) STORED,
    known_at   timestamptz NOT NULL,
    left_known timestamptz,
    PRIMARY KEY (truck_id, entered_at, place_id)
);
CREATE INDEX visits_place ON visits (place_id, entered_at);
CREATE INDEX visits_place_left ON visits (place_id, left_at) WHERE left_at IS NOT NULL;
CREATE INDEX visits_open ON visits (place_id) WHERE left_at IS NULL;
CREATE INDEX visits_known ON visits (truck_id, known_at);
CREATE INDEX visits_left_known ON visits (truck_id, left_known) WHERE left_known IS NOT NULL;

-- What each truck did on each day (WAT) that is over for it, from its fixes.
CREATE TABLE day_tallies (
    truck_id    bigint           NOT NULL REFERENCES trucks,
    day         date             NOT NULL,
    distance_m  double precision NOT NULL,
    moving_s    int              NOT NULL,
    idling_s    int              NOT NULL,
    stopped_s   int              NOT NULL,
    offline_s   int              NOT NULL,
    overspeed_s int              NOT NULL,
    top_kmh     real             NOT NULL,
    first_fix   timestamptz,
    last_fix    timestamptz,
    PRIMARY KEY (truck_id, day)
);

-- What reports read: the tally, or the day so far, and what happened beside it.
CREATE TABLE rollups (
    truck_id    bigint           NOT NULL REFERENCES trucks,
    day         date             NOT NULL,
    distance_m  double precision NOT NULL,
    moving_s    int              NOT NULL,
    idling_s    int              NOT NULL,
    stopped_s   int              NOT NULL,
    offline_s   int              NOT NULL,
    overspeed_s int              NOT NULL, -- over 60 km/h
    top_kmh     real             NOT NULL,
    first_fix   timestamptz,
    last_fix    timestamptz,
    drives      int              NOT NULL, -- begun on the day
    visits      int              NOT NULL, -- begun on the day
    refuels     int              NOT NULL,
    refuel_l    double precision NOT NULL,
    thefts      int              NOT NULL, -- possible ones
    theft_l     double precision NOT NULL,
    PRIMARY KEY (truck_id, day)
);
CREATE INDEX rollups_day ON rollups (day);

-- Days whose roll-up must be made again. A log without a key: a row that is
-- written while a worker works is seen by the next one.
CREATE TABLE dirty_days (
    truck_id bigint NOT NULL,
    day      date   NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- What of a rebuild is done, so that one that was stopped goes on.
CREATE TABLE rebuild_steps (
    task     text        NOT NULL,
    truck_id bigint      NOT NULL REFERENCES trucks,
    day      date        NOT NULL,
    done_at  timestamptz NOT NULL,
    PRIMARY KEY (task, truck_id, day)
);

CREATE INDEX alert_phases_at ON alert_phases USING brin (at);

-- +goose Down
DROP INDEX alert_phases_at;
DROP TABLE rebuild_steps, dirty_days, rollups, day_tallies, visits, drives, marks;
ALTER TABLE truck_state DROP COLUMN fold, ADD COLUMN suspect jsonb;
ALTER TABLE positions DROP COLUMN source;
