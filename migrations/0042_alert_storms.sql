-- Many alerts of a kind, or in a place, within a short time are told by one card.

-- +goose Up
CREATE TABLE alert_storms (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel  text        NOT NULL,
    sort     text        NOT NULL CHECK (sort IN ('kind', 'place')),
    name     text        NOT NULL, -- the kind, or the place as people name it
    severity text        NOT NULL, -- the gravest of its alerts
    began_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL, -- the newest of its alerts came
    ended_at timestamptz,          -- takes no more; null while it may grow
    drawn_at timestamptz NOT NULL,
    draw_at  timestamptz,          -- its card is drawn anew then; null while nothing has changed
    next     text        NOT NULL DEFAULT '' CHECK (next IN ('', 'escalate')),
    step     int         NOT NULL DEFAULT 0,
    due_at   timestamptz,
    CHECK ((next = '') = (due_at IS NULL))
);
CREATE UNIQUE INDEX alert_storms_open ON alert_storms (channel, sort, name) WHERE ended_at IS NULL;
CREATE INDEX alert_storms_draw ON alert_storms (draw_at) WHERE draw_at IS NOT NULL;
CREATE INDEX alert_storms_due ON alert_storms (due_at) WHERE due_at IS NOT NULL;

-- Who is told of a storm in a direct message: the card stands there, too.
CREATE TABLE alert_storms_told (
    storm_id  bigint NOT NULL REFERENCES alert_storms,
    person_id bigint NOT NULL REFERENCES people,
    PRIMARY KEY (storm_id, person_id)
);

ALTER TABLE alert_tellings ADD COLUMN storm_id bigint REFERENCES alert_storms;
CREATE INDEX alert_tellings_storm ON alert_tellings (storm_id) WHERE storm_id IS NOT NULL;

-- +goose Down
DROP INDEX alert_tellings_storm;
ALTER TABLE alert_tellings DROP COLUMN storm_id;
DROP TABLE alert_storms_told, alert_storms;
