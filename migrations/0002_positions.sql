-- +goose Up
-- Every fix, believed or not. Partitions by UTC month are made ahead by store.
CREATE TABLE positions (
    truck_id    bigint                 NOT NULL,
    at          timestamptz            NOT NULL,
    place       geography(Point, 4326) NOT NULL,
    speed_kmh   real                   NOT NULL,
    heading     real                   NOT NULL,
    ignition    bool,
    odometer_km double precision,
    received_at timestamptz            NOT NULL,
    reject      text, -- why the fix is kept but not believed
    PRIMARY KEY (truck_id, at)
) PARTITION BY RANGE (at);
CREATE INDEX positions_at ON positions USING brin (at);

-- The newest believed fix of each truck and what follows from it. Every update
-- of a GiST-indexed point is non-HOT, so the row is narrow and vacuumed eagerly.
CREATE TABLE truck_state (
    truck_id     bigint                 PRIMARY KEY REFERENCES trucks,
    at           timestamptz            NOT NULL,
    point        geography(Point, 4326) NOT NULL,
    speed_kmh    real                   NOT NULL,
    heading      real                   NOT NULL,
    ignition     bool,
    odometer_km  double precision,
    received_at  timestamptz            NOT NULL,
    motion       text                   NOT NULL,
    motion_since timestamptz            NOT NULL,
    place_id     bigint REFERENCES places ON DELETE SET NULL,
    place_since  timestamptz,
    suspect      jsonb -- fixes that jumped away and are not believed yet
) WITH (
    fillfactor = 60,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 200,
    autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX truck_state_point ON truck_state USING gist (point);
CREATE INDEX truck_state_place ON truck_state (place_id);

CREATE TABLE alerts (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source       text        NOT NULL, -- loconav, or rule
    kind         text        NOT NULL,
    vendor_kind  text        NOT NULL DEFAULT '',
    vendor_id    text        NOT NULL DEFAULT '',
    fingerprint  text        NOT NULL,
    severity     text        NOT NULL,
    status       text        NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'acknowledged', 'resolved')),
    truck_id     bigint REFERENCES trucks,
    plate        text        NOT NULL DEFAULT '', -- as sent, for a truck that could not be told
    point        geography(Point, 4326),
    detail       jsonb       NOT NULL DEFAULT '{}',
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    received_at  timestamptz NOT NULL,
    UNIQUE (source, kind, vendor_id)
);
CREATE INDEX alerts_truck ON alerts (truck_id, started_at DESC);
CREATE INDEX alerts_started ON alerts (started_at DESC);

-- Each phase of a vendor's alert counts once, however often it is sent.
CREATE TABLE alert_phases (
    kind      text        NOT NULL,
    vendor_id text        NOT NULL,
    phase     text        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (kind, vendor_id, phase)
);

-- Authentic messages that could not be understood, kept with the reason.
CREATE TABLE rejects (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id    text        NOT NULL UNIQUE, -- of the stream: a redelivery adds nothing
    source      text        NOT NULL,
    reason      text        NOT NULL,
    body        bytea       NOT NULL,
    received_at timestamptz NOT NULL
);
CREATE INDEX rejects_received ON rejects (received_at DESC);

-- Where entries wait when Redis is away; drained by the same apply.
CREATE TABLE inbox (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text        NOT NULL,
    body        bytea       NOT NULL,
    received_at timestamptz NOT NULL
);

-- What changed, written in the transaction that made it true.
CREATE TABLE outbox (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type       text        NOT NULL,
    key        text        NOT NULL, -- truck, trip or alert the event is about
    version    bigint      NOT NULL DEFAULT 0,
    body       jsonb       NOT NULL,
    at         timestamptz NOT NULL,
    relayed_at timestamptz
);
CREATE INDEX outbox_waiting ON outbox (id) WHERE relayed_at IS NULL;
CREATE INDEX outbox_relayed ON outbox (relayed_at) WHERE relayed_at IS NOT NULL;

-- +goose Down
DROP TABLE outbox, inbox, rejects, alert_phases, alerts, truck_state, positions;
