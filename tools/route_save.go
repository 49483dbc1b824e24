package tools

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// maxUnanswered bounds how long a route leaves an alert unanswered.
const maxUnanswered = 24 * time.Hour

type routeSaveArgs struct {
	Kind     string `json:"kind,omitempty" jsonschema:"a kind of alert, like overspeed; none is every kind"`
	Severity string `json:"severity,omitempty" enum:"critical,warning,info"`
	Place    string `json:"place,omitempty" jsonschema:"alerts that happen here"`
	Client   string `json:"client,omitempty" jsonschema:"alerts of trucks on this client's trips"`
	Shift    string `json:"shift,omitempty" enum:"day,night" jsonschema:"day is 06:00 to 18:00 WAT"`
	Channel  string `json:"channel,omitempty" jsonschema:"a Slack channel like #ops-night or <#C0123ABCD>; none is the alerts channel"`
	To       string `json:"to,omitempty" jsonschema:"who is told directly, too: a role like managers, or a person"`
	Next     string `json:"next,omitempty" jsonschema:"who is told when nobody acknowledges: a role or a person"`
	After    string `json:"after,omitempty" jsonschema:"how long it may go unacknowledged, like 5m"`
	End      string `json:"end,omitempty" jsonschema:"the number of a route to end, and nothing else"`
}

func routeSave(d *desk) *Tool {
	t := newTool("route_save",
		"Say where alerts of a kind, severity, place, client or shift are told: the channel, who is told directly, and who next when nobody acknowledges. Or end a route by its number.",
		d.routeSave)
	t.Write = true
	return t
}

func (d *desk) routeSave(ctx context.Context, call *Call, in routeSaveArgs) (answer.Answer, error) {
	if in.End != "" {
		return d.routeEnd(ctx, call, in.End)
	}
	r, err := d.readRoute(ctx, call, &in)
	if err != nil {
		return answer.Answer{}, err
	}
	facts := []answer.Fact{{Label: "Alerts", Value: upperFirst(routeFor(r))}, {Label: "Told to", Value: upperFirst(routeTo(r))}, {Label: "When nobody acknowledges", Value: upperFirst(routeNext(r))}}
	if call.DryRun {
		return answer.Answer{Headline: "Tell " + routeFor(r) + " to " + routeTo(r) + "?", Facts: facts}, call.Pin(in)
	}
	r.Who, r.SavedAt = call.Caller.Name, call.Now
	id, err := d.store.SaveRoute(ctx, r)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: upperFirst(routeFor(r)) + " go to " + routeTo(r) + " from now on.", Facts: facts}
	a.Choices = []answer.Choice{answer.NewChoice("End this route", "route_save", routeSaveArgs{End: fmt.Sprint(id)}), answer.NewChoice("All routes", "route_list", struct{}{})}
	return a, nil
}

func (d *desk) routeEnd(ctx context.Context, call *Call, number string) (answer.Answer, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(squeeze(number), "#"), 10, 64)
	if err != nil {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "end", Message: fmt.Sprintf("%q is not the number of a route. /alerts routes lists them.", clip(number))}
	}
	routes, err := d.store.AlertRoutes(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	for _, r := range routes {
		if r.ID != id {
			continue
		}
		if call.DryRun {
			return answer.Answer{Headline: fmt.Sprintf("End route %d, %s to %s?", id, routeFor(r), routeTo(r))}, call.Pin(routeSaveArgs{End: number})
		}
		return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("Route %d, %s, has ended.", id, routeFor(r))}, d.store.EndRoute(ctx, id, call.Now)
	}
	return answer.Answer{}, &fleet.Error{Kind: fleet.NotFound, Field: "end", Message: fmt.Sprintf("There is no route %d. /alerts routes lists them.", id)}
}

// readRoute resolves what a route says, and writes full names back into the
// arguments, so that they can be pinned.
func (d *desk) readRoute(ctx context.Context, call *Call, in *routeSaveArgs) (r store.RouteNow, err error) {
	r.Severity, r.Shift = fleet.Severity(in.Severity), fleet.DutyShift(in.Shift)
	if r.Kind, err = d.alertKind(ctx, in.Kind); err != nil {
		return r, err
	}
	if in.Place != "" {
		n, err := d.store.FindPlace(ctx, in.Place, call.match())
		if err != nil {
			return r, err
		}
		r.PlaceID, r.Place, in.Place = n.ID, n.Name, n.Name
	}
	if in.Client != "" {
		n, err := d.store.FindClient(ctx, in.Client, call.match())
		if err != nil {
			return r, err
		}
		r.ClientID, r.Client, in.Client = n.ID, n.Name, n.Name
	}
	if r.Channel, r.ChannelName, err = readChannel(in.Channel); err != nil {
		return r, err
	}
	if in.After != "" {
		if r.After, err = fleet.ParseSpan(in.After); err != nil {
			return r, inField(err, "after")
		}
		if r.After < time.Minute || r.After > maxUnanswered {
			return r, &fleet.Error{Kind: fleet.Invalid, Field: "after", Message: "An alert may go unacknowledged for a minute to a day. Try 10m."}
		}
	}
	return r, d.routePeople(ctx, call, in, &r)
}

// routePeople resolves who is told, and who next.
func (d *desk) routePeople(ctx context.Context, call *Call, in *routeSaveArgs, r *store.RouteNow) error {
	for _, x := range []struct {
		text  *string
		field string
		role  *fleet.Role
		id    *int64
		name  *string
	}{{&in.To, "to", &r.Role, &r.PersonID, &r.Person}, {&in.Next, "next", &r.NextRole, &r.NextID, &r.Next}} {
		if *x.text == "" {
			continue
		}
		if role, ok := roleNamed(*x.text); ok {
			*x.role = role
			continue
		}
		p, err := d.assignee(ctx, call, *x.text)
		if err != nil {
			return inField(err, x.field)
		}
		if p.ID == 0 {
			return &fleet.Error{Kind: fleet.Invalid, Field: x.field, Message: "Name a role like managers, or a person."}
		}
		*x.id, *x.name, *x.text = p.ID, p.Name, personText(p)
	}
	if r.Channel == "" && in.To == "" && in.Next == "" && in.After == "" {
		return &fleet.Error{Kind: fleet.Ambiguous, Field: "channel", Message: "Where should " + routeFor(*r) + " be told? Give a channel, a role or a person."}
	}
	return nil
}

// roleNamed reads a role that takes care of alerts: "manager", "dispatchers".
func roleNamed(text string) (fleet.Role, bool) {
	word := strings.TrimSuffix(strings.ToLower(strings.TrimPrefix(squeeze(text), "every ")), "s")
	for _, r := range []fleet.Role{fleet.Dispatcher, fleet.Manager, fleet.Admin} {
		if word == string(r) {
			return r, true
		}
	}
	return "", false
}

var (
	channelLink = regexp.MustCompile(`^<#([CG][A-Z0-9]{2,})(?:\|([^>]*))?>$`)
	channelID   = regexp.MustCompile(`^#?([CG][A-Z0-9]{6,})$`)
	channelName = regexp.MustCompile(`^#?([\p{Ll}\p{N}_-]{1,80})$`)
)

// readChannel reads a channel as Slack writes it, by its id, or by its name.
func readChannel(text string) (id, name string, err error) {
	text = squeeze(text)
	if m := channelLink.FindStringSubmatch(text); m != nil {
		if m[2] != "" {
			name = "#" + m[2]
		}
		return m[1], name, nil
	}
	if m := channelID.FindStringSubmatch(text); m != nil || text == "" {
		return strings.TrimPrefix(text, "#"), "", nil
	}
	if m := channelName.FindStringSubmatch(text); m != nil {
		return "#" + m[1], "#" + m[1], nil
	}
	return "", "", &fleet.Error{Kind: fleet.Invalid, Field: "channel", Message: fmt.Sprintf("%q is not a channel. Write it as #name.", clip(text))}
}
