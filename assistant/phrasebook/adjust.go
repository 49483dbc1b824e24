package phrasebook

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// adjust settles what one intent reads differently from the rest.
func (s sentence) adjust(u *Understanding) {
	switch u.Intent {
	case TrucksNear:
		s.adjustNear(u)
	case TripStatus:
		s.adjustStatus(u)
	case Ranking:
		s.adjustRanking(u)
	case CreateTrip:
		s.readStart(u)
		s.unknownClient(u)
		s.readCargo(u)
		s.readPapers(u)
		dropKeys(u, "want", "status")
	case UpdateTrip:
		s.adjustUpdate(u)
	case DriverLookup:
		s.adjustDriver(u)
	case TruckLocation:
		s.unknownDriver(u)
	case FuelReport:
		if u.Args["unit"] == "L" && u.Args["metric"] == nil {
			u.Args["metric"] = "fuel_used"
		}
	case Distance:
		if u.Args["threshold"] != nil && !measured.MatchString(s.plain) {
			dropKeys(u, "threshold", "unit") // "5120 km this week" may be half a plate
		}
	case ETA:
		if u.Args["want"] == nil {
			delete(u.Args, "unit")
		}
	}
	if u.Args["unit"] == nil || u.Args["threshold"] == nil {
		return
	}
	if u.Intent == Maintenance || u.Intent == Distance {
		u.Args["unit"] = "km"
	}
}

// measured are the words that make a distance one to measure others by.
var measured = regexp.MustCompile(`\b(more|over|above|pass|passed|past|beyond|exceed\w*|less|below|under|least|up to|than|reach|reached|cross|crossed)\b`)

func dropKeys(u *Understanding, keys ...string) {
	for _, k := range keys {
		delete(u.Args, k)
	}
}

var (
	oneNearest = regexp.MustCompile(`\b(nearest|closest)\b`)
	manyTrucks = regexp.MustCompile(`\b(trucks|ones|units|all|any)\b`)
)

func (s sentence) adjustNear(u *Understanding) {
	if u.Args["limit"] == nil && oneNearest.MatchString(s.plain) && !manyTrucks.MatchString(s.plain) {
		u.Args["limit"] = 1
	}
	if u.Args["want"] == "count" && u.Args["limit"] != nil {
		delete(u.Args, "want")
	}
	// "spoil for road" and the like say why, not which trucks.
	if u.Args["near_truck"] != nil && strings.Index(s.plain, "TRUCK") < strings.Index(s.plain, "near") {
		dropKeys(u, "status")
	}
}

// adjustStatus keeps the step that is asked about apart from lateness.
func (s sentence) adjustStatus(u *Understanding) {
	if u.Args["want"] != nil || u.Args["status"] != nil {
		delete(u.Args, "milestone")
	}
	asks := regexp.MustCompile(`\b(has|have|did|is|when|been|get to|yet)\b`)
	if !asks.MatchString(s.plain) && !strings.Contains(s.text, "?") {
		delete(u.Args, "milestone")
	}
	if u.Args["status"] == "scheduled" && !regexp.MustCompile(`\b(next|upcoming)\b`).MatchString(s.plain) {
		delete(u.Args, "status")
	}
	s.unknownDriver(u)
}

var (
	singular = regexp.MustCompile(`\b(truck|driver|who)\b`)
	plural   = regexp.MustCompile(`\b(trucks|drivers)\b`)
)

func (s sentence) adjustRanking(u *Understanding) {
	if u.Args["order"] == nil {
		u.Args["order"] = "top"
	}
	if u.Args["limit"] == nil && singular.MatchString(s.plain) && !plural.MatchString(s.plain) {
		u.Args["limit"] = 1
	}
}

// drove asks who was at the wheel, not who is.
var drove = regexp.MustCompile(`\b(drove|was driving|did drive|carried|was (on|in|with))\b`)

func (s sentence) adjustDriver(u *Understanding) {
	if u.Args["availability"] != nil {
		dropKeys(u, "want", "self")
		return
	}
	if u.Args["truck"] == nil || !drove.MatchString(s.plain) {
		dropKeys(u, "period")
	}
	s.unknownDriver(u)
	if u.Args["driver"] != nil && u.Args["want"] == "name" {
		delete(u.Args, "want")
	}
}

// unknownDriver takes a name nobody registered where a person must be meant,
// so that it can be told back.
func (s sentence) unknownDriver(u *Understanding) {
	if hasTarget(u.Args) || len(u.Missing) > 0 || u.Args["client"] != nil {
		return
	}
	for i := range s.tok {
		if s.unknownWord(i) {
			n := 1
			if i+1 < len(s.tok) && s.unknownWord(i+1) {
				n = 2
			}
			delete(u.Args, "destination")
			u.Args["driver"] = s.raw(i, n)
			return
		}
	}
}

// adjustUpdate reads what the change is, and what it is called for.
func (s sentence) adjustUpdate(u *Understanding) {
	action, _ := u.Args["action"].(string)
	action = cmp.Or(action, s.action)
	if action != "add_stop" && action != "mark_arrived" {
		delete(u.Args, "place")
	}
	switch action {
	case "reschedule":
		dropKeys(u, "period")
		s.readStart(u)
	case "change_truck":
		dropKeys(u, "period")
		s.newTruck(u)
	case "change_driver":
		dropKeys(u, "period")
		s.newDriver(u)
	case "mark_arrived", "depart", "start", "end", "add_stop", "delay", "undo_gps":
		dropKeys(u, "period", "start")
	}
	if action != "change_driver" && u.Args["driver"] != nil && hasTripName(u.Args) {
		delete(u.Args, "driver")
	}
	if slices.Contains([]string{"cancel", "fail", "reschedule", "delay"}, action) {
		s.readReason(u)
	}
	if slices.Contains([]string{"cancel", "end", "start"}, action) && regexp.MustCompile(`\btrips\b`).MatchString(s.plain) {
		dropKeys(u, "self")
	}
}

// newDriver takes the driver who is to come where a change names two, and asks
// when nothing tells which one that is.
func (s sentence) newDriver(u *Understanding) {
	tags := s.of(kDriver)
	if len(tags) != 2 || len(tags[0].values) != 1 || len(tags[1].values) != 1 {
		return
	}
	delete(u.Args, "driver")
	for _, t := range tags {
		switch s.tokLow(t.at - 1) {
		case "to", "with", "put", "use", "assign", "give", "let":
			if t.sure {
				u.Args["driver"] = t.values[0]
				return
			}
		}
	}
	u.ask("driver", []string{tags[0].values[0], tags[1].values[0]}, "You named two drivers.")
}

// newTruck takes the truck after "with" or "to" where a change names both.
func (s sentence) newTruck(u *Understanding) {
	tags := s.of(kTruck)
	if len(tags) != 2 || u.Args["truck"] != nil {
		return
	}
	for _, t := range tags {
		w := s.tokLow(t.at - 1)
		if slices.Contains([]string{"with", "to", "by", "use", "put", "bring", "send"}, w) && t.known && t.sure && len(t.values) == 1 {
			u.Args["truck"] = t.values[0]
			u.Options, u.Problem = nil, ""
		}
	}
}
