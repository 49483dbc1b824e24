-- +goose Up
-- fleet.Key of the name, so that people are found by name.
ALTER TABLE people ADD COLUMN key text GENERATED ALWAYS AS
    (upper(regexp_replace(name, '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]', '', 'g'))) STORED;
CREATE INDEX people_key ON people (key);
CREATE INDEX people_key_trgm ON people USING gin (key gin_trgm_ops);
CREATE INDEX people_role ON people (role, key);
CREATE INDEX people_driver ON people (driver_id) WHERE driver_id IS NOT NULL;

-- How a person likes to be told. Without a row: km, everything that is a
-- warning or worse, at any hour, in the channels alone.
CREATE TABLE preferences (
    person_id    bigint      PRIMARY KEY REFERENCES people,
    units        text        NOT NULL CHECK (units IN ('km', 'mi')),
    min_severity text        NOT NULL CHECK (min_severity IN ('critical', 'warning', 'info')),
    quiet_from   int         CHECK (quiet_from BETWEEN 0 AND 1439), -- minutes after midnight in Lagos
    quiet_to     int         CHECK (quiet_to BETWEEN 0 AND 1439),
    direct       bool        NOT NULL,
    updated_at   timestamptz NOT NULL,
    CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);

-- Thumbs under an answer, with what was asked: the material of evaluations.
CREATE TABLE feedback (
    channel    text        NOT NULL,
    message_ts text        NOT NULL,
    person_id  bigint      NOT NULL REFERENCES people,
    thread_ts  text        NOT NULL DEFAULT '',
    question   text        NOT NULL DEFAULT '',
    tool       text        NOT NULL DEFAULT '',
    args       jsonb       NOT NULL DEFAULT '{}',
    good       bool        NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (channel, message_ts, person_id)
);
CREATE INDEX feedback_at ON feedback (at DESC);

-- +goose Down
DROP TABLE feedback, preferences;
DROP INDEX people_driver, people_role, people_key_trgm, people_key;
ALTER TABLE people DROP COLUMN key;
