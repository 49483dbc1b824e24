package bot

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

const (
	homeParallel = 4 // parts read at the same time
	homeWithin   = 4 * time.Second
)

// homePart is one part of the Home tab: a question, and how its answer looks.
type homePart struct {
	title, tool string
	args        map[string]any
	draw        func(b *Bot, c fleet.Caller, a answer.Answer) []slack.Block
	// none is said where there is nothing to ask about, such as a driver
	// without a trip; empty leaves the part out.
	none string
}

// homeParts are the parts for a person, from top to bottom.
func homeParts(c fleet.Caller) []homePart {
	if c.Role == fleet.DriverRole && c.DriverID == 0 {
		return []homePart{{title: "You", tool: "me", draw: drawCard}} // it says what is missing
	}
	if c.Role == fleet.DriverRole {
		return []homePart{
			{title: "My truck", tool: "truck_status", args: map[string]any{"self": true}, draw: drawCard, none: "You have no truck at the moment."},
			{title: "My trip", tool: "trip_status", args: map[string]any{"self": true}, draw: drawCard, none: "You have no trip at the moment."},
			{title: "My trips this week", tool: "trips_list", args: map[string]any{"self": true, "period": "this_week"}, draw: drawOwn(drawTrips)},
			{title: "Alerts of my truck", tool: "alerts_list", args: map[string]any{"self": true}, draw: drawOwn(drawAlerts)},
		}
	}
	parts := []homePart{
		{title: "The fleet now", tool: "fleet_summary", draw: drawCard},
		{title: "Open alerts", tool: "alerts_list", args: map[string]any{"status": "active"}, draw: drawAlerts},
	}
	if c.Role != fleet.Viewer {
		parts = append(parts,
			homePart{title: "My alerts", tool: "alerts_list", args: map[string]any{"self": true}, draw: drawOwn(drawAlerts)},
			homePart{title: "My trips", tool: "trips_list", args: map[string]any{"self": true}, draw: drawOwn(drawTrips)})
	}
	return append(parts,
		homePart{title: "Late trips", tool: "trips_list", args: map[string]any{"status": "delayed"}, draw: drawTrips},
		homePart{title: "Google Sheet", tool: "sheets_status", draw: drawSheet},
		homePart{title: "Watch Tower itself", tool: "tower_status", draw: drawSystem},
		homePart{title: "My settings", tool: "me", draw: drawSettings})
}

// homeBlocks are the parts of the Home tab that the caller may see, read side
// by side. A part that fails says so in its place.
func (b *Bot) homeBlocks(ctx context.Context, c fleet.Caller) []slack.Block {
	ctx, cancel := context.WithTimeout(ctx, homeWithin)
	defer cancel()
	parts := homeParts(c)
	drawn := make([][]slack.Block, len(parts))
	var group errgroup.Group
	group.SetLimit(homeParallel)
	for i, p := range parts {
		if b.known[p.tool] == nil || !tools.MayRun(c.Role, p.tool) {
			continue
		}
		group.Go(func() error {
			drawn[i] = b.homePart(ctx, c, p)
			return nil
		})
	}
	_ = group.Wait() // parts do not fail: they say what is wrong
	blocks := b.homeActions(c)
	for _, d := range drawn {
		blocks = append(blocks, d...)
	}
	return numberButtons(blocks)
}

// homePart asks for one part and draws it; nothing when it has nothing to say.
func (b *Bot) homePart(ctx context.Context, c fleet.Caller, p homePart) []slack.Block {
	raw, err := json.Marshal(p.args)
	if err != nil {
		raw = nil // a part without arguments
	}
	a, err := b.safely(ctx, func() (answer.Answer, error) {
		return b.Registry.Run(ctx, c, fleet.ViaButton, p.tool, raw)
	})
	draw := p.draw
	kind := fleet.KindOf(err)
	switch {
	case p.none == "" && (kind == fleet.Forbidden || kind == fleet.NotFound):
		return nil
	case kind == fleet.Forbidden || kind == fleet.NotFound:
		a, draw = answer.Answer{Kind: answer.Chat, Headline: p.none}, drawCard
	case err != nil:
		a, draw = answer.FromError(err), drawCard
	}
	blocks := draw(b, c, a)
	if len(blocks) == 0 {
		return nil
	}
	return append([]slack.Block{slack.NewHeaderBlock(plain(p.title))}, blocks...)
}

// numberButtons gives the buttons of a view action ids of their own.
func numberButtons(blocks []slack.Block) []slack.Block {
	seen := map[string]int{}
	name := func(el slack.BlockElement) {
		if btn, ok := el.(*slack.ButtonBlockElement); ok {
			kind := actionKind(btn.ActionID)
			btn.ActionID = actionID(kind, seen[kind])
			seen[kind]++
		}
	}
	for _, block := range blocks {
		switch x := block.(type) {
		case *slack.ActionBlock:
			for _, el := range x.Elements.ElementSet {
				name(el)
			}
		case *slack.SectionBlock:
			if x.Accessory != nil && x.Accessory.ButtonElement != nil {
				name(x.Accessory.ButtonElement)
			}
		}
	}
	return blocks
}

// drawCard shows an answer as a card without its buttons and questions; a Home
// tab is about now, so that no period is named.
func drawCard(_ *Bot, _ fleet.Caller, a answer.Answer) []slack.Block {
	a.Choices, a.Ask, a.Page, a.Window = nil, nil, nil, nil
	return render(a, extras{}, asLines).Blocks // native tables are for messages
}

// drawOwn leaves a part out that has no rows.
func drawOwn(draw func(*Bot, fleet.Caller, answer.Answer) []slack.Block) func(*Bot, fleet.Caller, answer.Answer) []slack.Block {
	return func(b *Bot, c fleet.Caller, a answer.Answer) []slack.Block {
		if a.Table == nil || len(a.Table.Rows) == 0 {
			return nil
		}
		return draw(b, c, a)
	}
}

// drawTrips says each trip in a line: a table of eight columns breaks on a
// tab's width.
func drawTrips(b *Bot, c fleet.Caller, a answer.Answer) []slack.Block {
	a, lines := lateLines(a)
	return append(drawCard(b, c, a), lines...)
}

// drawSheet says how the spreadsheet is doing in two lines, with a button to
// sync it now.
func drawSheet(b *Bot, c fleet.Caller, a answer.Answer) []slack.Block {
	head := section(clipEscaped(orDash(a.Headline), maxSystem)).(*slack.SectionBlock)
	if b.known["sheets_sync"] != nil && tools.MayRun(c.Role, "sheets_sync") {
		for _, el := range choiceButtons(a.Choices) {
			if btn, ok := el.(*slack.ButtonBlockElement); ok {
				head.Accessory = slack.NewAccessory(btn)
			}
		}
	}
	return append([]slack.Block{head}, factLine(a.Facts)...)
}

// maxSystem is how much is said of Watch Tower itself.
const maxSystem = 400

// nothing is a figure and none but zero; what is in hand is not waiting.
var nothing = regexp.MustCompile(`^[^1-9]*0[^1-9]*$|^0, and \d+ in hand$`)

// drawSystem says how Watch Tower itself is doing, in two lines: what waits
// nowhere is left out.
func drawSystem(_ *Bot, _ fleet.Caller, a answer.Answer) []slack.Block {
	a.Facts = slices.DeleteFunc(a.Facts, func(f answer.Fact) bool {
		return nothing.MatchString(strings.ReplaceAll(f.Value, " in 24 hours", ""))
	})
	blocks := []slack.Block{section(clipEscaped(orDash(a.Headline), maxSystem))}
	return append(blocks, factLine(a.Facts)...)
}

// drawSettings says how a person likes to be told. What the role may is a
// matter of its own: /tower me.
func drawSettings(_ *Bot, _ fleet.Caller, a answer.Answer) []slack.Block {
	return factLine(slices.DeleteFunc(a.Facts, func(f answer.Fact) bool { return f.Label == "You may" }))
}

// factLine is facts in one line of small print.
func factLine(facts []answer.Fact) []slack.Block {
	var parts []string
	for _, f := range facts {
		parts = append(parts, f.Label+": "+f.Value)
	}
	if len(parts) == 0 {
		return nil
	}
	return []slack.Block{slack.NewContextBlock("", mrkdwn(clipEscaped(strings.Join(parts, " · "), maxSystem)))}
}
