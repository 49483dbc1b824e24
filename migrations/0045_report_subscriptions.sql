-- +goose Up
-- Reports that people had themselves sent. The next time is the claim: whoever
-- moves it on has sent the one before.
CREATE TABLE report_subscriptions (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint      NOT NULL REFERENCES people ON DELETE CASCADE,
    rhythm     text        NOT NULL CHECK (rhythm IN ('daily', 'weekly', 'monthly')),
    weekday    int         NOT NULL CHECK (weekday BETWEEN 0 AND 6), -- of a weekly one, 0 is Sunday
    minute     int         NOT NULL CHECK (minute BETWEEN 0 AND 1439), -- of the day in Lagos
    slice      jsonb       NOT NULL DEFAULT '{}', -- whose: arguments of the report
    words      text        NOT NULL DEFAULT '', -- the same for people
    next_at    timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (person_id, rhythm, slice)
);
CREATE INDEX report_subscriptions_next ON report_subscriptions (next_at);

-- +goose Down
DROP TABLE report_subscriptions;
