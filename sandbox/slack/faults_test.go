package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"watchtower/sandbox/slack"
)

// get reads one JSON object from the control API.
func (r *rig) get(path string) (out reply) {
	r.t.Helper()
	resp, err := http.Get(r.url + "/control/" + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		r.t.Fatal(err)
	}
	return out
}

// until waits for a condition that no change announces.
func (r *rig) until(what string, holds func() bool) {
	r.t.Helper()
	late := time.After(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-late:
			r.t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

func TestPostWhoseAnswerIsLostWasMade(t *testing.T) {
	r := newRig(t, nil)
	post := func(text string) error {
		_, _, err := r.api.PostMessage("C0REPORTS", slackgo.MsgOptionText(text, false),
			slackgo.MsgOptionMetadata(slackgo.SlackMetadata{EventType: "delivery", EventPayload: reply{"key": text}}))
		return err
	}
	r.must("fault", reply{"kind": "lost", "method": "chat.postMessage"})
	if err := post("cut"); err == nil {
		t.Error("the connection was to be cut")
	}
	r.must("fault", reply{"kind": "lost", "method": "chat.postMessage", "status": 502})
	var status slackgo.StatusCodeError
	if err := post("hidden"); !errors.As(err, &status) || status.Code != 502 {
		t.Errorf("lost with a status: %v", err)
	}
	if err := post("plain"); err != nil {
		t.Fatal(err)
	}
	history, err := r.api.GetConversationHistory(&slackgo.GetConversationHistoryParameters{ChannelID: "C0REPORTS", IncludeAllMetadata: true})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, m := range history.Messages {
		keys = append(keys, fmt.Sprint(m.Metadata.EventPayload["key"]))
	}
	if got := strings.Join(keys, " "); got != "plain hidden cut" {
		t.Errorf("history = %s, want every post once", got)
	}
}

func TestServerErrorsAndSlacksOwn(t *testing.T) {
	r := newRig(t, nil)
	r.must("fault", reply{"kind": "fail", "method": "users.info", "status": 500, "count": 2})
	for range 2 {
		var status slackgo.StatusCodeError
		if _, err := r.api.GetUserInfo("U0ADMIN"); !errors.As(err, &status) || status.Code != 500 {
			t.Errorf("status 500: %v", err)
		}
	}
	r.must("fault", reply{"kind": "fail", "error": "fatal_error"})
	if _, err := r.api.GetUserInfo("U0ADMIN"); err == nil || err.Error() != "fatal_error" {
		t.Errorf("error of Slack's: %v", err)
	}
	if _, err := r.api.GetUserInfo("U0ADMIN"); err != nil {
		t.Errorf("when all faults are used up: %v", err)
	}
	r.must("fault", reply{"kind": "fail", "method": "response_url", "status": 503})
	a := r.connect()
	a.must("command", reply{"as": "admin", "channel": "dm", "command": "/tower", "text": "me"})
	e, cmd := a.command()
	a.ack(e, nil)
	say := func() error {
		_, _, _, err := r.api.SendMessage("", slackgo.MsgOptionResponseURL(cmd.ResponseURL, ""), slackgo.MsgOptionText("you", false))
		return err
	}
	if err := say(); err == nil {
		t.Error("response_url was to fail once")
	}
	if err := say(); err != nil {
		t.Errorf("response_url after the fault: %v", err)
	}
}

func TestResponseURLIsGoodFiveTimesAndForAWhile(t *testing.T) {
	respond := func(t *testing.T, life time.Duration) func() string {
		a := newRig(t, func(o *slack.Options) { o.Timing.Reply = life }).connect()
		a.must("command", reply{"as": "admin", "channel": "dm", "command": "/tower", "text": "me"})
		e, cmd := a.command()
		a.ack(e, nil)
		return func() string {
			resp, err := http.Post(cmd.ResponseURL, "application/json", strings.NewReader(`{"text":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var out reply
			_ = json.NewDecoder(resp.Body).Decode(&out) // "ok" is no JSON
			return fmt.Sprintf("%d %v", resp.StatusCode, out["error"])
		}
	}
	say := respond(t, 0)
	for i := range 5 {
		if got := say(); got != "200 <nil>" {
			t.Errorf("use %d: %s", i+1, got)
		}
	}
	if got := say(); got != "404 used_url" {
		t.Errorf("sixth use: %s", got)
	}
	if got := respond(t, time.Nanosecond)(); got != "404 expired_url" {
		t.Errorf("after its life: %s", got)
	}
}

func TestPaceHoldsAChannelToASecond(t *testing.T) {
	r := newRig(t, nil)
	r.must("fault", reply{"kind": "pace"})
	post := func(channel string) error {
		_, _, err := r.api.PostMessage(channel, slackgo.MsgOptionText("x", false))
		return err
	}
	var limited *slackgo.RateLimitedError
	for i := 0; ; i++ {
		err := post("C0REPORTS")
		if errors.As(err, &limited) {
			break
		}
		if err != nil || i > 20 {
			t.Fatalf("post %d: %v, want a limit soon", i+1, err)
		}
	}
	if limited.RetryAfter != time.Second {
		t.Errorf("come back after %v", limited.RetryAfter)
	}
	if err := post("C0DISPATCH"); err != nil {
		t.Errorf("another channel: %v", err)
	}
	r.must("fault", reply{"kind": "clear"})
	if err := post("C0REPORTS"); err != nil {
		t.Errorf("after clear: %v", err)
	}
}

func TestNativeBlocksAreRefusedSoOften(t *testing.T) {
	r := newRig(t, nil)
	r.must("fault", reply{"kind": "refuse_blocks", "count": 1})
	if got := r.fault(l{sectionOf()}); got != "" {
		t.Errorf("an old block was refused: %s", got)
	}
	if got := r.fault(l{tableOf("table", 2, 2)}); !strings.Contains(got, "unsupported type: table") {
		t.Errorf("table: %q", got)
	}
	if got := r.fault(l{tableOf("table", 2, 2)}); got != "" {
		t.Errorf("table after the fault: %s", got)
	}
	r.must("fault", reply{"kind": "refuse_blocks", "types": l{"data_visualization"}})
	for range 2 {
		if got := r.fault(l{pie(5, 5, 2)}); !strings.Contains(got, "unsupported type: data_visualization") {
			t.Errorf("chart: %q", got)
		}
	}
	if got := r.fault(l{tableOf("table", 2, 2)}); got != "" {
		t.Errorf("a table beside refused charts: %s", got)
	}
}

func TestRetryOfOneTypeWithAReason(t *testing.T) {
	a := newRig(t, nil).connect()
	a.must("say", reply{"as": "admin", "channel": "reports", "text": "@Watch Tower hello"})
	a.event("app_mention", nil)
	a.event("message", nil)
	a.must("fault", reply{"kind": "retry", "type": "app_mention", "reason": "http_timeout", "attempt": 3})
	e := a.take("redelivery", func(e socketmode.Event) bool { return e.Type == socketmode.EventTypeEventsAPI })
	if inner := e.Data.(slackevents.EventsAPIEvent).InnerEvent.Type; inner != "app_mention" || e.Request.RetryAttempt != 3 || e.Request.RetryReason != "http_timeout" {
		t.Errorf("%s %+v", inner, e.Request)
	}
	a.ack(e, nil)
	if out := a.control("fault", reply{"kind": "retry", "type": "link_shared"}); out["ok"] != false {
		t.Errorf("an event that never was: %v", out)
	}
}

func TestFileIsShownOnlyOnceProcessed(t *testing.T) {
	r := newRig(t, nil)
	upload := func() l {
		f, err := r.api.UploadFile(slackgo.UploadFileParameters{Filename: "map.png", FileSize: 3, Reader: strings.NewReader("png"), AltTxt: "map"})
		if err != nil {
			t.Fatal(err)
		}
		return l{o{"type": "image", "alt_text": "map", "slack_file": o{"id": f.ID}}}
	}
	r.must("fault", reply{"kind": "processing", "ms": 50})
	early := upload()
	if got := r.fault(early); !strings.Contains(got, "invalid slack file") {
		t.Errorf("shown at once: %q", got)
	}
	r.until("the file is processed", func() bool { return r.fault(early) == "" })
	r.must("fault", reply{"kind": "clear"})
	if got := r.fault(upload()); got != "" {
		t.Errorf("without the fault: %s", got)
	}
}
