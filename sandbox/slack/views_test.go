package slack_test

import (
	"testing"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

func plain(s string) *slackgo.TextBlockObject {
	return slackgo.NewTextBlockObject("plain_text", s, false, false)
}

func tripModal() slackgo.ModalViewRequest {
	truck := slackgo.NewInputBlock("truck", plain("Truck"), nil, &slackgo.SelectBlockElement{Type: "external_select", ActionID: "pick"})
	ref := slackgo.NewInputBlock("ref", plain("Container"), nil, slackgo.NewPlainTextInputBlockElement(nil, "text"))
	day := slackgo.NewInputBlock("day", plain("Day"), nil, slackgo.NewDatePickerBlockElement("date"))
	day.Optional = true
	kind := slackgo.NewInputBlock("size", plain("Size"), nil, slackgo.NewOptionsSelectBlockElement("static_select", nil, "pick",
		slackgo.NewOptionBlockObject("20", plain("20 ft"), nil), slackgo.NewOptionBlockObject("40", plain("40 ft"), nil)))
	return slackgo.ModalViewRequest{Type: slackgo.VTModal, Title: plain("New trip"), Submit: plain("Create"), CallbackID: "trip",
		PrivateMetadata: "C0DISPATCH", NotifyOnClose: true, Blocks: slackgo.Blocks{BlockSet: []slackgo.Block{truck, ref, day, kind}}}
}

// openModal runs a command and opens the modal with its trigger.
func openModal(a *app, v slackgo.ModalViewRequest) *slackgo.ViewResponse {
	a.t.Helper()
	a.must("command", reply{"as": "dispatcher", "channel": "dispatch", "command": "/trip", "text": "create"})
	e, cmd := a.command()
	a.ack(e, nil)
	opened, err := a.api.OpenView(cmd.TriggerID, v)
	if err != nil {
		a.t.Fatal(err)
	}
	return opened
}

// suggest answers the next block_suggestion.
func suggest(a *app, options ...*slackgo.OptionBlockObject) <-chan string {
	asked := make(chan string, 1)
	go func() {
		defer close(asked) // when nobody asks, whoever waits reads nothing
		e, cb := a.interaction(slackgo.InteractionTypeBlockSuggestion)
		a.ack(e, slackgo.OptionsResponse{Options: options})
		asked <- cb.Value
	}()
	return asked
}

func TestModalOpenErrorsUpdateAndClose(t *testing.T) {
	a := newRig(t, nil).connect()
	opened := openModal(a, tripModal())
	views := a.list("views?as=dispatcher")
	if len(views) != 1 || views[0]["id"] != opened.ID || views[0]["callback_id"] != "trip" || views[0]["private_metadata"] != "C0DISPATCH" {
		t.Fatalf("views = %v", views)
	}
	values := reply{"truck": reply{"pick": "T-4407"}, "ref": reply{"text": "MSKU 1"}, "day": reply{"date": "2026-11-24"}, "size": reply{"pick": "40"}}
	asked := suggest(a, slackgo.NewOptionBlockObject("truck:7", plain("T-4407"), nil))
	go func() {
		e, cb := a.interaction(slackgo.InteractionTypeViewSubmission)
		state := cb.View.State.Values
		if state["truck"]["pick"].SelectedOption.Value != "truck:7" || state["ref"]["text"].Value != "MSKU 1" ||
			state["day"]["date"].SelectedDate != "2026-11-24" || state["size"]["pick"].SelectedOption.Text.Text != "40 ft" || cb.TriggerID == "" {
			t.Errorf("state = %+v", state)
		}
		a.ack(e, slackgo.NewErrorsViewSubmissionResponse(map[string]string{"ref": "That is no container number."}))
	}()
	out := a.control("submit", reply{"as": "dispatcher", "view_id": opened.ID, "values": values})
	if out["ok"] != false || dig(out, "errors", "ref") != "That is no container number." {
		t.Errorf("submit = %v", out)
	}
	if got := <-asked; got != "T-4407" {
		t.Errorf("asked for %q", got)
	}
	updated, err := a.api.UpdateView(tripModal(), "", "", opened.ID)
	if err != nil || updated.State.Values["ref"]["text"].Value != "MSKU 1" {
		t.Fatalf("views.update lost what was typed: %+v, %v", updated, err)
	}
	if _, err := a.api.UpdateView(tripModal(), "", opened.Hash, opened.ID); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("stale hash: %v", err)
	}
	go func() {
		e, _ := a.interaction(slackgo.InteractionTypeViewSubmission)
		a.ack(e, nil)
	}()
	a.must("submit", reply{"as": "dispatcher", "view_id": opened.ID, "values": reply{"truck": reply{"pick": "truck:7"}}})
	if views := a.list("views?as=dispatcher"); len(views) != 0 {
		t.Errorf("still open: %v", views)
	}
}

func TestSubmitHoldsBackWhatSlacksClientWould(t *testing.T) {
	a := newRig(t, nil).connect()
	opened := openModal(a, tripModal())
	out := a.control("submit", reply{"as": "dispatcher", "view_id": opened.ID, "values": reply{"ref": reply{"text": "x"}}})
	errs, _ := out["errors"].(map[string]any)
	if out["ok"] != false || len(errs) != 2 || errs["truck"] == nil || errs["size"] == nil {
		t.Errorf("submit with holes = %v", out)
	}
	if out := a.control("submit", reply{"as": "dispatcher", "view_id": opened.ID, "values": reply{"size": reply{"pick": "60"}}}); out["error"] != `size/pick: no such option: "60"` {
		t.Errorf("unknown option = %v", out)
	}
	asked := suggest(a, slackgo.NewOptionBlockObject("truck:9", plain("T-9"), nil))
	found := a.must("options", reply{"as": "dispatcher", "view_id": opened.ID, "block_id": "truck", "action_id": "pick", "query": "T-"})
	if <-asked != "T-" || dig(found, "options", 0, "value") != "truck:9" {
		t.Errorf("options = %v", found)
	}
	a.must("close", reply{"as": "dispatcher", "view_id": opened.ID})
	e, cb := a.interaction(slackgo.InteractionTypeViewClosed)
	a.ack(e, nil)
	if cb.View.ID != opened.ID || cb.IsCleared {
		t.Errorf("view_closed = %+v", cb.View)
	}
}

func TestPushAndUpdateBySubmission(t *testing.T) {
	a := newRig(t, nil).connect()
	simple := slackgo.ModalViewRequest{Type: slackgo.VTModal, Title: plain("One"), Submit: plain("Next"), Blocks: slackgo.Blocks{BlockSet: []slackgo.Block{section("hello")}}}
	opened := openModal(a, simple)
	answer := func(r *slackgo.ViewSubmissionResponse) {
		e, _ := a.interaction(slackgo.InteractionTypeViewSubmission)
		a.ack(e, r)
	}
	second := simple
	second.Title = plain("Two")
	go answer(slackgo.NewPushViewSubmissionResponse(&second))
	a.must("submit", reply{"as": "dispatcher", "view_id": opened.ID, "values": reply{}})
	views := a.list("views?as=dispatcher")
	if len(views) != 2 || dig(views[1], "title", "text") != "Two" || views[1]["previous_view_id"] != opened.ID || views[1]["root_view_id"] != opened.ID {
		t.Fatalf("after push: %v", views)
	}
	third := simple
	third.Title = plain("This title is far too long for Slack")
	go answer(slackgo.NewUpdateViewSubmissionResponse(&third))
	if out := a.control("submit", reply{"as": "dispatcher", "view_id": views[1]["id"], "values": reply{}}); out["ok"] != false {
		t.Errorf("an invalid view was shown: %v", out)
	}
	go answer(slackgo.NewClearViewSubmissionResponse())
	a.must("submit", reply{"as": "dispatcher", "view_id": views[1]["id"], "values": reply{}})
	if left := a.list("views?as=dispatcher"); len(left) != 0 {
		t.Errorf("after clear: %v", left)
	}
}

func TestTriggersAreSpentAndExpire(t *testing.T) {
	a := newRig(t, nil).connect()
	command := func() string {
		a.must("command", reply{"as": "dispatcher", "channel": "dm", "command": "/trip", "text": ""})
		e, cmd := a.command()
		a.ack(e, nil)
		return cmd.TriggerID
	}
	trigger := command()
	if _, err := a.api.OpenView(trigger, tripModal()); err != nil {
		t.Fatal(err)
	}
	if _, err := a.api.OpenView(trigger, tripModal()); err == nil || err.Error() != "exchanged_trigger_id" {
		t.Errorf("second use: %v", err)
	}
	a.must("fault", reply{"kind": "expire_triggers", "count": 1})
	if _, err := a.api.OpenView(command(), tripModal()); err == nil || err.Error() != "expired_trigger_id" {
		t.Errorf("born expired: %v", err)
	}
	old := command()
	a.must("fault", reply{"kind": "expire_triggers"})
	if _, err := a.api.OpenView(old, tripModal()); err == nil || err.Error() != "expired_trigger_id" {
		t.Errorf("expired by fault: %v", err)
	}
	if _, err := a.api.OpenView(command(), tripModal()); err != nil {
		t.Errorf("the next trigger: %v", err)
	}
	if open := a.list("views?as=dispatcher"); len(open) != 1 {
		t.Errorf("%d modals open, want the newest alone", len(open))
	}
}

func TestHomePublishAndHashConflict(t *testing.T) {
	a := newRig(t, nil).connect()
	button := slackgo.NewButtonBlockElement("refresh", "now", plain("Refresh"))
	view := slackgo.HomeTabViewRequest{Type: slackgo.VTHomeTab, Blocks: slackgo.Blocks{BlockSet: []slackgo.Block{section("85 trucks"), slackgo.NewActionBlock("do", button)}}}
	published := make(chan *slackgo.ViewResponse, 1)
	go func() {
		defer close(published)
		a.event("app_home_opened", nil)
		v, err := a.api.PublishView("U0MANAGER", view, "")
		if err != nil {
			t.Error(err)
		}
		published <- v
	}()
	out := a.must("home", reply{"as": "manager"})
	first := <-published
	if first == nil {
		t.Fatal("nothing was published")
	}
	if dig(out, "view", "id") != first.ID || out["published"] != true {
		t.Fatalf("home = %v", out)
	}
	if _, err := a.api.PublishView("U0MANAGER", view, first.Hash); err != nil {
		t.Errorf("fresh hash: %v", err)
	}
	if _, err := a.api.PublishView("U0MANAGER", view, first.Hash); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("stale hash: %v", err)
	}
	a.must("click", reply{"as": "manager", "view_id": first.ID, "action_id": "refresh"})
	e, cb := a.interaction(slackgo.InteractionTypeBlockActions)
	a.ack(e, nil)
	if cb.View.ID != first.ID || cb.ActionCallback.BlockActions[0].Value != "now" || cb.Container.Type != "view" {
		t.Errorf("click on Home = %+v", cb.Container)
	}
}

func TestClicksInMessages(t *testing.T) {
	a := newRig(t, nil).connect()
	row := slackgo.NewActionBlock("row",
		slackgo.NewButtonBlockElement("ack", "alert-1", plain("Acknowledge")),
		slackgo.NewOverflowBlockElement("more", slackgo.NewOptionBlockObject("mute", plain("Mute truck"), nil), slackgo.NewOptionBlockObject("note", plain("Add note"), nil)),
	)
	_, ts, err := a.api.PostMessage("C0OPSALERTS", slackgo.MsgOptionText("alert", false), slackgo.MsgOptionBlocks(row))
	if err != nil {
		t.Fatal(err)
	}
	click := func(body reply) slackgo.InteractionCallback {
		body["as"], body["channel"] = "admin", "ops-alerts"
		a.must("click", body)
		e, cb := a.interaction(slackgo.InteractionTypeBlockActions)
		a.ack(e, nil)
		return cb
	}
	cb := click(reply{"ts": ts, "action_id": "ack"})
	action := cb.ActionCallback.BlockActions[0]
	if action.Value != "alert-1" || action.BlockID != "row" || action.Text.Text != "Acknowledge" || cb.User.ID != "U0ADMIN" ||
		cb.Message.Timestamp != ts || cb.Channel.ID != "C0OPSALERTS" || cb.Container.MessageTs != ts || cb.TriggerID == "" {
		t.Errorf("click = %+v", cb)
	}
	if _, _, _, err := a.api.SendMessage("", slackgo.MsgOptionReplaceOriginal(cb.ResponseURL), slackgo.MsgOptionText("acked", false)); err != nil {
		t.Fatal(err)
	}
	if got := a.lastMessage("channel=ops-alerts"); got["text"] != "acked" || got["ts"] != ts {
		t.Errorf("after replace_original: %v", got)
	}
	private, err := a.api.PostEphemeral("C0OPSALERTS", "U0ADMIN", slackgo.MsgOptionText("q", false), slackgo.MsgOptionBlocks(row))
	if err != nil {
		t.Fatal(err)
	}
	cb = click(reply{"ts": private, "action_id": "more", "value": "Add note"})
	if cb.ActionCallback.BlockActions[0].SelectedOption.Value != "note" || !cb.Container.IsEphemeral || cb.Message.Timestamp != "" {
		t.Errorf("click in a private message = %+v", cb.Container)
	}
	if _, _, _, err := a.api.SendMessage("", slackgo.MsgOptionDeleteOriginal(cb.ResponseURL)); err != nil {
		t.Fatal(err)
	}
	if got := a.lastMessage("channel=ops-alerts&as=admin"); got["ts"] != ts {
		t.Errorf("delete_original left %v", got)
	}
	if out := a.control("click", reply{"as": "driver", "channel": "ops-alerts", "ts": ts, "action_id": "nope"}); out["ok"] != false {
		t.Errorf("click on nothing: %v", out)
	}
}

func TestClickNobodyAcknowledges(t *testing.T) {
	a := newRig(t, hasty).connect()
	_, ts, err := a.api.PostMessage("C0DISPATCH", slackgo.MsgOptionText("q", false), slackgo.MsgOptionBlocks(
		slackgo.NewActionBlock("", slackgo.NewButtonBlockElement("go", "", plain("Go")))))
	if err != nil {
		t.Fatal(err)
	}
	seen := a.watch("driver")
	a.must("click", reply{"as": "driver", "channel": "dispatch", "ts": ts, "action_id": "go"})
	a.take("click", func(e socketmode.Event) bool { return e.Type == socketmode.EventTypeInteractive })
	if got := change(t, seen, "trouble")["error"]; got != "operation_timeout" {
		t.Errorf("trouble = %v", got)
	}
}
