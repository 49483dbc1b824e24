-- +goose Up
-- What every batch of facts looks up. The search by parts of a plate and the
-- exclusion answer the same question a hundred times slower, and the planner
-- takes them for as good; only this index has the collation that the lookup
-- names, so only this one can be taken.
CREATE INDEX truck_identifiers_exact ON truck_identifiers (kind, value COLLATE "C");

-- +goose Down
DROP INDEX truck_identifiers_exact;
