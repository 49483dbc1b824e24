package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// The rows of all admins are locked in one order, so that of two changes at
// once the second sees what the first has left.
const lockAdmins = `
SELECT id FROM people WHERE role = 'admin' AND active AND standing = '' ORDER BY id FOR UPDATE`

const insertPerson = `
INSERT INTO people (slack_user, name, role, driver_id, active, created_at)
VALUES ($1, $2, $3, nullif($4::bigint, 0), $5, $6)
ON CONFLICT (slack_user) DO UPDATE SET role = excluded.role, driver_id = excluded.driver_id, active = excluded.active
RETURNING id`

const updatePerson = `
UPDATE people SET role = $2, driver_id = nullif($3::bigint, 0), active = $4 WHERE id = $1`

// SavePerson keeps the role, the driver and the access of a person; one without
// an id is new. It refuses to take the last admin away.
func (s *Store) SavePerson(ctx context.Context, p Person, now time.Time) (created bool, err error) {
	defer func() { err = wrap(err, "SavePerson(%d)", p.ID) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, lockAdmins)
		if err != nil {
			return err
		}
		admins, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		stays := p.Role == fleet.Admin && p.Active && p.Standing == Member
		if !stays && len(admins) == 1 && admins[0] == p.ID {
			return fleet.Errorf(fleet.Conflict, "%s is the last admin. Make somebody else an admin first.", p.Name)
		}
		if created = p.ID == 0; created {
			return tx.QueryRow(ctx, insertPerson, p.SlackUser, p.Name, p.Role, p.DriverID, p.Active, now).Scan(&p.ID)
		}
		_, err = tx.Exec(ctx, updatePerson, p.ID, p.Role, p.DriverID, p.Active)
		return err
	})
	return created, err
}
