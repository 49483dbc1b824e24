package bot

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/tools"
)

// serviceWords are the kinds of service.
var serviceWords = map[string]string{"oil": "service", "service": "service", "tyres": "tyres", "tyre": "tyres", "brakes": "brakes", "brake": "brakes", "inspection": "inspection", "repair": "repair"}

// parseService reads what follows "service": what is due, what was done, or how
// often.
func parseService(command string, args map[string]any, words []string, now time.Time) (call, error) {
	due := call{Tool: "maintenance_due", Args: args}
	for len(words) > 0 {
		low := strings.ToLower(words[0])
		period, n := periodAt(words, now)
		switch {
		case low == "done" && args["truck"] != nil:
			return parseServiceDone(args, words[1:], now)
		case low == "done":
			return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "truck", Message: "Of which truck? For example: /truck T-4407 service done today 120,500km."}
		case low == "every" || low == "off" || low == "never":
			return parseServiceEvery(command, args, words)
		case n > 0:
			args["period"] = period
			words = words[n:]
			continue
		case low == "overdue":
			args["status"] = low
		case serviceWords[low] != "":
			args["kind"] = serviceWords[low]
		case !slices.Contains([]string{"due", "of", "for", "in"}, low):
			known := append(slices.Sorted(maps.Keys(serviceWords)), "overdue", "done", "every", "off")
			return call{}, unknownWord(command, words[0], append(known, tools.PeriodNames()...), "overdue")
		}
		words = words[1:]
	}
	return due, nil
}

var (
	serviceNumber = regexp.MustCompile(`^(?i)(n|ngn|₦)?([\d,]*\d(?:\.\d+)?)(k?m|kms|h|hrs?|hours?|d|days?)?$`)
	serviceCut    = regexp.MustCompile(`(?i)\s+(at|note|because)\s+|:\s*`)
)

// parseServiceDone reads the day, the odometer, the cost, "at WORKSHOP" and
// "note TEXT" of a service.
func parseServiceDone(args map[string]any, words []string, now time.Time) (call, error) {
	text := " " + strings.Join(words, " ")
	facts := text
	if cut := serviceCut.FindStringIndex(text); cut != nil {
		facts = text[:cut[0]]
		serviceTexts(args, text[cut[0]:])
	}
	words = strings.Fields(facts)
	for len(words) > 0 {
		low := strings.ToLower(words[0])
		day, n := serviceDay(words, now)
		switch {
		case n > 0:
			args["date"] = day.Format(time.DateOnly)
		case serviceWords[low] != "":
			args["kind"], n = serviceWords[low], 1
		case slices.Contains([]string{"on", "odometer", "cost", "costs", "for", "km", "naira"}, low):
			n = 1
		default:
			if n = serviceAmount(args, words); n == 0 {
				return call{}, unknownWord("/truck "+args["truck"].(string)+" service done", words[0], []string{"today", "yesterday", "cost", "odometer", "note", "at"}, "yesterday 120,500km N85,000 at Ibafo Motors")
			}
		}
		words = words[n:]
	}
	return call{Tool: "maintenance_log", Args: args}, nil
}

// serviceDay reads a day that has been, today among them.
func serviceDay(words []string, now time.Time) (time.Time, int) {
	switch strings.ToLower(words[0]) {
	case "today":
		return now.In(fleet.WAT), 1
	case "yesterday":
		return now.In(fleet.WAT).AddDate(0, 0, -1), 1
	}
	return dateAt(words, now)
}

// serviceTexts reads "at WORKSHOP note TEXT", in either order.
func serviceTexts(args map[string]any, text string) {
	cuts := serviceCut.FindAllStringSubmatchIndex(text, -1)
	for i, c := range cuts {
		end := len(text)
		if i+1 < len(cuts) {
			end = cuts[i+1][0]
		}
		name := "note"
		if c[2] >= 0 && strings.EqualFold(text[c[2]:c[3]], "at") {
			name = "workshop"
		}
		if value := strings.TrimSpace(text[c[1]:end]); value != "" && args[name] == nil {
			args[name] = value
		}
	}
}

// serviceAmount reads a number: naira with an N before it, kilometres else; and
// says how many words it took.
func serviceAmount(args map[string]any, words []string) int {
	m := serviceNumber.FindStringSubmatch(words[0])
	if m == nil {
		return 0
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(m[2], ",", ""), 64)
	after := ""
	if len(words) > 1 {
		after = strings.ToLower(words[1])
	}
	switch {
	case err != nil:
		return 0
	case m[1] != "" || after == "naira":
		args["cost_naira"] = v
	default:
		args["odometer_km"] = v
	}
	return 1
}

// parseServiceEvery reads "every 10,000km 500h 180 days", or "off".
func parseServiceEvery(command string, args map[string]any, words []string) (call, error) {
	c := call{Tool: "maintenance_plan", Args: args}
	if strings.ToLower(words[0]) != "every" {
		args["off"] = true
		return c, nil
	}
	for i := 1; i < len(words); i++ {
		m := serviceNumber.FindStringSubmatch(words[i])
		if low := strings.ToLower(words[i]); low == "or" || low == "and" || low == "," {
			continue
		}
		unit := ""
		if m != nil {
			if unit = strings.ToLower(m[3]); unit == "" && i+1 < len(words) {
				i++
				unit = strings.ToLower(strings.Trim(words[i], ","))
			}
		}
		name := map[string]string{"k": "every_km", "h": "every_hours", "d": "every_days"}[unit[:min(1, len(unit))]]
		if name == "" {
			return call{}, fleet.Errorf(fleet.Invalid, "I read a plan like %s every 10,000km 500h 180 days.", command)
		}
		v, err := strconv.ParseFloat(strings.ReplaceAll(m[2], ",", ""), 64)
		if err != nil {
			return call{}, fleet.Errorf(fleet.Invalid, "%q is no number.", m[2])
		}
		args[name] = v
	}
	return c, nil
}
