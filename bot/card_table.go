package bot

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"watchtower/answer"
)

const (
	maxRows      = 100  // header included
	maxColumns   = 20   // of a table block
	maxCell      = 300  // ours: longer cells make a table unreadable
	maxTableText = 9000 // ours: Slack refuses tables whose cells add up to more than 10,000
	maxLineParts = 4    // sections of text lines
)

// tablePart draws an answer's table, says which rows these are, and returns
// how many they are.
func tablePart(a answer.Answer, l look) (blocks []slack.Block, rows int) {
	if a.Table == nil || len(a.Table.Columns) == 0 {
		return nil, 0
	}
	t := *a.Table
	if l == withTable {
		blocks, rows = tableBlocks(t)
	} else {
		blocks, rows = tableLines(t)
	}
	switch left := len(t.Rows) - rows + t.More; {
	case a.Page != nil && (a.Page.From > 0 || rows < a.Page.Total):
		blocks = append(blocks, pageLine(a.Page, rows))
	case left > 0:
		blocks = append(blocks, andMore(left))
	}
	return blocks, rows
}

// pageStep is how many rows a full page of a table shows.
func pageStep(a answer.Answer) int {
	step := maxRows - 1
	if a.Page.Size > 0 {
		step = min(step, a.Page.Size)
	}
	if a.Table != nil && len(a.Table.Columns) > wideColumns {
		step = min(step, maxWideRows)
	}
	return step
}

// tableBlocks draws a native table, and says how many rows it shows.
func tableBlocks(t answer.Table) ([]slack.Block, int) {
	width := min(len(t.Columns), maxColumns)
	block := slack.NewTableBlock("")
	settings := make([]slack.ColumnSetting, width)
	for i := range settings {
		settings[i] = slack.ColumnSetting{Align: slack.ColumnAlignmentLeft, IsWrapped: true}
	}
	for _, i := range t.Right {
		if i >= 0 && i < width {
			settings[i].Align = slack.ColumnAlignmentRight
		}
	}
	block.WithColumnSettings(settings...)
	total := addRow(block, t.Columns, width)
	shown := 0
	for _, row := range t.Rows {
		size := rowSize(row, width)
		if shown == maxRows-1 || total+size > maxTableText {
			break
		}
		total += addRow(block, row, width)
		shown++
	}
	return []slack.Block{block}, shown
}

func addRow(block *slack.TableBlock, cells []string, width int) int {
	row := make([]slack.TableCell, width)
	for i := range row {
		row[i] = slack.NewTableRawTextCell(cell(cells, i))
	}
	block.AddRow(row...)
	return rowSize(cells, width)
}

func rowSize(cells []string, width int) int {
	n := 0
	for i := range width {
		n += utf8.RuneCountInString(cell(cells, i))
	}
	return n
}

// cell is the i-th cell, never empty, because Slack refuses empty texts.
func cell(cells []string, i int) string {
	if i >= len(cells) {
		return "-"
	}
	return clip(orDash(strings.ReplaceAll(cells[i], "\n", " ")), maxCell)
}

func andMore(n int) slack.Block {
	return slack.NewContextBlock("", mrkdwn(fmt.Sprintf("and %d more", n)))
}

// tableLines draws the table as text in columns, for where Slack refuses
// native tables, and says how many rows that shows.
func tableLines(t answer.Table) ([]slack.Block, int) {
	lines := strings.Split(answer.Table{Columns: t.Columns, Right: t.Right, Rows: t.Rows}.Text(), "\n")
	var out []slack.Block
	shown := 0
	for shown < len(lines) && len(out) < maxLineParts {
		part, n := fill(lines[shown:])
		out = append(out, section("```"+part+"```"))
		shown += n
	}
	return out, max(0, min(shown-1, len(t.Rows))) // the first line is the header
}

// square gives every row the table's width.
func square(t answer.Table) [][]string {
	rows := make([][]string, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = make([]string, len(t.Columns))
		for j := range rows[i] {
			rows[i][j] = cell(r, j)
		}
	}
	return rows
}

// fill takes as many lines as one section holds.
func fill(lines []string) (text string, n int) {
	var b strings.Builder
	size := 0
	for _, l := range lines {
		l = clipEscaped(strings.ReplaceAll(l, "`", "'"), maxSection/2)
		if k := utf8.RuneCountInString(l) + 1; size+k > maxSection-10 {
			break
		} else {
			size += k
		}
		b.WriteString(l + "\n")
		n++
	}
	return strings.TrimSuffix(b.String(), "\n"), n
}
