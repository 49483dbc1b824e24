package bot

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// envelope is one thing that Slack told us, as it is kept in the stream.
type envelope struct {
	Type     string // slash_commands, interactive, events_api
	Key      string // the same for every copy of the same thing: work is done once per key
	Receipt  string // ours: tells a second copy from the same one handed out again
	Received time.Time
	Payload  json.RawMessage
}

// slashCommand, interaction and event are the parts of Slack's payloads that
// we read. They are ours, because slack-go's refuse a whole payload for one
// unknown block.
type slashCommand struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	UserID      string `json:"user_id"`
	ChannelID   string `json:"channel_id"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

type interaction struct {
	Type        string `json:"type"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	User        struct {
		ID string `json:"id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		MessageTS   string `json:"message_ts"`
		ThreadTS    string `json:"thread_ts"`
		ChannelID   string `json:"channel_id"`
		IsEphemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message struct {
		ThreadTS string `json:"thread_ts"`
	} `json:"message"`
	Actions []action `json:"actions"`
	View    struct {
		ID              string          `json:"id"`
		Type            string          `json:"type"` // modal or home
		CallbackID      string          `json:"callback_id"`
		PrivateMetadata string          `json:"private_metadata"`
		Blocks          json.RawMessage `json:"blocks"`
		State           struct {
			Values map[string]map[string]fieldValue `json:"values"`
		} `json:"state"`
	} `json:"view"`
	// of a block_suggestion
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	Value    string `json:"value"`
}

// action is one button pressed or one entry of a menu chosen.
type action struct {
	ActionID       string `json:"action_id"`
	Value          string `json:"value"`
	SelectedOption struct {
		Value string `json:"value"`
	} `json:"selected_option"`
}

func (a action) value() string { return cmp.Or(a.Value, a.SelectedOption.Value) }

type fieldValue struct {
	Value          string `json:"value"`
	SelectedDate   string `json:"selected_date"`
	SelectedTime   string `json:"selected_time"`
	SelectedUser   string `json:"selected_user"`
	SelectedOption struct {
		Value string `json:"value"`
	} `json:"selected_option"`
	SelectedOptions []struct {
		Value string `json:"value"`
	} `json:"selected_options"`
}

func (v fieldValue) text() string {
	return strings.TrimSpace(cmp.Or(v.Value, v.SelectedOption.Value, v.SelectedDate, v.SelectedTime, v.SelectedUser))
}

// texts are the choices of an input that takes several.
func (v fieldValue) texts() (out []string) {
	for _, o := range v.SelectedOptions {
		if s := strings.TrimSpace(o.Value); s != "" {
			out = append(out, s)
		}
	}
	return out
}

type outerEvent struct {
	Type    string `json:"type"` // event_callback, or app_rate_limited without an event
	EventID string `json:"event_id"`
	Event   event  `json:"event"`
}

// readEvent reads the envelope of an event. A user_change holds a whole profile
// where other events name a user: that is read as userChange.
func readEvent(raw json.RawMessage) (e outerEvent, err error) {
	err = json.Unmarshal(raw, &e)
	if _, odd := errors.AsType[*json.UnmarshalTypeError](err); odd && e.Event.Type == "user_change" {
		return e, nil
	}
	return e, err
}

// userChange is the user_change event, which names the user at length.
type userChange struct {
	Event struct {
		User slack.User `json:"user"`
	} `json:"event"`
}

type event struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	User        string          `json:"user"`
	BotID       string          `json:"bot_id"`
	Text        string          `json:"text"`
	Channel     string          `json:"channel"`
	ChannelType string          `json:"channel_type"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts"`
	Edited      json.RawMessage `json:"edited"`
	Hidden      bool            `json:"hidden"`
	Tab         string          `json:"tab"`
	View        struct {
		Hash string `json:"hash"`
	} `json:"view"` // of app_home_opened
	// of link_shared
	MessageTS string       `json:"message_ts"`
	UnfurlID  string       `json:"unfurl_id"`
	Source    string       `json:"source"`
	Links     []sharedLink `json:"links"`
}

// envelopeOf reads what decides the key: a mention arrives twice, as
// app_mention and as message, with two event ids but one channel and ts.
func envelopeOf(req *socketmode.Request) envelope {
	env := envelope{Type: req.Type, Key: req.EnvelopeID, Receipt: rand.Text(), Received: time.Now(), Payload: req.Payload}
	if req.Type != socketmode.RequestTypeEventsAPI {
		return env
	}
	e, err := readEvent(req.Payload)
	if err != nil {
		return env
	}
	switch {
	case (e.Event.Type == "message" || e.Event.Type == "app_mention") && e.Event.TS != "":
		env.Key = "msg:" + e.Event.Channel + ":" + e.Event.TS
	case e.EventID != "":
		env.Key = e.EventID
	}
	return env
}

func (e envelope) fields() map[string]string {
	return map[string]string{"type": e.Type, "key": e.Key, "receipt": e.Receipt,
		"received": strconv.FormatInt(e.Received.UnixMilli(), 10), "payload": string(e.Payload)}
}

func envelopeFrom(fields map[string]string) envelope {
	ms, _ := strconv.ParseInt(fields["received"], 10, 64) // ours; zero only makes it old
	return envelope{Type: fields["type"], Key: fields["key"], Receipt: fields["receipt"],
		Received: time.UnixMilli(ms), Payload: json.RawMessage(fields["payload"])}
}

func stack() string { return clip(string(debug.Stack()), 4000) }
