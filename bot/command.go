package bot

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// onCommand answers a slash command, to whoever typed it alone.
func (b *Bot) onCommand(ctx context.Context, j *job) {
	var c slashCommand
	if err := json.Unmarshal(j.Payload, &c); err != nil {
		b.Log.WarnContext(ctx, "command not readable", "err", err)
		return
	}
	to := place{Channel: c.ChannelID, User: c.UserID, Private: true, ResponseURL: c.ResponseURL}
	a, x := b.command(ctx, j, c)
	b.reply(ctx, j, to, a, x)
}

func (b *Bot) command(ctx context.Context, j *job, c slashCommand) (answer.Answer, extras) {
	j.asked = strings.TrimSpace(c.Command + " " + c.Text)
	caller, err := b.caller(ctx, c.UserID, c.ChannelID)
	if err != nil {
		return answer.FromError(err), extras{}
	}
	if err := j.stale(); err != nil {
		return answer.FromError(err), extras{}
	}
	want, err := parseCommand(c.Command, c.Text, b.Now())
	switch {
	case err != nil:
		return answer.FromError(err), extras{}
	case want.Usage != "":
		return answer.Answer{Kind: answer.Chat, Headline: want.Usage}, extras{}
	}
	unit := want.inOwnUnit(caller.Units)
	args, err := json.Marshal(want.Args)
	if err != nil {
		return answer.FromError(err), extras{}
	}
	b.meetNamed(ctx, c.Text, c.ChannelID)
	a := b.run(ctx, j, caller, fleet.ViaCommand, want.Tool, args)
	switch {
	case want.Tool == "trucks_near" && a.Kind == answer.Failed:
		a = b.notARadius(ctx, caller, want.Args, a)
	case want.Tool == "me" && caller.Zone != "" && caller.Zone != "Africa/Lagos":
		a.Notes = append(a.Notes, "Slack has your clock on "+caller.Zone+". All times here are Lagos time (WAT).")
	}
	if unit != "" && a.Kind == answer.Result {
		a.Notes = append(a.Notes, unit)
	}
	return a, extras{Share: b.shareValue(want.Tool, args, a)}
}

// run is the way to the registry for commands and buttons: a write happens
// once per envelope, and when an earlier life made it its answer comes back; an error
// becomes the answer that offers what could have been meant.
func (b *Bot) run(ctx context.Context, j *job, caller fleet.Caller, via fleet.Via, tool string, args json.RawMessage) answer.Answer {
	caller.Act = "slack:" + j.Key
	a, err := b.safely(ctx, func() (answer.Answer, error) { return b.Registry.Run(ctx, caller, via, tool, args) })
	if err == nil {
		if b.writes(tool) && a.Kind == answer.Result {
			b.homeChangedOf(ctx, caller.PersonID)
		}
		return a
	}
	if cutOff(err) {
		return answer.FromError(fleet.Errorf(fleet.Conflict,
			"I was restarted while doing %s, so it may be done already. Look first (/trip list today), then repeat it if it is not there.", j.quote()))
	}
	a = answer.FromError(err)
	if a.Ask != nil && len(a.Ask.Missing) > 0 {
		a.Ask.Tool, a.Ask.Args = tool, args
	}
	return a
}

// cutOff says whether a write was begun before and its end is not known.
func cutOff(err error) bool {
	e, ok := errors.AsType[*fleet.Error](err)
	return ok && e.Field == tools.ActField
}

// safely turns a panic into an error, so that whoever asked still hears.
func (b *Bot) safely(ctx context.Context, f func() (answer.Answer, error)) (a answer.Answer, err error) {
	defer func() {
		if r := recover(); r != nil {
			b.Log.ErrorContext(ctx, "panic", "where", "tool", "panic", r, "stack", stack())
			err = fleet.Errorf(fleet.Internal, "Something went wrong on our side.")
		}
	}()
	return f()
}

// notARadius looks again at "Apapa banana": when Apapa alone is a place, the
// last word is what is wrong. It was meant as one of the words that narrow, if
// it is close to one, else as a distance.
func (b *Bot) notARadius(ctx context.Context, caller fleet.Caller, args map[string]any, was answer.Answer) answer.Answer {
	text, _ := args["place"].(string)
	words := strings.Fields(text)
	if len(words) < 2 {
		return was
	}
	last, place := words[len(words)-1], strings.Join(words[:len(words)-1], " ")
	_, wrong := fleet.ParseDistance(last)
	if near := closestWord(last, nearFilters); near != "" {
		wrong = unknownWord("/trucks-near "+clip(place, maxQuote), last, nearFilters, "empty")
	} else if args["radius_km"] != nil {
		return was
	}
	raw, err := json.Marshal(map[string]any{"place": place, "want": "count"})
	if wrong == nil || err != nil {
		return was
	}
	if _, err := b.Registry.Run(ctx, caller, fleet.ViaCommand, "trucks_near", raw); err != nil {
		return was
	}
	return answer.FromError(wrong)
}

// shareValue is the button that shows a private answer to the channel: the
// question again, so that what is shared is fresh and the right is checked. A
// trip just made or changed is shared by its status.
func (b *Bot) shareValue(tool string, args json.RawMessage, a answer.Answer) string {
	if a.Kind != answer.Result || a.Personal || slices.Contains(ownBusiness, tool) {
		return ""
	}
	call := buttonCall{Tool: tool, Args: args}
	switch {
	case tool == "alert_update":
		call = buttonCall{Tool: "alert_status", Args: onlyArg(args, "alert_id")}
	case b.writes(tool):
		call = buttonCall{Tool: "trip_status", Args: tripOf(args, a)}
	}
	if call.Args == nil {
		return ""
	}
	value, _ := call.value()
	return value
}

// ownBusiness are the tools whose answers are for the asker, or for few.
var ownBusiness = []string{"help", "me", "preferences_save", "people_list", "person_save", "audit_list", "tower_status", "mute", "unmute"}

// onlyArg keeps one argument of a call, nil when it is not there.
func onlyArg(raw json.RawMessage, name string) json.RawMessage {
	var args fields
	if json.Unmarshal(raw, &args) != nil || args[name] == nil {
		return nil
	}
	out, err := json.Marshal(fields{name: args[name]})
	if err != nil {
		return nil
	}
	return out
}

// headlineTrip is how every result about one trip begins.
var headlineTrip = regexp.MustCompile(`^Trip ([^\s:,]+)[:,] `)

// tripOf finds the trip that was made or changed: as it was named, by its next
// steps, or, when it has none any more, by what the result says.
func tripOf(args json.RawMessage, a answer.Answer) json.RawMessage {
	named := []json.RawMessage{args}
	for _, c := range a.Choices {
		named = append(named, c.Args)
	}
	for _, raw := range named {
		var args struct {
			TripID string `json:"trip_id"`
		}
		if json.Unmarshal(raw, &args) == nil && args.TripID != "" {
			return withArg(nil, "trip_id", args.TripID)
		}
	}
	if m := headlineTrip.FindStringSubmatch(a.Headline); m != nil {
		return withArg(nil, "trip_id", m[1])
	}
	return nil
}
