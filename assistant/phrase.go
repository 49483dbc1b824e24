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
	if len(u.Unread) > 0 && tools.MayRun(r.Caller.Role, u.Tool) {
		return withoutThat(u, args)
	}
	if u.Doubt && tools.MayRun(r.Caller.Role, u.Tool) {
		return a.whichOne(u, r.Caller.Role)
	}
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
