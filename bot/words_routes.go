package bot

import (
	"regexp"
	"slices"
	"strings"

	"watchtower/fleet"
)

var channelWord = regexp.MustCompile(`^(<#[CG][A-Z0-9]+(\|[^>]*)?>|#[^\s#]+)$`)

// routeEnds are the words that begin another part of a route.
var routeEnds = []string{"to", "then", "next", "after", "client", "for", "at", "in", "near", "day", "night", "and"}

// parseRoutes reads what a route is for, where it leads, who is next and after
// how long, in any order. With nothing it lists the routes.
func parseRoutes(words []string) (call, error) {
	if len(words) == 0 {
		return call{Tool: "route_list", Args: map[string]any{}}, nil
	}
	if verb := strings.ToLower(words[0]); slices.Contains([]string{"end", "remove", "delete"}, verb) {
		if len(words) != 2 || !alertNumberWord.MatchString(words[1]) {
			return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "end", Message: "Which route? Give its number, as /alerts routes lists it. For example: /alerts routes end 3."}
		}
		return call{Tool: "route_save", Args: map[string]any{"end": strings.TrimPrefix(words[1], "#")}}, nil
	}
	args := map[string]any{}
	for len(words) > 0 {
		n := routeWord(words, args)
		if n == 0 {
			return call{}, unknownWord("/alerts routes", words[0], slices.Concat([]string{"end"}, routeEnds, alertSeverities[:1], []string{"warning", "info"}, kindWords()), "overspeed night to #ops-night then managers after 5m")
		}
		words = words[n:]
	}
	return call{Tool: "route_save", Args: args}, nil
}

// routeWord reads what stands first and says how many words it took, 0 when it
// knows none of them.
func routeWord(words []string, args map[string]any) int {
	first := strings.ToLower(words[0])
	if channelWord.MatchString(words[0]) {
		args["channel"] = words[0]
		return 1
	}
	if arg := map[string]string{"to": "to", "then": "next", "next": "next", "client": "client", "for": "client", "at": "place", "in": "place", "near": "place"}[first]; arg != "" && len(words) > 1 {
		return routeNamed(words, arg, args)
	}
	switch first {
	case "day", "night":
		args["shift"] = first
		return 1
	case "critical", "warning", "info":
		args["severity"] = first
		return 1
	case "alerts", "by", "and", "to":
		return 1
	case "after":
		if span, n := spanAt(words[1:]); n > 0 {
			args["after"] = span
			return n + 1
		}
	}
	for n := min(2, len(words)); n > 0; n-- {
		if k, ok := fleet.ParseAlertKind(strings.Join(words[:n], " ")); ok {
			args["kind"] = string(k)
			return n
		}
	}
	return 0
}

// routeNamed reads the name after a word: a channel, a person, a role, a place
// or a client, up to the next part.
func routeNamed(words []string, arg string, args map[string]any) int {
	if channelWord.MatchString(words[1]) {
		args["channel"] = words[1]
		return 2
	}
	n := 2
	for n < len(words) && !slices.Contains(routeEnds, strings.ToLower(words[n])) && !channelWord.MatchString(words[n]) && !strings.HasPrefix(words[n], "<@") {
		n++
	}
	name := strings.Join(words[1:n], " ")
	if arg == "to" || arg == "next" {
		name = personWord(name)
	}
	args[arg] = name
	return n
}
