package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

var roleWords = []string{"viewer", "dispatcher", "manager", "admin", "driver"}

func parseTower(text string, now time.Time) (call, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return usage(towerUsage), nil
	}
	verb, rest := strings.ToLower(words[0]), words[1:]
	if len(rest) > 0 && verb != "help" && strings.EqualFold(rest[len(rest)-1], "help") {
		return usage(towerUsage), nil
	}
	switch verb {
	case "me", "whoami":
		return call{Tool: "me", Args: map[string]any{}}, nil
	case "help":
		return call{Tool: "help", Args: map[string]any{"topic": strings.Join(rest, " ")}}, nil
	case "settings", "preferences", "prefs":
		return parseSettings(rest)
	case "place", "places":
		_, after, _ := strings.Cut(strings.TrimSpace(text), " ")
		return parsePlace(after)
	case "people", "person":
		return parsePeople(rest)
	case "audit", "log":
		return parseAudit(rest, now)
	case "status", "health":
		return call{Tool: "tower_status", Args: map[string]any{}}, nil
	case "sheets", "sheet":
		return parseSheets(rest)
	}
	return call{}, unknownWord("/tower", words[0], []string{"help", "me", "settings", "people", "place", "audit", "sheets", "status"}, "help")
}

// parseSheets reads what to do about the Google Sheet: nothing says how it is
// doing.
func parseSheets(words []string) (call, error) {
	if len(words) == 0 {
		return call{Tool: "sheets_status", Args: map[string]any{}}, nil
	}
	verb, rest := strings.ToLower(words[0]), words[1:]
	switch {
	case verb == "sync" || verb == "now":
		return call{Tool: "sheets_sync", Args: map[string]any{}}, nil
	case verb == "status":
		return call{Tool: "sheets_status", Args: map[string]any{}}, nil
	case verb == "last" && len(rest) == 1:
		n, err := strconv.Atoi(rest[0])
		if err != nil {
			return call{}, unknownWord("/tower sheets last", rest[0], []string{"10", "100"}, "20")
		}
		return call{Tool: "sheets_status", Args: map[string]any{"last": n}}, nil
	case (verb == "keep" || verb == "settle") && len(rest) == 2:
		n, err := strconv.Atoi(strings.TrimPrefix(rest[0], "#"))
		side := strings.ToLower(rest[1])
		if err == nil && (side == "sheet" || side == "tower") {
			return call{Tool: "sheets_settle", Args: map[string]any{"conflict": strconv.Itoa(n), "keep": side}}, nil
		}
		return call{}, fleet.Errorf(fleet.Invalid, "Say the number of the conflict, and whose value stays: /tower sheets keep 12 sheet, or /tower sheets keep 12 tower.")
	}
	return call{}, unknownWord("/tower sheets", words[0], []string{"sync", "status", "last 20", "keep 12 sheet", "keep 12 tower"}, "sync")
}

// parseSettings reads what to change of the own settings; nothing opens the
// form.
func parseSettings(words []string) (call, error) {
	if len(words) == 0 {
		return call{Form: formPreferences}, nil
	}
	args := map[string]any{}
	for len(words) > 0 {
		n, err := settingWord(words, args)
		if err != nil {
			return call{}, err
		}
		words = words[n:]
	}
	return call{Tool: "preferences_save", Args: args}, nil
}

func settingWord(words []string, args map[string]any) (int, error) {
	first, second := strings.ToLower(words[0]), ""
	if len(words) > 1 {
		second = strings.ToLower(words[1])
	}
	switch first {
	case "km", "kilometres", "kilometers":
		args["units"] = "km"
	case "mi", "miles":
		args["units"] = "mi"
	case "critical", "warning", "info":
		args["min_severity"] = first
	case "direct":
		if second != "on" && second != "off" {
			return 0, fleet.Errorf(fleet.Invalid, "Should I tell you in a direct message, or not? Type /tower settings direct on, or direct off.")
		}
		args["direct"] = second == "on"
		return 2, nil
	case "quiet":
		return quietWords(words[1:], args)
	case "units", "severity", "alerts", "in":
		if len(words) == 1 {
			return 0, unknownWord("/tower settings", first, settingWords, "quiet 22:00 06:00")
		}
	default:
		return 0, unknownWord("/tower settings", words[0], settingWords, "quiet 22:00 06:00")
	}
	return 1, nil
}

var settingWords = []string{"km", "miles", "critical", "warning", "info", "direct on", "quiet off", "quiet 22:00 06:00"}

// quietWords read "off", or two hours of the day; the tool reads the hours.
func quietWords(words []string, args map[string]any) (int, error) {
	if len(words) > 0 && slices.Contains([]string{"off", "none", "no"}, strings.ToLower(words[0])) {
		args["quiet_from"] = "none"
		return 2, nil
	}
	var hours []string
	n := 1
	for _, w := range words {
		low := strings.ToLower(w)
		half := low == "am" || low == "pm"
		if len(hours) == 2 && !half {
			break // what follows is another setting
		}
		n++
		switch {
		case slices.Contains([]string{"from", "to", "until", "-"}, low):
		case half && len(hours) > 0:
			hours[len(hours)-1] += low
		default:
			hours = append(hours, w)
		}
	}
	if len(hours) != 2 {
		return 0, fleet.Errorf(fleet.Invalid, "Quiet hours need a beginning and an end: /tower settings quiet 22:00 06:00. To end them: /tower settings quiet off.")
	}
	args["quiet_from"], args["quiet_to"] = hours[0], hours[1]
	return n, nil
}

// parsePeople reads a role or a part of a name to list, or PERSON and the role
// that they get.
func parsePeople(words []string) (call, error) {
	if len(words) == 0 {
		return call{Tool: "people_list", Args: map[string]any{}}, nil
	}
	verb, rest := strings.ToLower(words[0]), words[1:]
	switch verb {
	case "set", "add", "edit", "role", "give":
		return parsePersonRole(rest)
	case "off", "remove", "on":
		if len(rest) == 0 {
			return call{}, fleet.Errorf(fleet.Invalid, "Whose access? For example: /tower people %s @ada.", verb)
		}
		return call{Tool: "person_save", Args: map[string]any{"person": personWord(strings.Join(rest, " ")), "active": verb == "on"}}, nil
	}
	for _, r := range roleWords {
		if verb == r || verb == r+"s" {
			return call{Tool: "people_list", Args: map[string]any{"role": r}}, nil
		}
	}
	if strings.HasPrefix(verb, "<@") || strings.HasPrefix(verb, "@") {
		return parsePersonRole(words)
	}
	return call{Tool: "people_list", Args: map[string]any{"search": strings.Join(words, " ")}}, nil
}

// parsePersonRole reads PERSON [as] ROLE [DRIVER]; the form asks for the rest.
func parsePersonRole(words []string) (call, error) {
	at := slices.IndexFunc(words, func(w string) bool { return slices.Contains(roleWords, strings.ToLower(w)) })
	if len(words) == 0 {
		return call{Form: formPerson}, nil
	}
	if at < 1 {
		if len(words) == 1 {
			return call{Form: formPerson, Args: map[string]any{"person": strings.Trim(words[0], "<@>")}}, nil
		}
		return call{}, unknownWord("/tower people set "+clip(words[0], maxQuote), words[len(words)-1], roleWords, "dispatcher")
	}
	name := strings.TrimSuffix(strings.Join(words[:at], " "), " as")
	args := map[string]any{"person": personWord(name), "role": strings.ToLower(words[at])}
	if rest := strings.Join(words[at+1:], " "); rest != "" {
		args["driver"] = rest
	}
	return call{Tool: "person_save", Args: args}, nil
}

// parseAudit reads a person, a period and a tool in any order.
func parseAudit(words []string, now time.Time) (call, error) {
	args := map[string]any{}
	var who []string
	for len(words) > 0 {
		first := strings.ToLower(words[0])
		period, n := periodAt(words, now)
		switch {
		case n > 0:
			args["period"] = period
		case strings.Contains(first, "_"):
			args["tool"], n = first, 1
		case first == "by" || first == "of":
			n = 1
		default:
			who, n = append(who, words[0]), 1
		}
		words = words[n:]
	}
	if len(who) > 0 {
		args["person"] = personWord(strings.Join(who, " "))
	}
	return call{Tool: "audit_list", Args: args}, nil
}
