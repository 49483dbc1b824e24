package bot

import (
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
)

// parseTripRepeat reads TRIP and when it is to go again, perhaps with another
// truck or driver.
func parseTripRepeat(words []string, now time.Time) (call, error) {
	named, rest := takeTrip(words)
	if named["trip_id"] == nil {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "trip_id", Message: "Which trip should be repeated? Give its number and the new start. For example: /trip repeat 3101 tomorrow 10pm."}
	}
	args := map[string]any{"trip_id": named["trip_id"]}
	parts := segments(rest)
	parts["start"] = append(slices.Clone(parts[""]), parts["start"]...)
	delete(parts, "")
	if err := takeStart(parts, args, now); err != nil {
		return call{}, err
	}
	if start, _ := args["start"].(string); len(start) == len(time.DateOnly) {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "start", Message: "At what hour? For example: /trip repeat 3101 tomorrow 10pm."}
	}
	for name, value := range parts {
		if s := strings.Join(value, " "); s != "" && name != "start" && name != "stops" && name != "cargo" {
			args[name] = s
		}
	}
	return call{Tool: "trip_duplicate", Args: args}, nil
}

// parseTripRules reads nothing, or a rule and what it is to do.
func parseTripRules(words []string) (call, error) {
	switch len(words) {
	case 0:
		return call{Tool: "trip_rules", Args: map[string]any{}}, nil
	case 1:
		return call{Tool: "trip_rules", Args: map[string]any{"rule": strings.ToLower(words[0])}}, nil
	case 2:
		return call{Tool: "trip_rule_set", Args: map[string]any{"rule": strings.ToLower(words[0]), "does": strings.ToLower(words[1])}}, nil
	}
	return call{}, fleet.Errorf(fleet.Invalid, "A rule is set like this: /trip rules truck_busy refuse. /trip rules alone lists them.")
}
