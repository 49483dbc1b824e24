package bot

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/tools"
)

// rankOrders begin a ranking.
var rankOrders = map[string]string{"top": "top", "best": "top", "most": "top", "highest": "top", "longest": "top", "bottom": "bottom", "worst": "bottom", "least": "bottom", "lowest": "bottom", "shortest": "bottom", "fewest": "bottom"}

// rankOf says what is ranked.
var rankOf = map[string]string{"truck": "truck", "trucks": "truck", "driver": "driver", "drivers": "driver", "client": "client", "clients": "client",
	"terminal": "terminal", "terminals": "terminal", "ports": "terminal"}

// metricWords are the figures as people type them; two words go before one.
var metricWords = map[string]string{
	"distance": "distance", "km": "distance", "driving": "driving_hours", "driving hours": "driving_hours", "idle": "idle_hours", "idling": "idle_hours", "idle hours": "idle_hours",
	"trips": "trips", "on time": "on_time", "punctuality": "on_time", "utilisation": "utilisation", "utilization": "utilisation", "use": "utilisation",
	"overspeed": "overspeed_count", "speeding": "overspeed_count", "harsh": "harsh_events", "harsh events": "harsh_events", "score": "score", "turnaround": "turnaround",
	"diesel": "fuel_used", "fuel": "fuel_used",
}

// fillers say nothing.
var fillers = []string{"by", "of", "for", "the", "in", "with", "and", "to", "against", "versus", "vs", "from"}

// figureWord reads one thing that rank and compare both take at the front of
// words: a metric, a client; n words of it.
func figureWord(words []string, args map[string]any) int {
	for n := min(2, len(words)); n > 0; n-- {
		if m := metricWords[strings.ToLower(strings.Join(words[:n], " "))]; m != "" && args["metric"] == nil {
			args["metric"] = m
			return n
		}
	}
	if slices.Contains(fillers, strings.ToLower(words[0])) {
		return 1
	}
	return 0
}

// namedWord reads "client NAME" or "driver NAME", up to a period.
func namedWord(words []string, args map[string]any, now time.Time) int {
	low := strings.ToLower(words[0])
	if low != "client" && low != "driver" || len(words) < 2 {
		return 0
	}
	n := 2
	for n < len(words) {
		if _, k := periodAt(words[n:], now); k > 0 || figureWord(words[n:], map[string]any{}) > 0 {
			break
		}
		n++
	}
	args[low] = strings.Join(words[1:n], " ")
	return n
}

// parseRank reads top|bottom [N] [trucks|drivers|clients|terminals] [by]
// METRIC [PERIOD] [client NAME].
func parseRank(words []string, now time.Time) (call, error) {
	args := map[string]any{"order": rankOrders[strings.ToLower(words[0])]}
	for words = words[1:]; len(words) > 0; {
		n := rankWord(words, args, now)
		if n == 0 {
			known := append(slices.Sorted(maps.Keys(metricWords)), slices.Sorted(maps.Keys(rankOf))...)
			return call{}, unknownWord("/report top", words[0], append(known, tools.PeriodNames()...), "5 trucks by distance last week")
		}
		words = words[n:]
	}
	return call{Tool: "rank", Args: args}, nil
}

func rankWord(words []string, args map[string]any, now time.Time) int {
	if period, n := periodAt(words, now); n > 0 {
		args["period"] = period
		return n
	}
	low := strings.ToLower(words[0])
	if k, err := strconv.Atoi(low); err == nil && args["limit"] == nil {
		args["limit"] = k
		return 1
	}
	if low == "client" && len(words) > 1 && args["by"] != nil {
		return namedWord(words, args, now)
	}
	if by := rankOf[low]; by != "" && args["by"] == nil {
		args["by"] = by
		return 1
	}
	return figureWord(words, args)
}

// parseCompare reads METRIC, PLATES, client NAME or driver NAME, and one or two
// periods, in any order.
func parseCompare(words []string, now time.Time) (call, error) {
	args, trucks := map[string]any{}, []string{}
	for len(words) > 0 {
		if period, n := periodAt(words, now); n > 0 {
			if args["period"] == nil {
				args["period"] = period
			} else {
				args["compare_with"] = period
			}
			words = words[n:]
			continue
		}
		if plate, rest := takePlate(words); plate != "" {
			trucks, words = append(trucks, plate), rest
			continue
		}
		n := namedWord(words, args, now)
		if n == 0 {
			n = figureWord(words, args)
		}
		if n == 0 {
			return call{}, unknownWord("/report compare", words[0], append(slices.Sorted(maps.Keys(metricWords)), tools.PeriodNames()...), "distance this week with last week")
		}
		words = words[n:]
	}
	switch len(trucks) {
	case 0:
	case 1:
		args["truck"] = trucks[0]
	default:
		args["trucks"] = trucks
	}
	return call{Tool: "compare", Args: args}, nil
}
