package bot

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
)

// Slack's limits, in code points; slack.md 3 of the project's notes and the
// property test hold the whole list.
const (
	maxBlocks  = 50
	maxSection = 3000
	maxField   = 2000
	maxButton  = 75
	maxValue   = 2000
	maxText    = 3900 // chat.update refuses more than 4,000
	maxContext = 10
	maxFacts   = 30 // three sections of fields
	maxChoices = 10
)

// card is one message as Slack takes it. Text says everything again, for
// notifications, screen readers and clients without blocks.
type card struct {
	Text   string
	Blocks []slack.Block
}

// looks are the ways to draw the same answer, the best first: each is tried
// when Slack refuses the blocks of the one before.
type look int

const (
	withTable look = iota // native table block
	asLines               // the table as aligned text
	textOnly              // no blocks at all
)

// extras is what a card has beside its answer.
type extras struct {
	Share string // value of the button that shows a private answer to the channel
	Intro string // a sentence before the answer
	// Foot is a last line of ours in mrkdwn: who shared or confirmed it, which
	// model understood the question. Never text of people or places.
	Foot string
}

// render draws an answer within every limit.
func render(a answer.Answer, x extras, l look) card {
	if a.Table != nil {
		t := *a.Table
		t.Rows = square(t)
		a.Table = &t
	}
	c := card{Text: clipEscaped(textOf(a, x), maxText)}
	if l == textOnly {
		return c
	}
	var blocks []slack.Block
	if x.Intro != "" {
		blocks = append(blocks, section(clipEscaped(x.Intro, maxSection)))
	}
	blocks = append(blocks, headline(a))
	blocks = append(blocks, factBlocks(a.Facts)...)
	if a.Table != nil && len(a.Table.Columns) > 0 {
		if l == withTable {
			blocks = append(blocks, tableBlocks(*a.Table)...)
		} else {
			blocks = append(blocks, tableLines(*a.Table)...)
		}
	}
	if b := contextBlock(a, x); b != nil {
		blocks = append(blocks, b)
	}
	blocks = append(blocks, actionBlocks(a, x)...)
	c.Blocks = blocks[:min(len(blocks), maxBlocks)]
	return c
}

func textOf(a answer.Answer, x extras) string {
	text := a.Text()
	if strings.TrimSpace(text) == "" {
		text = "Done."
	}
	if x.Intro != "" {
		text = x.Intro + "\n" + text
	}
	return text
}

func mrkdwn(s string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.MarkdownType, Text: s}
}

func plain(s string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: s}
}

func section(text string) slack.Block {
	return slack.NewSectionBlock(mrkdwn(text), nil, nil)
}

// marks tell the kinds of reply apart at a glance; words carry the meaning.
var marks = map[answer.Kind]string{
	answer.Question: ":grey_question: ", answer.Confirm: ":memo: ", answer.Refused: ":no_entry: ", answer.Failed: ":warning: ",
}

func headline(a answer.Answer) slack.Block {
	lines := strings.TrimSpace(a.Headline)
	if lines == "" {
		lines = "Done."
	}
	mark := marks[a.Kind]
	first, rest, more := strings.Cut(lines, "\n")
	bold := strings.TrimSpace(strings.ReplaceAll(first, "*", "∗")) // a star in the data would end the bold
	text := mark + "*" + clipEscaped(bold, maxSection-40) + "*"
	if more {
		text = mark + clipEscaped(first+"\n"+rest, maxSection-40)
	}
	return section(text)
}

func factBlocks(facts []answer.Fact) []slack.Block {
	var out []slack.Block
	left := len(facts) - maxFacts
	facts = facts[:min(len(facts), maxFacts)]
	for len(facts) > 0 {
		n := min(10, len(facts))
		fields := make([]*slack.TextBlockObject, n)
		for i, f := range facts[:n] {
			fields[i] = mrkdwn("*" + clipEscaped(f.Label, 200) + "*\n" + clipEscaped(orDash(f.Value), maxField-250))
		}
		out = append(out, slack.NewSectionBlock(nil, fields, nil))
		facts = facts[n:]
	}
	if left > 0 {
		out = append(out, section(fmt.Sprintf("_and %d more_", left)))
	}
	return out
}

func orDash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "-"
	}
	return s
}

// contextBlock is the small print: the window, the notes, the foot.
func contextBlock(a answer.Answer, x extras) slack.Block {
	var lines []string
	if a.Window != nil {
		lines = append(lines, "Period: "+a.Window.String())
	}
	if a.Pending != nil {
		lines = append(lines, "Nothing is changed yet. Confirm before "+fleet.FormatClock(a.Pending.Expires)+".")
	}
	for _, n := range a.Notes {
		if strings.TrimSpace(n) != "" {
			lines = append(lines, n)
		}
	}
	if left := len(lines) - (maxContext - 2); left > 0 {
		lines = append(lines[:maxContext-2], fmt.Sprintf("and %d more notes", left))
	}
	var els []slack.MixedElement
	for _, l := range lines {
		els = append(els, mrkdwn(clipEscaped(l, maxField)))
	}
	if x.Foot != "" {
		els = append(els, mrkdwn(clip(x.Foot, maxField)))
	}
	if len(els) == 0 {
		return nil
	}
	return slack.NewContextBlock("", els...)
}

// actionBlocks are the buttons. Action ids are unique within a message:
// "choice", "choice.2", ...
func actionBlocks(a answer.Answer, x extras) []slack.Block {
	var els []slack.BlockElement
	if a.Pending != nil {
		els = append(els,
			button(actConfirm, a.Pending.ID, "Confirm").WithStyle(slack.StylePrimary),
			button(actCancel, a.Pending.ID, "Cancel"))
	}
	els = append(els, optionButtons(a.Ask)...)
	els = append(els, choiceButtons(a.Choices)...)
	if x.Share != "" {
		els = append(els, button(actShare, x.Share, "Share to channel"))
	}
	if len(els) == 0 {
		return nil
	}
	return []slack.Block{slack.NewActionBlock("", els...)}
}

func button(action, value, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(clip(label, maxButton)))
}

func choiceButtons(choices []answer.Choice) []slack.BlockElement {
	var els []slack.BlockElement
	for _, c := range choices {
		value, ok := buttonCall{Tool: c.Tool, Args: c.Args}.value()
		if !ok || strings.TrimSpace(c.Label) == "" || len(els) == maxChoices {
			continue
		}
		action := actChoice
		if c.Tool == "trip_create" {
			action = actForm // the form opens prefilled
		}
		els = append(els, button(actionID(action, len(els)), value, c.Label))
	}
	return els
}

// optionButtons answer a question back: the option takes the place of the
// missing argument, or is said again when no tool is known.
func optionButtons(ask *answer.Ask) []slack.BlockElement {
	if ask == nil {
		return nil
	}
	var els []slack.BlockElement
	for _, o := range ask.Options {
		b := buttonCall{Say: o}
		if ask.Tool != "" && len(ask.Missing) > 0 {
			b = buttonCall{Tool: ask.Tool, Args: withArg(ask.Args, ask.Missing[0], o)}
		}
		value, ok := b.value()
		if !ok || strings.TrimSpace(o) == "" || len(els) == maxChoices {
			continue
		}
		els = append(els, button(actionID(actOption, len(els)), value, o))
	}
	return els
}

// withArg adds one argument. A trip is offered as "3101 (T-4407, ...)": its
// number alone is the argument.
func withArg(raw json.RawMessage, name, value string) json.RawMessage {
	args := map[string]any{}
	if len(raw) > 0 && json.Unmarshal(raw, &args) != nil {
		return nil
	}
	if name == "trip_id" {
		value, _, _ = strings.Cut(value, " (")
	}
	args[name] = value
	out, err := json.Marshal(args)
	if err != nil {
		return nil
	}
	return out
}
