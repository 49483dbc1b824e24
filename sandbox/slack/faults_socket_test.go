package slack_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/socketmode"

	"watchtower/sandbox/slack"
)

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
	var hello reply
	if err := conn.ReadJSON(&hello); err != nil || hello["type"] != "hello" { // a command before it finds no socket
		t.Fatalf("hello: %v %v", hello, err)
	}
	seen := r.watch("driver")
	answer := func(bytes int) {
		r.must("command", reply{"as": "driver", "channel": "dm", "command": "/truck", "text": "T-4407"})
		var envelope struct {
			ID string `json:"envelope_id"`
		}
		if err := conn.ReadJSON(&envelope); err != nil || envelope.ID == "" {
			t.Fatalf("envelope: %v %v", envelope, err)
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

// dial opens a bare socket, from which nothing is waited for longer than patience.
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
	if err := conn.SetReadDeadline(time.Now().Add(2 * patience)); err != nil {
		r.t.Fatal(err)
	}
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
