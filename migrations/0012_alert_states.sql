-- What people do with alerts: take them in hand, put them off, settle them.

-- +goose Up
ALTER TABLE alerts DROP CONSTRAINT alerts_status_check;
ALTER TABLE alerts
    ADD CONSTRAINT alerts_status_check CHECK (status IN ('open', 'acknowledged', 'snoozed', 'resolved')),
    ADD COLUMN version       int  NOT NULL DEFAULT 1,
    ADD COLUMN snoozed_until timestamptz,
    ADD COLUMN assignee_id   bigint REFERENCES people,
    ADD COLUMN acked_by      bigint REFERENCES people, -- null for the system
    ADD COLUMN acked_at      timestamptz,
    ADD COLUMN resolved_by   bigint REFERENCES people, -- null for the system, and where it ended by itself
    ADD COLUMN resolved_at   timestamptz,              -- by a person; else ended_at says when
    ADD COLUMN false_alarm   bool NOT NULL DEFAULT false;
CREATE INDEX alerts_active ON alerts (started_at DESC) WHERE status <> 'resolved';
CREATE INDEX alerts_kind ON alerts (kind, started_at DESC);
CREATE INDEX alerts_severity ON alerts (severity, started_at DESC);
CREATE INDEX alerts_snoozed ON alerts (snoozed_until) WHERE status = 'snoozed';
CREATE INDEX alerts_assignee ON alerts (assignee_id, started_at DESC) WHERE assignee_id IS NOT NULL;
CREATE INDEX alerts_acked_by ON alerts (acked_by, started_at DESC) WHERE acked_by IS NOT NULL;
CREATE INDEX alerts_point ON alerts USING gist (point) WHERE point IS NOT NULL;

-- One row for each thing done to an alert; notes among them.
CREATE TABLE alert_updates (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id  bigint      NOT NULL REFERENCES alerts,
    at        timestamptz NOT NULL,
    person_id bigint      REFERENCES people, -- null for the system
    who       text        NOT NULL,
    via       text        NOT NULL,
    action    text        NOT NULL,
    status    text        NOT NULL, -- afterwards
    what      text        NOT NULL, -- one sentence
    note      text        NOT NULL DEFAULT ''
);
CREATE INDEX alert_updates_alert ON alert_updates (alert_id, id);

-- What nobody is to be told of for a while. The alerts are kept all the same.
CREATE TABLE mutes (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    truck_id   bigint      REFERENCES trucks,
    kind       text        NOT NULL DEFAULT '',
    place_id   bigint      REFERENCES places ON DELETE CASCADE,
    until_at   timestamptz NOT NULL,
    reason     text        NOT NULL DEFAULT '',
    person_id  bigint      REFERENCES people,
    who        text        NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_by   text        NOT NULL DEFAULT '',
    CHECK (truck_id IS NOT NULL OR kind <> '' OR place_id IS NOT NULL)
);
CREATE INDEX mutes_running ON mutes (until_at) WHERE ended_at IS NULL;

-- +goose Down
DROP TABLE mutes, alert_updates;
UPDATE alerts SET status = 'open' WHERE status = 'snoozed';
DROP INDEX alerts_point, alerts_acked_by, alerts_assignee, alerts_snoozed, alerts_severity, alerts_kind, alerts_active;
ALTER TABLE alerts DROP CONSTRAINT alerts_status_check;
ALTER TABLE alerts
    ADD CONSTRAINT alerts_status_check CHECK (status IN ('open', 'acknowledged', 'resolved')),
    DROP COLUMN version, DROP COLUMN snoozed_until, DROP COLUMN assignee_id, DROP COLUMN acked_by, DROP COLUMN acked_at,
    DROP COLUMN resolved_by, DROP COLUMN resolved_at, DROP COLUMN false_alarm;
