package bot

import (
	"cmp"
	"fmt"
	"regexp"
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
	maxActions = 25

	// Ours: a table of many columns is read a few rows at a time.
	wideColumns = 6
	maxWideRows = 15
)

// card is one message as Slack takes it. Text says everything again, for
// notifications, screen readers and clients without blocks.
type card struct {
	Text   string
	Blocks []slack.Block
	Look   look
}

// looks are the ways to draw the same answer, the best first: each is tried
// when Slack refuses the blocks of the one before.
type look int

const (
	withTable look = iota // native table and chart blocks
	asLines               // the table as aligned text, the chart as a picture or its figures in lines
	textOnly              // no blocks at all
)

// extras is what a card has beside its answer.
type extras struct {
	Share string `json:",omitempty"` // value of the button that shows a private answer to the channel
	Intro string `json:",omitempty"` // a sentence before the answer
	// Verdict lets whoever reads an answer say whether it was right; nil asks
	// nobody. Only the best look has it.
	Verdict *verdict `json:",omitempty"`
	// Foot is a last line of ours in mrkdwn: who shared or confirmed it, which
	// model understood the question. Never text of people or places.
	Foot string `json:",omitempty"`
	// Thread is where the card stands; empty when it begins one.
	Thread string `json:"-"`
	// Map and Chart are pictures that Slack holds; nil when there is none.
	Map, Chart *shown `json:"-"`
}

// render draws an answer within every limit.
func render(a answer.Answer, x extras, l look) card {
	if a.Table != nil {
		t := *a.Table
		t.Rows = square(t)
		if extra := len(t.Rows) - maxWideRows; len(t.Columns) > wideColumns && extra > 0 {
			t.Rows, t.More = t.Rows[:maxWideRows], t.More+extra
		}
		a.Table = &t
	}
	c := card{Text: clipEscaped(textOf(a, x), maxText), Look: l}
	called := calls(a.Calls)
	if l == textOnly {
		c.Text += called // escaped text calls nobody
		return c
	}
	var blocks []slack.Block
	if x.Intro != "" {
		blocks = append(blocks, section(clipEscaped(x.Intro, maxSection)))
	}
	blocks = append(blocks, headline(a))
	blocks = append(blocks, urgentBlocks(a.Urgent)...)
	if called != "" {
		blocks = append(blocks, section(strings.TrimSpace(called)))
	}
	blocks = append(blocks, factBlocks(a.Facts)...)
	if x.Map != nil {
		blocks = append(blocks, x.Map.block())
	}
	if a.Chart != nil {
		blocks = append(blocks, chartBlocks(a.Chart.In(a.Units), x, l)...)
	}
	table, rows := tablePart(a, l)
	blocks = append(blocks, table...)
	if a.Pending != nil { // what speaks against it is no small print
		blocks = append(blocks, noteBlocks(a.Notes)...)
		a.Notes = nil
	}
	if b := contextBlock(a, x); b != nil {
		blocks = append(blocks, b)
	}
	blocks = append(blocks, actionBlocks(a, x, rows)...)
	c.Blocks = blocks[:min(len(blocks), maxBlocks)]
	if l == withTable && x.Verdict != nil && len(c.Blocks) < maxBlocks {
		c.Blocks = append(c.Blocks, x.Verdict.block())
	}
	return c
}

var slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)

// calls names people so that Slack tells them.
func calls(people []answer.Person) string {
	var b strings.Builder
	for _, p := range people[:min(len(people), maxNamed)] {
		if slackUser.MatchString(p.Slack) {
			b.WriteString(" <@" + p.Slack + ">")
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\nTold now:" + b.String()
}

func textOf(a answer.Answer, x extras) string {
	a.Details = nil // they are messages of their own
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

// toneMarks are the colours of alerts, the same everywhere; words say the rest.
var toneMarks = map[answer.Tone]string{
	answer.ToneCritical: ":red_circle: ", answer.ToneWarning: ":large_orange_circle: ", answer.ToneTaken: ":large_yellow_circle: ",
	answer.ToneQuiet: ":white_circle: ", answer.ToneDone: ":large_green_circle: ",
}

func headline(a answer.Answer) slack.Block {
	lines := strings.TrimSpace(a.Headline)
	if lines == "" {
		lines = "Done."
	}
	mark := cmp.Or(marks[a.Kind], toneMarks[a.Tone])
	first, rest, more := strings.Cut(lines, "\n")
	bold := strings.TrimSpace(strings.ReplaceAll(first, "*", "∗")) // a star in the data would end the bold
	text := mark + "*" + clipEscaped(bold, maxSection-40) + "*"
	if more {
		text = mark + clipEscaped(first+"\n"+rest, maxSection-40)
	}
	return section(text)
}

// urgentBlocks are what needs a decision, as large as the headline's own text.
func urgentBlocks(urgent []string) []slack.Block {
	if len(urgent) == 0 {
		return nil
	}
	lines := []string{"*" + answer.UrgentTitle + "*"}
	for _, u := range urgent[:min(len(urgent), maxContext)] {
		lines = append(lines, "• "+clipEscaped(u, maxSection/(maxContext+2)))
	}
	return []slack.Block{section(strings.Join(lines, "\n"))}
}

func factBlocks(facts []answer.Fact) []slack.Block {
	var out []slack.Block
	left := len(facts) - maxFacts
	facts = facts[:min(len(facts), maxFacts)]
	for len(facts) > 0 {
		n := min(10, len(facts))
		fields := make([]*slack.TextBlockObject, n)
		for i, f := range facts[:n] {
			fields[i] = mrkdwn("*" + clipEscaped(f.Label, 200) + "*\n" + factValue(f.Value))
		}
		out = append(out, slack.NewSectionBlock(nil, fields, nil))
		facts = facts[n:]
	}
	if left > 0 {
		out = append(out, section(fmt.Sprintf("_and %d more_", left)))
	}
	return out
}

// mapPage is where fleet.Point.MapLink leads: a link of ours, and a long one.
const mapPage = "https://www.openstreetmap.org/"

func factValue(v string) string {
	if strings.HasPrefix(v, mapPage) && len(v) < 300 && !strings.ContainsAny(v, "<>| \n") {
		return "<" + escape(v) + "|Open the map>"
	}
	return clipEscaped(orDash(v), maxField-250)
}

func orDash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "-"
	}
	return s
}

// noteBlocks say each note in a line, as large as the facts.
func noteBlocks(notes []string) []slack.Block {
	var lines []string
	for _, n := range notes {
		if strings.TrimSpace(n) != "" {
			lines = append(lines, clipEscaped(n, maxSection/maxContext))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []slack.Block{section(strings.Join(lines[:min(len(lines), maxContext)], "\n"))}
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
