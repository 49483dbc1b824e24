package bot

import (
	"maps"
	"regexp"
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
	"truck": "truck", "container": "container", "cargo": "cargo", "carrying": "cargo", "waybill": "waybill", "via": "stops",
	"consignee": "consignee", "motorboy": "motor_boy", "motor-boy": "motor_boy", "tdo": "tdo", "callup": "call_up", "call-up": "call_up", "eto": "call_up",
	"weight": "weight_t", "diesel": "diesel_l", "dieselcost": "diesel_naira", "diesel-cost": "diesel_naira", "allowance": "allowance_naira",
	"emptyto": "empty_return", "empty-to": "empty_return", "interchange": "interchange",
	"at": "start", "on": "start", "start": "start", "starting": "start", "depart": "start",
	"today": "start+", "tomorrow": "start+", "tonight": "start+",
}

// parseCreate reads TRUCK ORIGIN to DESTINATION at TIME and the named extras.
// When the truck, a place or the hour is missing, the form opens with the rest.
func parseCreate(words []string, now time.Time) (call, error) {
	args := map[string]any{}
	parts := segments(takeSize(words, args))
	if err := takeStart(parts, args, now); err != nil {
		return call{}, err
	}
	for name, value := range parts {
		switch name {
		case "":
			truck, origin := takeTruck(value)
			if args["truck"] == nil {
				args["truck"] = truck
			}
			if _, named := parts["origin"]; !named {
				args["origin"] = strings.Join(origin, " ")
			}
		case "stops":
			if stops := splitStops(value); len(stops) > 0 {
				args["stops"] = stops
			}
		default:
			args[name] = strings.Join(value, " ")
		}
	}
	if err := readPapers(args, now); err != nil {
		return call{}, err
	}
	maps.DeleteFunc(args, func(_ string, v any) bool { return v == "" })
	c := call{Tool: "trip_create", Args: args}
	for _, need := range []string{"truck", "origin", "destination", "start"} {
		if _, ok := args[need]; !ok {
			c.Form = formTrip
		}
	}
	if start, _ := args["start"].(string); len(start) == len(time.DateOnly) {
		c.Form = formTrip // only the form asks for the hour
	}
	if plate, _ := args["truck"].(string); plate != "" && !platePattern.MatchString(plate) {
		c.Form = formTrip // a part of a plate is shown before anything is made of it
	}
	return c, nil
}

// fragmentPattern is a part of a plate as people say it: its digits, perhaps
// with some letters.
var fragmentPattern = regexp.MustCompile(`(?i)^[a-z]{0,3}-?\d{2,6}-?[a-z]{0,3}$`)

// takeTruck takes a plate, or a part of one, from the front of words.
func takeTruck(words []string) (truck string, rest []string) {
	if truck, rest = takePlate(words); truck == "" && len(words) > 0 && fragmentPattern.MatchString(words[0]) {
		return words[0], words[1:]
	}
	return truck, rest
}

// segments splits words at the segment words; what comes first has no name.
// Commas matter between stops alone.
func segments(words []string) map[string][]string {
	parts := map[string][]string{}
	name := ""
	for _, w := range words {
		next, ok := segmentWords[strings.ToLower(w)]
		switch {
		case w == "," && name != "stops":
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

// takeStart reads the start where it is named, else at the end of a part: "to
// Port Harcourt friday 6:30am". A day without an hour is kept as a date.
func takeStart(parts map[string][]string, args map[string]any, now time.Time) error {
	if named := strings.Join(parts["start"], " "); named != "" {
		delete(parts, "start")
		if t, err := parseWhen(named, now); err == nil {
			args["start"] = t.In(fleet.WAT).Format(time.RFC3339)
			return nil
		} else if n, day := dayAtEnd(strings.Fields(named), now); n == len(strings.Fields(named)) {
			args["start"] = day
			return nil
		} else {
			return err
		}
	}
	for _, name := range []string{"destination", "driver", "client", "cargo", "stops", "origin"} {
		words := parts[name]
		n, start := timeAtEnd(words, now)
		if n == 0 {
			n, start = dayAtEnd(words, now)
		}
		if n > 0 && n < len(words) { // something is left to be a name
			parts[name], args["start"] = words[:len(words)-n], start
			return nil
		}
	}
	return nil
}

// splitStops reads "Ogere, Ore and Benin".
func splitStops(words []string) []string {
	var stops []string
	var stop []string
	for _, w := range append(slices.Clone(words), ",") {
		if low := strings.ToLower(w); w == "," || w == "&" || low == "and" || low == "then" {
			if len(stop) > 0 {
				stops = append(stops, strings.Join(stop, " "))
			}
			stop = nil
			continue
		}
		stop = append(stop, w)
	}
	return stops
}

// takeSize moves "40ft" or "40 ft" from wherever it was written to
// container_size.
func takeSize(words []string, args map[string]any) []string {
	for i := range words {
		for _, n := range []int{1, 2} {
			if i+n > len(words) {
				continue
			}
			if m := sizePattern.FindStringSubmatch(strings.Join(words[i:i+n], " ")); m != nil {
				args["container_size"], _ = strconv.Atoi(m[1])
				return slices.Concat(words[:i], words[i+n:])
			}
		}
	}
	return words
}
