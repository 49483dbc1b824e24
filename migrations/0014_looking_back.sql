-- +goose Up
-- The audit by who and by what.
CREATE INDEX audit_person ON audit (person_id, at DESC);
CREATE INDEX audit_tool ON audit (tool, at DESC);

-- What Slack has refused.
CREATE INDEX deliveries_failing ON deliveries (id) WHERE last_error <> '';

-- +goose Down
DROP INDEX deliveries_failing, audit_tool, audit_person;
