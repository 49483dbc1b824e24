package slack_test

import (
	"fmt"
	"testing"

	slackgo "github.com/slack-go/slack"
)

// TestEveryElementOfAMessage chooses in every kind of element that a message
// may hold, and on Home, and looks at what the app is told.
func TestEveryElementOfAMessage(t *testing.T) {
	a := newRig(t, nil).connect()
	opts := l{o{"text": o{"type": "plain_text", "text": "Reefer"}, "value": "reefer"}, option(2, 1, 1)}
	elements := l{
		o{"type": "users_select", "action_id": "person"}, o{"type": "conversations_select", "action_id": "where"},
		o{"type": "channels_select", "action_id": "channel"}, o{"type": "datepicker", "action_id": "day"},
		o{"type": "timepicker", "action_id": "time"}, o{"type": "datetimepicker", "action_id": "at"},
		o{"type": "static_select", "action_id": "one", "options": opts}, o{"type": "multi_users_select", "action_id": "people"},
		o{"type": "checkboxes", "action_id": "boxes", "options": opts}, o{"type": "radio_buttons", "action_id": "radio", "options": opts},
		o{"type": "overflow", "action_id": "more", "options": opts},
	}
	if got := a.fault(l{o{"type": "actions", "block_id": "row", "elements": elements}}); got != "" {
		t.Fatal(got)
	}
	published := a.raw("views.publish", o{"user_id": "U0ADMIN", "view": o{"type": "home", "blocks": l{o{"type": "actions", "block_id": "row", "elements": elements}}}})
	places := map[string]reply{
		"message": {"as": "admin", "channel": "reports", "ts": a.lastMessage("channel=reports")["ts"]},
		"home":    {"as": "admin", "view_id": dig(published, "view", "id")},
	}
	for where, place := range places {
		for _, c := range []struct {
			action string
			value  any
			want   string
			told   func(*slackgo.BlockAction) any
		}{
			{"person", "driver", "U0DRIVER", func(b *slackgo.BlockAction) any { return b.SelectedUser }},
			{"where", "dispatch", "C0DISPATCH", func(b *slackgo.BlockAction) any { return b.SelectedConversation }},
			{"channel", "reports", "C0REPORTS", func(b *slackgo.BlockAction) any { return b.SelectedChannel }},
			{"day", "2026-11-24", "2026-11-24", func(b *slackgo.BlockAction) any { return b.SelectedDate }},
			{"time", "14:30", "14:30", func(b *slackgo.BlockAction) any { return b.SelectedTime }},
			{"at", 1764000000, "1764000000", func(b *slackgo.BlockAction) any { return b.SelectedDateTime }},
			{"one", "Reefer", "reefer", func(b *slackgo.BlockAction) any { return b.SelectedOption.Value }},
			{"people", l{"driver", "admin"}, "[U0DRIVER U0ADMIN]", func(b *slackgo.BlockAction) any { return b.SelectedUsers }},
			{"boxes", l{"reefer"}, "reefer", func(b *slackgo.BlockAction) any { return b.SelectedOptions[0].Value }},
			{"radio", "reefer", "reefer", func(b *slackgo.BlockAction) any { return b.SelectedOption.Value }},
			{"more", "reefer", "reefer", func(b *slackgo.BlockAction) any { return b.SelectedOption.Value }},
		} {
			click := reply{"action_id": c.action, "value": c.value}
			for k, v := range place {
				click[k] = v
			}
			a.must("click", click)
			e, cb := a.interaction(slackgo.InteractionTypeBlockActions)
			a.ack(e, nil)
			if got := fmt.Sprint(c.told(cb.ActionCallback.BlockActions[0])); got != c.want || cb.TriggerID == "" {
				t.Errorf("%s in a %s: told %s, want %s", c.action, where, got, c.want)
			}
		}
	}
	for action, wrong := range map[string]any{"person": "nobody", "day": "tomorrow", "time": "25:00", "one": "tanker", "more": "tanker"} {
		if out := a.control("click", reply{"as": "admin", "channel": "reports", "ts": places["message"]["ts"], "action_id": action, "value": wrong}); out["ok"] != false {
			t.Errorf("%s took %v: %v", action, wrong, out)
		}
	}
}
