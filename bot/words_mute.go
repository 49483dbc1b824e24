package bot

import (
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
)

// parseMute reads what to mute (a plate, a kind, at a place), for how long or
// until when, and because of what, in any order. With nothing to mute the form
// opens.
func parseMute(words []string, now time.Time) (call, error) {
	args := map[string]any{}
	for len(words) > 0 {
		n, err := muteWord(words, args, now)
		if err != nil {
			return call{}, err
		}
		words = words[n:]
	}
	if args["truck"] == nil && args["kind"] == nil && args["place"] == nil {
		return call{Form: formMute, Args: args}, nil
	}
	return call{Tool: "mute", Args: args}, nil
}

// muteWord reads what stands first and says how many words it took.
func muteWord(words []string, args map[string]any, now time.Time) (int, error) {
	first := strings.ToLower(words[0])
	if span, n := spanAt(words); n > 0 {
		args["for"] = span
		return n, nil
	}
	if n := muteTarget(words, args); n > 0 {
		return n, nil
	}
	switch first {
	case "for", "alerts", "truck", "kind":
		return 1, nil
	case "until", "till":
		until, rest, err := takeUntil(words, now)
		if until != "" {
			args["until"] = until
		}
		return len(words) - len(rest), err
	case "because", "reason":
		args["reason"] = strings.Join(words[1:], " ")
		return len(words), nil
	}
	return 0, unknownWord("/alerts mute", words[0], slices.Concat([]string{"until", "because"}, kindWords()), "T-4407 4h")
}

// muteTarget reads a truck, a kind, or a place after "at"; 0 words when none
// stands first.
func muteTarget(words []string, args map[string]any) int {
	if plate, rest := takeTruck(words); plate != "" {
		args["truck"] = plate
		return len(words) - len(rest)
	}
	if first := strings.ToLower(words[0]); len(words) > 1 && (first == "at" || first == "in" || first == "near") {
		n := 2
		for n < len(words) && !muteEnds(words[n:]) {
			n++
		}
		args["place"] = strings.Join(words[1:n], " ")
		return n
	}
	for n := min(2, len(words)); n > 0; n-- {
		if k, ok := fleet.ParseAlertKind(strings.Join(words[:n], " ")); ok {
			args["kind"] = string(k)
			return n
		}
	}
	return 0
}

// muteEnds says whether the name of a place is over.
func muteEnds(words []string) bool {
	_, span := spanAt(words)
	return span > 0 || slices.Contains([]string{"for", "until", "till", "because", "reason"}, strings.ToLower(words[0]))
}

// parseUnmute reads the number of a mute, or what was muted.
func parseUnmute(words []string) (call, error) {
	if len(words) == 1 && alertNumberWord.MatchString(words[0]) {
		return call{Tool: "unmute", Args: map[string]any{"id": strings.TrimPrefix(words[0], "#")}}, nil
	}
	args := map[string]any{}
	for len(words) > 0 {
		n := muteTarget(words, args)
		if n == 0 {
			return call{}, unknownWord("/alerts unmute", words[0], kindWords(), "T-4407")
		}
		words = words[n:]
	}
	if len(args) == 0 {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "id",
			Message: "What should be heard again? Give a number from /alerts mutes, a plate or a kind. For example: /alerts unmute T-4407."}
	}
	return call{Tool: "unmute", Args: args}, nil
}
