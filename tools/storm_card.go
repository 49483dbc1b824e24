package tools

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// StormCard is a storm as somebody of a role reads it; no role is a channel.
// Like an alert's card it depends on the alerts alone, and not on the time.
func StormCard(s store.StormNow, role fleet.Role, u fleet.Units) answer.Answer {
	out := answer.Answer{Kind: answer.Result, Headline: stormHeadline(s), Tone: stormTone(s)}
	out.Facts = []answer.Fact{{Label: "State", Value: upperFirst(stateWords(s.Counts))}, {Label: "Since", Value: fleet.FormatTime(s.Began)}}
	if where := stormPlaces(s); where != "" {
		out.Facts = append(out.Facts, answer.Fact{Label: "Where", Value: where})
	}
	out.Facts = append(out.Facts, answer.Fact{Label: "Storm", Value: fmt.Sprintf("%d, %s", s.ID, s.Severity)})
	out.Table = alertTable(s.Alerts, s.Began, u)
	for i, a := range s.Alerts {
		out.Table.Rows[i][slices.Index(out.Table.Columns, "Since")] = alertBegan(a)
	}
	out.Table.More = s.Counts.Total - len(s.Alerts)
	out.Choices = stormChoices(s)
	if role != "" {
		out.Choices = slices.DeleteFunc(out.Choices, func(c answer.Choice) bool { return !MayRun(role, c.Tool) })
	}
	return out
}

// stormHeadline says how many of what, and where most of them are: "12 trucks
// offline near Mile 2."
func stormHeadline(s store.StormNow) string {
	if s.Sort == store.StormInPlace {
		return fmt.Sprintf("%s at %s.", count(s.Counts.Total, "alert"), s.Name)
	}
	kind := fleet.AlertKind(s.Name)
	format, ok := map[fleet.AlertKind]string{
		fleet.AlertOffline: "%s offline", fleet.AlertOverspeed: "%s overspeeding", fleet.AlertIdle: "%s idling", fleet.AlertSOS: "SOS from %s",
		fleet.AlertTheft: "Possible fuel theft from %s", fleet.AlertCrash: "Possible crash of %s", fleet.AlertRemoval: "Trackers of %s taken out",
		fleet.AlertBattery: "%s with a low battery", fleet.AlertDeviation: "%s off the route", fleet.AlertStoppage: "%s stopped on the way", fleet.AlertDelay: "%s late",
	}[kind]
	if !ok {
		format = upperFirst(kind.Words()) + ": %s"
	}
	words := fmt.Sprintf(format, count(s.Trucks, "truck"))
	if len(s.Places) > 0 {
		switch top := s.Places[0]; {
		case top.Count*5 >= s.Counts.Total*4:
			words += " near " + top.Place
		case top.Count*2 > s.Counts.Total:
			words += ", most near " + top.Place
		}
	}
	return words + "."
}

func stormPlaces(s store.StormNow) string {
	var parts []string
	for _, p := range s.Places {
		parts = append(parts, fmt.Sprintf("%d near %s", p.Count, p.Place))
	}
	return strings.Join(parts, ", ")
}

func stormTone(s store.StormNow) answer.Tone {
	c := s.Counts
	switch {
	case c.Open > 0 && s.Severity == fleet.Critical:
		return answer.ToneCritical
	case c.Open > 0:
		return answer.ToneWarning
	case c.Acknowledged > 0:
		return answer.ToneTaken
	case c.Snoozed > 0:
		return answer.ToneQuiet
	}
	return answer.ToneDone
}

// stormChoices are what may be done with all of a storm, and the ways to its
// alerts.
func stormChoices(s store.StormNow) []answer.Choice {
	id := strconv.FormatInt(s.ID, 10)
	all := func(label string, action fleet.AlertAction, until string) answer.Choice {
		return answer.NewChoice(label, "storm_update", stormUpdateArgs{StormID: id, Action: string(action), Until: until})
	}
	list := answer.NewChoice("Show the list", "alerts_list", alertsListArgs{StormID: id, Status: "all"})
	if s.Counts.Resolved == s.Counts.Total {
		return []answer.Choice{list}
	}
	out := []answer.Choice{list, all("Resolve all", fleet.Resolve, ""), all("Snooze all 1 h", fleet.Snooze, "1h")}
	if s.Counts.Open > 0 {
		out = append([]answer.Choice{all("Acknowledge all", fleet.Acknowledge, "")}, out...)
	}
	muted := map[string]string{"for": "8h", "kind": s.Name}
	name := fleet.AlertKind(s.Name).Words() + " alerts"
	if s.Sort == store.StormInPlace {
		muted, name = map[string]string{"for": "8h", "place": s.Name}, s.Name
	}
	out = append(out, answer.NewChoice("Mute "+name+" 8 h", "mute", muted))
	for _, a := range s.Alerts[:min(3, len(s.Alerts))] {
		out = append(out, answer.NewChoice(fmt.Sprintf("Alert %d, %s", a.ID, a.Truck), "alert_status", alertStatusArgs{AlertID: strconv.FormatInt(a.ID, 10)}))
	}
	return out
}
