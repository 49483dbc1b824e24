package bot

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// neededScopes are those of manifest.yml; a test holds the two together.
var neededScopes = []string{"app_mentions:read", "assistant:write", "channels:history", "channels:read", "chat:write", "commands", "files:write",
	"groups:history", "groups:read", "im:history", "im:read", "im:write", "links:read", "links:write", "users:read"}

// Finding is one thing that was checked; Fix is empty when it is well, else
// what to do about it.
type Finding struct {
	What string
	Fix  string
}

// Check asks Slack whether the tokens, the scopes and the channels will do.
// Channels are ids by the name of the setting that holds them.
func Check(ctx context.Context, apiURL, botToken, appToken string, channels map[string]string) []Finding {
	var scopes string
	api := slack.New(botToken, slack.OptionAppLevelToken(appToken), slack.OptionAPIURL(apiURL),
		slack.OptionHTTPClient(&http.Client{Timeout: 10 * time.Second}),
		slack.OptionOnResponseHeaders(func(_ string, h http.Header) {
			if s := h.Get("X-OAuth-Scopes"); s != "" {
				scopes = s
			}
		}))
	me, err := api.AuthTestContext(ctx)
	if err != nil {
		return []Finding{{"Slack bot token", fmt.Sprintf("Slack says %s. Copy the bot token (xoxb-) of the installed app into SLACK_BOT_TOKEN.", reason(err))}}
	}
	found := []Finding{{What: fmt.Sprintf("Slack bot token: %s in %s", me.User, me.Team)}, checkScopes(scopes)}
	socket := Finding{What: "Slack app token"}
	if _, _, err := api.StartSocketModeContext(ctx); err != nil {
		socket.Fix = fmt.Sprintf("Slack says %s. Make an app-level token (xapp-) with connections:write and put it in SLACK_APP_TOKEN.", reason(err))
	}
	found = append(found, socket)
	for setting, id := range channels {
		found = append(found, checkChannel(ctx, api, setting, id))
	}
	return found
}

func checkScopes(have string) Finding {
	f := Finding{What: "Slack scopes"}
	granted := strings.Split(strings.ReplaceAll(have, " ", ""), ",")
	var missing []string
	for _, s := range neededScopes {
		if have != "" && !slices.Contains(granted, s) {
			missing = append(missing, s)
		}
	}
	if len(missing) > 0 {
		f.Fix = "Missing: " + strings.Join(missing, ", ") + ". Update the app from manifest.yml and install it again."
	}
	return f
}

func checkChannel(ctx context.Context, api *slack.Client, setting, id string) Finding {
	f := Finding{What: "Slack channel of " + setting}
	if id == "" {
		f.Fix = setting + " is not set; what is meant for that channel is not posted."
		return f
	}
	c, err := api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	switch {
	case err != nil:
		f.Fix = fmt.Sprintf("Slack says %s of %s. Use the channel's id (it starts with C) and invite Watch Tower there.", reason(err), id)
	case !c.IsMember:
		f.Fix = "Invite Watch Tower to #" + c.Name + ": type /invite @Watch Tower there."
	}
	return f
}

// reason is Slack's own word for an error, without addresses or tokens.
func reason(err error) string {
	if code := slackCode(err); code != "" {
		return code
	}
	return "nothing: it cannot be reached"
}
