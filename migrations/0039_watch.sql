-- What our own rules watch, and the incidents they found.

-- +goose Up
-- Trucks of which something changed, and from when on; a time to come stands for
-- now. A log without a key: a row that is written while a look goes on is seen
-- by the next one.
CREATE TABLE watch_marks (
    truck_id bigint      NOT NULL,
    since    timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- When a truck must be looked at though nothing changed. One look at a truck at
-- a time: it holds the row.
CREATE TABLE watches (
    truck_id bigint PRIMARY KEY REFERENCES trucks,
    next_at  timestamptz
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX watches_next ON watches (next_at) WHERE next_at IS NOT NULL;

-- What the watch knows of an alert that it made (fleet.Found).
CREATE TABLE incidents (
    alert_id bigint      PRIMARY KEY REFERENCES alerts ON DELETE CASCADE,
    truck_id bigint      NOT NULL REFERENCES trucks,
    kind     text        NOT NULL,
    key      text        NOT NULL,
    since    timestamptz NOT NULL,
    seen     timestamptz NOT NULL,
    over     bool        NOT NULL,
    gone_at  timestamptz, -- since when nothing shows it any more
    hold     interval    NOT NULL
);
CREATE INDEX incidents_going ON incidents (truck_id) WHERE NOT over;
CREATE INDEX incidents_over ON incidents (truck_id, seen) WHERE over;

-- The alert that people are told of in this one's place.
ALTER TABLE alerts ADD COLUMN part_of bigint REFERENCES alerts;
CREATE INDEX alerts_part_of ON alerts (part_of) WHERE part_of IS NOT NULL;

-- When trips under way are expected to arrive, worked out every few minutes.
CREATE TABLE expectations (
    trip_id  bigint      PRIMARY KEY REFERENCES trips ON DELETE CASCADE,
    asked_at timestamptz NOT NULL, -- when it was last worked out, or taken up to be
    from_at  timestamptz,          -- null where nothing can be said
    low_at   timestamptz,
    mid_at   timestamptz,
    high_at  timestamptz
);

-- What way trips between two places took before.
CREATE INDEX trips_route ON trips (origin_id, destination_id, arrived_at DESC) WHERE arrived_at IS NOT NULL;

-- Services that are near or overdue: every morning again.
CREATE TABLE services_soon (
    truck_id   bigint           NOT NULL REFERENCES trucks,
    kind       text             NOT NULL,
    since      date             NOT NULL, -- the last service, or from when its use counts
    km         double precision NOT NULL, -- left of each limit
    hours      double precision NOT NULL,
    days       double precision NOT NULL,
    plan_km    double precision NOT NULL,
    plan_hours double precision NOT NULL,
    plan_days  int              NOT NULL,
    on_day     date,                      -- null when that cannot be told
    by         text             NOT NULL,
    PRIMARY KEY (truck_id, kind)
);

-- What people change of a trip or a truck is a reason to look.
-- +goose StatementBegin
CREATE FUNCTION trip_watched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO watch_marks (truck_id, since) VALUES (NEW.truck_id, '9999-01-01Z');
    IF TG_OP = 'UPDATE' AND OLD.truck_id <> NEW.truck_id THEN
        INSERT INTO watch_marks (truck_id, since) VALUES (OLD.truck_id, '9999-01-01Z');
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER trip_watched AFTER INSERT OR UPDATE ON trips FOR EACH ROW EXECUTE FUNCTION trip_watched();

-- +goose StatementBegin
CREATE FUNCTION truck_watched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO watch_marks (truck_id, since) VALUES (NEW.id, '9999-01-01Z');
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER truck_watched AFTER UPDATE OF active, fleet_group ON trucks FOR EACH ROW
    WHEN (OLD.active <> NEW.active OR OLD.fleet_group <> NEW.fleet_group) EXECUTE FUNCTION truck_watched();

-- +goose Down
DROP TRIGGER truck_watched ON trucks;
DROP TRIGGER trip_watched ON trips;
DROP FUNCTION truck_watched, trip_watched;
DROP INDEX trips_route;
DROP TABLE services_soon, expectations, incidents, watches, watch_marks;
ALTER TABLE alerts DROP COLUMN part_of;
