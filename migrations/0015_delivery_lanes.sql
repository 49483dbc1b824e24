-- Deliveries go out by channel at Slack's pace, answers to people first.

-- +goose Up
ALTER TABLE deliveries ADD COLUMN lane smallint NOT NULL DEFAULT 1; -- 0 answers a person and goes first, 1 is said unasked
DROP INDEX deliveries_due;
CREATE INDEX deliveries_posts ON deliveries (channel, lane, next_try, id) WHERE sent < version AND slack_ts = '';
CREATE INDEX deliveries_edits ON deliveries (lane, next_try, id) WHERE sent < version AND slack_ts <> '';

-- Slack's pace, shared by all replicas: one row for each channel posted to, and
-- one for all edits together, under the name '*'. Times are the machine's.
CREATE TABLE delivery_pace (
    channel       text        PRIMARY KEY,
    held_until    timestamptz NOT NULL,                     -- nothing goes out before
    limited_since timestamptz,                              -- Slack is limiting us since then
    notice        text        NOT NULL DEFAULT ''           -- key of the delivery that tells the channel so
);
CREATE INDEX delivery_pace_limited ON delivery_pace (channel) WHERE limited_since IS NOT NULL OR notice <> '';

-- Writes that were asked for under a name of their own: a form, a click, a
-- command. The same name asks for the same act again, and gets its answer.
CREATE TABLE acts (
    id     text        PRIMARY KEY,
    at     timestamptz NOT NULL,
    answer jsonb       -- null while it is being done
);
CREATE INDEX acts_at ON acts (at);

ALTER TABLE people
    ADD COLUMN zone     text NOT NULL DEFAULT '', -- IANA name by Slack
    ADD COLUMN standing text NOT NULL DEFAULT ''  -- what Slack says: empty for a member, deactivated, guest, app
        CHECK (standing IN ('', 'deactivated', 'guest', 'app'));

-- +goose Down
ALTER TABLE people DROP COLUMN zone, DROP COLUMN standing;
DROP TABLE acts, delivery_pace;
DROP INDEX deliveries_edits, deliveries_posts;
CREATE INDEX deliveries_due ON deliveries (next_try, id) WHERE sent < version;
ALTER TABLE deliveries DROP COLUMN lane;
