package bot

import (
	"maps"
	"slices"
	"strings"
	"time"

	"watchtower/tools"
)

// truckWants are the single things that may be asked about a truck.
var truckWants = map[string]string{"map": "map_link", "link": "map_link", "address": "address", "speed": "speed", "phone": "phone", "number": "phone", "driver": "contact"}

// parseTruck reads a plate or a part of one, and what is wanted of it: one
// thing of the present, or a look back.
func parseTruck(text string, now time.Time) (call, error) {
	if text == "" {
		return usage(truckUsage), nil
	}
	words := strings.Fields(text)
	if c, ok, err := truckETA(words); ok {
		return c, err
	}
	whose := map[string]any{}
	plate, rest := takeTruck(words)
	switch strings.ToLower(words[0]) {
	case "me", "mine", "my":
		whose["self"], rest = true, words[1:]
	default:
		if plate == "" {
			plate, rest = fragmentBefore(words)
		}
		whose["truck"] = plate
	}
	if len(rest) > 0 {
		if b, ok := backWords[strings.ToLower(rest[0])]; ok {
			return parseBack(b, strings.Join(append([]string{"/truck"}, words[:len(words)-len(rest)+1]...), " "), whose, rest[1:], now)
		}
	}
	if whose["self"] != nil {
		return call{Tool: "truck_status", Args: whose}, nil
	}
	if plate == "" || len(rest) != 1 {
		return call{Tool: "truck_status", Args: map[string]any{"truck": text}}, nil
	}
	word := strings.ToLower(rest[0])
	if want := truckWants[word]; want != "" {
		return call{Tool: "truck_status", Args: map[string]any{"truck": plate, "want": want}}, nil
	}
	if fragmentPattern.MatchString(plate+word) || fragmentPattern.MatchString(word) { // "BDG 220", a plate with a space
		return call{Tool: "truck_status", Args: map[string]any{"truck": text}}, nil
	}
	return call{}, unknownWord("/truck "+plate, rest[0], append(append(slices.Sorted(maps.Keys(truckWants)), "eta"), backKnown(false)...), "phone")
}

// fragmentBefore takes what stands before a word that looks back for a part of a
// plate: "BDG history".
func fragmentBefore(words []string) (truck string, rest []string) {
	for i, w := range words {
		if _, ok := backWords[strings.ToLower(w)]; ok && i > 0 {
			return strings.Join(words[:i], " "), words[i:]
		}
	}
	return "", words
}

// parseFleet reads a look at the whole fleet: now, over trips of a period, or
// back.
func parseFleet(text string, now time.Time) (call, error) {
	c := call{Tool: "fleet_summary", Args: map[string]any{}}
	words := strings.Fields(strings.ToLower(text))
	low := strings.Join(words, "_")
	switch low {
	case "", "now":
		return c, nil
	case "moving", "parked", "offline":
		c.Args["status"] = low
		return c, nil
	case "loaded", "empty":
		c.Args["load"] = low
		return c, nil
	}
	if words[0] == "driver" || words[0] == "drivers" {
		return parseDriver(strings.Fields(text)[1:], now)
	}
	if b, ok := backWords[words[0]]; ok && !b.truck {
		return parseBack(b, "/fleet "+words[0], c.Args, strings.Fields(text)[1:], now)
	}
	if !slices.Contains(tools.PeriodNames(), low) {
		known := append(tools.PeriodNames(), "moving", "parked", "offline", "loaded", "empty", "drivers", "help")
		return c, unknownWord("/fleet", text, append(known, backKnown(true)...), "today")
	}
	c.Args["period"] = low
	return c, nil
}
