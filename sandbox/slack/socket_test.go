package slack_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"watchtower/sandbox/slack"
)

func TestAuthTestAndWrongTokens(t *testing.T) {
	r := newRig(t, nil)
	who, err := r.api.AuthTest()
	if err != nil || who.UserID != "U0WATCHTOWER" || who.BotID != "B0WATCHTOWER" || who.TeamID != "T0SANDBOX" {
		t.Fatalf("auth.test = %+v, %v", who, err)
	}
	for token, want := range map[string]string{"xoxb-other": "invalid_auth", "": "not_authed", "xapp-sandbox": "not_allowed_token_type"} {
		_, err := slackgo.New(token, slackgo.OptionAPIURL(r.url+"/api/")).AuthTest()
		if err == nil || err.Error() != want {
			t.Errorf("token %q: %v, want %s", token, err, want)
		}
	}
	_, _, err = slackgo.New("xoxb-sandbox", slackgo.OptionAppLevelToken("xapp-other"), slackgo.OptionAPIURL(r.url+"/api/")).StartSocketModeContext(context.Background())
	if err == nil || err.Error() != "invalid_auth" {
		t.Errorf("wrong app token: %v", err)
	}
	resp, err := http.PostForm(r.url+"/api/chat.invent", url.Values{"token": {"xoxb-sandbox"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("unknown method: HTTP %d", resp.StatusCode)
	}
}

func TestMentionArrivesTwice(t *testing.T) {
	a := newRig(t, nil).connect()
	said := a.must("say", reply{"as": "dispatcher", "channel": "dispatch", "text": "@Watch Tower where is T-4407?"})
	mention := a.event("app_mention", nil).InnerEvent.Data.(*slackevents.AppMentionEvent)
	message := a.event("message", nil).InnerEvent.Data.(*slackevents.MessageEvent)
	const want = "<@U0WATCHTOWER> where is T-4407?"
	if mention.Text != want || message.Text != want {
		t.Errorf("texts %q and %q, want %q", mention.Text, message.Text, want)
	}
	if mention.TimeStamp != said["ts"] || message.TimeStamp != said["ts"] || message.User != "U0DISPATCH" ||
		message.ChannelType != "channel" || message.ClientMsgID == "" {
		t.Errorf("mention %+v, message %+v", mention, message)
	}
}

func TestDirectMessageThreadAndOwnPost(t *testing.T) {
	a := newRig(t, nil).connect()
	said := a.must("say", reply{"as": "driver", "channel": "dm", "text": "my trip & <load>"})
	if said["channel"] != "D0DRIVER" {
		t.Fatalf("say = %v", said)
	}
	message := a.event("message", nil).InnerEvent.Data.(*slackevents.MessageEvent)
	if message.ChannelType != "im" || message.Text != "my trip &amp; &lt;load&gt;" {
		t.Errorf("message = %+v", message)
	}
	if _, _, err := a.api.PostMessage("U0DRIVER", slackgo.MsgOptionText("T-4407 to Kano", false), slackgo.MsgOptionTS(message.TimeStamp)); err != nil {
		t.Fatal(err)
	}
	own := a.event("message", func(e slackevents.EventsAPIEvent) bool {
		return e.InnerEvent.Data.(*slackevents.MessageEvent).BotID != ""
	}).InnerEvent.Data.(*slackevents.MessageEvent)
	if own.BotID != "B0WATCHTOWER" || own.ThreadTimeStamp != message.TimeStamp {
		t.Errorf("own post = %+v", own)
	}
}

func TestUnacknowledgedEventIsSentAgainWithItsID(t *testing.T) {
	a := newRig(t, hasty).connect()
	a.must("say", reply{"as": "admin", "channel": "reports", "text": "hello"})
	isMessage := func(e socketmode.Event) bool { return e.Type == socketmode.EventTypeEventsAPI }
	first := a.take("event", isMessage)
	again := a.take("redelivery", isMessage)
	id := func(e socketmode.Event) string {
		return e.Data.(slackevents.EventsAPIEvent).Data.(*slackevents.EventsAPICallbackEvent).EventID
	}
	if again.Request.RetryAttempt != 1 || again.Request.RetryReason == "" || again.Request.EnvelopeID == first.Request.EnvelopeID {
		t.Errorf("redelivery = %+v", again.Request)
	}
	if id(first) == "" || id(first) != id(again) {
		t.Errorf("event ids %q and %q", id(first), id(again))
	}
	a.ack(again, nil)
	fault := a.must("fault", reply{"kind": "retry"})
	third := a.take("asked redelivery", func(e socketmode.Event) bool { return isMessage(e) && e.Request.RetryAttempt == 1 })
	if id(third) != fault["event_id"] {
		t.Errorf("retry fault sent event %q, want %v", id(third), fault["event_id"])
	}
}

func TestCommandAckPayloadThenResponseURL(t *testing.T) {
	a := newRig(t, nil).connect()
	a.must("command", reply{"as": "manager", "channel": "dispatch", "command": "/trucks-near", "text": "Apapa 10km"})
	e, cmd := a.command()
	if cmd.Command != "/trucks-near" || cmd.Text != "Apapa 10km" || cmd.UserID != "U0MANAGER" || cmd.ChannelName != "dispatch" || !e.Request.AcceptsResponsePayload {
		t.Fatalf("command = %+v", cmd)
	}
	seen := a.watch("manager")
	a.ack(e, map[string]any{"text": "Looking…"})
	if got := dig(change(t, seen, "ephemeral"), "message", "ephemeral_to"); got != "U0MANAGER" {
		t.Errorf("ack payload shown to %v", got)
	}
	replace := func(text string) error {
		_, _, _, err := a.api.SendMessage("", slackgo.MsgOptionReplaceOriginal(cmd.ResponseURL), slackgo.MsgOptionText(text, false))
		return err
	}
	if err := replace("3 trucks"); err != nil {
		t.Fatal(err)
	}
	if got := dig(change(t, seen, "update"), "message", "text"); got != "3 trucks" {
		t.Errorf("after replace_original: %v", got)
	}
	if _, _, _, err := a.api.SendMessage("", slackgo.MsgOptionResponseURL(cmd.ResponseURL, slackgo.ResponseTypeInChannel), slackgo.MsgOptionText("for all", false)); err != nil {
		t.Fatal(err)
	}
	public := a.lastMessage("channel=dispatch")
	if public["text"] != "for all" || public["ephemeral_to"] != nil || public["bot_id"] != "B0WATCHTOWER" {
		t.Errorf("in_channel = %v", public)
	}
	for range 3 {
		if err := replace("again"); err != nil {
			t.Fatal(err)
		}
	}
	var status slackgo.StatusCodeError
	if err := replace("sixth"); !errors.As(err, &status) || status.Code != http.StatusNotFound {
		t.Errorf("sixth use: %v", err)
	}
}

func TestCommandsNobodyAnswers(t *testing.T) {
	r := newRig(t, hasty)
	run := func() {
		r.must("command", reply{"as": "dispatcher", "channel": "dm", "command": "/truck", "text": "T-1"})
	}
	run()
	if got := r.lastMessage("channel=dm&as=dispatcher"); got["text"] != `/truck failed with the error "dispatch_failed"` || got["ephemeral_to"] != "U0DISPATCH" {
		t.Errorf("nobody connected: %v", got)
	}
	a := r.connect()
	seen := a.watch("dispatcher")
	run()
	a.command()
	if got := dig(change(t, seen, "ephemeral"), "message", "text"); got != `/truck failed with the error "operation_timeout"` {
		t.Errorf("not acknowledged: %v", got)
	}
}

func TestManifestDecidesCommandsEventsAndScopes(t *testing.T) {
	manifest, err := slack.ParseManifest([]byte(`
features:
  slash_commands:
    - {command: /truck, description: One truck, usage_hint: "[plate]"}
oauth_config:
  scopes:
    bot:
      - chat:write
      - commands
settings:
  event_subscriptions:
    bot_events:
      - app_mention
`))
	if err != nil {
		t.Fatal(err)
	}
	a := newRig(t, func(o *slack.Options) { o.Manifest = manifest }).connect()
	if out := a.control("command", reply{"as": "admin", "channel": "dm", "command": "/trip", "text": ""}); out["ok"] != false {
		t.Errorf("undeclared command: %v", out)
	}
	if _, err := a.api.GetUserInfo("U0ADMIN"); err == nil || err.Error() != "missing_scope" {
		t.Errorf("users.info without users:read: %v", err)
	}
	a.must("say", reply{"as": "admin", "channel": "dispatch", "text": "<@U0WATCHTOWER> hi"})
	a.event("app_mention", nil)
	a.must("command", reply{"as": "admin", "channel": "dm", "command": "/truck", "text": "x"})
	e, _ := a.command()
	a.ack(e, nil)
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range a.seen {
		if ev, ok := e.Data.(slackevents.EventsAPIEvent); ok {
			t.Errorf("unsubscribed event %s arrived", ev.InnerEvent.Type)
		}
	}
}

func TestDisconnectReconnectsAndTwoSocketsShare(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect()
	for _, reason := range []string{"refresh_requested", "warning"} {
		if out := a.must("fault", reply{"kind": "disconnect", "reason": reason}); out["sockets"] != 1.0 {
			t.Fatalf("disconnect hit %v sockets", out["sockets"])
		}
		a.take("hello after "+reason, func(e socketmode.Event) bool { return e.Type == socketmode.EventTypeHello })
	}
	b := r.connect()
	for range 4 {
		a.must("say", reply{"as": "admin", "channel": "reports", "text": "ping"})
	}
	for range 2 {
		a.event("message", nil)
		b.event("message", nil)
	}
}

func TestDeafSocketIsNoticedByThePingWatchdog(t *testing.T) {
	r := newRig(t, nil)
	sm := socketmode.New(r.api, socketmode.OptionPingInterval(700*time.Millisecond))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = sm.RunContext(ctx) }()
	defer func() { stop(); <-done }()
	hello := func() {
		late := time.After(patience)
		for {
			select {
			case e := <-sm.Events:
				if e.Type == socketmode.EventTypeHello {
					return
				}
			case <-late:
				t.Fatal("no hello")
			}
		}
	}
	hello()
	r.must("fault", reply{"kind": "deaf", "seconds": 60})
	hello()
}

func TestEleventhSocketIsRefused(t *testing.T) {
	r := newRig(t, nil)
	dial := func() *websocket.Conn {
		_, address, err := r.api.StartSocketModeContext(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		//nolint:bodyclose // a dialled WebSocket hands over the connection: there is no body
		conn, _, err := websocket.DefaultDialer.Dial(address, http.Header{"Origin": {"https://api.slack.com"}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		//nolint:bodyclose // the refusal has no body left to close
		if _, _, err := websocket.DefaultDialer.Dial(address, nil); err == nil {
			t.Error("a WebSocket URL worked twice")
		}
		return conn
	}
	first := func(c *websocket.Conn) (m reply) {
		if err := c.ReadJSON(&m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	for i := range 10 {
		if m := first(dial()); m["type"] != "hello" || m["num_connections"] != float64(i+1) {
			t.Fatalf("socket %d: %v", i+1, m)
		}
	}
	if m := first(dial()); m["type"] != "disconnect" || m["reason"] != "too_many_websockets" {
		t.Errorf("eleventh socket: %v", m)
	}
}
