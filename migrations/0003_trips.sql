-- +goose Up
CREATE SEQUENCE trip_ref START 4001;

CREATE TABLE trips (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref            text        NOT NULL,
    key            text        NOT NULL UNIQUE, -- fleet.Key(ref)
    truck_id       bigint      NOT NULL REFERENCES trucks,
    driver_id      bigint      REFERENCES drivers,
    client_id      bigint      REFERENCES clients,
    origin_id      bigint      NOT NULL REFERENCES places,
    destination_id bigint      NOT NULL REFERENCES places,
    stops          bigint[]    NOT NULL DEFAULT '{}', -- places on the way, in order
    container      text        NOT NULL DEFAULT '',   -- fleet.Key form
    container_size int         NOT NULL DEFAULT 0 CHECK (container_size IN (0, 20, 40)),
    cargo          text        NOT NULL DEFAULT '',
    waybill        text        NOT NULL DEFAULT '',
    waybill_key    text        NOT NULL DEFAULT '',
    status         text        NOT NULL CHECK (status IN ('scheduled', 'loading', 'en_route', 'arrived',
                                                         'offloading', 'completed', 'cancelled', 'failed')),
    start_at       timestamptz NOT NULL, -- planned
    loading_at     timestamptz,
    departed_at    timestamptz,
    arrived_at     timestamptz,
    offloading_at  timestamptz,
    completed_at   timestamptz,
    reason         text        NOT NULL DEFAULT '',
    version        int         NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL
);
CREATE INDEX trips_start ON trips (start_at);
CREATE INDEX trips_truck ON trips (truck_id, start_at DESC);
CREATE INDEX trips_driver ON trips (driver_id, start_at DESC);
CREATE INDEX trips_client ON trips (client_id, start_at DESC);
CREATE INDEX trips_open ON trips (status, start_at) WHERE status NOT IN ('completed', 'cancelled', 'failed');
CREATE INDEX trips_open_truck ON trips (truck_id) WHERE status NOT IN ('completed', 'cancelled', 'failed');
CREATE INDEX trips_container ON trips (container) WHERE container <> '';
CREATE INDEX trips_waybill ON trips (waybill_key) WHERE waybill_key <> '';

CREATE TABLE trip_changes (
    trip_id bigint      NOT NULL REFERENCES trips,
    version int         NOT NULL,
    at      timestamptz NOT NULL,
    who     text        NOT NULL,
    via     text        NOT NULL,
    what    text        NOT NULL, -- one sentence
    why     text        NOT NULL DEFAULT '',
    PRIMARY KEY (trip_id, version)
);

-- +goose Down
DROP TABLE trip_changes, trips;
DROP SEQUENCE trip_ref;
