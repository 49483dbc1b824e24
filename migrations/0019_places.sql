-- +goose Up
-- outline is a place's border where that is no circle: a ring and the rings of
-- its holes. center and radius_m are then the circle that holds it.
-- source names where an import took the place from, e.g. loconav:1234.
ALTER TABLE places
    ADD COLUMN outline geography(Polygon, 4326),
    ADD COLUMN source  text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX places_source ON places (source) WHERE source <> '';

-- How often places changed: a process that remembers them looks at this.
CREATE TABLE place_version (
    one bool   PRIMARY KEY DEFAULT true CHECK (one),
    n   bigint NOT NULL
);
INSERT INTO place_version (n) VALUES (0);

-- +goose StatementBegin
CREATE FUNCTION places_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE place_version SET n = n + 1;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER places_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON places
    FOR EACH STATEMENT EXECUTE FUNCTION places_changed();

-- +goose Down
DROP TRIGGER places_changed ON places;
DROP FUNCTION places_changed;
DROP TABLE place_version;
ALTER TABLE places DROP COLUMN source, DROP COLUMN outline;
