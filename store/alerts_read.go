package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// AlertNow is an alert with what a person needs to act on it.
type AlertNow struct {
	ID       int64
	Kind     fleet.AlertKind
	Severity fleet.Severity
	Status   string // open, acknowledged, resolved
	TruckID  int64  // 0 when the truck could not be told
	Truck    string // its plate, else the plate as sent
	Driver   string // of the trip under way, else the truck's own
	Point    fleet.Point
	Place    string // the smallest place that holds the point; may be empty
	Near     Nearby // the named place nearest to it
	Detail   AlertDetail
	Started  time.Time
	Ended    time.Time // zero while it lasts, and for what happened at one moment
	Said     bool      // a delivery tells of it
}

// DeliveryKey names the delivery that tells of an alert.
func (a AlertNow) DeliveryKey() string { return alertKey(a.ID) }

// An alert that came without a place happened where the truck is.
const alertByID = `
SELECT a.id, a.kind, a.severity, a.status, coalesce(a.truck_id, 0), coalesce(t.plate, a.plate),
       coalesce(trip.driver, d.name, ''), coalesce(ST_Y(at.point::geometry), 0), coalesce(ST_X(at.point::geometry), 0),
       coalesce(inside.name, ''), coalesce(near.name, ''), coalesce(near.m, 0), coalesce(near.bearing, 0),
       a.detail, a.started_at, a.ended_at, EXISTS (SELECT FROM deliveries x WHERE x.key = 'alert:' || a.id)
FROM alerts a
LEFT JOIN trucks t ON t.id = a.truck_id
LEFT JOIN drivers d ON d.id = t.driver_id
LEFT JOIN truck_state s ON s.truck_id = a.truck_id
CROSS JOIN LATERAL (SELECT coalesce(a.point, s.point) AS point) at
LEFT JOIN LATERAL (
    SELECT y.name AS driver FROM trips x JOIN drivers y ON y.id = x.driver_id
    WHERE x.truck_id = a.truck_id AND x.status IN ('loading', 'en_route', 'arrived', 'offloading')
    ORDER BY x.start_at DESC LIMIT 1
) trip ON true
LEFT JOIN LATERAL (
    SELECT p.name FROM places p WHERE ST_DWithin(p.center, at.point, p.radius_m) ORDER BY p.radius_m, p.id LIMIT 1
) inside ON true
LEFT JOIN LATERAL (
    SELECT p.name, ST_Distance(p.center, at.point) AS m, coalesce(degrees(ST_Azimuth(p.center, at.point)), 0) AS bearing
    FROM places p ORDER BY p.center <-> at.point LIMIT 1
) near ON at.point IS NOT NULL
WHERE a.id = $1`

// Alert reads one alert.
func (s *Store) Alert(ctx context.Context, id int64) (a AlertNow, err error) {
	defer func() { err = wrap(err, "Alert(%d)", id) }()
	var ended *time.Time
	err = s.pool.QueryRow(ctx, alertByID, id).Scan(&a.ID, &a.Kind, &a.Severity, &a.Status, &a.TruckID, &a.Truck,
		&a.Driver, &a.Point.Lat, &a.Point.Lon, &a.Place, &a.Near.Name, &a.Near.M, &a.Near.Bearing,
		&a.Detail, &a.Started, &ended, &a.Said)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, fleet.Errorf(fleet.NotFound, "There is no alert %d.", id)
	}
	a.Started, a.Ended = a.Started.UTC(), orZero(ended).UTC()
	return a, err
}
