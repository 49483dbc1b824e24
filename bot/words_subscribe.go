package bot

import (
	"slices"
	"strings"
	"time"
)

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// parseSubscribe reads which report, when, and whose: "weekly friday 17:30
// client Olam Mills".
func parseSubscribe(stop bool, words []string, now time.Time) (call, error) {
	args := map[string]any{}
	if stop {
		args["stop"] = true
	}
	for len(words) > 0 {
		n := subscribeWord(words, args, now)
		if n == 0 {
			return call{}, unknownWord("/report subscribe", words[0], append([]string{"daily", "weekly", "monthly", "at", "client", "driver", "truck", "group", "terminal"}, weekdays...), "daily 07:00")
		}
		words = words[n:]
	}
	return call{Tool: "subscription_save", Args: args}, nil
}

func subscribeWord(words []string, args map[string]any, now time.Time) int {
	first := strings.ToLower(words[0])
	if day := slices.IndexFunc(weekdays, func(d string) bool { return d == strings.TrimSuffix(first, "s") || len(first) == 3 && d[:3] == first }); day >= 0 {
		args["weekday"] = weekdays[day]
		return 1
	}
	switch {
	case slices.Contains([]string{"daily", "weekly", "monthly"}, first):
		args["every"] = first
		return 1
	case first == "at" || first == "every" || first == "on":
		return 1
	case first[0] >= '0' && first[0] <= '9' && (strings.ContainsAny(first, ":.") || strings.HasSuffix(first, "m")):
		args["at"] = first
		return 1
	case len(words) > 1 && (words[1] == "am" || words[1] == "pm"):
		args["at"] = first + words[1]
		return 2
	case args["stop"] == true && strings.Trim(first, "0123456789") == "":
		args["id"] = first
		return 1
	}
	return reportWho(words, args, now)
}
