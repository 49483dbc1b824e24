package bot

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/tools"
)

// tripActions are the sub-commands that change a trip, and the action each is.
var tripActions = map[string]string{
	"start": "start", "load": "start", "loading": "start",
	"depart": "depart", "departed": "depart", "leave": "depart",
	"arrive": "mark_arrived", "arrived": "mark_arrived",
	"offload": "offload", "offloading": "offload",
	"complete": "end", "completed": "end", "end": "end", "close": "end", "done": "end",
	"cancel": "cancel", "fail": "fail", "failed": "fail",
	"reschedule": "reschedule", "move": "reschedule", "postpone": "reschedule",
	"driver": "change_driver", "truck": "change_truck", "stop": "add_stop",
	"delay": "delay", "delayed": "delay", "undo": "undo_gps",
}

var tripStatuses = []string{"scheduled", "ongoing", "delayed", "completed", "cancelled", "failed", "loading", "en_route", "arrived", "offloading"}

func parseTrip(text string, now time.Time) (call, error) {
	words := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if len(words) == 0 {
		return usage(tripUsage), nil
	}
	verb, rest := strings.ToLower(words[0]), words[1:]
	switch verb {
	case "create", "new", "add", "book":
		return parseCreate(strings.Fields(strings.ReplaceAll(text, ",", " , "))[1:], now)
	case "status", "show", "where":
		return parseTripStatus(rest)
	case "eta", "arrival":
		return parseTripETA(rest)
	case "list", "ls", "all":
		return parseTripList(rest)
	case "edit", "change", "update":
		return parseTripEdit(strings.Fields(strings.ReplaceAll(text, ",", " , "))[1:], now)
	case "assign":
		return parseTripAssign(rest)
	case "history", "changes", "log":
		return parseTripHistory(rest)
	case "plan", "planned", "actual", "was", "pregate", "pre-gate":
		return parseTripTimes(verb, rest, now)
	case "byhand", "by-hand", "gps":
		return parseTripByHand(verb, rest)
	case "paste", "bulk":
		return call{Form: formTripPaste}, nil
	case "repeat", "duplicate", "copy":
		return parseTripRepeat(rest, now)
	case "rules", "rule":
		return parseTripRules(rest)
	}
	if action, ok := tripActions[verb]; ok {
		return parseTripUpdate(verb, action, rest, now)
	}
	if names, left := takeTrip(words); len(names) > 0 && len(left) == 0 {
		return call{Tool: "trip_status", Args: names}, nil
	}
	known := append([]string{"create", "status", "eta", "list", "edit", "assign", "history", "plan", "actual", "pregate", "byhand", "gps", "paste", "repeat", "rules", "help"}, slices.Sorted(maps.Keys(tripActions))...)
	return call{}, unknownWord("/trip", words[0], known, "status 3101")
}

// takeTrip takes what names one trip off the front: a number, a plate, a
// container, a waybill, or "mine".
func takeTrip(words []string) (args map[string]any, rest []string) {
	if len(words) == 0 {
		return nil, nil
	}
	first := words[0]
	switch low := strings.ToLower(first); {
	case low == "trip" || low == "waybill" || low == "container":
		return takeTrip(words[1:])
	case low == "mine" || low == "my" || low == "me":
		return map[string]any{"self": true}, words[1:]
	case strings.HasPrefix(low, "wb"):
		return map[string]any{"waybill": first}, words[1:]
	case boxPattern.MatchString(first):
		return map[string]any{"container": first}, words[1:]
	case refPattern.MatchString(first):
		return map[string]any{"trip_id": refPattern.FindStringSubmatch(first)[1]}, words[1:]
	}
	if plate, left := takePlate(words); plate != "" {
		return map[string]any{"truck": plate}, left
	}
	if strings.ContainsAny(first, "0123456789") {
		return map[string]any{"trip_id": first}, words[1:]
	}
	return nil, words
}

func parseTripStatus(words []string) (call, error) {
	if len(words) == 0 {
		return call{}, whichTrip("status")
	}
	args, rest := takeTrip(words)
	if args == nil { // a name: the driver's trip
		args, rest = map[string]any{"driver": strings.Join(words, " ")}, nil
	}
	if len(rest) > 0 {
		return call{}, fleet.Errorf(fleet.Invalid, "I do not know what \"%s\" means there. Write it like /trip status 3101.", clip(strings.Join(rest, " "), 60))
	}
	return call{Tool: "trip_status", Args: args}, nil
}

func whichTrip(verb string) error {
	return &fleet.Error{Kind: fleet.Invalid, Field: "trip_id",
		Message: "Which trip? Give its number, the plate, a waybill or a container. For example: /trip " + verb + " 3101."}
}

func parseTripUpdate(verb, action string, words []string, now time.Time) (call, error) {
	args, rest := takeTrip(words)
	if args == nil {
		return call{}, whichTrip(verb)
	}
	if action == "cancel" && len(rest) == 0 {
		return call{Form: formTripCancel, Args: args}, nil // it asks for the reason
	}
	args["action"] = action
	named := strings.Join(words[:len(words)-len(rest)], " ")
	if len(rest) > 0 && action != "cancel" && action != "fail" && slices.Contains([]string{"to", "at", "on", "is", "=", "for"}, strings.ToLower(rest[0])) {
		rest = rest[1:]
	}
	tail := strings.TrimLeft(strings.Join(rest, " "), ":- ")
	if ask := missingWords[action]; ask != nil && tail == "" {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: ask[1],
			Message: ask[0] + " For example: /trip " + verb + " " + clip(named, maxQuote) + " " + ask[2] + "."}
	}
	switch action {
	case "reschedule":
		return reschedule(args, rest, now)
	case "change_driver":
		args["driver"] = tail
	case "change_truck":
		if args["truck"] != nil {
			return call{}, whichTrip(verb)
		}
		args["truck"] = tail
	case "add_stop", "mark_arrived":
		args["place"] = tail
	default:
		args["reason"] = strings.TrimPrefix(strings.TrimPrefix(tail, "because "), "reason ")
	}
	return call{Tool: "trip_update", Args: args}, nil
}

// missingWords are the updates that need one more word: what is asked for it,
// the argument it is, and an example of it.
var missingWords = map[string][]string{
	"change_driver": {"Which driver should take it?", "driver", "Segun Ojo"},
	"change_truck":  {"Which truck should take it?", "truck", "T-5120"},
	"add_stop":      {"Which stop should be added?", "place", "Ogere"},
	"delay":         {"Why is it late?", "reason", "hold-up at Mile 2"},
}

// reschedule takes the new time; what follows it is why.
func reschedule(args map[string]any, words []string, now time.Time) (call, error) {
	if len(words) == 0 {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "start", Message: "When should it start instead? For example: /trip reschedule 3101 tomorrow 6am."}
	}
	text := strings.Join(words, " ")
	t, rest, ok := takeWhen(text, now)
	if !ok {
		_, err := parseWhen(text, now)
		return call{}, err
	}
	args["start"] = t.In(fleet.WAT).Format(time.RFC3339)
	args["reason"] = strings.TrimPrefix(strings.Join(rest, " "), "because ")
	return call{Tool: "trip_update", Args: args}, nil
}

// parseTripList reads a period, a status and names in any order.
func parseTripList(words []string) (call, error) {
	args := map[string]any{}
	for len(words) > 0 {
		n, err := listWord(words, args)
		if err != nil {
			return call{}, err
		}
		words = words[n:]
	}
	return call{Tool: "trips_list", Args: args}, nil
}

// listNames say which argument the words after them are.
var listNames = map[string]string{"to": "destination", "from": "origin", "driver": "driver", "client": "client", "for": "client", "truck": "truck"}

// listKnows says whether a word of the list's own stands first, so that the
// name before it ends.
func listKnows(words []string) bool {
	first := strings.ReplaceAll(strings.ToLower(words[0]), "-", "_")
	if len(words) > 1 && slices.Contains(tools.PeriodNames(), first+"_"+strings.ToLower(words[1])) {
		return true
	}
	return listNames[first] != "" || slices.Contains(tools.PeriodNames(), first) || slices.Contains(tripStatuses, first) ||
		slices.Contains([]string{"late", "mine", "my"}, first) || sizePattern.MatchString(first)
}

// listWord reads what stands first and says how many words it took.
func listWord(words []string, args map[string]any) (int, error) {
	first := strings.ToLower(words[0])
	if len(words) > 1 {
		two := first + "_" + strings.ToLower(words[1])
		if slices.Contains(tools.PeriodNames(), two) {
			args["period"] = two
			return 2, nil
		}
		if name := listNames[first]; name != "" {
			n := 2
			for n < len(words) && !listKnows(words[n:]) {
				n++
			}
			args[name] = strings.Join(words[1:n], " ")
			return n, nil
		}
	}
	switch {
	case slices.Contains(tools.PeriodNames(), first):
		args["period"] = first
	case slices.Contains(tripStatuses, strings.ReplaceAll(first, "-", "_")):
		args["status"] = strings.ReplaceAll(first, "-", "_")
	case first == "late":
		args["status"] = "delayed"
	case first == "mine" || first == "my":
		args["self"] = true
	case sizePattern.MatchString(first):
		args["container_size"], _ = strconv.Atoi(first[:2])
	default:
		plate, rest := takePlate(words)
		if plate == "" {
			known := append(append([]string{"mine"}, tools.PeriodNames()...), tripStatuses...)
			return 0, unknownWord("/trip list", words[0], known, "today")
		}
		args["truck"] = plate
		return len(words) - len(rest), nil
	}
	return 1, nil
}
