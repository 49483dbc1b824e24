package tools

import (
	"fmt"
	"strconv"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// ruleOpenings say what a rule of our own found; %[1]s is the truck, %[2]s since
// when.
var ruleOpenings = map[fleet.AlertKind]string{
	fleet.AlertOverspeed:     "%[1]s drives too fast",
	fleet.AlertIdle:          "%[1]s idles since %[2]s",
	fleet.AlertStoppage:      "%[1]s stands on the way since %[2]s",
	fleet.AlertOverstay:      "%[1]s stays too long",
	fleet.AlertLateDeparture: "%[1]s has not left for its trip",
	fleet.AlertDelay:         "%[1]s will be late",
	fleet.AlertCallUp:        "The call-up ticket of %[1]s runs out",
	fleet.AlertOffline:       "%[1]s is silent since %[2]s",
	fleet.AlertNight:         "%[1]s drives at night",
	fleet.AlertFatigue:       "%[1]s is driven without a rest",
	fleet.AlertGeofence:      "%[1]s came to a place",
	fleet.AlertZone:          "%[1]s is where it may not be",
	fleet.AlertDeviation:     "%[1]s is off its way",
	fleet.AlertRefuel:        "%[1]s was filled with less than was issued",
	fleet.AlertService:       "%[1]s is due in the workshop",
	fleet.AlertBraking:       "%[1]s brakes harshly again and again",
	fleet.AlertAccel:         "%[1]s accelerates harshly again and again",
	fleet.AlertTurn:          "%[1]s turns sharply again and again",
}

// ruleOpening is what a rule found in the words of the control room.
func ruleOpening(a store.AlertNow) (string, bool) {
	if a.Kind == fleet.AlertReport {
		return fmt.Sprintf("Report of %s beyond its limits: %s", a.Detail.Since.In(fleet.WAT).Format("Mon 2 Jan"), a.Detail.Text), true
	}
	words, ok := ruleOpenings[a.Kind]
	if !ok || !a.ByRule() {
		return "", false
	}
	said := fmt.Sprintf(words+"%.0[2]s", a.Truck, fleet.FormatClock(a.Detail.Since))
	if a.Kind == fleet.AlertOffline {
		if was := lastMotion(a.Detail.Text); was != "" {
			said += ", was " + was
		}
	}
	return said, true
}

// lastMotion is what a silent truck did last, from the rule's words.
func lastMotion(text string) string {
	for _, m := range []string{"moving", "idling", "parked"} {
		if len(text) > 4 && text[4:min(len(text), 4+len(m))] == m {
			return m
		}
	}
	return ""
}

// ruleFacts are what only alerts of our own rules know.
func ruleFacts(a store.AlertNow) (out []answer.Fact) {
	if !a.ByRule() {
		return nil
	}
	out = append(out, answer.Fact{Label: "Since", Value: fleet.FormatTime(a.Detail.Since)})
	if a.Detail.Trip != "" {
		out = append(out, answer.Fact{Label: "Trip", Value: a.Detail.Trip})
	}
	rule := "as built in"
	if a.Detail.Rule != 0 {
		rule = "rule " + strconv.FormatInt(a.Detail.Rule, 10)
	}
	title := upperFirst(a.Kind.Words())
	if s, ok := fleet.SortNamed(a.Kind); ok {
		title = s.Title
	}
	return append(out, answer.Fact{Label: "Rule", Value: title + ", " + rule})
}
