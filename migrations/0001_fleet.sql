-- +goose Up
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- key columns hold fleet.Key(...): capital letters and digits only.
CREATE TABLE drivers (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text   NOT NULL,
    key     text   NOT NULL UNIQUE,
    phone   text   NOT NULL DEFAULT '', -- E.164, personal data
    licence text   NOT NULL DEFAULT '',
    active  bool   NOT NULL DEFAULT true
);
CREATE INDEX drivers_key_trgm ON drivers USING gin (key gin_trgm_ops);

CREATE TABLE clients (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text   NOT NULL,
    key     text   NOT NULL UNIQUE,
    contact text   NOT NULL DEFAULT '',
    phone   text   NOT NULL DEFAULT ''
);
CREATE INDEX clients_key_trgm ON clients USING gin (key gin_trgm_ops);

CREATE TABLE places (
    id       bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text             NOT NULL,
    kind     text             NOT NULL CHECK (kind IN ('terminal', 'depot', 'client', 'park', 'port', 'city')),
    center   geography(Point, 4326) NOT NULL,
    radius_m double precision NOT NULL CHECK (radius_m > 0)
);
CREATE INDEX places_center ON places USING gist (center);

-- The name and every alias; one key names one place.
CREATE TABLE place_names (
    key      text   PRIMARY KEY,
    name     text   NOT NULL,
    place_id bigint NOT NULL REFERENCES places ON DELETE CASCADE
);
CREATE INDEX place_names_place ON place_names (place_id);
CREATE INDEX place_names_trgm ON place_names USING gin (key gin_trgm_ops);

CREATE TABLE trucks (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plate          text   NOT NULL,
    key            text   NOT NULL,
    make           text   NOT NULL DEFAULT '',
    model          text   NOT NULL DEFAULT '',
    container_size int    NOT NULL DEFAULT 0 CHECK (container_size IN (0, 20, 40)),
    driver_id      bigint REFERENCES drivers,
    active         bool   NOT NULL DEFAULT true,
    flag           text   NOT NULL DEFAULT ''
);
CREATE INDEX trucks_key ON trucks (key);
CREATE INDEX trucks_key_trgm ON trucks USING gin (key gin_trgm_ops);
CREATE INDEX trucks_driver ON trucks (driver_id);

-- What a truck is known by, and when. Plates repeat and change: a value may
-- name only one truck at a time, and a shared plate names none until told apart.
CREATE TABLE truck_identifiers (
    kind     text      NOT NULL CHECK (kind IN ('uuid', 'imei', 'plate')),
    value    text      NOT NULL,
    truck_id bigint    NOT NULL REFERENCES trucks,
    valid    tstzrange NOT NULL DEFAULT tstzrange(NULL, NULL),
    shared   bool      NOT NULL DEFAULT false,
    EXCLUDE USING gist (kind WITH =, value WITH =, valid WITH &&)
);
CREATE INDEX truck_identifiers_value ON truck_identifiers (kind, value);
CREATE INDEX truck_identifiers_truck ON truck_identifiers (truck_id);

-- +goose Down
DROP TABLE truck_identifiers, trucks, place_names, places, clients, drivers;
