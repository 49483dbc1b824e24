package bot

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

// fields are arguments by name: what a form begins with, and what it sends.
type fields = map[string]any

// form is one modal: what it asks, and the tool that its answer runs. Block
// and action ids are names of arguments, so that a fault of an argument finds
// its input.
type form struct {
	name          string // as buttons call it
	tool          string // that submitting runs
	right         string // the tool whose right opens the form; empty: the same
	title, submit string // 24 characters each
	close         string // empty: Cancel
	// runs says which tool the answer runs, where it is not always the same.
	runs func(entered fields) string
	// renews says that the result takes the place of the card that the form was
	// opened on; else it comes beside the card.
	renews bool
	// fetches says whether load is needed; nil means whenever there is a load.
	fetches func(fields) bool
	// fixed are the arguments that the form is opened with and does not ask for.
	fixed func(fields) fields
	load  func(ctx context.Context, b *Bot, c fleet.Caller, d *draft) error
	draw  func(d *draft, now time.Time) []slack.Block
	// read makes the tool's arguments of what was entered.
	read func(entered fields, st *formState, now time.Time) (fields, error)
	// moved says what to do about a conflict, when a second try may go through.
	moved func(ctx context.Context, b *Bot, st *formState) (warning string, err error)
}

// draft is a form before it is shown.
type draft struct {
	args  fields // what is known, by argument
	state formState
	notes []string // above the inputs
}

func (d *draft) text(name string) string {
	s, _ := d.args[name].(string)
	return s
}

// formState travels with the form: where its result belongs, what nobody types
// in it, and a name of its own, so that a second press makes no second change.
type formState struct {
	ID          string `json:"id"`
	Channel     string `json:"c,omitempty"`
	Thread      string `json:"t,omitempty"`
	ResponseURL string `json:"r,omitempty"`
	Card        string `json:"m,omitempty"` // ts of the card that it was opened on
	Private     bool   `json:"p,omitempty"` // only the opener sees that card
	Fixed       fields `json:"f,omitempty"` // arguments that are not asked for
	Base        fields `json:"b,omitempty"` // what the inputs held at first
	More        bool   `json:"o,omitempty"` // its rarely used inputs are shown
	// Seek is what the type-ahead of an input looks for before anything is typed.
	Seek map[string]string `json:"s,omitempty"`
}

func (b *Bot) form(name string) *form {
	for i := range b.forms {
		if b.forms[i].name == name {
			return &b.forms[i]
		}
	}
	return nil
}

// forms are all there are; each has a file of its own.
func forms() []form {
	return []form{tripForm(), tripEditForm(), tripAssignForm(), tripCancelForm(), tripPasteForm(),
		alertNoteForm(), alertAssignForm(), tripNoteForm(), muteForm(), ruleForm(), preferencesForm(), personForm()}
}

// mayOpen is the tool whose right opens the form.
func (f *form) mayOpen() string {
	if f.right != "" {
		return f.right
	}
	return f.tool
}

// needs says whether something must be fetched before the form can be drawn.
func (f *form) needs(args fields) bool {
	return f.load != nil && (f.fetches == nil || f.fetches(args))
}

// maxMetadata is Slack's limit of private_metadata.
const maxMetadata = 3000

// metadata keeps what must come back. What is only a convenience goes first
// when it does not fit.
func (st formState) metadata() string {
	for _, less := range []func(){func() {}, func() { st.Seek = nil }, func() { st.Base = nil }, func() { st.ResponseURL = "" }} {
		less()
		if raw, err := json.Marshal(st); err == nil && utf8.RuneCount(raw) <= maxMetadata {
			return string(raw)
		}
	}
	return "{}"
}

// stateOf reads the metadata back; an unreadable one is empty.
func (in interaction) formState() (st formState) {
	_ = json.Unmarshal([]byte(in.View.PrivateMetadata), &st) // the view's own id will do
	if st.ID == "" {
		st.ID = in.View.ID
	}
	return st
}

// place is where the result of a form belongs, to whoever filled it in.
func (st formState) place(user string) place {
	to := place{Channel: st.Channel, Thread: st.Thread, User: user, Private: st.Channel != "" && st.Channel != user, ResponseURL: st.ResponseURL}
	if to.Channel == "" {
		to.Channel = user
	}
	return to
}

// view draws a form that is ready.
func (f *form) view(d *draft, now time.Time) slack.ModalViewRequest {
	var blocks []slack.Block
	if len(d.notes) > 0 {
		blocks = append(blocks, section(clipEscaped(strings.Join(d.notes, "\n"), maxSection)))
	}
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: f.name, Title: plain(f.title), Submit: plain(f.submit),
		Close: plain(f.closing()), Blocks: slack.Blocks{BlockSet: append(blocks, f.draw(d, now)...)}, PrivateMetadata: d.state.metadata()}
}

func (f *form) closing() string {
	if f.close != "" {
		return f.close
	}
	return "Cancel"
}

// loadingView stands while something is fetched.
func (f *form) loadingView() slack.ModalViewRequest {
	return f.saying("One moment: looking up what is there now…")
}

// saying is the form's modal with a sentence instead of inputs.
func (f *form) saying(text string) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: f.name, Title: plain(f.title), Close: plain("Close"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{section(clipEscaped(text, maxSection))}}}
}
