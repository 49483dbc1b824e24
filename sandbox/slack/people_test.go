package slack_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"watchtower/sandbox/slack"
)

func TestDeactivatedUserIsGone(t *testing.T) {
	a := newRig(t, nil).connect()
	a.must("user", reply{"as": "driver", "deleted": true})
	told := a.event("user_change", nil).InnerEvent.Data.(*slackevents.UserChangeEvent)
	if told.User.ID != "U0DRIVER" || !told.User.Deleted {
		t.Errorf("user_change = %+v", told.User)
	}
	info, err := a.api.GetUserInfo("U0DRIVER")
	if err != nil || !info.Deleted {
		t.Errorf("users.info = %+v %v", info, err)
	}
	if _, _, _, err := a.api.OpenConversation(&slackgo.OpenConversationParameters{Users: []string{"U0DRIVER"}}); err == nil || err.Error() != "user_disabled" {
		t.Errorf("conversations.open: %v", err)
	}
	if _, err := a.api.PostEphemeral("C0DISPATCH", "U0DRIVER", slackgo.MsgOptionText("x", false)); err == nil || err.Error() != "user_not_in_channel" {
		t.Errorf("chat.postEphemeral: %v", err)
	}
	if out := a.control("say", reply{"as": "driver", "channel": "dm", "text": "still here"}); out["ok"] != false {
		t.Errorf("a deactivated person spoke: %v", out)
	}
	members, _, err := a.api.GetUsersInConversation(&slackgo.GetUsersInConversationParameters{ChannelID: "C0DISPATCH"})
	if err != nil || strings.Contains(strings.Join(members, " "), "U0DRIVER") {
		t.Errorf("members = %v %v", members, err)
	}
	a.must("user", reply{"as": "driver", "deleted": false, "tz": "Europe/Berlin", "real_name": "Moses O.", "guest": true})
	back := a.event("user_change", nil).InnerEvent.Data.(*slackevents.UserChangeEvent).User
	if back.Deleted || back.TZ != "Europe/Berlin" || back.TZOffset != 3600 || back.RealName != "Moses O." || !back.IsRestricted {
		t.Errorf("back again = %+v", back)
	}
	if out := a.control("user", reply{"as": "driver", "tz": "Mars/Olympus"}); out["ok"] != false {
		t.Errorf("no such zone: %v", out)
	}
}

func TestPeopleReact(t *testing.T) {
	a := newRig(t, nil).connect()
	_, ts, err := a.api.PostMessage("C0REPORTS", slackgo.MsgOptionText("alert", false))
	if err != nil {
		t.Fatal(err)
	}
	press := func() any {
		return a.must("react", reply{"as": "manager", "channel": "reports", "ts": ts, "name": "pushpin"})["reacted"]
	}
	if press() != true {
		t.Error("the emoji was not added")
	}
	added := a.event("reaction_added", nil).InnerEvent.Data.(*slackevents.ReactionAddedEvent)
	if added.User != "U0MANAGER" || added.Reaction != "pushpin" || added.Item.Timestamp != ts {
		t.Errorf("reaction_added = %+v", added)
	}
	if press() != false {
		t.Error("the emoji was not taken away")
	}
	a.event("reaction_removed", nil)
}

func TestStatusGoesAwayByReplyByTimeAndByStop(t *testing.T) {
	a := newRig(t, func(o *slack.Options) { o.Timing.Status = 100 * time.Millisecond }).connect()
	seen := a.watch("driver")
	root := a.must("say", reply{"as": "driver", "channel": "dm", "text": "where is T-4407"})["ts"].(string)
	set := func(status string) error {
		return a.api.SetAssistantThreadsStatus(slackgo.AssistantThreadsSetStatusParameters{ChannelID: "D0DRIVER", ThreadTS: root, Status: status})
	}
	shown := func(want string) {
		t.Helper()
		if got := change(t, seen, "status"); got["status"] != want || got["thread_ts"] != root {
			t.Errorf("status = %v, want %q", got, want)
		}
	}
	for _, end := range []func(){
		func() {}, // time alone
		func() {
			if _, _, err := a.api.PostMessage("D0DRIVER", slackgo.MsgOptionText("at Apapa", false), slackgo.MsgOptionTS(root)); err != nil {
				t.Fatal(err)
			}
		},
		func() {
			a.must("stop", reply{"as": "driver", "channel": "dm", "thread_ts": root})
			if e := a.event("agent_session_stopped", nil).InnerEvent.Data.(*slackevents.AgentSessionStoppedEvent); e.ThreadTimestamp != root || e.User != "U0DRIVER" {
				t.Errorf("stopped = %+v", e)
			}
		},
	} {
		if err := set("is checking GPS…"); err != nil {
			t.Fatal(err)
		}
		shown("is checking GPS…")
		end()
		shown("")
	}
	var refused slackgo.SlackErrorResponse
	root = ""
	if err := set("x"); !errors.As(err, &refused) || refused.Err != "invalid_arguments" {
		t.Errorf("a status without a thread: %v", err)
	}
}

func TestThreadTitleIsShown(t *testing.T) {
	a := newRig(t, nil)
	seen := a.watch("driver")
	root := a.must("say", reply{"as": "driver", "channel": "dm", "text": "where is T-4407"})["ts"].(string)
	set := func(title string) error {
		return a.api.SetAssistantThreadsTitle(slackgo.AssistantThreadsSetTitleParameters{ChannelID: "D0DRIVER", ThreadTS: root, Title: title})
	}
	if err := set("T-4407"); err != nil {
		t.Fatal(err)
	}
	if got := change(t, seen, "title"); got["title"] != "T-4407" || got["thread_ts"] != root {
		t.Errorf("title = %v", got)
	}
	if got := a.list("messages?channel=dm&as=driver&thread_ts=" + root)[0]["title"]; got != "T-4407" {
		t.Errorf("kept title = %v", got)
	}
	if err := set(chars(201)); err == nil {
		t.Error("a title of 201 characters was taken")
	}
}

func TestStopEndsAStreamAndBlocksAreLimited(t *testing.T) {
	a := newRig(t, nil).connect()
	root := a.must("say", reply{"as": "driver", "channel": "dm", "text": "catch me up"})["ts"].(string)
	start := a.raw("chat.startStream", o{"channel": "D0DRIVER", "thread_ts": root, "markdown_text": "So far"})
	ts, _ := start["ts"].(string)
	grow := func(method string, n int) string {
		out := a.raw(method, o{"channel": "D0DRIVER", "ts": ts, "chunks": l{o{"type": "blocks", "blocks": times(n, func(int) any { return sectionOf() })}}})
		return fmt.Sprint(out["error"])
	}
	if got := grow("chat.appendStream", 30); got != "<nil>" {
		t.Fatal(got)
	}
	if got := grow("chat.appendStream", 21); got != "invalid_blocks" {
		t.Errorf("51 blocks in a stream: %s", got)
	}
	out := a.must("stop", reply{"as": "driver", "channel": "dm", "thread_ts": root})
	if dig(out, "stopped", 0) != ts {
		t.Errorf("stopped = %v", out)
	}
	if got := grow("chat.appendStream", 1); got != "message_not_in_streaming_state" {
		t.Errorf("after stop: %s", got)
	}
}

func TestUnfurlByItsID(t *testing.T) {
	r := newRig(t, nil)
	ts := r.must("say", reply{"as": "admin", "channel": "reports", "text": "see https://tower.example/t/3101"})["ts"].(string)
	out := r.raw("chat.unfurl", o{"unfurl_id": "C0REPORTS-" + ts, "source": "conversations_history",
		"unfurls": o{"https://tower.example/t/3101": o{"text": "Trip 3101"}}})
	if out["ok"] != true || dig(r.lastMessage("channel=reports"), "attachments", 0, "text") != "Trip 3101" {
		t.Errorf("unfurl: %v", out)
	}
}

func TestViewOfAQuarterMegabyte(t *testing.T) {
	a := newRig(t, nil)
	view := func(n int) o {
		return o{"type": "home", "blocks": times(n, func(int) any { return o{"type": "section", "text": mrk(1400)} })}
	}
	if out := a.raw("views.publish", o{"user_id": "U0ADMIN", "view": view(80)}); out["ok"] != true {
		t.Errorf("230 kB: %v", out)
	}
	if out := a.raw("views.publish", o{"user_id": "U0ADMIN", "view": view(100)}); out["error"] != "view_too_large" {
		t.Errorf("280 kB: %v", out)
	}
}
