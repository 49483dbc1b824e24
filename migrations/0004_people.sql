-- +goose Up
CREATE TABLE people (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slack_user text        UNIQUE,
    name       text        NOT NULL,
    role       text        NOT NULL CHECK (role IN ('viewer', 'dispatcher', 'manager', 'admin', 'driver')),
    driver_id  bigint      REFERENCES drivers,
    active     bool        NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL
);

-- A write that waits for a yes, with its exact arguments.
CREATE TABLE pending_writes (
    id         text        PRIMARY KEY,
    person_id  bigint      REFERENCES people, -- null for the system
    role       text        NOT NULL,
    tool       text        NOT NULL,
    args       jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    settled    text        CHECK (settled IN ('confirmed', 'cancelled')),
    settled_at timestamptz
);
CREATE INDEX pending_writes_expires ON pending_writes (expires_at);

CREATE TABLE audit (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    person_id bigint      REFERENCES people,
    who       text        NOT NULL,
    role      text        NOT NULL,
    via       text        NOT NULL,
    tool      text        NOT NULL,
    args      jsonb       NOT NULL,
    outcome   text        NOT NULL -- done, or the kind of error
);
CREATE INDEX audit_at ON audit (at DESC);

-- What Watch Tower says unasked. Jobs and rules write rows; bot drains them.
CREATE TABLE deliveries (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        text        NOT NULL UNIQUE, -- names the thing said: a second row with it is an edit
    channel    text        NOT NULL,        -- Slack channel or user id
    answer     jsonb       NOT NULL,
    version    int         NOT NULL DEFAULT 1,
    sent       int         NOT NULL DEFAULT 0, -- the version Slack has
    slack_channel text     NOT NULL DEFAULT '', -- where it stands
    slack_ts   text        NOT NULL DEFAULT '',
    tries      int         NOT NULL DEFAULT 0,
    next_try   timestamptz NOT NULL,
    last_error text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (next_try, id) WHERE sent < version;

-- What a thread was about, so that "and T-2210?" can be understood.
CREATE TABLE threads (
    channel    text        NOT NULL,
    thread_ts  text        NOT NULL,
    person_id  bigint,
    memory     jsonb       NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (channel, thread_ts)
);
CREATE INDEX threads_updated ON threads (updated_at);

-- One row per job and slot: whoever inserts it runs it.
CREATE TABLE job_runs (
    job        text        NOT NULL,
    slot       timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    outcome    text        NOT NULL DEFAULT 'running',
    PRIMARY KEY (job, slot)
);

-- +goose Down
DROP TABLE job_runs, threads, deliveries, audit, pending_writes, people;
