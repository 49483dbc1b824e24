package bot

import (
	"slices"
	"strings"

	"watchtower/fleet"
)

// parseTripETA reads TRIP, where to when it is not where the trip goes, and
// whether distance or lateness is asked for.
func parseTripETA(words []string) (call, error) {
	args, rest := takeTrip(words)
	if args == nil {
		return call{}, whichTrip("eta")
	}
	return etaCall(args, rest)
}

// truckETA reads a truck, the word eta, and where to; the second result is
// false when the words do not ask for that.
func truckETA(words []string) (call, bool, error) {
	i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, "eta") })
	if i < 1 {
		return call{}, false, nil
	}
	args := map[string]any{"truck": strings.Join(words[:i], " ")}
	if i == 1 && slices.Contains([]string{"me", "mine", "my"}, strings.ToLower(words[0])) {
		args = map[string]any{"self": true}
	}
	c, err := etaCall(args, words[i+1:])
	return c, true, err
}

// etaCall takes what follows the truck or the trip.
func etaCall(args map[string]any, words []string) (call, error) {
	if n := len(words); n > 0 {
		switch last := strings.ToLower(words[n-1]); last {
		case "distance", "late":
			args["want"], words = last, words[:n-1]
		case "km", "miles":
			args["want"], args["unit"], words = "distance", map[string]string{"km": "km", "miles": "mi"}[last], words[:n-1]
		}
	}
	if len(words) > 0 && slices.Contains([]string{"to", "at", "in", "for"}, strings.ToLower(words[0])) {
		words = words[1:]
		if len(words) == 0 {
			return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "destination", Message: "Where to? For example: /truck T-4407 eta Ibadan."}
		}
	}
	if len(words) > 0 {
		args["destination"] = strings.Join(words, " ")
	}
	return call{Tool: "trip_eta", Args: args}, nil
}
