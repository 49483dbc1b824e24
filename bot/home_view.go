package bot

import (
	"context"
	"encoding/json"
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
}

// homeParts are the parts for a role, from top to bottom.
func homeParts(role fleet.Role) []homePart {
	if role == fleet.DriverRole {
		return []homePart{
			{"My truck", "truck_status", map[string]any{"self": true}, drawCard},
			{"My trip", "trip_status", map[string]any{"self": true}, drawCard},
			{"My trips this week", "trips_list", map[string]any{"self": true, "period": "this week"}, drawTrips},
		}
	}
	parts := []homePart{
		{"The fleet now", "fleet_summary", nil, drawCard},
		{"Open alerts", "alerts_list", map[string]any{"status": "open"}, drawAlerts},
	}
	if role != fleet.Viewer {
		parts = append(parts,
			homePart{"My alerts", "alerts_list", map[string]any{"self": true}, drawOwn(drawAlerts)},
			homePart{"My trips", "trips_list", map[string]any{"self": true}, drawOwn(drawTrips)})
	}
	return append(parts,
		homePart{"Late trips", "trips_list", map[string]any{"status": "delayed"}, drawTrips},
		homePart{"Watch Tower itself", "tower_status", nil, drawSystem})
}

// homeBlocks are the parts of the Home tab that the caller may see, read side
// by side. A part that fails says so in its place.
func (b *Bot) homeBlocks(ctx context.Context, c fleet.Caller) []slack.Block {
	ctx, cancel := context.WithTimeout(ctx, homeWithin)
	defer cancel()
	parts := homeParts(c.Role)
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
	if err != nil {
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

// drawCard shows an answer as a card without its buttons and questions.
func drawCard(_ *Bot, _ fleet.Caller, a answer.Answer) []slack.Block {
	a.Choices, a.Ask = nil, nil
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

// maxSystem is how much is said of Watch Tower itself.
const maxSystem = 400

// drawSystem says how Watch Tower itself is doing, in two lines.
func drawSystem(_ *Bot, _ fleet.Caller, a answer.Answer) []slack.Block {
	var facts []string
	for _, f := range a.Facts {
		facts = append(facts, f.Label+": "+f.Value)
	}
	blocks := []slack.Block{section(clipEscaped(orDash(a.Headline), maxSystem))}
	if len(facts) > 0 {
		blocks = append(blocks, slack.NewContextBlock("", mrkdwn(clipEscaped(strings.Join(facts, " · "), maxSystem))))
	}
	return blocks
}
