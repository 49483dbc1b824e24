package assistant

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/assistant/phrasebook"
	"watchtower/fleet"
	"watchtower/tools"
)

// withoutThat asks before a part of the question that was not understood is left
// out of the answer.
func withoutThat(u phrasebook.Understanding, args json.RawMessage) Reply {
	parts := make([]string, len(u.Unread))
	for i, p := range u.Unread {
		parts[i] = `"` + p + `"`
	}
	r := said(answer.Question, fmt.Sprintf("You ask about %s; I do not understand what %s means there. Say it in other words, or press to leave it out.", phrasebook.About(u.Intent), strings.Join(parts, ", ")))
	r.Answer.Choices = []answer.Choice{answer.NewChoice("Leave it out", u.Tool, args)}
	return r
}

// whatIsMeant asks what is wanted of the thing that was named.
func (a *Assistant) whatIsMeant(u phrasebook.Understanding, role fleet.Role) Reply {
	about := ""
	for _, k := range []string{"truck", "trip_id", "driver", "client", "waybill", "container"} {
		if v, ok := u.Args[k].(string); ok {
			about = " about " + v
			break
		}
	}
	r := said(answer.Question, "What do you want to know"+about+": where it is, how the trip stands, its alerts, or something else?")
	if len(u.Options) > 0 {
		r.Answer.Headline = u.Problem + " Which one, and what do you want to know?"
	}
	if words, choices := a.rivals(u, role); words != "" {
		r.Answer.Headline, r.Answer.Choices = words, choices
	}
	if u.Report {
		r.Answer.Headline, r.Answer.Choices = "Which report: the figures of the day, fuel, idling, or the alerts?", reportChoices(u.Args, role)
	}
	r.Missing = u.Missing
	r.Answer.Ask = &answer.Ask{Missing: u.Missing, Args: marshal(u.Args), Options: u.Options}
	return r
}

// whichOne offers a reading that is likely but not certain, and what else it may be.
func (a *Assistant) whichOne(u phrasebook.Understanding, role fleet.Role) Reply {
	r := said(answer.Question, "")
	r.Answer.Headline, r.Answer.Choices = a.rivals(u, role)
	return r
}

// rivals puts what a sentence may mean as a question, with a button for each
// reading that changes nothing.
func (a *Assistant) rivals(u phrasebook.Understanding, role fleet.Role) (string, []answer.Choice) {
	if len(u.Rivals) == 0 || slices.ContainsFunc(u.Rivals, func(in phrasebook.Intent) bool { return phrasebook.About(in) == "" }) {
		return "", nil
	}
	var choices []answer.Choice
	for _, x := range u.Readings {
		if t := a.tool(x.Tool); t != nil && !x.Write && len(x.Missing) == 0 && tools.MayRun(role, x.Tool) {
			args, _ := fitting(t, x.Args)
			choices = append(choices, answer.NewChoice(upperFirst(phrasebook.About(x.Intent)), x.Tool, args))
		}
	}
	if len(u.Rivals) == 1 {
		return fmt.Sprintf("I am not sure I understand: do you ask about %s? Press it, or say it in other words.", phrasebook.About(u.Rivals[0])), choices
	}
	return fmt.Sprintf("I am not sure what you mean: %s, or %s? Say it in other words, or press one.", phrasebook.About(u.Rivals[0]), phrasebook.About(u.Rivals[1])), choices
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// reportChoices are the reports that a bare "report" can mean.
func reportChoices(args map[string]any, role fleet.Role) []answer.Choice {
	only := map[string]any{}
	if p, ok := args["period"]; ok {
		only["period"] = p
	}
	all := []answer.Choice{answer.NewChoice("The figures", "report", only), answer.NewChoice("Alerts", "alerts_list", only), answer.NewChoice("Trips", "trips_list", only)}
	return slices.DeleteFunc(all, func(c answer.Choice) bool { return !tools.MayRun(role, c.Tool) })
}

// asking is how each argument is asked for.
var asking = map[string]string{
	"truck": "which truck (its plate)", "trip_id": "which trip (its number, waybill or container)", "driver": "which driver",
	"place": "which place", "near_truck": "near which truck", "origin": "where it starts", "destination": "where it goes",
	"start": "when it starts (a day and an hour, like tomorrow 6am)", "metric": "by what (distance, driving or idle hours, trips, on time, utilisation, overspeed, harsh events, score, turnaround, diesel)",
	"period": "which day or period (like yesterday or 3 to 7 Nov)", "radius_km": "how far around (like 10km)", "client": "which client",
	"action": "what to change", "compare_with": "the period to compare with",

	"alert_id": "which alert (its number; ask for the open alerts to see them)", "until": "until when, or for how long (like 2h)", "assignee": "who takes care of it (a name, or me)",
	"note": "what the note says", "mute.truck": "what it is about (a truck, a kind of alert or a place)", "unmute.truck": "which mute (its number, its truck or its place)",
	"setting": "what to change (km or miles, quiet hours, least severity, direct messages)", "quiet_from": "when your quiet hours begin (like 22:00)", "quiet_to": "when they end (like 06:00)",
	"person": "who (a Slack user like @name)", "role": "which role (viewer, dispatcher, manager, admin or driver)", "change": "what to change (client, destination, container, cargo, waybill, diesel, weight …)",
	"plate": "its plate", "name": "the name", "latitude": "where it lies (latitude and longitude, like 6.51, 3.38)", "id": "which one (its id)",
}

// stillNeeds puts one question for everything that is missing.
func stillNeeds(u phrasebook.Understanding) Reply {
	var parts []string
	for _, m := range u.Missing {
		words, ok := asking[u.Tool+"."+m]
		if !ok {
			words, ok = asking[m]
		}
		if m == "longitude" && slices.Contains(u.Missing, "latitude") {
			continue
		}
		if !ok {
			words = "the " + strings.ReplaceAll(m, "_", " ")
		}
		parts = append(parts, words)
	}
	text := "Tell me " + parts[len(parts)-1]
	if n := len(parts); n > 1 {
		text = "Tell me " + strings.Join(parts[:n-1], "; ") + "; and " + parts[n-1]
	}
	if u.Problem != "" {
		text = u.Problem + " " + text
	}
	r := said(answer.Question, text+".")
	r.Missing = u.Missing
	r.Answer.Ask = &answer.Ask{Missing: u.Missing, Tool: u.Tool, Args: marshal(u.Args), Options: u.Options}
	return r
}
