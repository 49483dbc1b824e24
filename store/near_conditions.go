package store

import (
	"strconv"
	"strings"

	"watchtower/fleet"
)

// nearConditions are what a query asks of a truck, and no more than that, as
// one text with its arguments; the first of these is the point in the middle.
type nearConditions struct {
	all  []string
	args []any
}

func (c *nearConditions) arg(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

func (c *nearConditions) and(sql string) { c.all = append(c.all, sql) }

func (c *nearConditions) sql() string { return strings.Join(c.all, "\n            AND ") }

// silent is a truck whose last fix says too little of where it is now.
func (c *nearConditions) silent(q NearQuery) string {
	parked, moving := c.arg(q.Now.Add(-fleet.SilentParked)), c.arg(q.Now.Add(-fleet.SilentMoving))
	return "(s.at < CASE s.motion WHEN 'stopped' THEN " + parked + "::timestamptz ELSE " + moving + "::timestamptz END)"
}

// A truck is loaded from its departure until it is offloaded; available when no
// trip has begun. LIMIT 1 keeps the planner from reading all open trips instead
// of one truck's.
const (
	nearLoaded = `coalesce((
                SELECT true FROM trips x WHERE x.truck_id = t.id AND x.status IN ('en_route', 'arrived', 'offloading') LIMIT 1), false)`
	nearAvailable = `(
                SELECT true FROM trips x WHERE x.truck_id = t.id AND x.status IN ('loading', 'en_route', 'arrived', 'offloading') LIMIT 1) IS NULL`
	nearClient = `(
                SELECT true FROM trips x WHERE x.truck_id = t.id AND x.status NOT IN ('completed', 'cancelled', 'failed') AND x.client_id = `
)

// ask gathers what q asks of a truck.
func (c *nearConditions) ask(q NearQuery) {
	c.and("ST_DWithin(s.point, " + c.arg(point(q.Center)) + "::geography, " + c.arg(q.RadiusM) + ")")
	c.and("t.active")
	if q.ExceptTruck != 0 {
		c.and("s.truck_id <> " + c.arg(q.ExceptTruck))
	}
	switch q.Status {
	case "":
	case "offline":
		c.and(c.silent(q))
	case "moving":
		c.and("s.motion = 'moving' AND s.at >= " + c.arg(q.Now.Add(-fleet.SilentMoving)))
	case "parked":
		c.and("s.motion = 'stopped' AND s.at >= " + c.arg(q.Now.Add(-fleet.SilentParked)))
	default:
		c.and("false")
	}
	switch q.Load {
	case "":
	case "loaded":
		c.and(nearLoaded)
	default:
		c.and("NOT " + nearLoaded)
	}
	if q.Available {
		c.and(nearAvailable)
	}
	if q.ContainerSize != 0 {
		c.and("(t.container_size = 0 OR t.container_size >= " + c.arg(q.ContainerSize) + ")")
	}
	if q.ClientID != 0 {
		c.and(nearClient + c.arg(q.ClientID) + " LIMIT 1)")
	}
}
