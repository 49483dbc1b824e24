// Package answer is the one shape in which Watch Tower answers, whoever asked
// and wherever it is read.
//
// It owns that shape and its renderings that are not Slack's: plain text,
// JSON, and pictures of maps and charts. It refuses Slack and SQL. An answer is
// complete in plain text: a chart or a map may say it better, never more.
package answer

import (
	"encoding/json"
	"time"

	"watchtower/fleet"
)

// Kind says what sort of reply this is.
type Kind string

const (
	Result   Kind = "answer"
	Question Kind = "question" // something is missing or several things match
	Confirm  Kind = "confirm"  // a write waits for a yes
	Refused  Kind = "refused"  // the caller may not
	Chat     Kind = "chat"     // a greeting, thanks
	OutScope Kind = "out_of_scope"
	Unknown  Kind = "unknown" // not understood
	Failed   Kind = "error"
)

// Answer is what a tool returns and every door renders.
type Answer struct {
	Kind     Kind            `json:"kind"`
	Headline string          `json:"headline"`         // one sentence that answers the question by itself
	Tone     Tone            `json:"tone,omitempty"`   // how much it asks for attention, where its colour says so; words say it too
	Urgent   []string        `json:"urgent,omitempty"` // what needs a decision of a person, first of all
	Facts    []Fact          `json:"facts,omitempty"`
	Table    *Table          `json:"table,omitempty"`
	Chart    *Chart          `json:"chart,omitempty"`
	Points   []Point         `json:"points,omitempty"` // for a map
	Path     [][]fleet.Point `json:"path,omitempty"`   // where a truck went, for the map; a new line after each silence
	Calls    []Person        `json:"calls,omitempty"`  // people whom it calls: Slack tells them
	Notes    []string        `json:"notes,omitempty"`  // age of fixes, assumptions, defaults used
	Window   *fleet.Window   `json:"window,omitempty"` // the time the answer covers
	Units    fleet.Units     `json:"units,omitempty"`  // what pictures write distances in; figures and points stay metric
	Made     *Call           `json:"-"`                // the tool call it answers, for whoever judges it
	Ask      *Ask            `json:"ask,omitempty"`
	Pending  *Pending        `json:"pending,omitempty"`
	Personal bool            `json:"personal,omitempty"` // shows a telephone number or the like: for the asker alone
	Aside    bool            `json:"aside,omitempty"`    // for the asker alone, where it was asked: others know it already
	Files    []File          `json:"files,omitempty"`    // documents that go with it
	Choices  []Choice        `json:"choices,omitempty"`  // what to do next
	Page     *Page           `json:"page,omitempty"`     // which part of a long list the table is
	Details  []Answer        `json:"details,omitempty"`  // the rest of a long answer, each part complete by itself
}

// Tone is how much something asks for attention.
type Tone string

// The tones of what needs a person.
const (
	ToneCritical Tone = "critical" // open, and it cannot wait
	ToneWarning  Tone = "warning"  // open
	ToneTaken    Tone = "taken"    // somebody has it in hand
	ToneQuiet    Tone = "quiet"    // put off until a time
	ToneDone     Tone = "done"
)

// Fact is one labelled value.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Person is somebody by name and by Slack user id.
type Person struct {
	Slack string `json:"slack"`
	Name  string `json:"name"`
}

// Table has a header row and rows of the same width. Right marks the columns
// that read better aligned right, such as numbers.
type Table struct {
	Columns []string   `json:"columns"`
	Right   []int      `json:"right,omitempty"`
	Rows    [][]string `json:"rows"`
	More    int        `json:"more,omitempty"` // rows left out
}

// Point is something to draw on a map.
type Point struct {
	Label string  `json:"label"`
	Lat   float64 `json:"lat"`
	Lon   float64 `json:"lon"`
	State string  `json:"state,omitempty"` // moving, idling, stopped, offline, place
	// Heading is the direction of travel in degrees, 0 north, 90 east; nil when
	// the truck stands or it is not known.
	Heading *float64 `json:"heading,omitempty"`
	// RadiusM is the circle of a place, or of the search around it, in metres.
	RadiusM float64 `json:"radius_m,omitempty"`
}

// Page says which part of a list the table shows. The tool is called again
// with "offset" for another part.
type Page struct {
	Tool  string          `json:"tool"`
	Args  json.RawMessage `json:"args,omitempty"` // without offset
	From  int             `json:"from"`           // rows before the first one shown
	Size  int             `json:"size"`           // rows of a full page
	Total int             `json:"total"`
}

// NewPage makes a Page from a tool's arguments, as NewChoice does.
func NewPage(tool string, args any, from, size, total int) *Page {
	return &Page{Tool: tool, Args: NewChoice("", tool, args).Args, From: from, Size: size, Total: total}
}

// Ask is a question back: what is missing, and what could be meant.
type Ask struct {
	Missing []string `json:"missing"` // argument names
	Tool    string   `json:"tool,omitempty"`
	// Args is what was understood so far; the reply completes it.
	Args    json.RawMessage `json:"args,omitempty"`
	Options []string        `json:"options,omitempty"` // what could be meant, best first
}

// Pending is a write that waits for a yes. The arguments lie in the store; the
// id is all that a button carries.
type Pending struct {
	ID      string    `json:"id"`
	Expires time.Time `json:"expires"`
}

// Call is a tool with its arguments.
type Call struct {
	Tool string
	Args json.RawMessage
}

// Choice is something to do next, offered as a button: one tool call.
type Choice struct {
	Label string          `json:"label"`
	Tool  string          `json:"tool"`
	Args  json.RawMessage `json:"args"`
}

// NewChoice makes a Choice from a tool's arguments. Arguments are our own
// structs and maps, so that marshalling cannot fail.
func NewChoice(label, tool string, args any) Choice {
	raw, err := json.Marshal(args)
	if err != nil {
		panic("answer: arguments of a choice must marshal: " + err.Error())
	}
	return Choice{Label: label, Tool: tool, Args: raw}
}

// FromError turns an error into the answer a person reads: what happened, why,
// what to type next.
func FromError(err error) Answer {
	kind := Failed
	switch fleet.KindOf(err) {
	case fleet.Forbidden:
		kind = Refused
	case fleet.Ambiguous:
		kind = Question
	}
	a := Answer{Kind: kind, Headline: fleet.MessageFor(err)}
	if e := asError(err); e != nil && len(e.Choices) > 0 {
		a.Ask = &Ask{Options: e.Choices}
		if e.Field != "" {
			a.Ask.Missing = []string{e.Field}
		}
	}
	return a
}
