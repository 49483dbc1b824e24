package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Named is one row that a name was resolved to.
type Named struct {
	ID   int64
	Name string
}

// finder resolves what people typed to one row of a table, or to a question.
// Exact key first, then names that begin with it, then names that hold it; a
// tie is never guessed, and a miss comes with the nearest names.
type finder struct {
	what    string // truck, driver: for the message
	field   string // the argument it fills
	exact   string // $1 key
	like    string // $1 key: id, name, whether the name begins with it
	similar string // $1 key: names only
	// prefixWins says that one name beginning with the text beats others that
	// merely hold it. Not for plates, where any fragment is as good as another.
	prefixWins bool
}

// minFragment is how many characters a fragment needs to name something.
const minFragment = 2

var truckFinder = finder{
	what: "truck", field: "truck",
	exact: `
SELECT id, plate FROM trucks WHERE key = $1 AND active`,
	like: `
SELECT id, plate, key LIKE $1 || '%' FROM trucks
WHERE key LIKE '%' || $1 || '%' AND active ORDER BY key LIMIT 6`,
	similar: `
SELECT plate FROM trucks WHERE active
ORDER BY similarity(key, $1) DESC, abs(length(key) - length($1)), key LIMIT 3`,
}

var driverFinder = finder{
	what: "driver", field: "driver", prefixWins: true,
	exact: `
SELECT id, name FROM drivers WHERE key = $1 AND active`,
	like: `
SELECT id, name, key LIKE $1 || '%' FROM drivers
WHERE key LIKE '%' || $1 || '%' AND active ORDER BY key LIMIT 6`,
	similar: `
SELECT name FROM drivers WHERE active
ORDER BY similarity(key, $1) DESC, key LIMIT 3`,
}

var clientFinder = finder{
	what: "client", field: "client", prefixWins: true,
	exact: `
SELECT id, name FROM clients WHERE key = $1`,
	like: `
SELECT id, name, key LIKE $1 || '%' FROM clients
WHERE key LIKE '%' || $1 || '%' ORDER BY key LIMIT 6`,
	similar: `
SELECT name FROM clients ORDER BY similarity(key, $1) DESC, key LIMIT 3`,
}

var placeFinder = finder{
	what: "place", field: "place", prefixWins: true,
	exact: `
SELECT p.id, p.name FROM place_names n JOIN places p ON p.id = n.place_id WHERE n.key = $1`,
	like: `
SELECT p.id, p.name, bool_or(n.key LIKE $1 || '%')
FROM place_names n JOIN places p ON p.id = n.place_id
WHERE n.key LIKE '%' || $1 || '%'
GROUP BY p.id ORDER BY 3 DESC, length(p.name), p.name LIMIT 6`,
	similar: `
SELECT p.name FROM place_names n JOIN places p ON p.id = n.place_id
GROUP BY p.id ORDER BY max(similarity(n.key, $1)) DESC, p.name LIMIT 3`,
}

// FindTruck resolves a plate or a fragment of one.
func (s *Store) FindTruck(ctx context.Context, text string) (Named, error) {
	n, err := s.find(ctx, truckFinder, text)
	if fleet.KindOf(err) != fleet.NotFound {
		return n, err
	}
	return s.findLookalike(ctx, text, err)
}

const truckByLookalike = `
SELECT id, plate FROM trucks
WHERE translate(key, 'OI', '01') = $1 AND active`

// findLookalike tries the plate again with O read as 0 and I as 1.
func (s *Store) findLookalike(ctx context.Context, text string, miss error) (Named, error) {
	rows, err := s.named(ctx, truckByLookalike, fleet.LookalikeKey(text))
	if err != nil {
		return Named{}, wrap(err, "FindTruck(%q)", text)
	}
	if len(rows) != 1 {
		return Named{}, miss
	}
	return rows[0], nil
}

// FindDriver resolves a driver's name or a part of it.
func (s *Store) FindDriver(ctx context.Context, text string) (Named, error) {
	return s.find(ctx, driverFinder, text)
}

// FindClient resolves a client's name or a part of it.
func (s *Store) FindClient(ctx context.Context, text string) (Named, error) {
	return s.find(ctx, clientFinder, text)
}

// FindPlace resolves a place's name, an alias, or a part of either.
func (s *Store) FindPlace(ctx context.Context, text string) (Named, error) {
	return s.find(ctx, placeFinder, text)
}

func (s *Store) find(ctx context.Context, f finder, text string) (n Named, err error) {
	defer func() { err = wrap(err, "find %s %q", f.what, text) }()
	key := fleet.Key(text)
	if key == "" {
		return n, &fleet.Error{Kind: fleet.Invalid, Field: f.field, Message: "Which " + f.what + "?"}
	}
	rows, err := s.named(ctx, f.exact, key)
	if err != nil {
		return n, err
	}
	if len(rows) == 0 && len(key) >= minFragment {
		if rows, err = s.fragment(ctx, f, key); err != nil {
			return n, err
		}
	}
	switch len(rows) {
	case 1:
		return rows[0], nil
	case 0:
		return n, s.miss(ctx, f, text, key)
	}
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.Name
	}
	return n, &fleet.Error{Kind: fleet.Ambiguous, Field: f.field, Choices: names,
		Message: fmt.Sprintf("More than one %s matches %q. Which one?", f.what, text)}
}

func (s *Store) named(ctx context.Context, sql, key string) ([]Named, error) {
	rows, err := s.pool.Query(ctx, sql, key)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Named])
}

func (s *Store) fragment(ctx context.Context, f finder, key string) ([]Named, error) {
	rows, err := s.pool.Query(ctx, f.like, key)
	if err != nil {
		return nil, err
	}
	var begins, holds []Named
	var n Named
	var prefix bool
	_, err = pgx.ForEachRow(rows, []any{&n.ID, &n.Name, &prefix}, func() error {
		if prefix {
			begins = append(begins, n)
		}
		holds = append(holds, n)
		return nil
	})
	if f.prefixWins && len(begins) > 0 {
		return begins, err
	}
	return holds, err
}

func (s *Store) miss(ctx context.Context, f finder, text, key string) error {
	rows, err := s.pool.Query(ctx, f.similar, key)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	return &fleet.Error{Kind: fleet.NotFound, Field: f.field, Choices: names,
		Message: fmt.Sprintf("There is no %s called %q here.", f.what, text)}
}
