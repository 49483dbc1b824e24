-- +goose Up
-- What was done to trucks in the workshop. One of a kind a day: saying it again
-- completes what was said.
CREATE TABLE services (
    truck_id    bigint           NOT NULL REFERENCES trucks,
    kind        text             NOT NULL,
    done_on     date             NOT NULL,             -- the day in Lagos
    odometer_km double precision CHECK (odometer_km > 0),
    cost_naira  bigint           CHECK (cost_naira > 0),
    workshop    text             NOT NULL DEFAULT '',
    note        text             NOT NULL DEFAULT '',
    who         text             NOT NULL,             -- recorded it
    via         text             NOT NULL,
    recorded_at timestamptz      NOT NULL,
    PRIMARY KEY (truck_id, kind, done_on)
);

-- How far apart services are to be, whichever comes first; 0 is no limit. The
-- row without a truck is for all trucks that have none of their own.
CREATE TABLE service_plans (
    truck_id    bigint           REFERENCES trucks,
    kind        text             NOT NULL,
    every_km    double precision NOT NULL DEFAULT 0 CHECK (every_km >= 0),
    every_hours double precision NOT NULL DEFAULT 0 CHECK (every_hours >= 0), -- of a running engine
    every_days  int              NOT NULL DEFAULT 0 CHECK (every_days >= 0),
    UNIQUE NULLS NOT DISTINCT (truck_id, kind)
);

-- A start for heavy trucks in dust, heat and queues; managers set their own.
INSERT INTO service_plans (kind, every_km, every_hours, every_days) VALUES ('service', 10000, 500, 180);

-- Fillings and possible thefts are few among the alerts.
CREATE INDEX alerts_fuel ON alerts (started_at) WHERE kind IN ('refuel', 'fuel_theft');
CREATE INDEX alerts_fuel_truck ON alerts (truck_id, started_at) WHERE kind IN ('refuel', 'fuel_theft');

-- +goose Down
DROP INDEX alerts_fuel_truck, alerts_fuel;
DROP TABLE service_plans, services;
