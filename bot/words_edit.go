package bot

import (
	"strings"
	"time"
)

// parseTripEdit reads TRIP and what to change, named: client Olam Mills cargo
// rice to Kano. With nothing to change the form opens.
func parseTripEdit(words []string, now time.Time) (call, error) {
	named, rest := takeTrip(words)
	if named == nil {
		return call{}, whichTrip("edit")
	}
	if len(rest) == 0 {
		return call{Form: formTripEdit, Args: named}, nil
	}
	args := map[string]any{}
	parts := segments(takeSize(rest, args))
	if err := takeStart(parts, args, now); err != nil {
		return call{}, err
	}
	if unnamed := strings.Join(parts[""], " "); unnamed != "" {
		return call{}, unknownWord("/trip edit", firstWord(unnamed), editWords, clip(strings.Join(words[:len(words)-len(rest)], " "), maxQuote)+" client Olam Mills")
	}
	for name, value := range parts {
		if name == "stops" {
			if stops := splitStops(value); len(stops) > 0 {
				args["stops"] = stops
			}
		} else if s := strings.Join(value, " "); s != "" {
			args[name] = s
		}
	}
	if err := readPapers(args, now); err != nil {
		return call{}, err
	}
	if start, _ := args["start"].(string); len(start) == len(time.DateOnly) || len(args) == 0 {
		return call{Form: formTripEdit, Args: named}, nil // the hour is missing
	}
	return tripEditCall(named, args)
}

// editWords say which part of a trip the words after them are.
var editWords = []string{"truck", "driver", "client", "from", "to", "via", "at", "container", "cargo", "waybill",
	"consignee", "motorboy", "weight", "tdo", "callup", "emptyto", "interchange", "diesel", "dieselcost", "allowance"}

// parseTripAssign reads TRIP and a plate, a driver's name, or both.
func parseTripAssign(words []string) (call, error) {
	named, rest := takeTrip(words)
	if named == nil {
		return call{}, whichTrip("assign")
	}
	args := map[string]any{}
	for len(rest) > 0 {
		plate, left := takePlate(rest)
		switch low := strings.ToLower(rest[0]); {
		case plate != "":
			args["truck"], rest = plate, left
		case low == "to" || low == "truck" || low == "and" || low == "driver" || low == "with":
			rest = rest[1:]
		default:
			n := 1
			for n < len(rest) && !assignEnds(rest[n:]) {
				n++
			}
			args["driver"], rest = strings.Join(rest[:n], " "), rest[n:]
		}
	}
	if len(args) == 0 {
		return call{Form: formTripAssign, Args: named}, nil
	}
	return tripEditCall(named, args)
}

// assignEnds says whether a driver's name is over.
func assignEnds(words []string) bool {
	plate, _ := takePlate(words)
	low := strings.ToLower(words[0])
	return plate != "" || low == "truck" || low == "and" || low == "with"
}

// tripEditCall joins which trip it is with what changes. A trip that is named
// by its truck is named apart from the truck it gets.
func tripEditCall(named, args map[string]any) (call, error) {
	switch {
	case named["trip_id"] != nil:
		args["trip_id"] = named["trip_id"]
	case named["truck"] != nil:
		args["on_truck"] = named["truck"]
	default:
		return call{}, whichTrip("edit")
	}
	return call{Tool: "trip_edit", Args: args}, nil
}

func firstWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}
