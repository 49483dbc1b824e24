package tools

import (
	"cmp"
	"strings"

	"watchtower/fleet"
	"watchtower/store"
)

// routeFor is what a route is for: "critical overspeed alerts in Apapa Port by
// night".
func routeFor(r store.RouteNow) string {
	var words []string
	add := func(before, word string) {
		if word != "" {
			words = append(words, strings.TrimSpace(before+" "+word))
		}
	}
	add("", string(r.Severity))
	add("", r.Kind.Words())
	add("", "alerts")
	add("in", r.Place)
	add("for", r.Client)
	add("by", string(r.Shift))
	if len(words) == 1 {
		return "all other alerts"
	}
	return strings.Join(words, " ")
}

// routeTo is where a route leads: the channel, and who is told directly.
func routeTo(r store.RouteNow) string {
	to := []string{"the alerts channel"}
	if r.Channel != "" {
		to = []string{cmp.Or(r.ChannelName, r.Channel)}
	}
	if r.Role != "" {
		to = append(to, "every "+string(r.Role))
	}
	if r.Person != "" {
		to = append(to, r.Person)
	}
	return strings.Join(to, ", ")
}

// routeNext is who is told when nobody acknowledges, and after how long.
func routeNext(r store.RouteNow) string {
	next := "managers"
	switch {
	case r.Next != "":
		next = r.Next
	case r.NextRole != "":
		next = "every " + string(r.NextRole)
	}
	return next + ", after " + routeAfter(r)
}

func routeAfter(r store.RouteNow) string {
	switch {
	case r.After > 0:
		return fleet.FormatDuration(r.After)
	case r.Severity == fleet.Critical:
		return "10 min"
	case r.Severity == fleet.Warning:
		return "30 min by day"
	}
	return "10 min (critical), 30 min by day (warning)"
}
