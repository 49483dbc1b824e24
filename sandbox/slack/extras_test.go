package slack_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"watchtower/sandbox/slack"
)

func TestLinkIsOfferedForUnfurlingAndUnfurled(t *testing.T) {
	manifest, err := slack.ParseManifest([]byte("features:\n  unfurl_domains: [tower.example]\n"))
	if err != nil {
		t.Fatal(err)
	}
	a := newRig(t, func(o *slack.Options) { o.Manifest = manifest }).connect()
	const link = "https://tower.example/trips/3101?a=1&amp;b=2"
	said := a.must("say", reply{"as": "admin", "channel": "dispatch", "text": "see https://tower.example/trips/3101?a=1&b=2 and https://other.example"})
	shared := a.event("link_shared", nil).InnerEvent.Data.(*slackevents.LinkSharedEvent)
	if len(shared.Links) != 1 || shared.Links[0].URL != link || shared.MessageTimeStamp != said["ts"] {
		t.Fatalf("link_shared = %+v", shared)
	}
	unfurls := map[string]slackgo.Attachment{link: {Blocks: slackgo.Blocks{BlockSet: []slackgo.Block{section("Trip 3101")}}}}
	if _, _, _, err := a.api.UnfurlMessage("C0DISPATCH", shared.MessageTimeStamp, unfurls); err != nil {
		t.Fatal(err)
	}
	if got := dig(a.lastMessage("channel=dispatch"), "attachments", 0, "blocks", 0, "text", "text"); got != "Trip 3101" {
		t.Errorf("unfurled = %v", got)
	}
}

func TestSuggestedPromptsNeedNoThreadInAgentApps(t *testing.T) {
	manifest, err := slack.ParseManifest([]byte("features:\n  agent_view:\n    agent_description: x\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, func(o *slack.Options) { o.Manifest = manifest })
	seen := r.watch("manager")
	set := func(title, thread string, n int) error {
		p := slackgo.AssistantThreadsSetSuggestedPromptsParameters{ChannelID: "D0MANAGER", ThreadTS: thread, Title: title}
		for i := range n {
			p.AddPrompt(fmt.Sprintf("Prompt %d", i), "delayed trips")
		}
		return r.api.SetAssistantThreadsSuggestedPrompts(p)
	}
	if err := set("swallowed", "1.1", 1); err != nil {
		t.Errorf("with a thread: %v", err)
	}
	if err := set("shown", "", 4); err != nil {
		t.Errorf("four prompts: %v", err)
	}
	if got := change(t, seen, "prompts"); got["title"] != "shown" || len(got["prompts"].([]any)) != 4 {
		t.Errorf("prompts = %v", got)
	}
	if err := set("too many", "", 5); err == nil {
		t.Error("five prompts were taken")
	}
}

func TestEveryFieldOfAForm(t *testing.T) {
	a := newRig(t, nil).connect()
	opts := l{option(2, 1, 1), o{"text": o{"type": "plain_text", "text": "Reefer"}, "value": "reefer"}}
	field := func(id string, element o) o {
		element["action_id"] = "x"
		return o{"type": "input", "block_id": id, "label": text(3), "optional": true, "element": element}
	}
	a.must("command", reply{"as": "admin", "channel": "dm", "command": "/tower", "text": "settings"})
	e, cmd := a.command()
	a.ack(e, nil)
	out := a.raw("views.open", o{"trigger_id": cmd.TriggerID, "view": o{"type": "modal", "title": text(3), "submit": text(2), "blocks": l{
		field("time", o{"type": "timepicker"}),
		field("at", o{"type": "datetimepicker"}),
		field("boxes", o{"type": "checkboxes", "options": opts}),
		field("radio", o{"type": "radio_buttons", "options": opts}),
		field("person", o{"type": "users_select"}),
		field("where", o{"type": "conversations_select"}),
		field("many", o{"type": "multi_static_select", "options": opts}),
		field("count", o{"type": "number_input", "is_decimal_allowed": false, "min_value": "1", "max_value": "9"}),
		field("preset", o{"type": "plain_text_input", "initial_value": "as it was"}),
	}}})
	id, _ := dig(out, "view", "id").(string)
	submit := func(values reply) reply {
		return a.control("submit", reply{"as": "admin", "view_id": id, "values": values})
	}
	if got := submit(reply{"count": reply{"x": "12"}}); dig(got, "errors", "count") != "Must be at most 9." {
		t.Errorf("number out of range: %v", got)
	}
	if got := submit(reply{"time": reply{"x": "25:00"}}); got["ok"] != false {
		t.Errorf("no such time: %v", got)
	}
	go func() {
		e, cb := a.interaction(slackgo.InteractionTypeViewSubmission)
		s := cb.View.State.Values
		got := fmt.Sprint(s["time"]["x"].SelectedTime, s["at"]["x"].SelectedDateTime, s["boxes"]["x"].SelectedOptions[0].Value,
			s["radio"]["x"].SelectedOption.Text.Text, s["person"]["x"].SelectedUser, s["where"]["x"].SelectedConversation,
			len(s["many"]["x"].SelectedOptions), s["count"]["x"].Value, s["preset"]["x"].Value)
		if want := fmt.Sprint("14:30", 1764000000, "reefer", "Reefer", "U0DRIVER", "C0REPORTS", 2, "7", "as it was"); got != want {
			t.Errorf("state = %s, want %s", got, want)
		}
		a.ack(e, nil)
	}()
	if got := submit(reply{
		"time": reply{"x": "14:30"}, "at": reply{"x": 1764000000}, "boxes": reply{"x": l{"reefer"}}, "radio": reply{"x": "Reefer"},
		"person": reply{"x": "driver"}, "where": reply{"x": "reports"}, "many": reply{"x": l{"é", "reefer"}}, "count": reply{"x": 7},
	}); got["ok"] != true {
		t.Errorf("submit = %v", got)
	}
}

func TestAckThatIsNoMessageIsTold(t *testing.T) {
	a := newRig(t, nil).connect()
	seen := a.watch("driver")
	a.must("command", reply{"as": "driver", "channel": "dm", "command": "/truck", "text": ""})
	e, _ := a.command()
	a.ack(e, map[string]any{"text": "x", "blocks": l{o{"type": "section"}}})
	if got, _ := dig(change(t, seen, "ephemeral"), "message", "text").(string); !strings.Contains(got, "invalid_command_response") {
		t.Errorf("shown = %q", got)
	}
}

func TestEventSaidWhileNobodyListensArrivesLater(t *testing.T) {
	r := newRig(t, func(o *slack.Options) {
		o.Timing.Retries = [3]time.Duration{time.Millisecond, 400 * time.Millisecond, 400 * time.Millisecond}
	})
	r.must("say", reply{"as": "driver", "channel": "dm", "text": "anyone?"})
	a := r.connect()
	if got := a.event("message", nil).InnerEvent.Data.(*slackevents.MessageEvent).Text; got != "anyone?" {
		t.Errorf("redelivered %q", got)
	}
}

func TestSlowMethodWaits(t *testing.T) {
	r := newRig(t, nil)
	r.must("fault", reply{"kind": "slow", "method": "auth.test", "ms": 60_000})
	quick := slackgo.New("xoxb-sandbox", slackgo.OptionAPIURL(r.url+"/api/"))
	if _, err := quick.GetUserInfo("U0ADMIN"); err != nil {
		t.Fatalf("another method: %v", err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	if _, err := quick.AuthTestContext(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a slow method answered at once: %v", err)
	}
	r.must("fault", reply{"kind": "clear"})
	if _, err := quick.AuthTest(); err != nil {
		t.Errorf("after clear: %v", err)
	}
}

func TestBrokenMetadataIsRefused(t *testing.T) {
	r := newRig(t, nil)
	for _, m := range []any{"{nonsense", o{"event_type": "x"}, o{"event_payload": o{}}} {
		if out := r.raw("chat.postMessage", o{"channel": "C0REPORTS", "text": "x", "metadata": m}); out["error"] != "invalid_metadata_format" {
			t.Errorf("metadata %v: %v", m, out)
		}
	}
}

func TestPrivateFormsStayWithTheirOwner(t *testing.T) {
	a := newRig(t, nil).connect()
	opened := openModal(a, tripModal())
	if out := a.control("submit", reply{"as": "driver", "view_id": opened.ID, "values": reply{}}); out["ok"] != false {
		t.Errorf("the driver submitted the dispatcher's form: %v", out)
	}
	if got := a.list("views?as=driver"); len(got) != 0 {
		t.Errorf("the driver sees %v", got)
	}
}
