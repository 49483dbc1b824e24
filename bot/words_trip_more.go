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
		s := strings.Join(value, " ")
		switch {
		case name == "start" || s == "":
		case slices.Contains(repeatWords, name):
			args[name] = s
		default:
			return call{}, fleet.Errorf(fleet.Invalid, "A repeated trip may get another truck, driver, client, from, to, container or waybill. Change the rest by /trip edit when it is made.")
		}
	}
	return call{Tool: "trip_duplicate", Args: args}, nil
}

var repeatWords = []string{"truck", "driver", "client", "origin", "destination", "container", "waybill"}

// parseTripHistory reads which trip.
func parseTripHistory(words []string) (call, error) {
	named, rest := takeTrip(words)
	if named == nil || len(rest) > 0 {
		return call{}, whichTrip("history")
	}
	return call{Tool: "trip_history", Args: named}, nil
}

// stepWords are the steps of a trip as people type them.
var stepWords = map[string]string{
	"origin": "at_origin", "at_origin": "at_origin", "gate-in": "at_origin", "loading": "loading", "load": "loading", "loaded": "loaded",
	"departed": "departed", "departure": "departed", "depart": "departed", "gate-out": "departed",
	"arrived": "arrived", "arrival": "arrived", "arrive": "arrived", "offloading": "offloading", "offload": "offloading",
	"completed": "completed", "complete": "completed", "delivered": "completed", "returned": "returned", "return": "returned", "empty": "returned",
}

// parseTripTimes reads TRIP, a step and when: planned, or as it really was. The
// pre-gate is no step: the ticket's hours run from there.
func parseTripTimes(verb string, words []string, now time.Time) (call, error) {
	example := map[string]string{"plan": "arrived tomorrow 5am", "pregate": "today 10:30"}[verb]
	if verb = strings.ReplaceAll(verb, "-", ""); example == "" {
		example = "departed 22:10"
	}
	named, rest := takeTrip(words)
	if named == nil {
		return call{}, whichTrip(verb)
	}
	if verb == "pregate" {
		at, err := parsePast(strings.Join(rest, " "), now)
		if err != nil {
			return call{}, timeWanted(verb, example)
		}
		return tripEditCall(named, map[string]any{"call_up_at": at.In(fleet.WAT).Format(time.RFC3339)})
	}
	if len(rest) < 2 || stepWords[strings.ToLower(rest[0])] == "" {
		return call{}, timeWanted(verb, example)
	}
	step, text := stepWords[strings.ToLower(rest[0])], strings.Join(rest[1:], " ")
	if verb == "actual" || verb == "was" {
		at, err := parsePast(text, now)
		if err != nil {
			return call{}, timeWanted(verb, example)
		}
		return tripEditCall(named, map[string]any{"actual": map[string]any{step: at.In(fleet.WAT).Format(time.RFC3339)}})
	}
	at, err := parseWhen(text, now)
	if err != nil {
		return call{}, err
	}
	stamp := at.In(fleet.WAT).Format(time.RFC3339)
	if step == "departed" {
		return tripEditCall(named, map[string]any{"start": stamp})
	}
	return tripEditCall(named, map[string]any{"planned": map[string]any{step: stamp}})
}

func timeWanted(verb, example string) error {
	return fleet.Errorf(fleet.Invalid, "Say which step and when. For example: /trip %s 3101 %s. Steps: origin, loading, loaded, departed, arrived, offloading, completed, returned.", verb, example)
}

// parseTripByHand takes GPS off a trip, or lets it move the trip again.
func parseTripByHand(verb string, words []string) (call, error) {
	named, rest := takeTrip(words)
	if named == nil || len(rest) > 0 {
		return call{}, whichTrip(verb)
	}
	return tripEditCall(named, map[string]any{"by_hand": verb != "gps"})
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
