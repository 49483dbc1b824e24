-- +goose Up
-- Fixes before this moment were dropped with their month: nothing that hangs
-- on them can be found again, so history is folded from here on only.
CREATE TABLE history_floor (
    one bool        PRIMARY KEY DEFAULT true CHECK (one),
    at  timestamptz NOT NULL
);

-- +goose Down
DROP TABLE history_floor;
