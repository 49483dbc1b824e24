package tools

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// windowWords are a window without its zone, for the head of a column.
func windowWords(w fleet.Window) string {
	return strings.TrimSuffix(strings.TrimSuffix(w.String(), " (WAT)"), " WAT")
}

func (c *comparison) periodsHeadline() string {
	m, who := c.metrics[0], ""
	if c.who != "" {
		who = " of " + c.who
	}
	text := fmt.Sprintf("%s%s: %s, against %s", m.label, who, m.figure(c.stats[0], c.units), m.figure(c.stats[1], c.units))
	if change := m.change(c.stats[0], c.stats[1], c.units); change != "" {
		text += ": " + change
	}
	return text + "."
}

// change says how far the first value is from the second: "120 km more (+12%)".
func (m metric) change(a, b store.Stat, u fleet.Units) string {
	x, ok1 := m.value(a)
	y, ok2 := m.value(b)
	if !ok1 || !ok2 {
		return ""
	}
	word, by := "more", x-y
	if by < 0 {
		word, by = "less", -by
	}
	size := m.show(by, u)
	switch {
	case size == m.show(0, u):
		return "the same"
	case m.unit == "%":
		return strings.TrimSuffix(size, "%") + " points " + word
	case y > 0 && math.Abs(x-y)/y < 10:
		return fmt.Sprintf("%s %s (%+.0f%%)", size, word, 100*(x-y)/y)
	}
	return size + " " + word
}

// table has a row for every metric and a column for every name, and the change
// from the second to the first where there are two.
func (c *comparison) table(two bool) *answer.Table {
	t := &answer.Table{Columns: append([]string{"Figure"}, c.names...)}
	for i := range c.names {
		t.Right = append(t.Right, i+1)
	}
	if two {
		t.Columns, t.Right = append(t.Columns, "First against second"), append(t.Right, len(c.names)+1)
	}
	for _, m := range c.metrics {
		row := []string{m.label}
		for _, x := range c.stats {
			row = append(row, m.figure(x, c.units))
		}
		if two {
			row = append(row, m.change(c.stats[0], c.stats[1], c.units))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// allNotes say what the figures mean.
func (c *comparison) allNotes(w fleet.Window) []string {
	notes := slices.Clone(c.notes)
	for _, m := range c.metrics {
		of, _ := m.in(w) // a window that does not fit was refused before
		for _, note := range filled(of, m.about) {
			if !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	return notes
}
