package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// AlertNow is an alert with what a person needs to act on it.
type AlertNow struct {
	fleet.AlertState
	ID       int64
	Kind     fleet.AlertKind
	Severity fleet.Severity
	TruckID  int64  // 0 when the truck could not be told
	Truck    string // its plate, else the plate as sent
	Group    string // of trucks that it is in; empty for none
	Driver   string // of the trip under way when it began, else the truck's own
	Point    fleet.Point
	Place    string // the smallest place that holds the point; may be empty
	PlaceID  int64  // of it; 0 for none
	ClientID int64  // of the trip under way when it began; 0 for none
	Trip     string // the number of that trip
	Near     Nearby // where it was, in words; empty when nobody knows
	Detail   AlertDetail
	Started  time.Time
	Ended    time.Time // zero while it lasts, and for what happened at one moment
	Received time.Time // when it became known
	Said     bool      // a delivery tells of it
	PartOf   int64     // the alert that people are told of in its place; 0 for none
	Names    AlertNames
	LastNote AlertNote
	Mute     Mute // what keeps people from being told of it, id 0 for nothing; only TellAlert looks
	News     bool // something has just made it news, however long ago it began; set by whoever tells it
}

// AlertNames are the people that an alert's state names by id; empty where
// there is none.
type AlertNames struct{ Assignee, AckedBy, ResolvedBy string }

// AlertNote is the newest note on an alert.
type AlertNote struct{ Who, Text string }

// ByRule says whether a rule of our own made the alert.
func (a AlertNow) ByRule() bool { return !a.Detail.Since.IsZero() }

// ruleSubject is what its rule is looked up for.
func (a AlertNow) ruleSubject() fleet.RuleSubject {
	return fleet.RuleSubject{TruckID: a.TruckID, Group: a.Group, PlaceID: a.PlaceID, ClientID: a.ClientID}
}

// DeliveryKey names the delivery that tells of an alert.
func (a AlertNow) DeliveryKey() string { return alertKey(a.ID) }

// An alert that came without a place happened where the truck is.
const alertNowColumns = `
    a.id, a.kind, a.severity, a.status, a.snoozed_until, coalesce(a.assignee_id, 0), coalesce(a.acked_by, 0), a.acked_at,
    coalesce(a.resolved_by, 0), a.resolved_at, a.false_alarm, a.version,
    coalesce(a.truck_id, 0), coalesce(t.plate, a.plate), coalesce(t.fleet_group, ''), coalesce(trip.driver, d.name, ''), coalesce(trip.client_id, 0), coalesce(trip.ref, ''),
    coalesce(ST_Y(at.point::geometry), 0), coalesce(ST_X(at.point::geometry), 0),
    a.detail, a.started_at, a.ended_at, a.received_at, EXISTS (SELECT FROM deliveries x WHERE x.key = 'alert:' || a.id), coalesce(a.part_of, 0),
    coalesce(assignee.name, ''), coalesce(acker.name, ''), coalesce(resolver.name, ''), coalesce(note.who, ''), coalesce(note.note, '')`

const alertNowJoins = `
LEFT JOIN trucks t ON t.id = a.truck_id
LEFT JOIN drivers d ON d.id = t.driver_id
LEFT JOIN truck_state s ON s.truck_id = a.truck_id
LEFT JOIN people assignee ON assignee.id = a.assignee_id
LEFT JOIN people acker ON acker.id = a.acked_by
LEFT JOIN people resolver ON resolver.id = a.resolved_by
CROSS JOIN LATERAL (SELECT coalesce(a.point, s.point) AS point) at
LEFT JOIN LATERAL (` + tripAtAlert + `) trip ON true
LEFT JOIN LATERAL (
    SELECT u.who, u.note FROM alert_updates u WHERE u.alert_id = a.id AND u.note <> '' ORDER BY u.id DESC LIMIT 1
) note ON true`

// tripAtAlert is the trip that the truck of alert a was on when it began. One
// whose times nobody noted counts from its plan, and until it ended.
const tripAtAlert = `
    SELECT x.driver_id, x.client_id, x.ref, y.name AS driver
    FROM trips x LEFT JOIN drivers y ON y.id = x.driver_id
    WHERE x.truck_id = a.truck_id AND x.status NOT IN ('scheduled', 'cancelled')
        AND x.start_at > a.started_at - interval '60 days'
        AND coalesce(x.loading_at, x.departed_at, x.start_at) <= a.started_at
        AND (x.completed_at IS NULL AND x.status NOT IN ('completed', 'failed') OR x.completed_at > a.started_at)
    ORDER BY x.start_at DESC LIMIT 1`

const alertByID = `
SELECT` + alertNowColumns + `
FROM alerts a` + alertNowJoins + `
WHERE a.id = $1`

// Alert reads one alert.
func (s *Store) Alert(ctx context.Context, id int64) (a AlertNow, err error) {
	a, err = s.alertNow(ctx, s.pool, id)
	return a, wrap(err, "Alert(%d)", id)
}

func (s *Store) alertNow(ctx context.Context, q querier, id int64) (AlertNow, error) {
	a, err := scanAlert(q.QueryRow(ctx, alertByID, id))
	if errors.Is(err, pgx.ErrNoRows) {
		return a, noAlert(id)
	}
	if err != nil {
		return a, err
	}
	index, err := s.places(ctx, q)
	if err != nil {
		return a, err
	}
	a.place(index)
	return a, nil
}

// place says where the alert was.
func (a *AlertNow) place(index *fleet.PlaceIndex) {
	if !a.Point.Valid() {
		return
	}
	if at := index.At(a.Point); at != nil {
		a.Place, a.PlaceID = at.Name, at.ID
	}
	a.Near = nearby(index, a.Point)
}

func noAlert(id int64) error {
	return &fleet.Error{Kind: fleet.NotFound, Field: "alert_id",
		Message: fmt.Sprintf("There is no alert %d. Ask for the open alerts to see their numbers.", id)}
}

func scanAlert(row pgx.Row) (a AlertNow, err error) {
	var ended, until, acked, resolved *time.Time
	err = row.Scan(&a.ID, &a.Kind, &a.Severity, &a.Status, &until, &a.Assignee, &a.AckedBy, &acked,
		&a.ResolvedBy, &resolved, &a.FalseAlarm, &a.Version,
		&a.TruckID, &a.Truck, &a.Group, &a.Driver, &a.ClientID, &a.Trip, &a.Point.Lat, &a.Point.Lon,
		&a.Detail, &a.Started, &ended, &a.Received, &a.Said, &a.PartOf,
		&a.Names.Assignee, &a.Names.AckedBy, &a.Names.ResolvedBy, &a.LastNote.Who, &a.LastNote.Text)
	a.Started, a.Ended, a.Received = a.Started.UTC(), orZero(ended).UTC(), a.Received.UTC()
	a.Until, a.AckedAt, a.ResolvedAt = orZero(until).UTC(), orZero(acked).UTC(), orZero(resolved).UTC()
	return a, err
}
