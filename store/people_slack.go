package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
)

const slackUser = `SELECT coalesce(slack_user, '') FROM people WHERE id = $1`

// SlackUser is who a person is in Slack; empty for nobody.
func (s *Store) SlackUser(ctx context.Context, personID int64) (user string, err error) {
	err = s.pool.QueryRow(ctx, slackUser, personID).Scan(&user)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return user, wrap(err, "SlackUser(%d)", personID)
}
