-- Counting the fleet leaves out the few trucks that are no longer active.

-- +goose Up
CREATE INDEX trucks_inactive ON trucks (id) WHERE NOT active;
