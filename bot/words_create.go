package bot

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

// segmentWords start a new part of a spelled-out trip, and say which argument
// it is.
var segmentWords = map[string]string{
	"from": "origin", "to": "destination", "driver": "driver", "client": "client", "for": "client",
	"container": "container", "cargo": "cargo", "carrying": "cargo", "waybill": "waybill", "via": "stops",
	"at": "start", "on": "start", "start": "start", "starting": "start", "depart": "start",
	"today": "start+", "tomorrow": "start+", "tonight": "start+",
}

// parseCreate reads TRUCK ORIGIN to DESTINATION at TIME and the named extras.
// When the truck, a place or the time is missing, the form opens with the rest.
func parseCreate(words []string, now time.Time) (call, error) {
	parts := segments(words)
	args := map[string]any{}
	for name, value := range parts {
		switch name {
		case "":
			plate, origin := takePlate(value)
			args["truck"] = plate
			if _, named := parts["origin"]; !named {
				args["origin"] = strings.Join(origin, " ")
			}
		case "start":
			t, err := parseWhen(strings.Join(value, " "), now)
			if err != nil {
				return call{}, err
			}
			args["start"] = t.In(fleet.WAT).Format(time.RFC3339)
		case "stops":
			args["stops"] = []string{strings.Join(value, " ")}
		default:
			args[name] = strings.Join(value, " ")
		}
	}
	takeSize(args)
	maps.DeleteFunc(args, func(_ string, v any) bool { return v == "" })
	c := call{Tool: "trip_create", Args: args}
	for _, need := range []string{"truck", "origin", "destination", "start"} {
		if _, ok := args[need]; !ok {
			c.Form = true
		}
	}
	return c, nil
}

// segments splits words at the segment words; what comes first has no name.
func segments(words []string) map[string][]string {
	parts := map[string][]string{}
	name := ""
	for _, w := range words {
		next, ok := segmentWords[strings.ToLower(w)]
		switch {
		case !ok:
			parts[name] = append(parts[name], w)
		case strings.HasSuffix(next, "+"): // the word belongs to its part
			name = strings.TrimSuffix(next, "+")
			parts[name] = append(parts[name], w)
		default:
			name = next
		}
	}
	return parts
}

// takeSize moves "40ft" from wherever it was written to container_size.
func takeSize(args map[string]any) {
	for name, v := range args {
		s, ok := v.(string)
		if !ok {
			continue
		}
		words := strings.Fields(s)
		for i, w := range words {
			if m := sizePattern.FindStringSubmatch(w); m != nil {
				args["container_size"], _ = strconv.Atoi(m[1])
				args[name] = strings.Join(slices.Delete(words, i, i+1), " ")
				return
			}
		}
	}
}
