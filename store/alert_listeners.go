package store

import (
	"context"
	"fmt"

	"watchtower/fleet"
)

// Told is how a person was told of an alert in a direct message.
type Told string

// The ways to be told; the zero value is not at all.
const (
	ToldCard   Told = "card"   // a card, which follows the alert
	ToldHeld   Told = "held"   // not yet: quiet hours
	ToldDigest Told = "digest" // among all that was held
)

// Listener is somebody who may be told of an alert in a direct message: who
// asked for it, or was told of it already.
type Listener struct {
	Preferences
	PersonID int64
	Name     string
	Slack    string // user id
	Role     fleet.Role
	TruckID  int64 // that a driver is on; 0 for everybody else
	Told     Told  // of this alert
	Called   bool  // the alert goes to them, whether they asked for it or not
	Owed     bool  // it did when they were told of it
	Assignee bool  // the alert is theirs
}

// listeners are people whom Slack and we know as active: those who asked to be
// told, those who were told of alert $1 or have it, and those whom it goes to:
// everybody of role $2, and person $3.
const listeners = `
SELECT p.id, p.name, p.slack_user, p.role, coalesce(f.units, 'km'), coalesce(f.min_severity, 'warning'), f.quiet_from, f.quiet_to,
    coalesce(f.direct, false), coalesce(told.state, ''), CASE WHEN p.role = 'driver' THEN %s ELSE 0 END,
    p.role = $2 OR p.id = $3, coalesce(told.called, false), p.id IS NOT DISTINCT FROM (SELECT assignee_id FROM alerts WHERE id = $1)
FROM people p
LEFT JOIN preferences f ON f.person_id = p.id
LEFT JOIN alerts_told told ON told.alert_id = $1 AND told.person_id = p.id
WHERE p.id IN (SELECT person_id FROM preferences WHERE direct UNION SELECT person_id FROM alerts_told WHERE alert_id = $1
               UNION SELECT id FROM people WHERE role = $2 UNION SELECT id FROM people WHERE id = $3
               UNION SELECT assignee_id FROM alerts WHERE id = $1)
  AND p.active AND p.standing = '' AND p.slack_user IS NOT NULL
ORDER BY p.id`

// listenersOf are who may be told of an alert that goes to an audience.
func listenersOf(ctx context.Context, q querier, alertID int64, to fleet.Audience) ([]Listener, error) {
	rows, err := q.Query(ctx, fmt.Sprintf(listeners, fmt.Sprintf(truckDriven, "p.driver_id")), alertID, to.Role, to.PersonID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Listener
	for rows.Next() {
		var l Listener
		err := rows.Scan(&l.PersonID, &l.Name, &l.Slack, &l.Role, &l.Units, &l.MinSeverity, &l.QuietFrom, &l.QuietTo, &l.Direct, &l.Told, &l.TruckID, &l.Called, &l.Owed, &l.Assignee)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}
