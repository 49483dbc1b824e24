package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const personBySlack = `
SELECT id, name, role, coalesce(driver_id, 0), zone, standing, active, coalesce(f.units, 'km')
FROM people
LEFT JOIN preferences f ON f.person_id = id
WHERE slack_user = $1`

// PersonBySlack finds who a Slack user is. An unknown user is NotFound; whoever
// was switched off, or is no member of the workspace any more, Forbidden.
func (s *Store) PersonBySlack(ctx context.Context, slackUser string) (c fleet.Caller, err error) {
	defer func() { err = wrap(err, "PersonBySlack(%s)", slackUser) }()
	return scanPerson(s.pool.QueryRow(ctx, personBySlack, slackUser))
}

func scanPerson(row pgx.Row) (c fleet.Caller, err error) {
	var active bool
	var standing Standing
	err = row.Scan(&c.PersonID, &c.Name, &c.Role, &c.DriverID, &c.Zone, &standing, &active, &c.Units)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return c, fleet.Errorf(fleet.NotFound, "I do not know you yet.")
	case err != nil:
		return c, err
	case standing != Member:
		return fleet.Caller{}, Refused(standing)
	case !active:
		return fleet.Caller{}, fleet.Errorf(fleet.Forbidden, "Your access to Watch Tower was switched off. Ask an admin.")
	}
	return c, nil
}

// A role that the configuration gave goes when the configuration no longer
// names the person, and with it the driver; a driver who is not in the fleet
// is no driver of it.
const ensurePerson = `
INSERT INTO people (slack_user, name, role, driver_id, configured, created_at)
VALUES ($1, $2, coalesce(nullif($3, ''), 'viewer'), nullif($4::bigint, 0), $3 <> '', $5)
ON CONFLICT (slack_user) DO UPDATE SET
    name       = excluded.name,
    role       = CASE WHEN $3 <> '' OR people.configured THEN excluded.role ELSE people.role END,
    driver_id  = CASE WHEN $3 <> '' OR people.configured THEN excluded.driver_id ELSE people.driver_id END,
    configured = excluded.configured
` + returningPerson

const returningPerson = `RETURNING id, name, role, coalesce(driver_id, 0), zone, standing, active,
    coalesce((SELECT f.units FROM preferences f WHERE f.person_id = people.id), 'km')`

// EnsurePerson makes a Slack user a person at first contact, and keeps the
// name up to date. role and driverID are what the configuration says now. An
// empty role is none: it makes a viewer of a newcomer and of whoever had a role
// by the configuration only.
func (s *Store) EnsurePerson(ctx context.Context, slackUser, name string, role fleet.Role, driverID int64, now time.Time) (c fleet.Caller, err error) {
	defer func() { err = wrap(err, "EnsurePerson(%s)", slackUser) }()
	return scanPerson(s.pool.QueryRow(ctx, ensurePerson, slackUser, name, role, driverID, now))
}

const namePerson = `
INSERT INTO people (slack_user, name, role, created_at) VALUES ($1, $2, 'viewer', $3)
ON CONFLICT (slack_user) DO UPDATE SET name = excluded.name
` + returningPerson

// NamePerson is EnsurePerson for whoever may not say what roles people have: a
// newcomer is a viewer, everybody else keeps the role they have.
func (s *Store) NamePerson(ctx context.Context, slackUser, name string, now time.Time) (c fleet.Caller, err error) {
	defer func() { err = wrap(err, "NamePerson(%s)", slackUser) }()
	return scanPerson(s.pool.QueryRow(ctx, namePerson, slackUser, name, now))
}

const driverNamed = `SELECT id FROM drivers WHERE key = $1`

// DriverNamed is the id of the driver of exactly this name, 0 when there is
// none: a configured driver may be imported later.
func (s *Store) DriverNamed(ctx context.Context, name string) (id int64, err error) {
	err = s.pool.QueryRow(ctx, driverNamed, fleet.Key(name)).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return id, wrap(err, "DriverNamed")
}
