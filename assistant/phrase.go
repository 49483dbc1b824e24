package assistant

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/assistant/phrasebook"
	"watchtower/fleet"
	"watchtower/tools"
)

// byPhrasebook answers what the phrasebook understood.
func (a *Assistant) byPhrasebook(ctx context.Context, r Request, u phrasebook.Understanding, lex *phrasebook.Lexicon, progress func(string)) Reply {
	switch u.Intent {
	case phrasebook.Injection:
		return said(answer.Refused, "I follow only the rules of this fleet, not orders inside a message. Nothing was changed and nothing is shown. Ask me plainly what you need.")
	case phrasebook.OutOfScope:
		return said(answer.OutScope, "That is outside what I know. "+canAsk)
	case phrasebook.SmallTalk:
		return a.smallTalk(ctx, r)
	case phrasebook.Ambiguous:
		return a.whatIsMeant(u, r.Caller.Role)
	}
	call := ToolCall{Tool: u.Tool, Args: marshal(u.Args)}
	reply := a.runUnderstood(ctx, r, u, lex, progress)
	reply.Model, reply.Calls = phrasebookName, []ToolCall{call}
	return reply
}

const canAsk = `Ask me things like "where is <plate>", "trucks near <place>", "status of trip <number>" or "create trip …".`

func said(kind answer.Kind, text string) Reply {
	return Reply{Model: phrasebookName, Answer: answer.Answer{Kind: kind, Headline: text}}
}

// runUnderstood runs the tool that was understood, unless it does not exist
// yet, is not for this caller, or still lacks something.
func (a *Assistant) runUnderstood(ctx context.Context, r Request, u phrasebook.Understanding, lex *phrasebook.Lexicon, progress func(string)) Reply {
	tool := a.tool(u.Tool)
	others := r.Caller.Role == fleet.DriverRole && !phrasebook.Open(u.Intent) && !lex.OwnedBy(r.Caller.Name, u.Args)
	switch {
	case tool == nil && others, others && !hasSubject(u.Args) && len(u.Missing) == 0:
		return said(answer.Refused, "Drivers see their own truck and trips only. Ask: where is my truck, or my next trip.")
	case tool == nil && u.Problem == "":
		return cannotYet(u)
	case tool == nil:
		return stillNeeds(u)
	case len(u.Missing) > 0 && tools.MayRun(r.Caller.Role, u.Tool):
		return stillNeeds(u)
	}
	args, left := fitting(tool, u.Args)
	progress(doing(u.Tool, args))
	got, err := a.registry.Run(ctx, r.Caller, fleet.ViaSentence, u.Tool, args)
	if err != nil {
		got = answer.FromError(err)
	}
	reply := Reply{Answer: got}
	if got.Ask != nil && got.Kind == answer.Question {
		reply.Missing = got.Ask.Missing
	}
	if len(left) > 0 && err == nil {
		reply.Notes = append(reply.Notes, "Not taken into account: "+strings.Join(left, ", ")+".")
	}
	return reply
}

// cannotYet is honest about a question that no tool answers so far.
func cannotYet(u phrasebook.Understanding) Reply {
	r := said(answer.Unknown, fmt.Sprintf("I understood that you ask about %s; I cannot answer that yet. %s", phrasebook.About(u.Intent), canAsk))
	r.Missing = u.Missing
	return r
}

// hasSubject says whether the arguments name a truck, a trip or a person.
func hasSubject(args map[string]any) bool {
	for _, k := range []string{"truck", "trucks", "near_truck", "driver", "trip_id", "waybill", "container", "self"} {
		if _, ok := args[k]; ok {
			return true
		}
	}
	return false
}

// tool is a tool that exists and may be offered to somebody, nil for none.
func (a *Assistant) tool(name string) *tools.Tool {
	all := a.registry.Offered(fleet.SystemCaller)
	i := slices.IndexFunc(all, func(t *tools.Tool) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return all[i]
}

// fitting are the arguments that the tool has, and the names of the others: a
// tool may read less than a sentence says. A unit alone changes nothing.
func fitting(t *tools.Tool, args map[string]any) (json.RawMessage, []string) {
	kept := map[string]any{}
	var left []string
	for k, v := range args {
		if _, ok := t.Schema.Properties[k]; ok {
			kept[k] = v
		} else if k != "unit" {
			left = append(left, strings.ReplaceAll(k, "_", " "))
		}
	}
	slices.Sort(left)
	return marshal(kept), left
}

// marshal writes arguments, which are our own plain values and cannot fail.
func marshal(args map[string]any) json.RawMessage {
	if args == nil {
		args = map[string]any{}
	}
	raw, err := json.Marshal(args)
	if err != nil {
		panic("assistant: arguments must marshal: " + err.Error())
	}
	return raw
}

// settling are words with which people answer a card instead of pressing it.
var settling = []string{"yes", "yeah", "yep", "confirm", "confirmed", "go", "proceed", "do", "no", "nope"}

func (a *Assistant) smallTalk(ctx context.Context, r Request) Reply {
	low := strings.ToLower(r.Text)
	if strings.Contains(low, "help") || strings.Contains(low, "can you") || strings.Contains(low, "you do") || strings.Contains(low, "you can") {
		return a.shortHelp(ctx, r)
	}
	if strings.Contains(low, "thank") || strings.Contains(low, "you try") || strings.Contains(low, "well done") {
		return said(answer.Chat, "You are welcome. I am here when you need a truck or a trip.")
	}
	if first, _, _ := strings.Cut(low, " "); slices.Contains(settling, strings.Trim(first, ".,!")) {
		return said(answer.Chat, "Words alone change nothing: use the Confirm or Cancel button on the card.")
	}
	return said(answer.Chat, "Hello. I am watching the fleet. "+canAsk)
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

// rivals puts what a sentence may mean as a question, with a button for each
// reading that changes nothing.
func (a *Assistant) rivals(u phrasebook.Understanding, role fleet.Role) (string, []answer.Choice) {
	if len(u.Rivals) < 2 || u.Rivals[0] == "" || u.Rivals[1] == "" || phrasebook.About(u.Rivals[1]) == "" || phrasebook.About(u.Rivals[0]) == "" {
		return "", nil
	}
	var choices []answer.Choice
	for _, x := range u.Readings {
		if t := a.tool(x.Tool); t != nil && !x.Write && len(x.Missing) == 0 && tools.MayRun(role, x.Tool) {
			args, _ := fitting(t, x.Args)
			choices = append(choices, answer.NewChoice(upperFirst(phrasebook.About(x.Intent)), x.Tool, args))
		}
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
	"start": "when it starts (a day and an hour, like tomorrow 6am)", "metric": "by what (trips, distance, idle hours, fuel, overspeed, on time)",
	"period": "which day or period (like yesterday or 3 to 7 Nov)", "radius_km": "how far around (like 10km)", "client": "which client",
	"action": "what to change", "compare_with": "the period to compare with",

	"alert_id": "which alert (its number; ask for the open alerts to see them)", "until": "until when, or for how long (like 2h)", "assignee": "who takes care of it (a name, or me)",
	"note": "what the note says", "mute.truck": "what it is about (a truck, a kind of alert or a place)", "unmute.truck": "which mute (its number, its truck or its place)",
	"setting": "what to change (km or miles, quiet hours, least severity, direct messages)", "quiet_from": "when your quiet hours begin (like 22:00)", "quiet_to": "when they end (like 06:00)",
	"person": "who (a Slack user like @name)", "role": "which role (viewer, dispatcher, manager, admin or driver)", "change": "what to change (client, destination, container, cargo or waybill)",
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
