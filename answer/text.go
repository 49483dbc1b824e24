package answer

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"watchtower/fleet"
)

func asError(err error) *fleet.Error {
	e, _ := errors.AsType[*fleet.Error](err)
	return e
}

// UrgentTitle stands above what needs a decision.
const UrgentTitle = "Needs a decision:"

// Text renders the whole answer as plain text: for terminals, notifications
// and screen readers.
func (a Answer) Text() string {
	var b strings.Builder
	b.WriteString(a.Headline)
	if len(a.Urgent) > 0 {
		b.WriteString("\n" + UrgentTitle)
	}
	for _, u := range a.Urgent {
		b.WriteString("\n- " + u)
	}
	if len(a.Calls) > 0 {
		names := make([]string, len(a.Calls))
		for i, p := range a.Calls {
			names[i] = p.Name
		}
		b.WriteString("\nTold now: " + strings.Join(names, ", "))
	}
	for _, f := range a.Facts {
		b.WriteString("\n" + f.Label + ": " + f.Value)
	}
	if a.Table != nil {
		b.WriteString("\n\n" + a.Table.Text())
	}
	if a.Chart != nil && len(a.Chart.Labels) > 0 {
		b.WriteString("\n\n" + a.Chart.In(a.Units).Text())
	}
	if a.Ask != nil && len(a.Ask.Options) > 0 {
		b.WriteString("\nDid you mean: " + strings.Join(a.Ask.Options, ", ") + "?")
	}
	if a.Window != nil {
		b.WriteString("\nPeriod: " + a.Window.String())
	}
	for _, f := range a.Files {
		b.WriteString("\nFile: " + f.Name + ", " + strconv.Itoa((len(f.Data)+1023)/1024) + " KB")
	}
	for _, n := range a.Notes {
		b.WriteString("\n" + n)
	}
	for _, d := range a.Details {
		b.WriteString("\n\n" + d.Text())
	}
	return b.String()
}

// Text lays the table out in columns by runes.
func (t Table) Text() string {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = utf8.RuneCountInString(c)
	}
	for _, row := range t.Rows {
		for i, cell := range row[:min(len(row), len(widths))] {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	right := make(map[int]bool, len(t.Right))
	for _, i := range t.Right {
		right[i] = true
	}
	var b strings.Builder
	line := func(cells []string) {
		for i, cell := range cells[:min(len(cells), len(widths))] {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			switch {
			case right[i]:
				b.WriteString(pad + cell)
			case i == len(cells)-1:
				b.WriteString(cell)
			default:
				b.WriteString(cell + pad)
			}
			if i < len(cells)-1 {
				b.WriteString("  ")
			}
		}
		b.WriteByte('\n')
	}
	line(t.Columns)
	for _, row := range t.Rows {
		line(row)
	}
	if t.More > 0 {
		b.WriteString("and " + plural(t.More, "more row") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func plural(n int, word string) string {
	s := ""
	if n != 1 {
		s = "s"
	}
	return strconv.Itoa(n) + " " + word + s
}
