package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
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

func TestLostAndLateAcknowledgements(t *testing.T) {
	a := newRig(t, hasty).connect()
	seen := a.watch("driver")
	failed := func(want string) {
		t.Helper()
		if got, _ := dig(change(t, seen, "ephemeral"), "message", "text").(string); !strings.Contains(got, want) {
			t.Errorf("shown = %q, want %s", got, want)
		}
	}
	run := func() socketmode.Event {
		a.must("command", reply{"as": "driver", "channel": "dm", "command": "/truck", "text": "T-4407"})
		e, _ := a.command()
		return e
	}
	a.must("fault", reply{"kind": "lose_acks"})
	a.ack(run(), nil)
	failed("operation_timeout")
	late := run()
	failed("operation_timeout")
	a.ack(late, nil)
	a.ack(run(), nil)
	a.until("every ack is counted", func() bool { return a.get("acks")["in_time"] == 1.0 })
	got := a.get("acks")
	if got["lost"] != 1.0 || got["missed"] != 2.0 || got["late"] != 1.0 || got["unknown"] != 0.0 || got["max_ms"].(float64) <= 0 {
		t.Errorf("acks = %v", got)
	}
}

// TestHugeAcknowledgementVanishes speaks without the client library, which
// would not send it.
func TestHugeAcknowledgementVanishes(t *testing.T) {
	r := newRig(t, hasty)
	conn := r.dial()
	seen := r.watch("driver")
	answer := func(bytes int) {
		r.must("command", reply{"as": "driver", "channel": "dm", "command": "/truck", "text": "T-4407"})
		var envelope struct {
			ID string `json:"envelope_id"`
		}
		for envelope.ID == "" { // hello comes first
			if err := conn.ReadJSON(&envelope); err != nil {
				t.Fatal(err)
			}
		}
		frame := fmt.Sprintf(`{"envelope_id":%q,"payload":{"text":""}}`, envelope.ID)
		frame = strings.Replace(frame, `"text":"`, `"text":"`+strings.Repeat("x", bytes-len(frame)), 1)
		if err := conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
	}
	answer(20_479)
	if got, _ := dig(change(t, seen, "ephemeral"), "message", "text").(string); !strings.HasPrefix(got, "xxx") {
		t.Errorf("an answer that fits is shown as %.40q", got)
	}
	answer(20_480)
	if got, _ := dig(change(t, seen, "ephemeral"), "message", "text").(string); !strings.Contains(got, "operation_timeout") {
		t.Errorf("an answer too large is shown as %.40q", got)
	}
	if got := r.get("acks"); got["dropped"] != 1.0 {
		t.Errorf("acks = %v", got)
	}
}

// dial opens a bare socket.
func (r *rig) dial() *websocket.Conn {
	r.t.Helper()
	_, address, err := r.api.StartSocketModeContext(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	//nolint:bodyclose // a dialled WebSocket hands over the connection: there is no body
	conn, _, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	return conn
}

func TestEveryReasonToDisconnectIsTold(t *testing.T) {
	r := newRig(t, nil)
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled", "too_many_websockets"} {
		conn := r.dial()
		var hello, bye reply
		if err := conn.ReadJSON(&hello); err != nil || hello["type"] != "hello" {
			t.Fatalf("hello: %v %v", hello, err)
		}
		r.must("fault", reply{"kind": "disconnect", "reason": reason})
		if err := conn.ReadJSON(&bye); err != nil || bye["type"] != "disconnect" || bye["reason"] != reason {
			t.Errorf("%s: %v %v", reason, bye, err)
		}
		conn.Close()
	}
	r.must("fault", reply{"kind": "disconnect", "reason": "link_disabled", "seconds": 60})
	conn := r.dial()
	var hello, bye reply
	if err := errors.Join(conn.ReadJSON(&hello), conn.ReadJSON(&bye)); err != nil || bye["reason"] != "link_disabled" {
		t.Errorf("a socket that opens meanwhile: %v %v %v", hello, bye, err)
	}
}

func TestSocketIsCutWithoutAWord(t *testing.T) {
	r := newRig(t, nil)
	conn := r.dial()
	var frame reply
	if err := conn.ReadJSON(&frame); err != nil {
		t.Fatal(err)
	}
	r.must("fault", reply{"kind": "drop"})
	if err := conn.ReadJSON(&frame); err == nil {
		t.Errorf("read %v from a socket that was cut", frame)
	}
}

// TestDeafSocketThatPings is the fault that no ping watchdog can notice.
func TestDeafSocketThatPings(t *testing.T) {
	r := newRig(t, func(o *slack.Options) {
		hasty(o)
		o.Timing.Ping = 10 * time.Millisecond
	})
	conn := r.dial()
	pinged := make(chan struct{}, 1000)
	conn.SetPingHandler(func(string) error {
		select {
		case pinged <- struct{}{}:
		default: // more than anybody counts
		}
		return nil
	})
	frames := make(chan reply, 10)
	go func() {
		for {
			var frame reply
			if conn.ReadJSON(&frame) != nil {
				return
			}
			frames <- frame
		}
	}()
	late := time.After(patience)
	within := func(what string, wait func() bool) {
		t.Helper()
		if !wait() {
			t.Fatalf("no %s within %v", what, patience)
		}
	}
	frame := func() (got reply, ok bool) {
		select {
		case got = <-frames:
			return got, true
		case <-late:
			return nil, false
		}
	}
	within("hello", func() bool { _, ok := frame(); return ok })
	r.must("fault", reply{"kind": "deaf", "pings": true})
	r.must("say", reply{"as": "driver", "channel": "dm", "text": "anyone?"})
	for range 20 {
		within("ping", func() bool {
			select {
			case <-pinged:
				return true
			case <-late:
				return false
			}
		})
	}
	if len(frames) > 0 {
		t.Errorf("a deaf socket carried %v", <-frames)
	}
	r.must("fault", reply{"kind": "clear"})
	within("redelivery", func() bool {
		again, ok := frame()
		if ok && again["retry_attempt"].(float64) < 1 {
			t.Errorf("after clear came %v, want a redelivery", again)
		}
		return ok
	})
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
