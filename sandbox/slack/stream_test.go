package slack_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	slackgo "github.com/slack-go/slack"
)

// readStream reads changes until the stream or ctx ends, whoever takes them.
func readStream(ctx context.Context, resp *http.Response, into chan<- reply) {
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		var c reply
		if ok && json.Unmarshal([]byte(data), &c) == nil {
			select {
			case into <- c:
			case <-ctx.Done():
				return
			}
		}
	}
}

func TestStreamShowsEachPersonOnlyWhatIsTheirs(t *testing.T) {
	r := newRig(t, nil)
	dispatcher, driver := r.watch("dispatcher"), r.watch("driver")
	if _, err := r.api.PostEphemeral("C0DISPATCH", "U0DISPATCH", slackgo.MsgOptionText("only you", false)); err != nil {
		t.Fatal(err)
	}
	if err := r.api.SetAssistantThreadsStatus(slackgo.AssistantThreadsSetStatusParameters{
		ChannelID: "C0DISPATCH", ThreadTS: "1.1", Status: "is checking GPS…", LoadingMessages: []string{"one", "two"}}); err != nil {
		t.Fatal(err)
	}
	_, ts, err := r.api.PostMessage("C0DISPATCH", slackgo.MsgOptionText("for all", false))
	if err != nil {
		t.Fatal(err)
	}
	if got := dig(change(t, dispatcher, "ephemeral"), "message", "text"); got != "only you" {
		t.Errorf("ephemeral text = %v", got)
	}
	status := change(t, dispatcher, "status")
	if status["status"] != "is checking GPS…" || len(status["loading_messages"].([]any)) != 2 {
		t.Errorf("status = %v", status)
	}
	for c := range driver { // everything up to the public message
		if c["type"] == "ephemeral" {
			t.Fatal("the driver saw the dispatcher's private message")
		}
		if c["type"] == "message" {
			if dig(c, "message", "ts") != ts {
				t.Errorf("message = %v", c)
			}
			break
		}
	}
	if err := r.api.AddReaction("eyes", slackgo.NewRefToMessage("C0DISPATCH", ts)); err != nil {
		t.Fatal(err)
	}
	if got := dig(change(t, driver, "reaction"), "reactions", 0, "name"); got != "eyes" {
		t.Errorf("reaction = %v", got)
	}
	if err := r.api.RemoveReaction("eyes", slackgo.NewRefToMessage("C0DISPATCH", ts)); err != nil {
		t.Fatal(err)
	}
	if left := change(t, driver, "reaction")["reactions"].([]any); len(left) != 0 {
		t.Errorf("reactions left: %v", left)
	}
	if _, _, err := r.api.DeleteMessage("C0DISPATCH", ts); err != nil {
		t.Fatal(err)
	}
	if got := change(t, driver, "delete")["ts"]; got != ts {
		t.Errorf("deleted %v, want %v", got, ts)
	}
}
