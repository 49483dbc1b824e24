-- Who is told of an alert in a direct message: its card stands there, or it is
-- held until quiet hours end and then comes with all that was held.

-- +goose Up
CREATE TABLE alerts_told (
    alert_id  bigint NOT NULL REFERENCES alerts,
    person_id bigint NOT NULL REFERENCES people,
    state     text   NOT NULL CHECK (state IN ('card', 'held', 'digest')),
    until_at  timestamptz, -- of what is held
    PRIMARY KEY (alert_id, person_id),
    CHECK (state <> 'held' OR until_at IS NOT NULL)
);
CREATE INDEX alerts_told_held ON alerts_told (until_at, person_id) WHERE state = 'held';
CREATE INDEX preferences_direct ON preferences (person_id) WHERE direct;

-- +goose Down
DROP INDEX preferences_direct;
DROP TABLE alerts_told;
