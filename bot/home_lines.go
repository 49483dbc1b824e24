package bot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// The rows that the Home tab shows of a list.
const (
	maxLate   = 15
	maxAlerts = 6
)

// cellOf is a cell of a table by the name of its column.
func cellOf(t *answer.Table, row []string, column string) string {
	if i := slices.Index(t.Columns, column); i >= 0 && i < len(row) && strings.TrimSpace(row[i]) != "" {
		return escape(clip(row[i], 60))
	}
	return "-"
}

// lateLines takes the table off a list of trips and says each trip in a line.
func lateLines(a answer.Answer) (answer.Answer, []slack.Block) {
	if a.Table == nil {
		return a, nil
	}
	t := *a.Table
	a.Table = nil
	var b strings.Builder
	shown := 0
	for _, row := range t.Rows[:min(len(t.Rows), maxLate)] {
		status := cellOf(&t, row, "Status")
		if _, late, ok := strings.Cut(status, ", delayed "); ok {
			status = late + " late"
		}
		line := fmt.Sprintf("*%s* %s, %s to %s: %s\n", cellOf(&t, row, "Trip"), cellOf(&t, row, "Truck"), cellOf(&t, row, "From"), cellOf(&t, row, "To"), status)
		if b.Len()+len(line) > maxSection {
			break
		}
		b.WriteString(line)
		shown++
	}
	if shown == 0 {
		return a, nil
	}
	blocks := []slack.Block{section(strings.TrimSuffix(b.String(), "\n"))}
	if left := len(t.Rows) - shown + t.More; left > 0 {
		blocks = append(blocks, andMore(left))
	}
	return a, blocks
}

// alertMark is the colour of an alert's line: of its state, when it is open of
// its severity.
func alertMark(severity, state string) string {
	switch word, _, _ := strings.Cut(strings.ToLower(state), " "); word {
	case string(fleet.AlertAcknowledged):
		return toneMarks[answer.ToneTaken]
	case string(fleet.AlertSnoozed):
		return toneMarks[answer.ToneQuiet]
	}
	return toneMarks[answer.Tone(severity)] // open: the two have the same names
}

// drawAlerts says each alert in a line of its own, with the button that takes
// it over, for whoever may.
func drawAlerts(b *Bot, c fleet.Caller, a answer.Answer) []slack.Block {
	t := a.Table
	a.Table, a.Notes = nil, nil
	blocks := drawCard(b, c, a)
	if t == nil {
		return blocks
	}
	rows := t.Rows[:min(len(t.Rows), maxAlerts)]
	for _, row := range rows {
		line := section(fmt.Sprintf("%s*%s* %s, since %s: %s", alertMark(cellOf(t, row, "Severity"), cellOf(t, row, "State")), cellOf(t, row, "What"), cellOf(t, row, "Truck"),
			cellOf(t, row, "Since"), cellOf(t, row, "State"))).(*slack.SectionBlock)
		if btn := b.ackButton(c, cellOf(t, row, "Alert"), cellOf(t, row, "State")); btn != nil {
			line.Accessory = slack.NewAccessory(btn)
		}
		blocks = append(blocks, line)
	}
	if left := len(t.Rows) - len(rows) + t.More; left > 0 {
		blocks = append(blocks, andMore(left))
	}
	return blocks
}

// ackButton acknowledges an open alert; nil where there is nothing to
// acknowledge, or the role may not.
func (b *Bot) ackButton(c fleet.Caller, alert, state string) *slack.ButtonBlockElement {
	id := strings.Trim(alert, "# ")
	if id == "-" || !strings.HasPrefix(strings.ToLower(state), "open") || b.known["alert_update"] == nil || !tools.MayRun(c.Role, "alert_update") {
		return nil
	}
	for _, el := range choiceButtons([]answer.Choice{answer.NewChoice("Acknowledge", "alert_update", map[string]any{"alert_id": id, "action": "acknowledge"})}) {
		if btn, ok := el.(*slack.ButtonBlockElement); ok {
			return btn
		}
	}
	return nil
}
