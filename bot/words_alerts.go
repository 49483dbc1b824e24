package bot

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/tools"
)

// alertActions are the sub-commands that change an alert, and the action each is.
var alertActions = map[string]string{
	"ack": "acknowledge", "acknowledge": "acknowledge", "take": "acknowledge",
	"unack": "unacknowledge", "unacknowledge": "unacknowledge", "release": "unacknowledge",
	"resolve": "resolve", "close": "resolve", "done": "resolve",
	"reopen": "reopen", "false": "false_alarm", "snooze": "snooze", "note": "note", "assign": "assign",
}

var (
	alertStatuses   = []string{"open", "acknowledged", "snoozed", "resolved", "active", "all"}
	alertSeverities = []string{"critical", "high", "warning", "medium", "info", "low"}
	alertNumberWord = regexp.MustCompile(`^#?\d{1,9}$`)
)

// parseAlerts reads a list's filters, a number, or what to do with an alert.
func parseAlerts(text string, now time.Time) (call, error) {
	words := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if len(words) == 0 {
		return call{Tool: "alerts_list", Args: map[string]any{}}, nil
	}
	verb, rest := strings.ToLower(words[0]), words[1:]
	switch verb {
	case "mute":
		return parseMute(rest, now)
	case "unmute":
		return parseUnmute(rest)
	case "catch", "catchup", "missed":
		return parseCatchUp(rest)
	case "handover", "hand-over", "shift":
		return call{Tool: "shift_handover", Args: map[string]any{}}, nil
	case "digest":
		return parseDigest(rest)
	case "storm":
		return parseStorm(rest, now)
	case "routes", "route":
		return parseRoutes(rest)
	case "mutes", "muted":
		return call{Tool: "mutes_list", Args: map[string]any{}}, nil
	case "rules":
		return parseRules(rest)
	case "rule":
		return parseRule(rest)
	case "test":
		return parseRuleTest(rest)
	case "stats", "statistics":
		return parseAlertStats(rest, now)
	case "show", "status", "alert":
		if len(rest) == 1 && alertNumberWord.MatchString(rest[0]) {
			words = rest
		}
	}
	if alertNumberWord.MatchString(words[0]) {
		if len(words) == 1 {
			return call{Tool: "alert_status", Args: map[string]any{"alert_id": strings.TrimPrefix(words[0], "#")}}, nil
		}
		verb, rest = strings.ToLower(words[1]), append([]string{words[0]}, words[2:]...) // "12 ack"
	}
	if action, ok := alertActions[verb]; ok {
		return parseAlertUpdate(verb, action, rest, strings.TrimSpace(text), now)
	}
	return parseAlertList(words)
}

// parseAlertUpdate reads ID and what the action needs. What is missing for a
// note or an assignment is asked for in a form.
func parseAlertUpdate(verb, action string, words []string, text string, now time.Time) (call, error) {
	for len(words) > 0 && slices.Contains([]string{"alert", "alarm", "number", "no"}, strings.ToLower(words[0])) {
		words = words[1:]
	}
	if len(words) == 0 || !alertNumberWord.MatchString(words[0]) {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "alert_id",
			Message: "Which alert? Give its number, as /alerts lists it. For example: /alerts " + verb + " 12."}
	}
	args := map[string]any{"alert_id": strings.TrimPrefix(words[0], "#"), "action": action}
	tail := tailAfter(text, words[0]) // a note keeps its commas
	if strings.EqualFold(firstWord(tail), verb) {
		tail = strings.TrimSpace(tail[len(verb):])
	}
	switch {
	case action == "note" && tail == "":
		return call{Form: formAlertNote, Args: args}, nil
	case action == "assign" && len(words) == 1:
		return call{Form: formAlertAssign, Args: args}, nil
	case action == "assign":
		args["assignee"] = personWord(strings.TrimPrefix(tail, "to "))
	case action == "snooze":
		until, rest, err := takeUntil(words[1:], now)
		if err != nil {
			return call{}, err
		}
		args["until"], args["note"] = until, strings.TrimPrefix(strings.Join(rest, " "), "because ")
	default:
		args["note"] = strings.TrimPrefix(tail, "because ")
	}
	maps.DeleteFunc(args, func(_ string, v any) bool { return v == "" })
	return call{Tool: "alert_update", Args: args}, nil
}

// tailAfter is what follows a word in a text.
func tailAfter(text, word string) string {
	_, tail, _ := strings.Cut(text, word)
	return strings.TrimLeft(tail, " :-,")
}

// personWord is how somebody is named: a Slack user, or a name after "@".
func personWord(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<@") {
		return s
	}
	return strings.TrimPrefix(s, "@")
}

// takeUntil takes an end off the front: a length of time, or a moment in
// Lagos. Empty words are none.
func takeUntil(words []string, now time.Time) (until string, rest []string, err error) {
	for len(words) > 0 && slices.Contains([]string{"for", "until", "till", "to"}, strings.ToLower(words[0])) {
		words = words[1:]
	}
	if len(words) == 0 {
		return "", nil, nil
	}
	if span, n := spanAt(words); n > 0 {
		return span, words[n:], nil
	}
	if strings.EqualFold(words[0], "morning") {
		return "morning", words[1:], nil
	}
	t, rest, ok := takeWhen(strings.Join(words, " "), now)
	if !ok {
		return "", nil, &fleet.Error{Kind: fleet.Invalid, Field: "until",
			Message: "I cannot read \"" + clip(strings.Join(words, " "), maxQuote) + "\" as a time. Write it like 2h, morning, or until tomorrow 6am."}
	}
	return t.In(fleet.WAT).Format(time.RFC3339), rest, nil
}

// spanAt reads a length of time at the front: "2h", "2 hours"; n words of it.
func spanAt(words []string) (span string, n int) {
	for n := min(2, len(words)); n > 0; n-- {
		if s := strings.Join(words[:n], ""); len(words) >= n {
			if _, err := fleet.ParseSpan(s); err == nil {
				return strings.ToLower(s), n
			}
		}
	}
	return "", 0
}

// alertNames say which argument the words after them are.
var alertNames = map[string]string{"driver": "driver", "client": "client", "truck": "truck", "at": "place", "in": "place", "near": "place", "for": "client"}

// parseAlertList reads a state, a severity, a kind, a period and names in any
// order.
func parseAlertList(words []string) (call, error) {
	args := map[string]any{}
	for len(words) > 0 {
		n := alertWord(words, args)
		if n == 0 {
			known := slices.Concat([]string{"mine", "mute", "unmute", "mutes", "routes", "storm", "digest", "handover", "catch up", "rules", "rule", "test", "stats"}, alertStatuses, slices.Sorted(maps.Keys(alertActions)), alertSeverities, kindWords(), tools.PeriodNames())
			return call{}, unknownWord("/alerts", words[0], known, "open")
		}
		words = words[n:]
	}
	return call{Tool: "alerts_list", Args: args}, nil
}

func kindWords() (out []string) {
	for _, k := range fleet.AlertKinds() {
		out = append(out, k.Words())
	}
	return out
}

// alertWord reads what stands first and says how many words it took, 0 when it
// knows none of them.
func alertWord(words []string, args map[string]any) int {
	first := strings.ToLower(words[0])
	if name := alertNames[first]; name != "" && len(words) > 1 {
		n := 2
		for n < len(words) && alertWord(words[n:], map[string]any{}) == 0 {
			n++
		}
		args[name] = strings.Join(words[1:n], " ")
		return n
	}
	if plate, rest := takePlate(words); plate != "" {
		args["truck"] = plate
		return len(words) - len(rest)
	}
	for n := min(2, len(words)); n > 0; n-- {
		two := strings.ToLower(strings.Join(words[:n], "_"))
		if slices.Contains(tools.PeriodNames(), two) {
			args["period"] = two
			return n
		}
		if k, ok := fleet.ParseAlertKind(two); ok {
			args["kind"] = string(k)
			return n
		}
	}
	switch {
	case slices.Contains(alertStatuses, first):
		args["status"] = first
	case slices.Contains(alertSeverities, first):
		args["severity"] = first
	case first == "mine" || first == "my":
		args["self"] = true
	case first == "acked":
		args["status"] = "acknowledged"
	case first == "alerts" || first == "only":
	default:
		return 0
	}
	return 1
}
