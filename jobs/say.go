package jobs

import (
	"fmt"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// say is the alert as people read it. It depends on the alert alone, so that
// saying it again changes nothing until the alert itself changes. Phone
// numbers stay out: a channel is read by more people than may see them.
func say(a store.AlertNow) answer.Answer {
	out := answer.Answer{Kind: answer.Result, Headline: headline(a), Facts: []answer.Fact{{Label: "Truck", Value: a.Truck}}}
	add := func(label, value string) {
		if value != "" {
			out.Facts = append(out.Facts, answer.Fact{Label: label, Value: value})
		}
	}
	add("Driver", a.Driver)
	add("Place", upperFirst(where(a)))
	add("Time", fleet.FormatTime(a.Started))
	if !a.Ended.IsZero() {
		add("Ended", fleet.FormatClock(a.Ended)+", after "+fleet.FormatDuration(a.Ended.Sub(a.Started)))
	}
	if a.Detail.Litres > 0 {
		add("Fuel", fmt.Sprintf("%.0f litres", a.Detail.Litres))
	}
	if a.Detail.SpeedKmh > 0 {
		add("Speed", fmt.Sprintf("%.0f km/h", a.Detail.SpeedKmh))
	}
	add("Detail", a.Detail.Text)
	if a.Point.Valid() {
		out.Points = []answer.Point{{Label: a.Truck, Lat: a.Point.Lat, Lon: a.Point.Lon}}
	}
	out.Choices = []answer.Choice{answer.NewChoice("Where is "+a.Truck+" now", "truck_status", map[string]string{"truck": a.Truck})}
	return out
}

// openings say what is wrong in the words of the control room.
var openings = map[fleet.AlertKind]string{
	fleet.AlertSOS:       "SOS from %s",
	fleet.AlertCrash:     "Possible crash of %s",
	fleet.AlertTheft:     "Possible fuel theft from %s",
	fleet.AlertRemoval:   "The tracker of %s was taken out",
	fleet.AlertAntiTheft: "Anti-theft alarm of %s",
	fleet.AlertMovement:  "%s moves and should not",
}

func headline(a store.AlertNow) string {
	opening, ok := openings[a.Kind]
	if !ok {
		opening = upperFirst(a.Kind.Words()) + ": %s"
	}
	s := fmt.Sprintf(opening, a.Truck)
	if a.Detail.Litres > 0 {
		s += fmt.Sprintf(", %.0f litres", a.Detail.Litres)
	}
	if w := where(a); w != "" {
		s += ", " + w
	}
	s += ", " + fleet.FormatClock(a.Started)
	if !a.Ended.IsZero() {
		s += " (ended " + fleet.FormatClock(a.Ended) + ")"
	}
	return s + "."
}

// where is the place in words: inside one, beside one, or the coordinates.
func where(a store.AlertNow) string {
	switch {
	case a.Place != "":
		return "in " + a.Place
	case a.Near.Name != "":
		return fleet.FormatDistance(a.Near.M) + " " + fleet.Compass(a.Near.Bearing) + " of " + a.Near.Name
	case a.Point.Valid():
		return fmt.Sprintf("at %.4f, %.4f", a.Point.Lat, a.Point.Lon)
	}
	return ""
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
