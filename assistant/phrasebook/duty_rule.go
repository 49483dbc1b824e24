package phrasebook

import (
	"regexp"
	"strings"

	"watchtower/fleet"
)

var (
	switchesOff = regexp.MustCompile(`\b(turn|switch|put)\b.*\boff\b|\b(disable|deactivate|comot)\b|\boff$`)
	switchesOn  = regexp.MustCompile(`\b(turn|switch|put)\b.*\bon\b|\b(enable|activate)\b|\bon$`)
	resets      = regexp.MustCompile(`\b(reset|default|defaults|original)\b`)
	grade       = regexp.MustCompile(`\b(?:make|set|mark|treat|severity)\b.*\b(critical|warning|info)\b`)
	ruleGroup   = regexp.MustCompile(`(?i)\bgroup\s+(?:of\s+)?([a-z][a-z0-9-]*)`)
	changedOnly = regexp.MustCompile(`\b(changed|different|customi[sz]ed|modified)\b`)
	// ruleNumber is a figure with the unit that may follow it.
	ruleNumber = regexp.MustCompile(`(?i)(?:^|[\s(])([0-9]+(?:[.:][0-9]+)?\s*(?:km/h|kmh|kph|mph|km|metres|meters|minutes|minute|mins|min|hours|hour|hrs|hr|h|m|days|day|litres|liters|l|%|percent|am|pm)?)(?:$|[\s,.?!)])`)
)

// readRule reads what a rule of alerts is to say: figures, on or off, how
// grave, for which group.
func (s sentence) readRule(u *Understanding) {
	if m := ruleGroup.FindStringSubmatch(s.text); m != nil {
		u.Args["group"] = m[1]
	}
	if u.Intent == RuleList {
		if changedOnly.MatchString(s.plain) {
			u.Args["changed"] = true
		}
		return
	}
	switch {
	case resets.MatchString(s.plain) && u.Intent == RuleSave:
		u.Args["reset"] = true
		return
	case switchesOff.MatchString(s.plain):
		u.Args["on"] = false
	case switchesOn.MatchString(s.plain):
		u.Args["on"] = true
	}
	if m := grade.FindStringSubmatch(s.plain); m != nil {
		u.Args["severity"] = m[1]
	}
	kind, _ := u.Args["kind"].(string)
	if k, ok := fleet.ParseAlertKind(kind); ok {
		if figures := s.ruleFigures(k); len(figures) > 0 {
			u.Args["figures"] = figures
		}
	}
}

// ruleFigures are the numbers in a sentence that no name holds, each with the
// parameter that is named right before it.
func (s sentence) ruleFigures(k fleet.AlertKind) (out []any) {
	sort, ok := fleet.SortNamed(k)
	if !ok {
		return nil
	}
	text := s.withoutNames()
	for _, at := range ruleNumber.FindAllStringSubmatchIndex(text, -1) {
		value := strings.TrimSpace(text[at[2]:at[3]])
		figure := map[string]any{"value": value}
		if name := namedBefore(sort, text[:at[2]]); name != "" {
			figure["name"] = name
		} else if _, _, err := sort.Figure(value); err != nil {
			continue
		}
		out = append(out, figure)
	}
	return out
}

// namedBefore is the parameter that a text ends with, but for small words.
func namedBefore(sort fleet.RuleSort, before string) string {
	words := strings.Fields(strings.ToLower(before))
	for len(words) > 0 {
		last := strings.Trim(words[len(words)-1], ".,:=")
		if p, ok := sort.Param(last); ok && p.Name != "for" && p.Name != "to" {
			return p.Name
		}
		switch last {
		case "to", "is", "of", "at", "be", "as", "km/h", "alerts", "alert":
			words = words[:len(words)-1]
		default:
			return ""
		}
	}
	return ""
}

// withoutNames is the sentence without the words of trucks, places and clients,
// and without "last 7 days" and the like.
func (s sentence) withoutNames() string {
	var b strings.Builder
	for i, t := range s.tok {
		owner := s.owner[i]
		if owner >= 0 {
			switch s.tags[owner].kind {
			case kTruck, kPlace, kClient, kDriver, kWhen:
				b.WriteString(" |")
				continue
			}
		}
		b.WriteString(" " + t.text)
	}
	return pastDays.ReplaceAllString(b.String(), " ")
}

var pastDays = regexp.MustCompile(`(?i)\b(last|past|previous)\s+[0-9]+\s+days?\b`)
