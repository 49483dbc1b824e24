package bot

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// sharedLink is one link of ours in somebody's message, as Slack wrote it.
type sharedLink struct {
	Domain string `json:"domain"`
	URL    string `json:"url"`
}

// maxUnfurls is how many links of one message are shown.
const maxUnfurls = 5

// harmless are the facts that everybody in a channel may read, guests among
// them: nothing about a person.
var harmless = []string{"State", "Last fix", "Trip", "Truck", "From", "To", "Stops", "Status", "Planned start",
	"Place", "Time", "Ended", "Speed", "Fuel"}

// publicURL reads PUBLIC_URL; nil when there is none.
func publicURL(s string) (*url.URL, error) {
	if s == "" {
		return nil, nil //nolint:nilnil // no pages is no fault
	}
	u, err := url.Parse(s)
	if err == nil && (u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		err = fleet.Errorf(fleet.Invalid, "not an address of a page")
	}
	return u, err
}

// onLinks shows what links of ours lead to, as far as whoever shared them may
// see it.
func (b *Bot) onLinks(ctx context.Context, e event) {
	caller, err := b.caller(ctx, e.User, e.Channel)
	if err != nil {
		return // a guest's link stays a link
	}
	caller = aloud(caller)
	shown := map[string]slack.Attachment{}
	for _, l := range e.Links[:min(len(e.Links), maxUnfurls)] {
		call, ok := b.linkCall(l.URL)
		if !ok || b.known[call.Tool] == nil || !tools.MayRun(caller.Role, call.Tool) {
			continue
		}
		a, err := b.safely(ctx, func() (answer.Answer, error) {
			return b.Registry.Run(ctx, caller, fleet.ViaButton, call.Tool, call.Args)
		})
		if err != nil || a.Kind != answer.Result || a.Personal {
			continue
		}
		c := render(preview(a), extras{}, asLines)
		shown[l.URL] = slack.Attachment{Fallback: c.Text, Blocks: slack.Blocks{BlockSet: c.Blocks}}
	}
	if len(shown) == 0 {
		return
	}
	how := slack.MsgOptionUnfurl(e.MessageTS, shown)
	if e.Source == "composer" && e.UnfurlID != "" {
		how = slack.MsgOptionUnfurlByID(e.UnfurlID, e.Source, shown)
	}
	if _, _, _, err := b.api.SendMessageContext(ctx, e.Channel, how); err != nil {
		b.Log.WarnContext(ctx, "links not shown", "err", safeError(err))
	}
}

// linkCall is the question that a link of ours stands for: /trips/3107,
// /trucks/T-4407 and /alerts/12 below PUBLIC_URL.
func (b *Bot) linkCall(link string) (buttonCall, bool) {
	u, err := url.Parse(strings.ReplaceAll(link, "&amp;", "&"))
	if err != nil || b.public == nil || !strings.EqualFold(u.Host, b.public.Host) {
		return buttonCall{}, false
	}
	path, below := strings.CutPrefix(u.Path, strings.TrimSuffix(b.public.Path, "/")+"/")
	kind, name, _ := strings.Cut(strings.TrimSuffix(path, "/"), "/")
	if !below || name == "" || strings.Contains(name, "/") || len(name) > 60 {
		return buttonCall{}, false
	}
	tool, arg := "", ""
	switch kind {
	case "trips":
		tool, arg = "trip_status", "trip_id"
	case "trucks":
		tool, arg = "truck_status", "truck"
	case "alerts":
		tool, arg = "alert_status", "alert_id"
	default:
		return buttonCall{}, false
	}
	return buttonCall{Tool: tool, Args: withArg(nil, arg, name)}, true
}

// preview is what everybody may read of an answer.
func preview(a answer.Answer) answer.Answer {
	p := answer.Answer{Kind: a.Kind, Headline: a.Headline}
	for _, f := range a.Facts {
		if slices.Contains(harmless, f.Label) {
			f.Value, _, _ = strings.Cut(f.Value, " by ") // an alert's state names who has it in hand
			p.Facts = append(p.Facts, f)
		}
	}
	return p
}
