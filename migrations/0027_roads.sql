-- What trucks really did along the stretches of the road table, and before
-- ports. None of it refers to a truck: what was seen of a road stays when a
-- truck goes or two become one.

-- +goose Up
-- One truck's way through the table up to a moment (fleet.PassWatch).
CREATE TABLE road_watches (
    truck_id bigint      PRIMARY KEY,
    through  timestamptz NOT NULL, -- fixes up to here are in
    watch    jsonb       NOT NULL
);
CREATE INDEX road_watches_through ON road_watches (through);

CREATE TABLE road_passes (
    truck_id   bigint      NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz NOT NULL,
    stretch    text        NOT NULL, -- Sagamu>Ogere, or wait:KEY before a port
    whole_s    real        NOT NULL, -- for the whole stretch, without long halts
    PRIMARY KEY (truck_id, started_at, stretch)
);
CREATE INDEX road_passes_stretch ON road_passes (stretch, ended_at DESC);
CREATE INDEX road_passes_ended ON road_passes (ended_at);

-- What follows from the passes: every night again.
CREATE TABLE road_paces (
    stretch text   NOT NULL,
    hour    int    NOT NULL, -- in Lagos; 24 for any
    passes  int    NOT NULL,
    low_s   float8 NOT NULL,
    mid_s   float8 NOT NULL,
    high_s  float8 NOT NULL,
    PRIMARY KEY (stretch, hour)
);

-- How estimates of arrival came out, by what they had in common.
CREATE TABLE eta_learned (
    kind     text   PRIMARY KEY,
    arrivals int    NOT NULL,
    low      float8 NOT NULL, -- what was left, as a share of what was estimated
    mid      float8 NOT NULL,
    high     float8 NOT NULL
);

CREATE INDEX trips_arrived ON trips (arrived_at) WHERE arrived_at IS NOT NULL;
CREATE INDEX places_kind ON places (kind);

-- +goose Down
DROP INDEX places_kind, trips_arrived;
DROP TABLE eta_learned, road_paces, road_passes, road_watches;
