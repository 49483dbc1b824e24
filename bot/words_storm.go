package bot

import (
	"maps"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/tools"
)

// parseCatchUp reads whose story is missed: an alert's, or everything.
func parseCatchUp(words []string) (call, error) {
	args := map[string]any{}
	for _, w := range words {
		switch {
		case alertNumberWord.MatchString(w):
			args["alert_id"] = strings.TrimPrefix(w, "#")
		case !slices.Contains([]string{"up", "me", "on", "with", "alert"}, strings.ToLower(w)):
			return call{}, unknownWord("/alerts catch up", w, []string{"up"}, "12")
		}
	}
	return call{Tool: "alert_catchup", Args: args}, nil
}

// parseDigest reads the time of a digest.
func parseDigest(words []string) (call, error) {
	args := map[string]any{}
	if len(words) > 0 {
		period := strings.ToLower(strings.Join(words, "_"))
		if !slices.Contains(tools.PeriodNames(), period) {
			return call{}, unknownWord("/alerts digest", words[0], tools.PeriodNames(), "yesterday")
		}
		args["period"] = period
	}
	return call{Tool: "alerts_digest", Args: args}, nil
}

// stormActions are what may be done to all alerts of a storm.
var stormActions = map[string]string{"ack": "acknowledge", "acknowledge": "acknowledge", "take": "acknowledge", "resolve": "resolve", "close": "resolve", "done": "resolve", "snooze": "snooze"}

// parseStorm reads the number of a storm, and what is to be done with it.
func parseStorm(words []string, now time.Time) (call, error) {
	if len(words) == 0 || !alertNumberWord.MatchString(words[0]) {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "storm_id", Message: "Which storm? Give the number on its card. For example: /alerts storm 3."}
	}
	id := strings.TrimPrefix(words[0], "#")
	if len(words) == 1 {
		return call{Tool: "alerts_list", Args: map[string]any{"storm_id": id, "status": "all"}}, nil
	}
	action := stormActions[strings.ToLower(words[1])]
	if action == "" {
		return call{}, unknownWord("/alerts storm "+id, words[1], slices.Sorted(maps.Keys(stormActions)), "ack")
	}
	args := map[string]any{"storm_id": id, "action": action}
	rest := words[2:]
	if action == "snooze" {
		until, left, err := takeUntil(rest, now)
		if err != nil {
			return call{}, err
		}
		rest = left
		if until != "" {
			args["until"] = until
		}
	}
	if note := strings.TrimPrefix(strings.Join(rest, " "), "because "); note != "" {
		args["note"] = note
	}
	return call{Tool: "storm_update", Args: args}, nil
}
