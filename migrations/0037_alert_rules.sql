-- +goose Up
-- What alerts are made by, where somebody has changed a default: for the whole
-- fleet, or for one truck, group of trucks, place or client.
CREATE TABLE alert_rules (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text        NOT NULL,
    truck_id   bigint      REFERENCES trucks ON DELETE CASCADE,
    group_key  text        CHECK (group_key <> ''),
    group_name text        NOT NULL DEFAULT '', -- as people write it
    place_id   bigint      REFERENCES places ON DELETE CASCADE,
    client_id  bigint      REFERENCES clients ON DELETE CASCADE,
    is_on      bool        NOT NULL,
    severity   text        NOT NULL DEFAULT '' CHECK (severity IN ('', 'critical', 'warning', 'info')), -- '' for that of the less particular rule
    params     jsonb       NOT NULL DEFAULT '{}', -- numbers by name, only those that were set
    version    int         NOT NULL DEFAULT 1,
    person_id  bigint      REFERENCES people, -- who changed it last; null for the system
    who        text        NOT NULL,
    at         timestamptz NOT NULL,
    CHECK (num_nonnulls(truck_id, group_key, place_id, client_id) <= 1),
    CONSTRAINT alert_rules_scope UNIQUE NULLS NOT DISTINCT (kind, truck_id, group_key, place_id, client_id)
);

-- One row for each change of a rule, also of those that are gone again.
CREATE TABLE alert_rule_changes (
    id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text        NOT NULL,
    at   timestamptz NOT NULL,
    who  text        NOT NULL,
    via  text        NOT NULL,
    what text        NOT NULL -- one sentence
);
CREATE INDEX alert_rule_changes_kind ON alert_rule_changes (kind, id DESC);

-- How often rules changed: a process that remembers them looks at this.
CREATE TABLE alert_rule_version (
    one bool   PRIMARY KEY DEFAULT true CHECK (one),
    n   bigint NOT NULL
);
INSERT INTO alert_rule_version (n) VALUES (0);

-- +goose StatementBegin
CREATE FUNCTION alert_rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE alert_rule_version SET n = n + 1;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER alert_rules_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON alert_rules
    FOR EACH STATEMENT EXECUTE FUNCTION alert_rules_changed();

-- A truck's group, as rules name it; '' for none.
ALTER TABLE trucks ADD COLUMN fleet_group text NOT NULL DEFAULT '';
CREATE INDEX trucks_group ON trucks (fleet_group) WHERE fleet_group <> '';

-- A place that no truck may be in without a trip there.
ALTER TABLE places ADD COLUMN restricted bool NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE places DROP COLUMN restricted;
ALTER TABLE trucks DROP COLUMN fleet_group;
DROP TRIGGER alert_rules_changed ON alert_rules;
DROP FUNCTION alert_rules_changed;
DROP TABLE alert_rule_version, alert_rule_changes, alert_rules;
