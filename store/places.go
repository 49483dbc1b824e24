package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const placeOwner = `
SELECT p.id, p.name FROM place_names n JOIN places p ON p.id = n.place_id WHERE n.key = $1`

const insertPlace = `
INSERT INTO places (name, kind, center, radius_m, outline, source)
VALUES ($1, coalesce(nullif($2, ''), $7), $3::geography, coalesce(nullif($4::float8, 0), $8), $5::geography, $6)
RETURNING id`

const updatePlace = `
UPDATE places SET name = $2, kind = coalesce(nullif($3, ''), kind), center = $4::geography,
    radius_m = coalesce(nullif($5::float8, 0), radius_m), outline = $6::geography, source = coalesce(nullif($7, ''), source)
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

const placeFrom = `SELECT id FROM places WHERE source = $1 AND source <> ''`

const sourceOf = `SELECT source FROM places WHERE id = $1`

// SavePlace creates the place of this name or moves it, and adds its aliases.
// An empty kind and a radius of 0 leave those of a known place as they were; an
// outline makes both its middle and its radius, and none makes it a circle. A
// name or alias that another place has is a conflict. What was imported from
// the same source before is that place, whatever it is called now; its old name
// stays an alias.
func (s *Store) SavePlace(ctx context.Context, p fleet.Place) (created bool, err error) {
	defer func() { err = wrap(err, "SavePlace(%q)", p.Name) }()
	if p.Outline != nil {
		p.Center, p.RadiusM = p.Outline.Circle()
	}
	defer s.placeCache.stale()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if p.ID, err = placeToSave(ctx, tx, p); err != nil {
			return err
		}
		if created = p.ID == 0; created {
			err = tx.QueryRow(ctx, insertPlace, p.Name, p.Kind, point(p.Center), p.RadiusM, polygon(p.Outline), p.Source,
				DefaultPlaceKind, DefaultPlaceRadiusM).Scan(&p.ID)
		} else {
			_, err = tx.Exec(ctx, updatePlace, p.ID, p.Name, p.Kind, point(p.Center), p.RadiusM, polygon(p.Outline), p.Source)
		}
		if err != nil {
			return err
		}
		return nameIt(ctx, tx, p)
	})
	return created, err
}

// placeToSave is the place that a source or a name means; 0 for a new one.
func placeToSave(ctx context.Context, tx pgx.Tx, p fleet.Place) (id int64, err error) {
	err = tx.QueryRow(ctx, placeFrom, p.Source).Scan(&id)
	if !errors.Is(err, pgx.ErrNoRows) {
		return id, err
	}
	var old, source string
	err = tx.QueryRow(ctx, placeOwner, fleet.Key(p.Name)).Scan(&id, &old)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, err
	case fleet.Key(old) != fleet.Key(p.Name):
		return 0, &fleet.Error{Kind: fleet.Conflict, Field: "name", Message: p.Name + " is already another name of " + old + ". Choose a different name."}
	case p.Source == "":
		return id, nil
	}
	if err := tx.QueryRow(ctx, sourceOf, id).Scan(&source); err != nil {
		return 0, err
	}
	if source != "" {
		return 0, &fleet.Error{Kind: fleet.Conflict, Field: "source", Message: old + " was taken over from " + source + ", so " + p.Source + " needs another name."}
	}
	return id, nil
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

const placeByID = allPlaces + ` WHERE id = $1`

// Place reads one place.
func (s *Store) Place(ctx context.Context, id int64) (fleet.Place, error) {
	rows, err := s.pool.Query(ctx, placeByID, id)
	if err != nil {
		return fleet.Place{}, wrap(err, "Place(%d)", id)
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPlace)
	return p, wrap(err, "Place(%d)", id)
}
