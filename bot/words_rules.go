package bot

import (
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
)

// parseRules reads /alerts rules: all, those that were changed, of one kind, or
// what holds for a truck, group, place or client.
func parseRules(words []string) (call, error) {
	if len(words) > 0 && slices.Contains([]string{"changed", "changes", "ours"}, strings.ToLower(words[0])) {
		return call{Tool: "rule_list", Args: map[string]any{"changed": true}}, nil
	}
	r, err := readRule("/alerts rules", words, false)
	return call{Tool: "rule_list", Args: r.args}, err
}

// parseRule reads /alerts rule KIND and what is to change; with nothing to
// change the rule is shown, and "edit" opens its form.
func parseRule(words []string) (call, error) {
	edit := len(words) > 0 && strings.EqualFold(words[0], "edit")
	if edit {
		words = words[1:]
	}
	r, err := readRule("/alerts rule", words, true)
	switch {
	case err != nil:
		return call{}, err
	case edit:
		return call{Form: formRule, Args: r.args}, nil
	case !r.changes():
		return call{Tool: "rule_list", Args: r.args}, nil
	}
	return call{Tool: "rule_save", Args: r.args}, nil
}

// ruleReader reads the words of a rule into a tool's arguments.
type ruleReader struct {
	command string
	sort    fleet.RuleSort
	args    map[string]any
	figures []map[string]any
}

// changes says whether anything is to change.
func (r *ruleReader) changes() bool {
	return len(r.figures) > 0 || r.args["on"] != nil || r.args["severity"] != nil || r.args["reset"] != nil
}

// readRule reads a kind and what is said of it. Must says that the kind may not
// be left out.
func readRule(command string, words []string, must bool) (*ruleReader, error) {
	r := &ruleReader{command: command, args: map[string]any{}}
	if n := r.kind(words); n > 0 {
		words = words[n:]
	} else if must || len(words) > 0 && (&ruleReader{args: map[string]any{}}).scope(words) == 0 {
		word := strings.Join(words[:min(1, len(words))], " ")
		if word == "" {
			return r, &fleet.Error{Kind: fleet.Invalid, Field: "kind", Message: "Which alert? For example: " + command + " overspeed limit 70."}
		}
		return r, unknownWord(command, word, kindWords(), "overspeed limit 70")
	}
	for len(words) > 0 {
		n := r.word(words)
		if n == 0 {
			known := slices.Concat(r.sort.Names(), []string{"off", "on", "reset", "critical", "warning", "info", "group", "client"})
			return r, unknownWord(command+" "+r.sort.Kind.Words(), words[0], known, r.example())
		}
		words = words[n:]
	}
	if len(r.figures) > 0 {
		r.args["figures"] = r.figures
	}
	return r, nil
}

// kind takes the kind off the front; the longest name wins.
func (r *ruleReader) kind(words []string) int {
	for n := min(4, len(words)); n > 0; n-- {
		k, ok := fleet.ParseAlertKind(strings.Join(words[:n], " "))
		if !ok {
			continue
		}
		if s, ok := fleet.SortNamed(k); ok {
			r.sort, r.args["kind"] = s, string(k)
			return n
		}
	}
	return 0
}

func (r *ruleReader) example() string {
	if len(r.sort.Params) == 0 {
		return "off"
	}
	p := r.sort.Params[0]
	return p.Name + " " + p.Say(p.Default)
}

// word reads what stands first and says how many words it took.
func (r *ruleReader) word(words []string) int {
	if n := r.figure(words); n > 0 {
		return n
	}
	if n := r.scope(words); n > 0 {
		return n
	}
	switch first := strings.ToLower(words[0]); first {
	case "on", "enable", "enabled":
		r.args["on"] = true
	case "off", "disable", "disabled":
		r.args["on"] = false
	case "reset", "default", "defaults":
		r.args["reset"] = true
	case "critical", "warning", "info":
		r.args["severity"] = first
	case "severity", "alerts", "alert", "to", "is", "=", "for", "set", "and", "rule":
	default:
		return 0
	}
	return 1
}

// figure reads a figure, with the name of its parameter or without.
func (r *ruleReader) figure(words []string) int {
	for n := min(2, len(words)); n > 0; n-- {
		name := strings.ToLower(strings.Join(words[:n], "_"))
		p, ok := r.sort.Param(name)
		if !ok {
			continue
		}
		skip := n
		for skip < len(words) && slices.Contains([]string{"to", "is", "=", ":"}, strings.ToLower(words[skip])) {
			skip++
		}
		if value, took := ruleValue(words[skip:], p); took > 0 {
			r.figures = append(r.figures, map[string]any{"name": p.Name, "value": value})
			return skip + took
		}
		if p.Name != "for" && skip < len(words) && p.Name != "client" && p.Name != "to" {
			r.figures = append(r.figures, map[string]any{"name": p.Name, "value": words[skip]}) // the tool says what is wrong with it
			return skip + 1
		}
	}
	for _, p := range r.sort.Params {
		if value, took := ruleValue(words, p); took > 0 {
			r.figures = append(r.figures, map[string]any{"value": value})
			return took
		}
	}
	return 0
}

// ruleValue takes a figure with its unit off the front.
func ruleValue(words []string, p fleet.RuleParam) (string, int) {
	for n := min(3, len(words)); n > 0; n-- {
		text := strings.Join(words[:n], " ")
		if _, err := p.Read(text); err == nil {
			return text, n
		}
	}
	return "", 0
}

// scope reads for whom a rule is: a plate, "group tankers", "at Tin Can",
// "client Olam Mills"; what follows "for" and is no plate is a group.
func (r *ruleReader) scope(words []string) int {
	first := strings.ToLower(words[0])
	switch first {
	case "for", "of":
		if len(words) < 2 || slices.Contains([]string{"all", "everyone", "fleet", "the"}, strings.ToLower(words[1])) {
			return len(words[:min(2, len(words))])
		}
		if n := r.scope(words[1:]); n > 0 {
			return n + 1
		}
		return r.named("group", words, 1)
	case "group", "client", "truck":
		return r.named(first, words, 1)
	case "at", "in", "near":
		return r.named("place", words, 1)
	case "everywhere", "fleet":
		return 1
	}
	if plate, rest := takeTruck(words); plate != "" && r.args["truck"] == nil && !digitsOnly(words[0]) {
		r.args["truck"] = plate
		return len(words) - len(rest)
	}
	return 0
}

// digitsOnly says whether a word is a bare number: a figure before a plate.
func digitsOnly(s string) bool { return strings.Trim(s, "0123456789") == "" }

// named takes a name up to the next word that means something else.
func (r *ruleReader) named(arg string, words []string, from int) int {
	n := from + 1
	if n > len(words) {
		return 0
	}
	for n < len(words) && !r.ends(words[n:]) {
		n++
	}
	r.args[arg] = strings.Join(words[from:n], " ")
	return n
}

// ends says whether a name is over.
func (r *ruleReader) ends(words []string) bool {
	probe := &ruleReader{sort: r.sort, args: map[string]any{}}
	low := strings.ToLower(words[0])
	return probe.figure(words) > 0 && !digitsOnly(words[0]) || slices.Contains([]string{"on", "off", "reset", "critical", "warning", "info", "for", "at", "severity"}, low)
}

// parseRuleTest reads /alerts test: a rule as it would be, tried on what was.
func parseRuleTest(words []string) (call, error) {
	r, err := readRule("/alerts test", words, true)
	return call{Tool: "rule_test", Args: r.args}, err
}

// parseAlertStats reads /alerts stats: a period, a kind, a plate, "by truck".
func parseAlertStats(words []string, now time.Time) (call, error) {
	args := map[string]any{}
	for len(words) > 0 {
		n := statsWord(words, args, now)
		if n == 0 {
			known := slices.Concat([]string{"by", "week", "month", "truck", "kind", "place", "rule"}, kindWords())
			return call{}, unknownWord("/alerts stats", words[0], known, "last week by truck")
		}
		words = words[n:]
	}
	return call{Tool: "alert_stats", Args: args}, nil
}

// statsBy are what alerts are counted by.
var statsBy = map[string]string{"truck": "truck", "trucks": "truck", "kind": "kind", "kinds": "kind", "place": "place", "places": "place", "rule": "rule", "rules": "rule"}

func statsWord(words []string, args map[string]any, now time.Time) int {
	first := strings.ToLower(words[0])
	if p, n := periodAt(words, now); n > 0 {
		args["period"] = p
		return n
	}
	switch {
	case first == "week" || first == "month":
		args["period"] = "this_" + first
		return 1
	case first == "by" && len(words) > 1 && statsBy[strings.ToLower(words[1])] != "":
		args["by"] = statsBy[strings.ToLower(words[1])]
		return 2
	case slices.Contains(fillers, first):
		return 1
	}
	return muteTarget(words, args)
}
