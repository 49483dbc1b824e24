package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/twpayne/go-geom"

	"watchtower/fleet"
)

const placeOwner = `
SELECT p.id, p.name FROM place_names n JOIN places p ON p.id = n.place_id WHERE n.key = $1`

const insertPlace = `
INSERT INTO places (name, kind, center, radius_m)
VALUES ($1, coalesce(nullif($2, ''), $5), $3::geography, coalesce(nullif($4::float8, 0), $6))
RETURNING id`

const updatePlace = `
UPDATE places SET name = $2, kind = coalesce(nullif($3, ''), kind), center = $4::geography,
    radius_m = coalesce(nullif($5::float8, 0), radius_m)
WHERE id = $1`

// What a new place is when nobody says.
const (
	DefaultPlaceKind    = "depot"
	DefaultPlaceRadiusM = 300
)

const namePlace = `
INSERT INTO place_names (key, name, place_id)
VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET name = excluded.name WHERE place_names.place_id = excluded.place_id`

// SavePlace creates the place of this name or moves it, and adds its aliases.
// An empty kind and a radius of 0 leave those of a known place as they were. A
// name or alias that another place has is a conflict.
func (s *Store) SavePlace(ctx context.Context, p fleet.Place) (created bool, err error) {
	defer func() { err = wrap(err, "SavePlace(%q)", p.Name) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var old string
		err := tx.QueryRow(ctx, placeOwner, fleet.Key(p.Name)).Scan(&p.ID, &old)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			created = true
			err = tx.QueryRow(ctx, insertPlace, p.Name, p.Kind, point(p.Center), p.RadiusM,
				DefaultPlaceKind, DefaultPlaceRadiusM).Scan(&p.ID)
		case err == nil && fleet.Key(old) != fleet.Key(p.Name):
			return &fleet.Error{Kind: fleet.Conflict, Field: "name", Message: p.Name + " is already another name of " + old + ". Choose a different name."}
		case err == nil:
			_, err = tx.Exec(ctx, updatePlace, p.ID, p.Name, p.Kind, point(p.Center), p.RadiusM)
		}
		if err != nil {
			return err
		}
		return nameIt(ctx, tx, p)
	})
	return created, err
}

func nameIt(ctx context.Context, tx pgx.Tx, p fleet.Place) error {
	for _, name := range append([]string{p.Name}, p.Aliases...) {
		tag, err := tx.Exec(ctx, namePlace, fleet.Key(name), name, p.ID)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return &fleet.Error{Kind: fleet.Conflict, Field: "aliases", Message: "Another place is already called " + name + "."}
		}
	}
	return nil
}

const placeByID = `
SELECT id, name, kind, center, radius_m FROM places WHERE id = $1`

// Place reads one place.
func (s *Store) Place(ctx context.Context, id int64) (p fleet.Place, err error) {
	var g geom.Point
	err = s.pool.QueryRow(ctx, placeByID, id).Scan(&p.ID, &p.Name, &p.Kind, &g, &p.RadiusM)
	p.Center = pointOf(&g)
	return p, wrap(err, "Place(%d)", id)
}
