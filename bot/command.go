package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
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
	case want.Me:
		return aboutMe(caller), extras{}
	}
	args, err := json.Marshal(want.Args)
	if err != nil {
		return answer.FromError(err), extras{}
	}
	a := b.run(ctx, j, caller, fleet.ViaCommand, want.Tool, args)
	if want.Tool == "trucks_near" && a.Kind == answer.Failed {
		a = b.notARadius(ctx, caller, want.Args, a)
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
// last word was meant as a distance, and that is what is wrong.
func (b *Bot) notARadius(ctx context.Context, caller fleet.Caller, args map[string]any, was answer.Answer) answer.Answer {
	text, _ := args["place"].(string)
	words := strings.Fields(text)
	if len(words) < 2 || args["radius_km"] != nil {
		return was
	}
	last := words[len(words)-1]
	_, distance := fleet.ParseDistance(last)
	raw, err := json.Marshal(map[string]any{"place": strings.Join(words[:len(words)-1], " "), "want": "count"})
	if distance == nil || err != nil {
		return was
	}
	if _, err := b.Registry.Run(ctx, caller, fleet.ViaCommand, "trucks_near", raw); err != nil {
		return was
	}
	return answer.FromError(distance)
}

// shareValue is the button that shows a private answer to the channel: the
// question again, so that what is shared is fresh and the right is checked. A
// trip just made or changed is shared by its status.
func (b *Bot) shareValue(tool string, args json.RawMessage, a answer.Answer) string {
	if a.Kind != answer.Result || tool == "help" || a.Personal {
		return ""
	}
	call := buttonCall{Tool: tool, Args: args}
	if b.writes(tool) {
		ref := tripOf(args, a)
		if ref == nil {
			return ""
		}
		call = buttonCall{Tool: "trip_status", Args: ref}
	}
	value, _ := call.value()
	return value
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

func aboutMe(c fleet.Caller) answer.Answer {
	may := map[fleet.Role]string{
		fleet.Viewer:     "look at trucks and trips",
		fleet.Dispatcher: "look at everything, and create and change trips",
		fleet.Manager:    "do what dispatchers do, and keep trucks, drivers, clients and places",
		fleet.Admin:      "do everything",
		fleet.DriverRole: "see your own truck and trip, and report its progress",
	}[c.Role]
	a := answer.Answer{Kind: answer.Chat, Headline: fmt.Sprintf("I know you as %s. Your role is %s: you may %s.", c.Name, c.Role, may)}
	if c.Role == fleet.DriverRole && c.DriverID == 0 {
		a.Notes = append(a.Notes, "You are not linked to a driver of the fleet yet. Ask an admin.")
	}
	if c.Zone != "" && c.Zone != "Africa/Lagos" {
		a.Notes = append(a.Notes, "Slack has your clock on "+c.Zone+". All times here are Lagos time (WAT).")
	}
	return a
}
