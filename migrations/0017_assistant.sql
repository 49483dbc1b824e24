-- +goose Up
-- Who changed a trip.
CREATE INDEX audit_trip ON audit ((args->>'trip_id'), at DESC) WHERE args->>'trip_id' IS NOT NULL;

-- What a person's questions cost at the language model, by day (WAT).
CREATE TABLE model_usage (
    person_id bigint NOT NULL,  -- 0 for whoever is nobody in particular
    day       date   NOT NULL,
    turns     bigint NOT NULL DEFAULT 0,
    tokens_in bigint NOT NULL DEFAULT 0,
    cached_in bigint NOT NULL DEFAULT 0, -- of tokens_in, read from the provider's cache
    tokens_out bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (day, person_id)
);

-- +goose Down
DROP TABLE model_usage;
DROP INDEX audit_trip;
