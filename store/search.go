package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const searchTrucks = `
SELECT t.id,` + truckLabel + `
FROM trucks t
WHERE t.active AND t.key LIKE '%' || $1 || '%' ORDER BY t.key NOT LIKE $1 || '%', t.key LIMIT $2`

const searchDrivers = `
SELECT id, name FROM drivers
WHERE active AND key LIKE '%' || $1 || '%' ORDER BY key NOT LIKE $1 || '%', key LIMIT $2`

const searchClients = `
SELECT id, name FROM clients
WHERE key LIKE '%' || $1 || '%' ORDER BY key NOT LIKE $1 || '%', key LIMIT $2`

const searchPlaces = `
SELECT p.id, p.name FROM place_names n JOIN places p ON p.id = n.place_id
WHERE n.key LIKE '%' || $1 || '%'
GROUP BY p.id ORDER BY bool_or(n.key LIKE $1 || '%') DESC, p.name LIMIT $2`

// SearchTrucks lists trucks whose plate holds the text, for type-ahead. An
// empty text lists the first ones.
func (s *Store) SearchTrucks(ctx context.Context, text string, limit int) ([]Named, error) {
	return s.search(ctx, searchTrucks, text, limit)
}

// SearchDrivers is SearchTrucks for drivers.
func (s *Store) SearchDrivers(ctx context.Context, text string, limit int) ([]Named, error) {
	return s.search(ctx, searchDrivers, text, limit)
}

// SearchClients is SearchTrucks for clients.
func (s *Store) SearchClients(ctx context.Context, text string, limit int) ([]Named, error) {
	return s.search(ctx, searchClients, text, limit)
}

// SearchPlaces is SearchTrucks for places, aliases included.
func (s *Store) SearchPlaces(ctx context.Context, text string, limit int) ([]Named, error) {
	return s.search(ctx, searchPlaces, text, limit)
}

func (s *Store) search(ctx context.Context, sql, text string, limit int) ([]Named, error) {
	rows, err := s.pool.Query(ctx, sql, fleet.Key(text), limit)
	if err != nil {
		return nil, wrap(err, "search(%q)", text)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Named])
	return out, wrap(err, "search(%q)", text)
}

// orNull stores the zero time as NULL.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// orZero reads NULL as the zero time.
func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
