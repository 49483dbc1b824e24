package tools

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// besidePlaceM is how close to a place's centre a truck is simply "at" it.
const besidePlaceM = 250

// whereabouts says where a truck is in words: "in Apapa Port" or "3.2 km north
// of Ogere Trailer Park, Lagos-Ibadan Expressway side".
func whereabouts(t store.TruckNow, u fleet.Units) string {
	switch {
	case t.State == nil:
		return "nowhere known"
	case t.State.Place != "":
		return "in " + t.State.Place
	}
	return beside(t.Near, u)
}

// beside says where a point is that lies in no place of the fleet. A town whose
// own position is rough gives no finer distance than whole kilometres.
func beside(n store.Nearby, u fleet.Units) string {
	from := " " + fleet.Compass(n.Bearing) + " of " + n.Name
	words := u.Distance(n.M) + from
	switch {
	case n.RoughM == 0 && n.M < besidePlaceM:
		return "at " + n.Name
	case n.M <= n.RoughM:
		words = "near " + n.Name
	case n.RoughM > 0:
		words = u.About(n.M) + from
	}
	if n.Road != "" {
		words += ", " + n.Road + " side"
	}
	return words
}

// pointWords says in words where coordinates are.
func (d *desk) pointWords(ctx context.Context, p fleet.Point, u fleet.Units) (string, error) {
	inside, err := d.store.PlaceAt(ctx, p)
	if err != nil {
		return "", err
	}
	if inside != nil {
		return "in " + inside.Name, nil
	}
	near, err := d.store.Nearby(ctx, p)
	return beside(near, u), err
}

// doing says what a truck does: "moving, 54 km/h", "stopped 3 h 10 min",
// "offline 5 h 02 min".
func doing(t store.TruckNow, now time.Time, u fleet.Units) string {
	if t.State == nil {
		return "never reported"
	}
	switch m := t.State.MotionAt(now); m {
	case fleet.Moving:
		return "moving, " + u.Speed(t.State.SpeedKmh)
	case fleet.Offline:
		return "offline " + fleet.FormatDuration(now.Sub(t.State.At))
	default:
		return string(m) + " " + fleet.FormatDuration(now.Sub(t.State.MotionSince))
	}
}

// age says how old a fix is and when it was taken.
func age(s *fleet.State, now time.Time) string {
	if s == nil {
		return "no fix yet"
	}
	return fleet.FormatDuration(now.Sub(s.At)) + " ago (" + fleet.FormatTime(s.At) + ")"
}

// tripLine says in one line what trip a truck is on.
func tripLine(b *store.TripBrief) string {
	if b == nil {
		return "none"
	}
	return fmt.Sprintf("%s %s to %s, %s", b.Ref, b.Origin, b.Destination, b.Status.Words())
}

// mapPoint puts a truck on the answer's map.
func mapPoint(t store.TruckNow, now time.Time) answer.Point {
	p := answer.Point{Label: t.Plate, Lat: t.State.Point.Lat, Lon: t.State.Point.Lon, State: string(t.State.MotionAt(now))}
	if t.State.MotionAt(now) == fleet.Moving {
		p.Heading = new(t.State.Heading)
	}
	return p
}

// count writes "1 truck" or "3 trucks".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
