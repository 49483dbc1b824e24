package bot

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What the buttons are called. Several of one kind in a message are numbered:
// "choice", "choice.2".
const (
	actChoice  = "choice"  // a tool call to make
	actOption  = "option"  // the answer to a question of ours
	actConfirm = "confirm" // carry out a pending write
	actCancel  = "cancel"  // drop it
	actShare   = "share"   // show a private answer to the channel
	actForm    = "trip_form"
	actMore    = "more" // one entry of a menu: a tool call or a form
)

// buttonCall is what a button carries: a tool call, or words to say. It is a
// request like any typed one: the role is checked at the click.
type buttonCall struct {
	Tool string          `json:"t,omitempty"`
	Args json.RawMessage `json:"a,omitempty"`
	Say  string          `json:"q,omitempty"`
	// Question is the question of ours that the button answers.
	Question string `json:"n,omitempty"`
	// Channel is where to share, when that is not where the button stands.
	Channel string `json:"c,omitempty"`
	// Form names a modal to open, beginning with FormArgs.
	Form     string          `json:"form,omitempty"`
	FormArgs json.RawMessage `json:"args,omitempty"`
}

// value is the button's value; false when it does not fit.
func (b buttonCall) value() (string, bool) {
	raw, err := json.Marshal(b)
	if err != nil || utf8.RuneCount(raw) > maxValue {
		return "", false
	}
	return string(raw), true
}

func parseButton(value string) (b buttonCall, ok bool) {
	return b, json.Unmarshal([]byte(value), &b) == nil && (b.Tool != "" || b.Say != "" || b.Form != "")
}

func actionID(action string, i int) string {
	if i == 0 {
		return action
	}
	return action + "." + strconv.Itoa(i+1)
}

func actionKind(actionID string) string {
	kind, _, _ := strings.Cut(actionID, ".")
	return kind
}
