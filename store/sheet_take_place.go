package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const (
	lockPlace   = sheetPlaceColumns + ` WHERE p.id = $1 FOR UPDATE OF p`
	renamePlace = `
UPDATE places SET name = $2, kind = $3, center = $4::geography, radius_m = $5, outline = $6::geography WHERE id = $1`
	unnamePlace = `DELETE FROM place_names WHERE place_id = $1 AND key <> ALL($2)`
)

// TakePlace changes one place, or makes one, with the row it comes from. Its
// other names become exactly those that the change leaves.
func (s *Store) TakePlace(ctx context.Context, m SheetTake, change func(*fleet.Place) error) (err error) {
	defer func() { err = wrap(err, "TakePlace(%d)", m.Object) }()
	defer s.placeCache.stale()
	return s.take(ctx, m, func(tx pgx.Tx) (int64, error) {
		p := fleet.Place{Kind: DefaultPlaceKind, RadiusM: DefaultPlaceRadiusM}
		if err := lockOne(ctx, tx, &p, scanSheetPlace, m, lockPlace); err != nil {
			return 0, err
		}
		if err := change(&p); err != nil {
			return 0, err
		}
		if m.Object == 0 {
			err := tx.QueryRow(ctx, insertPlace, p.Name, p.Kind, point(p.Center), p.RadiusM, polygon(p.Outline), p.Source,
				DefaultPlaceKind, DefaultPlaceRadiusM).Scan(&p.ID)
			if err != nil {
				return 0, err
			}
			return p.ID, nameIt(ctx, tx, p)
		}
		if _, err := tx.Exec(ctx, renamePlace, p.ID, p.Name, p.Kind, point(p.Center), p.RadiusM, polygon(p.Outline)); err != nil {
			return 0, err
		}
		keys := []string{fleet.Key(p.Name)}
		for _, alias := range p.Aliases {
			keys = append(keys, fleet.Key(alias))
		}
		if _, err := tx.Exec(ctx, unnamePlace, p.ID, keys); err != nil {
			return 0, err
		}
		return p.ID, nameIt(ctx, tx, p)
	})
}
