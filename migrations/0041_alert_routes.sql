-- Where alerts are told, how each was told, and what follows when nobody takes
-- it in hand.

-- +goose Up
CREATE TABLE alert_routes (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           text        NOT NULL DEFAULT '', -- empty: every kind, and so on
    severity       text        NOT NULL DEFAULT '' CHECK (severity IN ('', 'critical', 'warning', 'info')),
    place_id       bigint      REFERENCES places ON DELETE CASCADE,
    client_id      bigint      REFERENCES clients ON DELETE CASCADE,
    shift          text        NOT NULL DEFAULT '' CHECK (shift IN ('', 'day', 'night')),
    channel        text        NOT NULL DEFAULT '', -- empty: where alerts go by default
    channel_name   text        NOT NULL DEFAULT '', -- as people read it
    role           text        NOT NULL DEFAULT '', -- everybody of it is told directly, too
    person_id      bigint      REFERENCES people,
    after_min      int         NOT NULL DEFAULT 0 CHECK (after_min BETWEEN 0 AND 1440), -- 0: as its severity has it
    next_role      text        NOT NULL DEFAULT '', -- who is told when nobody acknowledges
    next_person_id bigint      REFERENCES people,
    who            text        NOT NULL,
    saved_at       timestamptz NOT NULL,
    ended_at       timestamptz -- null while it holds
);
CREATE UNIQUE INDEX alert_routes_hold ON alert_routes (kind, severity, coalesce(place_id, 0), coalesce(client_id, 0), shift) WHERE ended_at IS NULL;

CREATE TABLE alert_tellings (
    alert_id bigint      PRIMARY KEY REFERENCES alerts,
    way      text        NOT NULL CHECK (way IN ('card', 'storm', 'digest')),
    channel  text        NOT NULL DEFAULT '', -- of its card
    kind     text        NOT NULL,
    place    text        NOT NULL DEFAULT '',
    status   text        NOT NULL, -- as people were last told
    severity text        NOT NULL,
    told_at  timestamptz NOT NULL,
    turns    int         NOT NULL DEFAULT 0, -- how often its thread was told of a change that no person made
    next     text        NOT NULL DEFAULT '' CHECK (next IN ('', 'escalate', 'remind')),
    step     int         NOT NULL DEFAULT 0,
    due_at   timestamptz,
    CHECK ((next = '') = (due_at IS NULL))
);
CREATE INDEX alert_tellings_due ON alert_tellings (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX alert_tellings_told ON alert_tellings (told_at DESC) WHERE way = 'card';
CREATE INDEX alert_tellings_digest ON alert_tellings (told_at) WHERE way = 'digest';

-- Somebody may be told without having asked: the alert is theirs, or its route
-- names them.
ALTER TABLE alerts_told ADD COLUMN called bool NOT NULL DEFAULT false;

-- A reply waits for the message under which it goes.
ALTER TABLE deliveries ADD COLUMN reply_to text NOT NULL DEFAULT ''; -- key of that message; empty for everything else
CREATE INDEX deliveries_waiting_root ON deliveries (reply_to) WHERE reply_to <> '' AND thread_ts = '';

-- +goose Down
DROP INDEX deliveries_waiting_root;
ALTER TABLE alerts_told DROP COLUMN called;
ALTER TABLE deliveries DROP COLUMN reply_to;
DROP TABLE alert_tellings, alert_routes;
