-- +goose Up
-- What else people write about a trip, and when each step was planned and
-- really happened. Departures are planned by start_at.
ALTER TABLE trips
    ADD COLUMN consignee       text    NOT NULL DEFAULT '',
    ADD COLUMN motor_boy       text    NOT NULL DEFAULT '',
    ADD COLUMN tdo             text    NOT NULL DEFAULT '', -- terminal delivery order
    ADD COLUMN call_up         text    NOT NULL DEFAULT '', -- the port's electronic ticket
    ADD COLUMN call_up_at      timestamptz,                 -- left the pre-gate with it
    ADD COLUMN weight_kg       int     NOT NULL DEFAULT 0,
    ADD COLUMN diesel_l        double precision NOT NULL DEFAULT 0,
    ADD COLUMN diesel_naira    bigint  NOT NULL DEFAULT 0,
    ADD COLUMN allowance_naira bigint  NOT NULL DEFAULT 0,
    ADD COLUMN return_id       bigint  REFERENCES places,   -- where the empty container goes back
    ADD COLUMN interchange     text    NOT NULL DEFAULT '', -- slip for it
    ADD COLUMN by_hand         bool    NOT NULL DEFAULT false, -- what trackers say changes nothing
    ADD COLUMN gps_from        text    NOT NULL DEFAULT '', -- its status before GPS moved it on
    ADD COLUMN at_origin_at    timestamptz,
    ADD COLUMN loaded_at       timestamptz,
    ADD COLUMN returned_at     timestamptz,
    ADD COLUMN plan_at_origin  timestamptz,
    ADD COLUMN plan_loading    timestamptz,
    ADD COLUMN plan_loaded     timestamptz,
    ADD COLUMN plan_arrived    timestamptz,
    ADD COLUMN plan_offloading timestamptz,
    ADD COLUMN plan_completed  timestamptz,
    ADD COLUMN plan_returned   timestamptz;

-- Trips whose empty container is still out.
CREATE INDEX trips_to_return ON trips (completed_at) WHERE status = 'completed' AND return_id IS NOT NULL AND returned_at IS NULL;

-- What is checked before a trip is made or changed, and what a fault does: one
-- row for each rule that somebody set; the others are as built in.
CREATE TABLE trip_rules (
    rule   text        PRIMARY KEY,
    does   text        NOT NULL CHECK (does IN ('off', 'on', 'warn', 'refuse')),
    set_by text        NOT NULL,
    set_at timestamptz NOT NULL
);

-- +goose Down
DROP TABLE trip_rules;
DROP INDEX trips_to_return;
ALTER TABLE trips DROP COLUMN consignee, DROP COLUMN motor_boy, DROP COLUMN tdo, DROP COLUMN call_up, DROP COLUMN call_up_at,
    DROP COLUMN weight_kg, DROP COLUMN diesel_l, DROP COLUMN diesel_naira, DROP COLUMN allowance_naira, DROP COLUMN return_id,
    DROP COLUMN interchange, DROP COLUMN by_hand, DROP COLUMN gps_from, DROP COLUMN at_origin_at, DROP COLUMN loaded_at, DROP COLUMN returned_at,
    DROP COLUMN plan_at_origin, DROP COLUMN plan_loading, DROP COLUMN plan_loaded, DROP COLUMN plan_arrived, DROP COLUMN plan_offloading,
    DROP COLUMN plan_completed, DROP COLUMN plan_returned;
