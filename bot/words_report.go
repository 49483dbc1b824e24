package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/tools"
)

// reportNames say which argument the words after them are.
var reportNames = map[string]string{"truck": "truck", "client": "client", "driver": "driver", "for": "client", "group": "group", "terminal": "terminal"}

// wholeReports are full reports by the name of their period.
var wholeReports = map[string]string{"full": "", "daily": "yesterday", "weekly": "last_week", "monthly": "last_month"}

// parseReport reads a day or a period, and whose figures: a plate, client NAME
// or driver NAME.
func parseReport(text string, now time.Time) (call, error) {
	words := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if len(words) > 0 {
		switch first := strings.ToLower(words[0]); {
		case first == "compare":
			return parseCompare(words[1:], now)
		case first == "subscribe" || first == "unsubscribe":
			return parseSubscribe(first == "unsubscribe", words[1:], now)
		case first == "subscriptions":
			return call{Tool: "subscriptions_list", Args: map[string]any{}}, nil
		case rankOrders[first] != "":
			return parseRank(words, now)
		}
	}
	args := map[string]any{}
	for len(words) > 0 {
		n := reportWord(words, args, now)
		if n == 0 {
			known := append([]string{"client", "driver", "truck", "group", "terminal", "full", "daily", "weekly", "monthly", "top", "bottom", "compare", "help"}, tools.PeriodNames()...)
			return call{}, unknownWord("/report", words[0], known, "yesterday")
		}
		words = words[n:]
	}
	return call{Tool: "report", Args: args}, nil
}

func reportWord(words []string, args map[string]any, now time.Time) int {
	if period, n := periodAt(words, now); n > 0 {
		args["period"] = period
		return n
	}
	first := strings.ToLower(words[0])
	if period, ok := wholeReports[first]; ok {
		args["full"] = true
		if period != "" {
			args["period"] = period
		}
		return 1
	}
	return reportWho(words, args, now)
}

// reportWho reads whose figures are meant: a plate, or a kind and a name.
func reportWho(words []string, args map[string]any, now time.Time) int {
	first := strings.ToLower(words[0])
	if plate, rest := takePlate(words); plate != "" {
		args["truck"] = plate
		return len(words) - len(rest)
	}
	if name := reportNames[first]; name != "" && len(words) > 1 {
		n := 2
		for n < len(words) && reportWord(words[n:], map[string]any{}, now) == 0 {
			n++
		}
		args[name] = strings.Join(words[1:n], " ")
		return n
	}
	if first == "of" || first == "from" {
		return 1
	}
	return 0
}

// periodAt reads a named period, "last 7 days", a date, or two dates at the
// front; n words of it.
func periodAt(words []string, now time.Time) (period any, n int) {
	for n := min(2, len(words)); n > 0; n-- {
		if name := strings.ToLower(strings.Join(words[:n], "_")); slices.Contains(tools.PeriodNames(), name) {
			return name, n
		}
	}
	days := strings.ToLower(strings.Join(words[:min(3, len(words))], " "))
	if rest, ok := strings.CutPrefix(days, "last "); ok {
		if number, ok := strings.CutSuffix(rest, " days"); ok {
			if k, err := strconv.Atoi(number); err == nil && k > 0 && k <= 92 {
				today := now.In(fleet.WAT)
				return fromTo(today.AddDate(0, 0, -k), today.AddDate(0, 0, -1)), 3
			}
		}
	}
	from, n := dateAt(words, now)
	if n == 0 {
		return nil, 0
	}
	rest := words[n:]
	if len(rest) > 1 && slices.Contains([]string{"to", "until", "-"}, strings.ToLower(rest[0])) {
		if to, m := dateAt(rest[1:], now); m > 0 {
			return fromTo(from, to), n + 1 + m
		}
	}
	return fromTo(from, from), n
}

func fromTo(from, to time.Time) map[string]any {
	return map[string]any{"from": from.Format(time.DateOnly), "to": to.Format(time.DateOnly)}
}

// dateAt reads a day that has been: 2026-11-22, 22 Nov, Nov 22, friday.
func dateAt(words []string, now time.Time) (time.Time, int) {
	today := now.In(fleet.WAT)
	if t, err := time.ParseInLocation(time.DateOnly, words[0], fleet.WAT); err == nil {
		return t, 1
	}
	for back := 1; back <= 7; back++ {
		day := today.AddDate(0, 0, -back)
		name := strings.ToLower(day.Weekday().String())
		if w := strings.ToLower(words[0]); w == name || w == name[:3] {
			return day, 1
		}
	}
	if len(words) < 2 {
		return time.Time{}, 0
	}
	for _, layout := range []string{"2 Jan", "Jan 2", "2 January", "January 2"} {
		t, err := time.ParseInLocation(layout, words[0]+" "+words[1], fleet.WAT)
		if err != nil {
			continue
		}
		t = t.AddDate(today.Year(), 0, 0)
		if t.After(today) {
			t = t.AddDate(-1, 0, 0)
		}
		return t, 2
	}
	return time.Time{}, 0
}
