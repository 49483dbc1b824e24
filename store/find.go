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

// Match is how much of a name must have been typed.
type Match int

const (
	// Loose is for reads and previews: a part of a name will do when it can
	// mean one thing only.
	Loose Match = iota
	// Exact is for writes that nobody previews: the whole name, an alias, or
	// an IMEI. All else comes back as a question with what could be meant,
	// even when that is one thing.
	Exact
)

// finder resolves what people typed to one row of a table, or to a question.
// Exact key first, then names that begin with it, then names that hold it; a
// tie is never guessed, and a miss comes with the nearest names. What is no
// longer active (sold trucks, departed drivers) is found after what is, because
// it has a history.
type finder struct {
	what  string // truck, driver: for the message; also the argument it fills
	exact string // $1 key: id, name
	// guesses are tried in turn while none finds anything. Each: $1 key, $2 how
	// many; id, name, whether the name begins with the key, whether it is
	// active; active ones first, then those that begin with it.
	guesses []string
	similar string // $1 key: the nearest names by the index, three at most
	distant string // $1 key: the nearest names when none is near
	// prefixWins says that one name beginning with the text beats others that
	// merely hold it. Not for plates, where any fragment is as good as another.
	prefixWins bool
}

const (
	minFragment = 2 // characters that a fragment needs to name something
	maxChoices  = 5 // that a question back lists
)

var driverFinder = finder{
	what: "driver", prefixWins: true,
	exact: `
SELECT id, name FROM drivers WHERE key = $1`,
	guesses: []string{`
SELECT id, name, key LIKE $1 || '%', active FROM drivers
WHERE key LIKE '%' || $1 || '%' ORDER BY 4 DESC, 3 DESC, key LIMIT $2`},
	similar: `
SELECT name FROM drivers WHERE key % $1 AND active ORDER BY similarity(key, $1) DESC, key LIMIT 3`,
	distant: `
SELECT name FROM drivers WHERE active ORDER BY similarity(key, $1) DESC, key LIMIT 3`,
}

var clientFinder = finder{
	what: "client", prefixWins: true,
	exact: `
SELECT id, name FROM clients WHERE key = $1`,
	guesses: []string{`
SELECT id, name, key LIKE $1 || '%', true FROM clients
WHERE key LIKE '%' || $1 || '%' ORDER BY 3 DESC, key LIMIT $2`},
	similar: `
SELECT name FROM clients WHERE key % $1 ORDER BY similarity(key, $1) DESC, key LIMIT 3`,
	distant: `
SELECT name FROM clients ORDER BY similarity(key, $1) DESC, key LIMIT 3`,
}

var placeFinder = finder{
	what: "place", prefixWins: true,
	exact: `
SELECT p.id, p.name FROM place_names n JOIN places p ON p.id = n.place_id WHERE n.key = $1`,
	guesses: []string{`
SELECT p.id, p.name, bool_or(n.key LIKE $1 || '%'), true
FROM place_names n JOIN places p ON p.id = n.place_id
WHERE n.key LIKE '%' || $1 || '%'
GROUP BY p.id ORDER BY 3 DESC, length(p.name), p.name LIMIT $2`},
	similar: `
SELECT p.name FROM place_names n JOIN places p ON p.id = n.place_id
WHERE n.key % $1
GROUP BY p.id ORDER BY max(similarity(n.key, $1)) DESC, p.name LIMIT 3`,
	distant: `
SELECT p.name FROM place_names n JOIN places p ON p.id = n.place_id
GROUP BY p.id ORDER BY max(similarity(n.key, $1)) DESC, p.name LIMIT 3`,
}

// FindDriver resolves a driver's name or a part of it.
func (s *Store) FindDriver(ctx context.Context, text string, m Match) (Named, error) {
	return s.find(ctx, driverFinder, text, m)
}

// FindClient resolves a client's name or a part of it.
func (s *Store) FindClient(ctx context.Context, text string, m Match) (Named, error) {
	return s.find(ctx, clientFinder, text, m)
}

// FindPlace resolves a place's name, an alias, or a part of either.
func (s *Store) FindPlace(ctx context.Context, text string, m Match) (Named, error) {
	return s.find(ctx, placeFinder, text, m)
}

func (s *Store) find(ctx context.Context, f finder, text string, m Match) (n Named, err error) {
	defer func() { err = wrap(err, "find %s %q", f.what, text) }()
	key := fleet.Key(text)
	if key == "" {
		return n, &fleet.Error{Kind: fleet.Invalid, Field: f.what, Message: "Which " + f.what + "?"}
	}
	found, err := s.named(ctx, f.exact, key)
	switch {
	case err != nil:
		return n, err
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return n, f.which(text, found)
	}
	for _, guess := range f.guesses {
		if found, err = s.guess(ctx, f, guess, key); err != nil || len(found) > 0 {
			break
		}
	}
	switch {
	case err != nil:
		return n, err
	case len(found) == 0:
		return n, s.miss(ctx, f, text, key)
	case len(found) > 1:
		return n, f.which(text, found)
	case m == Exact:
		return n, &fleet.Error{Kind: fleet.Ambiguous, Field: f.what, Choices: []string{found[0].Name},
			Message: fmt.Sprintf("No %s is called exactly %q. Did you mean %s?", f.what, text, found[0].Name)}
	}
	return found[0], nil
}

// which asks back.
func (f finder) which(text string, found []Named) error {
	msg := fmt.Sprintf("More than one %s matches %q. Which one?", f.what, text)
	if len(found) > maxChoices {
		found = found[:maxChoices]
		msg = fmt.Sprintf("More than %d %ss match %q. Type more of it, or choose one of these.", maxChoices, f.what, text)
	}
	names := make([]string, len(found))
	for i, r := range found {
		names[i] = r.Name
	}
	return &fleet.Error{Kind: fleet.Ambiguous, Field: f.what, Choices: names, Message: msg}
}

func (s *Store) named(ctx context.Context, sql string, args ...any) ([]Named, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Named])
}

// guess gives what a fragment could mean: the best kind of match that there is
// any of. One more than a question lists is read, best first, so that a lone
// best match is known to be alone.
func (s *Store) guess(ctx context.Context, f finder, sql, key string) ([]Named, error) {
	if len(key) < minFragment {
		return nil, nil
	}
	rows, err := s.pool.Query(ctx, sql, key, maxChoices+1)
	if err != nil {
		return nil, err
	}
	var best []Named
	var n Named
	var begins, active, bestBegins, bestActive bool
	_, err = pgx.ForEachRow(rows, []any{&n.ID, &n.Name, &begins, &active}, func() error {
		if len(best) == 0 {
			bestBegins, bestActive = begins, active
		}
		if active == bestActive && (begins == bestBegins || !f.prefixWins) {
			best = append(best, n)
		}
		return nil
	})
	return best, err
}

// nearEnough is the trigram similarity from which a name counts as near. Lower
// reads more of the index than people read of the answer.
const nearEnough = `SELECT set_config('pg_trgm.similarity_threshold', '0.25', true)`

func (s *Store) miss(ctx context.Context, f finder, text, key string) error {
	var names []string
	read := func(rows pgx.Rows) (err error) {
		names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	}
	var q pgx.Batch // one round trip and one transaction
	q.Queue(nearEnough)
	q.Queue(f.similar, key).Query(read)
	err := s.pool.SendBatch(ctx, &q).Close()
	if err == nil && len(names) == 0 {
		var rows pgx.Rows
		if rows, err = s.pool.Query(ctx, f.distant, key); err == nil {
			err = read(rows)
		}
	}
	if err != nil {
		return err
	}
	return &fleet.Error{Kind: fleet.NotFound, Field: f.what, Choices: names,
		Message: fmt.Sprintf("There is no %s called %q here.", f.what, text)}
}
