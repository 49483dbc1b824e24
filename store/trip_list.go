package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/fleet"
)

// TripQuery narrows a list of trips; zero fields do not.
type TripQuery struct {
	Statuses      []fleet.TripStatus
	DelayedAt     time.Time     // only trips that should have left by then and have not
	Window        *fleet.Window // of planned start
	Finished      bool          // the window is of completion: trips leave in one night and end in the next day
	TruckID       int64
	DriverID      int64
	ClientID      int64
	OriginID      int64
	DestinationID int64
	ContainerSize int
	Container     string // whole or its end, in key form
	Waybill       string // the same
	ChangedBy     string // who created it, or changed it since
	Limit         int
	Offset        int  // rows passed over
	Newest        bool // newest start first
}

// where builds the filter: a fixed part per field that is set, each served by
// an index of trips, arguments always numbered. Codes are compared as a whole
// or by their end.
func (q TripQuery) where(ends bool) (string, []any) {
	var c conditions
	if len(q.Statuses) > 0 {
		c.add("x.status = ANY(%s)", q.Statuses)
	}
	if !q.DelayedAt.IsZero() {
		late := q.DelayedAt.Add(-fleet.LateGrace)
		c.add("(x.status IN ('scheduled', 'loading') AND x.start_at < %s OR x.status = 'en_route' AND x.plan_arrived < %s)", late, late)
	}
	switch {
	case q.Window == nil:
	case q.Finished:
		c.add("x.status = 'completed' AND coalesce(x.completed_at, x.start_at) >= %s AND coalesce(x.completed_at, x.start_at) < %s", q.Window.From, q.Window.To)
	default:
		c.add("x.start_at >= %s AND x.start_at < %s", q.Window.From, q.Window.To)
	}
	ids := []struct {
		column string
		id     int64
	}{{"truck_id", q.TruckID}, {"driver_id", q.DriverID}, {"client_id", q.ClientID}, {"origin_id", q.OriginID}, {"destination_id", q.DestinationID}}
	for _, f := range ids {
		if f.id != 0 {
			c.add("x."+f.column+" = %s", f.id)
		}
	}
	if q.ContainerSize != 0 {
		c.add("x.container_size > 0 AND x.container_size = %s", q.ContainerSize)
	}
	if q.ChangedBy != "" {
		c.add("EXISTS (SELECT FROM trip_changes h WHERE h.trip_id = x.id AND h.who = %s)", q.ChangedBy)
	}
	codes := []struct{ column, code string }{{"container", q.Container}, {"waybill_key", q.Waybill}}
	for _, f := range codes {
		switch {
		case f.code == "":
		case ends:
			// The array keeps the planner from walking all trips by start.
			c.add("x.id = ANY(ARRAY(SELECT id FROM trips WHERE "+f.column+" <> '' AND reverse("+f.column+") LIKE %s))", reversed(f.code)+"%")
		default:
			c.add("x."+f.column+" <> '' AND x."+f.column+" = %s", f.code)
		}
	}
	return c.where()
}

func reversed(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// Trips lists trips by planned start, at most Limit after Offset, and how many there
// are in all. A
// container or waybill that no trip has as a whole is taken for the end of one.
func (s *Store) Trips(ctx context.Context, q TripQuery) (list []fleet.Trip, total int, err error) {
	defer func() { err = wrap(err, "Trips") }()
	list, total, err = s.tripsWhere(ctx, q, false)
	if err == nil && total == 0 && (q.Container != "" || q.Waybill != "") {
		list, total, err = s.tripsWhere(ctx, q, true)
	}
	return list, total, err
}

func (s *Store) tripsWhere(ctx context.Context, q TripQuery, ends bool) (list []fleet.Trip, total int, err error) {
	where, args := q.where(ends)
	order := "\nORDER BY x.start_at, x.id"
	if q.Newest {
		order = "\nORDER BY x.start_at DESC, x.id DESC"
	}
	list, err = s.trips(ctx, s.pool, fmt.Sprintf("%s%s%s\nLIMIT %d OFFSET %d", tripSelect, where, order, q.Limit, q.Offset), args...)
	if err != nil || len(list) < q.Limit && (len(list) > 0 || q.Offset == 0) {
		return list, q.Offset + len(list), err
	}
	err = s.pool.QueryRow(ctx, "SELECT count(*) FROM trips x"+where, args...).Scan(&total)
	return list, total, err
}
