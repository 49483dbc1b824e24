package store

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Person is one row of people.
type Person struct {
	ID         int64
	SlackUser  string // empty for somebody who is not in Slack
	Name       string
	Role       fleet.Role
	DriverID   int64
	Driver     string
	Active     bool
	Configured bool // the role comes from the configuration
	Since      time.Time
	Standing   Standing // what Slack says
}

const personSelect = `
SELECT p.id, coalesce(p.slack_user, ''), p.name, p.role, coalesce(p.driver_id, 0), coalesce(d.name, ''), p.active, p.configured, p.created_at, p.standing
FROM people p
LEFT JOIN drivers d ON d.id = p.driver_id`

// Person reads one person.
func (s *Store) Person(ctx context.Context, id int64) (Person, error) {
	p, err := onePerson(ctx, s.pool, personSelect+"\nWHERE p.id = $1", id)
	return p, wrap(err, "Person(%d)", id)
}

func onePerson(ctx context.Context, q querier, sql string, args ...any) (Person, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return Person{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Person])
	if errors.Is(err, pgx.ErrNoRows) {
		return p, &fleet.Error{Kind: fleet.NotFound, Field: "person", Message: "I do not know that person yet."}
	}
	return p, err
}

// Without a role or a search the order comes from the index of both.
const listPeople = personSelect + `
WHERE ($1 = '' OR p.role = $1) AND ($2 = '' OR p.key LIKE '%' || $2 || '%' OR p.slack_user = $2)
ORDER BY array_position(ARRAY['admin', 'manager', 'dispatcher', 'viewer', 'driver'], p.role), p.key, p.id
LIMIT $3 OFFSET $4`

const countPeople = `
SELECT count(*) FROM people p
WHERE ($1 = '' OR p.role = $1) AND ($2 = '' OR p.key LIKE '%' || $2 || '%' OR p.slack_user = $2)`

// People lists people by role and name, at most limit, and how many there are.
func (s *Store) People(ctx context.Context, role fleet.Role, search string, limit, offset int) (list []Person, total int, err error) {
	defer func() { err = wrap(err, "People") }()
	rows, err := s.pool.Query(ctx, listPeople, role, fleet.Key(search), limit, offset)
	if err != nil {
		return nil, 0, err
	}
	if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Person]); err != nil {
		return nil, 0, err
	}
	err = s.pool.QueryRow(ctx, countPeople, role, fleet.Key(search)).Scan(&total)
	return list, total, err
}

// slackMention is a person as Slack writes one: <@U0123ABCD>, <@U0123ABCD|ada>,
// or the bare id.
var slackMention = regexp.MustCompile(`^<@([UW][A-Z0-9]{5,})(?:\|[^>]*)?>$|^([UW][A-Z0-9]{7,})$`)

// SlackUser is the Slack id that a text names, empty when it names none.
func SlackUser(text string) string {
	m := slackMention.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

const personByUser = `SELECT id, name FROM people WHERE slack_user = $1`

var personFinder = finder{
	what: "person", prefixWins: true,
	exact: `
SELECT id, name FROM people WHERE key = $1 AND active`,
	guesses: []string{`
SELECT id, name, key LIKE $1 || '%', active FROM people
WHERE key LIKE '%' || $1 || '%' ORDER BY 4 DESC, 3 DESC, key LIMIT $2`},
	similar: `
SELECT name FROM people WHERE key % $1 AND active ORDER BY similarity(key, $1) DESC, key LIMIT 3`,
	distant: `
SELECT name FROM people WHERE active ORDER BY similarity(key, $1) DESC, key LIMIT 3`,
}

// FindPerson resolves a Slack user or a name, or a part of one.
func (s *Store) FindPerson(ctx context.Context, text string, m Match) (Named, error) {
	user := SlackUser(text)
	if user == "" {
		return s.find(ctx, personFinder, text, m)
	}
	found, err := s.named(ctx, personByUser, user)
	if err == nil && len(found) == 0 {
		err = &fleet.Error{Kind: fleet.NotFound, Field: "person", Message: "That person has not used Watch Tower yet."}
	}
	if err != nil {
		return Named{}, wrap(err, "FindPerson")
	}
	return found[0], nil
}
