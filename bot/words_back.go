package bot

import (
	"maps"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/tools"
)

// back is what a word that looks back means: a tool, an argument that the word
// itself gives, and what may follow it beside a period.
type back struct {
	tool  string
	arg   string // "want=stops"; empty for none
	truck bool   // of a truck only, never of the whole fleet
	place bool   // a place follows
	words map[string]string
}

// fileWords say what a file is to hold, and how it is written.
var fileWords = map[string]string{
	"track": "what=track", "trips": "what=trips", "visits": "what=visits", "positions": "what=positions",
	"csv": "format=csv", "xlsx": "format=xlsx", "excel": "format=xlsx", "gpx": "format=gpx", "kml": "format=kml", "geojson": "format=geojson",
}

// backWords follow a plate, or /fleet.
var backWords = map[string]back{
	"history":  {tool: "truck_history", truck: true},
	"track":    {tool: "truck_history", truck: true, arg: "want=route"},
	"route":    {tool: "truck_history", truck: true, arg: "want=route"},
	"stops":    {tool: "truck_history", truck: true, arg: "want=stops"},
	"visits":   {tool: "place_visits", place: true},
	"distance": {tool: "distance_report"},
	"idle":     {tool: "idle_report"},
	"idling":   {tool: "idle_report"},
	"fuel":     {tool: "fuel_report"},
	"diesel":   {tool: "fuel_report"},
	"service":  {tool: "maintenance_due"}, // read by parseService
	"export":   {tool: "export", words: fileWords},
	"file":     {tool: "export", words: fileWords},
}

// backKnown are the words themselves, for whoever mistyped one.
func backKnown(fleetToo bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(backWords)), func(w string) bool { return fleetToo && backWords[w].truck })
}

// parseBack reads what follows a word that looks back: a period, a place, a
// format. args hold whose it is, and command is what was read already.
func parseBack(b back, command string, args map[string]any, words []string, now time.Time) (call, error) {
	set := func(pair string) {
		if name, value, ok := strings.Cut(pair, "="); ok {
			args[name] = value
		}
	}
	if b.tool == "maintenance_due" {
		return parseService(command, args, words, now)
	}
	set(b.arg)
	var place []string
	for len(words) > 0 {
		low := strings.ToLower(words[0])
		period, n := periodAt(words, now)
		switch {
		case n > 0:
			args["period"] = period
			words = words[n:]
			continue
		case b.words[low] != "":
			set(b.words[low])
		case slices.Contains([]string{"of", "for", "as", "in", "at", "to", "from"}, low):
		case b.place:
			place = append(place, words[0])
		default:
			known := append(slices.Sorted(maps.Keys(b.words)), tools.PeriodNames()...)
			return call{}, unknownWord(command, words[0], known, "yesterday")
		}
		words = words[1:]
	}
	if len(place) > 0 {
		args["place"] = strings.Join(place, " ")
	} else if b.place {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "place", Message: "The visits of which place? For example: " + command + " Apapa yesterday."}
	}
	return call{Tool: b.tool, Args: args}, nil
}
