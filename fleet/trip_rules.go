package fleet

import (
	"slices"
	"strings"
)

// Rule is one check on a trip, or one habit, that a fleet may set.
type Rule string

const (
	RuleTruckBusy  Rule = "truck_busy"  // the truck is on another open trip
	RuleDriverBusy Rule = "driver_busy" // so is the driver
	RuleBoxBusy    Rule = "container_busy"
	RuleCheckDigit Rule = "check_digit" // the container's check digit does not fit
	RuleStartPast  Rule = "start_past"
	RuleStartSoon  Rule = "start_soon"  // less than MinLead ahead
	RuleTruckHours Rule = "truck_hours" // outside of Lagos's hours for container trucks
	RuleCallUp     Rule = "call_up"     // the ticket lapses before the start
	RuleGPS        Rule = "gps"         // GPS moves trips on
	RuleGPSGuess   Rule = "gps_guess"   // also where standing makes a step only likely
)

// RuleDoes is what a rule does.
type RuleDoes string

const (
	RuleOff    RuleDoes = "off"
	RuleOn     RuleDoes = "on"
	RuleWarn   RuleDoes = "warn"
	RuleRefuse RuleDoes = "refuse"
)

// RuleInfo describes a rule: what it is about, what it may do, and what it does
// when nobody has set it.
type RuleInfo struct {
	Rule    Rule
	About   string
	Choices []RuleDoes
	Default RuleDoes
}

// Rules are all there are.
func Rules() []RuleInfo {
	check := []RuleDoes{RuleOff, RuleWarn, RuleRefuse}
	habit := []RuleDoes{RuleOff, RuleOn}
	return []RuleInfo{
		{RuleTruckBusy, "the truck is already on a trip", check, RuleWarn},
		{RuleDriverBusy, "the driver is already on a trip", check, RuleWarn},
		{RuleBoxBusy, "the container is already on a trip", check, RuleWarn},
		{RuleCheckDigit, "the container's check digit does not fit", check, RuleWarn},
		{RuleStartPast, "the start is in the past", check, RuleRefuse},
		{RuleStartSoon, "the start is less than 30 minutes ahead", check, RuleRefuse},
		{RuleTruckHours, "the start lies outside Lagos's hours for container trucks, 21:00 to 06:00", check, RuleWarn},
		{RuleCallUp, "the call-up ticket lapses before the start", check, RuleWarn},
		{RuleGPS, "GPS moves trips on: arrival, departure, empty return", habit, RuleOn},
		{RuleGPSGuess, "GPS also notes loading and offloading by how long a truck stands there", habit, RuleOn},
	}
}

// RuleNamed finds a rule; what may be set and its default come along.
func RuleNamed(name string) (RuleInfo, error) {
	list := Rules()
	i := slices.IndexFunc(list, func(r RuleInfo) bool { return string(r.Rule) == name })
	if i >= 0 {
		return list[i], nil
	}
	e := Errorf(NotFound, "There is no trip rule called %s.", name)
	e.Field = "rule"
	for _, r := range list {
		e.Choices = append(e.Choices, string(r.Rule))
	}
	return RuleInfo{}, e
}

// Check says whether a rule may do that.
func (r RuleInfo) Check(does RuleDoes) error {
	if slices.Contains(r.Choices, does) {
		return nil
	}
	words := make([]string, len(r.Choices))
	for i, c := range r.Choices {
		words[i] = string(c)
	}
	return &Error{Kind: Invalid, Field: "does", Message: string(r.Rule) + " may be " + strings.Join(words, ", ") + "."}
}

// TripRules are the rules as a fleet has set them.
type TripRules map[Rule]RuleDoes

// Of is what a rule does.
func (t TripRules) Of(r Rule) RuleDoes {
	if does, ok := t[r]; ok {
		return does
	}
	info, err := RuleNamed(string(r))
	if err != nil {
		return RuleOff
	}
	return info.Default
}

// Finding is one thing that a rule is about, found in a trip.
type Finding struct {
	Rule    Rule
	Kind    Kind // of the error, when the rule refuses
	Field   string
	Message string
}

// setWords say that a refusal is the fleet's own choice, where it is.
func setWords(r Rule) string {
	if info, err := RuleNamed(string(r)); err != nil || info.Default == RuleRefuse {
		return ""
	}
	return " This fleet's rules refuse that."
}

// Judge sorts findings: what is only said, and what refuses, the first of all.
func (t TripRules) Judge(found []Finding) (warnings []string, err error) {
	for _, f := range found {
		switch t.Of(f.Rule) {
		case RuleRefuse:
			return nil, &Error{Kind: f.Kind, Field: f.Field, Message: f.Message + setWords(f.Rule)}
		case RuleWarn:
			warnings = append(warnings, f.Message)
		}
	}
	return warnings, nil
}
