package slack_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"watchtower/sandbox/slack"
)

// answering connects a socket that answers every message in its thread and
// every command by response_url, one at a time. It reads on meanwhile: a client
// that does not answers no pings either, is cut off, and loses commands.
func (r *rig) answering(work *sync.WaitGroup) {
	a := r.connect()
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		for {
			e, ok := a.next(ctx)
			if !ok {
				return
			}
			if r.answer(a.sm, e) {
				work.Done()
			}
		}
	})
	r.t.Cleanup(func() { stop(); running.Wait() })
}

// next takes the first event not taken yet; false when ctx ended before.
func (a *app) next(ctx context.Context) (e socketmode.Event, ok bool) {
	for {
		a.mu.Lock()
		if len(a.seen) > 0 {
			e, a.seen = a.seen[0], a.seen[1:]
			a.mu.Unlock()
			return e, true
		}
		awake := a.awake
		a.mu.Unlock()
		select {
		case <-awake:
		case <-ctx.Done():
			return e, false
		}
	}
}

// finished waits for work that something lost would keep from ending.
func finished(t *testing.T, work *sync.WaitGroup) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); work.Wait() }()
	select {
	case <-done:
	case <-time.After(6 * patience):
		t.Fatalf("not everything was answered within %v", 6*patience)
	}
}

// answer reports whether e asked for something.
func (r *rig) answer(sm *socketmode.Client, e socketmode.Event) bool {
	var err error
	switch data := e.Data.(type) {
	case slackgo.SlashCommand:
		_ = sm.Ack(*e.Request)
		_, _, _, err = r.api.SendMessage("", slackgo.MsgOptionResponseURL(data.ResponseURL, slackgo.ResponseTypeInChannel), slackgo.MsgOptionText("did "+data.Text, false))
	case slackevents.EventsAPIEvent:
		_ = sm.Ack(*e.Request)
		m, ok := data.InnerEvent.Data.(*slackevents.MessageEvent)
		if !ok || m.BotID != "" || m.SubType != "" {
			return false
		}
		_, _, err = r.api.PostMessage(m.Channel, slackgo.MsgOptionText("heard "+m.Text, false), slackgo.MsgOptionTS(m.TimeStamp))
	default:
		return false
	}
	if err != nil {
		r.t.Error(err)
	}
	return true
}

func TestManyPeopleAndTwoSocketsLoseNothing(t *testing.T) {
	const each = 50
	r := newRig(t, func(o *slack.Options) { o.Timing.Ack = time.Minute })
	var work, people sync.WaitGroup
	work.Add(4 * each * 2)
	r.answering(&work)
	r.answering(&work)
	for _, as := range []string{"dispatcher", "manager", "admin", "driver"} {
		people.Go(func() {
			for i := range each {
				for path, body := range map[string]reply{
					"say":     {"as": as, "channel": "dm", "text": fmt.Sprintf("%s %d", as, i)},
					"command": {"as": as, "channel": "reports", "command": "/truck", "text": fmt.Sprintf("%s %d", as, i)},
				} {
					if out, err := r.tryControl(path, body); err != nil || out["ok"] != true {
						t.Errorf("%s: %v %v", path, out, err)
					}
				}
			}
		})
	}
	people.Wait()
	finished(t, &work)
	if got := len(r.list("messages?channel=reports")); got != 4*each {
		t.Errorf("%d command answers, want %d", got, 4*each)
	}
	seen := map[string]bool{}
	for _, m := range r.list("messages?channel=dm&as=driver") {
		ts := m["ts"].(string)
		if seen[ts] {
			t.Errorf("ts %s twice", ts)
		}
		seen[ts] = true
	}
	if len(seen) != 2*each {
		t.Errorf("%d messages in the driver's thread, want %d", len(seen), 2*each)
	}
}

func TestControlRefusesPlainlyAndExplainsItself(t *testing.T) {
	r := newRig(t, nil)
	for _, c := range []struct {
		path string
		body reply
		want string
	}{
		{"say", reply{"as": "nobody", "channel": "dispatch", "text": "x"}, "no such person"},
		{"say", reply{"as": "admin", "channel": "lounge", "text": "x"}, "no such channel"},
		{"say", reply{"as": "admin", "channel": "dispatch", "text": "  "}, "nothing to say"},
		{"say", reply{"as": "admin", "channel": "D0DRIVER", "text": "x"}, "not in that channel"},
		{"submit", reply{"as": "admin", "view_id": "V0", "values": reply{}}, "no such open view"},
		{"click", reply{"as": "admin", "channel": "dispatch", "ts": "1.0", "action_id": "x"}, "no message"},
		{"fault", reply{"kind": "earthquake"}, "\"kind\" is"},
	} {
		out := r.control(c.path, c.body)
		if why, _ := out["error"].(string); out["ok"] != false || !strings.Contains(why, c.want) {
			t.Errorf("%s %v: %v, want %q", c.path, c.body, out, c.want)
		}
	}
	resp, err := http.Get(r.url + "/control/")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	help, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(help), "POST /control/say") {
		t.Errorf("GET /control/ = %.80s, %v", help, err)
	}
}
