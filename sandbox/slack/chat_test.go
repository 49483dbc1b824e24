package slack_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

func section(text string) slackgo.Block {
	return slackgo.NewSectionBlock(slackgo.NewTextBlockObject("mrkdwn", text, false, false), nil, nil)
}

func TestPostUpdateDeleteAndHistory(t *testing.T) {
	a := newRig(t, nil).connect()
	meta := slackgo.SlackMetadata{EventType: "delivery", EventPayload: map[string]any{"key": "alert-7"}}
	channel, ts, err := a.api.PostMessage("dispatch", slackgo.MsgOptionText("T-4407 idle", false), slackgo.MsgOptionBlocks(section("*T-4407* idle")), slackgo.MsgOptionMetadata(meta))
	if err != nil || channel != "C0DISPATCH" {
		t.Fatalf("post: %v %v", channel, err)
	}
	_, reply1, msg, err := a.api.PostMessageWithResponse(channel, slackgo.MsgOptionText("since 09:10", false), slackgo.MsgOptionTS(ts))
	if err != nil || msg.ThreadTimestamp != ts || reply1 <= ts {
		t.Fatalf("reply: %q %+v %v", reply1, msg, err)
	}
	_, _, orphan, err := a.api.PostMessageWithResponse(channel, slackgo.MsgOptionText("lost", false), slackgo.MsgOptionTS("1.000001"))
	if err != nil || orphan.ThreadTimestamp != "" {
		t.Errorf("reply to a missing parent: thread_ts %q, %v", orphan.ThreadTimestamp, err)
	}
	if _, _, _, err := a.api.UpdateMessage(channel, ts, slackgo.MsgOptionText("T-4407 moving", false)); err != nil {
		t.Fatal(err)
	}
	changed := a.event("message", func(e slackevents.EventsAPIEvent) bool {
		return e.InnerEvent.Data.(*slackevents.MessageEvent).SubType == "message_changed"
	}).InnerEvent.Data.(*slackevents.MessageEvent)
	if changed.Message.Text != "T-4407 moving" || changed.PreviousMessage.Text != "T-4407 idle" {
		t.Errorf("message_changed = %+v", changed)
	}
	h, err := a.api.GetConversationHistory(&slackgo.GetConversationHistoryParameters{ChannelID: channel, IncludeAllMetadata: true})
	if err != nil || len(h.Messages) != 2 {
		t.Fatalf("history: %d messages, %v", len(h.Messages), err)
	}
	root := h.Messages[1]
	if root.Text != "T-4407 moving" || len(root.Blocks.BlockSet) != 0 || root.Edited == nil || root.Metadata.EventPayload["key"] != "alert-7" || root.ReplyCount != 1 {
		t.Errorf("root = %+v", root.Msg)
	}
	thread, _, _, err := a.api.GetConversationReplies(&slackgo.GetConversationRepliesParameters{ChannelID: channel, Timestamp: ts})
	if err != nil || len(thread) != 2 || thread[0].Timestamp != ts || thread[0].Metadata.EventType != "" {
		t.Errorf("replies: %+v %v", thread, err)
	}
	link, err := a.api.GetPermalink(&slackgo.PermalinkParameters{Channel: channel, Ts: reply1})
	if err != nil || !strings.Contains(link, "/archives/C0DISPATCH/p"+strings.Replace(reply1, ".", "", 1)) {
		t.Errorf("permalink = %q, %v", link, err)
	}
	if _, _, err := a.api.DeleteMessage(channel, reply1); err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.api.DeleteMessage(channel, reply1); err == nil || err.Error() != "message_not_found" {
		t.Errorf("second delete: %v", err)
	}
}

func TestUpdateWithBlocksShowsNoEditedFlag(t *testing.T) {
	r := newRig(t, nil)
	channel, ts, err := r.api.PostMessage("C0OPSALERTS", slackgo.MsgOptionText("open", false))
	if err != nil {
		t.Fatal(err)
	}
	_, _, _, err = r.api.UpdateMessage(channel, ts, slackgo.MsgOptionText("acked", false), slackgo.MsgOptionBlocks(section("acked")))
	if err != nil {
		t.Fatal(err)
	}
	h, err := r.api.GetConversationHistory(&slackgo.GetConversationHistoryParameters{ChannelID: channel})
	if err != nil || h.Messages[0].Edited != nil {
		t.Errorf("edited = %+v, %v", h.Messages[0].Edited, err)
	}
	if got := dig(r.lastMessage("channel=ops-alerts"), "edited", "shown"); got != false {
		t.Errorf("control edited.shown = %v", got)
	}
}

func TestTextLimitsAndRefusals(t *testing.T) {
	r := newRig(t, nil)
	channel, ts, err := r.api.PostMessage("C0REPORTS", slackgo.MsgOptionText(strings.Repeat("é", 40_010), false))
	if err != nil {
		t.Fatal(err)
	}
	if n := len([]rune(r.lastMessage("channel=reports")["text"].(string))); n != 40_000 {
		t.Errorf("text cut at %d", n)
	}
	said := r.must("say", reply{"as": "admin", "channel": "reports", "text": "mine"})["ts"].(string)
	update := func(ts string, o ...slackgo.MsgOption) error {
		_, _, _, err := r.api.UpdateMessage(channel, ts, o...)
		return err
	}
	post := func(channel string, o ...slackgo.MsgOption) error {
		_, _, err := r.api.PostMessage(channel, o...)
		return err
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"long update", update(ts, slackgo.MsgOptionText(strings.Repeat("x", 4001), false)), "msg_too_long"},
		{"another's message", update(said, slackgo.MsgOptionText("x", false)), "cant_update_message"},
		{"missing message", update("1.000001", slackgo.MsgOptionText("x", false)), "message_not_found"},
		{"no such channel", post("C0NOWHERE", slackgo.MsgOptionText("x", false)), "channel_not_found"},
		{"nothing to say", post("C0REPORTS"), "no_text"},
		{"markdown and text", post("C0REPORTS", slackgo.MsgOptionText("x", false), slackgo.MsgOptionMarkdownText("y")), "markdown_text_conflict"},
		{"long markdown", post("C0REPORTS", slackgo.MsgOptionMarkdownText(strings.Repeat("x", 12_001))), "msg_too_long"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, c.err, c.want)
		}
	}
	if _, err := r.api.PostEphemeral("D0DRIVER", "U0ADMIN", slackgo.MsgOptionText("x", false)); err == nil || err.Error() != "user_not_in_channel" {
		t.Errorf("ephemeral to an outsider: %v", err)
	}
}

func TestEphemeralIsPrivateAndCannotBeUpdated(t *testing.T) {
	r := newRig(t, nil)
	ts, err := r.api.PostEphemeral("C0DISPATCH", "U0DISPATCH", slackgo.MsgOptionText("psst", false))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.list("messages?channel=dispatch&as=driver")) != 0 {
		t.Error("the driver reads the dispatcher's private message")
	}
	if got := r.lastMessage("channel=dispatch&as=dispatcher"); got["ts"] != ts || got["ephemeral_to"] != "U0DISPATCH" {
		t.Errorf("private message = %v", got)
	}
	if _, _, _, err := r.api.UpdateMessage("C0DISPATCH", ts, slackgo.MsgOptionText("x", false)); err == nil || err.Error() != "message_not_found" {
		t.Errorf("update of an ephemeral: %v", err)
	}
	h, err := r.api.GetConversationHistory(&slackgo.GetConversationHistoryParameters{ChannelID: "C0DISPATCH"})
	if err != nil || len(h.Messages) != 0 {
		t.Errorf("history shows %d messages, %v", len(h.Messages), err)
	}
}

func TestRateLimitInThreeShapes(t *testing.T) {
	r := newRig(t, nil)
	post := func() error {
		_, _, err := r.api.PostMessage("C0DISPATCH", slackgo.MsgOptionText("x", false))
		return err
	}
	limit := func(shape string) {
		r.must("fault", reply{"kind": "ratelimit", "method": "chat.postMessage", "shape": shape, "count": 1, "retry_after": 7})
	}
	limit("429")
	var limited *slackgo.RateLimitedError
	if err := post(); !errors.As(err, &limited) || limited.RetryAfter != 7*time.Second {
		t.Errorf("429: %v", err)
	}
	limit("429_bare")
	var status slackgo.StatusCodeError
	if err := post(); !errors.As(err, &status) || status.Code != 429 {
		t.Errorf("429_bare: %v", err)
	}
	limit("200")
	var refused slackgo.SlackErrorResponse
	if err := post(); !errors.As(err, &refused) || refused.Err != "ratelimited" {
		t.Errorf("200: %v", err)
	}
	if err := post(); err != nil {
		t.Errorf("after the limit: %v", err)
	}
	limit("429")
	r.must("fault", reply{"kind": "clear"})
	if err := post(); err != nil {
		t.Errorf("after clear: %v", err)
	}
}

func TestStreamingAnswer(t *testing.T) {
	r := newRig(t, nil)
	root := r.must("say", reply{"as": "manager", "channel": "dm", "text": "report"})["ts"].(string)
	_, ts, _, err := r.api.SendMessage("D0MANAGER", slackgo.MsgOptionStartStream(), slackgo.MsgOptionTS(root), slackgo.MsgOptionMarkdownText("Today "))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := r.api.UpdateMessage("D0MANAGER", ts, slackgo.MsgOptionText("x", false)); err == nil || err.Error() != "streaming_state_conflict" {
		t.Errorf("update while streaming: %v", err)
	}
	task := slackgo.NewTaskUpdateChunk("gps", "Checking GPS")
	task.Status = "complete"
	if _, _, _, err := r.api.SendMessage("D0MANAGER", slackgo.MsgOptionAppendStream(ts), slackgo.MsgOptionChunks(task, slackgo.NewMarkdownTextChunk("45 trips"))); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := r.api.SendMessage("D0MANAGER", slackgo.MsgOptionStopStream(ts), slackgo.MsgOptionBlocks(section("done"))); err != nil {
		t.Fatal(err)
	}
	last := r.lastMessage("channel=dm&as=manager&thread_ts=" + root)
	if last["text"] != "Today 45 trips" || last["streaming"] != false || len(last["blocks"].([]any)) != 3 {
		t.Errorf("streamed = %v", last)
	}
	if _, _, _, err := r.api.SendMessage("D0MANAGER", slackgo.MsgOptionAppendStream(ts), slackgo.MsgOptionMarkdownText("x")); err == nil || err.Error() != "message_not_in_streaming_state" {
		t.Errorf("append after stop: %v", err)
	}
}

func TestUploadSharesAFileThatBlocksMayShow(t *testing.T) {
	r := newRig(t, nil)
	body := "\x89PNG\r\n\x1a\nnot much of a map"
	sum, err := r.api.UploadFile(slackgo.UploadFileParameters{Filename: "map.png", Title: "Map", FileSize: len(body),
		Reader: strings.NewReader(body), Channel: "C0REPORTS", InitialComment: "Where they are"})
	if err != nil {
		t.Fatal(err)
	}
	last := r.lastMessage("channel=reports")
	if last["text"] != "Where they are" || dig(last, "files", 0, "id") != sum.ID || dig(last, "files", 0, "mimetype") != "image/png" {
		t.Errorf("shared = %v", last)
	}
	info, _, _, err := r.api.GetFileInfo(sum.ID, 0, 0)
	if err != nil || info.Size != len(body) || info.Title != "Map" {
		t.Errorf("files.info = %+v, %v", info, err)
	}
	var fetched strings.Builder
	if err := r.api.GetFile(info.URLPrivate, &fetched); err != nil || fetched.String() != body {
		t.Errorf("url_private: %q, %v", fetched.String(), err)
	}
	show := func(id string) error {
		image := slackgo.NewImageBlockSlackFile(&slackgo.SlackFileObject{ID: id}, "Map of the fleet", "", nil)
		_, _, err := r.api.PostMessage("C0REPORTS", slackgo.MsgOptionText("map", false), slackgo.MsgOptionBlocks(image))
		return err
	}
	if err := show(sum.ID); err != nil {
		t.Errorf("image of the upload: %v", err)
	}
	if err := show("F0NOWHERE"); err == nil || err.Error() != "invalid_blocks" {
		t.Errorf("image of a missing file: %v", err)
	}
}

func TestPeopleAndConversations(t *testing.T) {
	r := newRig(t, nil)
	u, err := r.api.GetUserInfo("U0DRIVER")
	if err != nil || u.RealName != "Moses Okafor" || u.TZ != "Africa/Lagos" {
		t.Errorf("users.info = %+v, %v", u, err)
	}
	users, err := r.api.GetUsers()
	if err != nil || len(users) != 8 {
		t.Errorf("users.list: %d, %v", len(users), err)
	}
	im, _, _, err := r.api.OpenConversation(&slackgo.OpenConversationParameters{Users: []string{"U0ADMIN"}})
	if err != nil || im.ID != "D0ADMIN" {
		t.Errorf("conversations.open = %+v, %v", im, err)
	}
	list, next, err := r.api.GetConversations(&slackgo.GetConversationsParameters{Limit: 2})
	if err != nil || len(list) != 2 || next == "" {
		t.Fatalf("conversations.list: %d, %q, %v", len(list), next, err)
	}
	rest, next, err := r.api.GetConversations(&slackgo.GetConversationsParameters{Limit: 2, Cursor: next})
	if err != nil || len(rest) != 1 || next != "" || rest[0].Name != "reports" || !rest[0].IsMember {
		t.Errorf("second page: %+v, %q, %v", rest, next, err)
	}
	members, _, err := r.api.GetUsersInConversation(&slackgo.GetUsersInConversationParameters{ChannelID: "C0DISPATCH"})
	if err != nil || len(members) != 7 {
		t.Errorf("members = %v, %v", members, err)
	}
}
