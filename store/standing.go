package store

import (
	"context"

	"watchtower/fleet"
)

// Standing is what Slack says of a user. Only a member has access, whatever
// the role.
type Standing string

// The standings.
const (
	Member      Standing = ""
	Deactivated Standing = "deactivated"
	Guest       Standing = "guest"
	App         Standing = "app"
)

const setStanding = `
UPDATE people SET standing = $2, zone = coalesce(nullif($3, ''), zone)
WHERE slack_user = $1 AND (standing, zone) IS DISTINCT FROM ($2, coalesce(nullif($3, ''), zone))`

// SetStanding notes what Slack says of a person and of their time zone: from
// then on every replica knows. An unknown user stays unknown.
func (s *Store) SetStanding(ctx context.Context, slackUser string, st Standing, zone string) error {
	_, err := s.pool.Exec(ctx, setStanding, slackUser, st, zone)
	return wrap(err, "SetStanding(%s)", slackUser)
}

// Refused is what whoever is no member hears.
func Refused(st Standing) error {
	message := map[Standing]string{
		Deactivated: "This Slack account is deactivated, so Watch Tower does not answer it. If that is wrong, ask your Slack admin to restore it.",
		Guest:       "Watch Tower is for members of this workspace; guests cannot use it. Ask your contact here.",
		App:         "Watch Tower answers people, not apps.",
	}[st]
	return fleet.Errorf(fleet.Forbidden, "%s", message)
}
