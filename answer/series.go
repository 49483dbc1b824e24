package answer

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"watchtower/fleet"
)

// Chart is figures over a row of days, hours or names. The first unit stands
// on the left axis; series of another unit on the right one.
type Chart struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle,omitempty"` // period, totals, time zone
	Labels   []string `json:"labels"`             // one for every value, in order
	Series   []Series `json:"series"`
}

// In is the chart as it is read in some units: its kilometres become miles.
func (c Chart) In(u fleet.Units) Chart {
	if u != fleet.Miles {
		return c
	}
	c.Series = slices.Clone(c.Series)
	for i, s := range c.Series {
		if s.Unit != fleet.Kilometres.String() {
			continue
		}
		s.Unit, s.Values = u.String(), slices.Clone(s.Values)
		for k, v := range s.Values {
			if v != nil {
				miles := u.Of(*v)
				s.Values[k] = &miles
			}
		}
		c.Series[i] = s
	}
	return c
}

// Series is one row of values. A nil value is a day without data, which is not
// the same as nought.
type Series struct {
	Name   string     `json:"name"`
	Unit   string     `json:"unit,omitempty"` // km, h, trips, %
	Line   bool       `json:"line,omitempty"` // a line instead of bars
	Values []*float64 `json:"values"`
}

// Text lays the chart's figures out as a table.
func (c Chart) Text() string {
	text := c.Table().Text()
	if c.Subtitle != "" {
		text = c.Subtitle + "\n" + text
	}
	return strings.TrimPrefix(c.Title+"\n"+text, "\n")
}

// Table holds the chart's figures, a row for every label.
func (c Chart) Table() Table {
	t := Table{Columns: []string{""}}
	for i, s := range c.Series {
		t.Columns = append(t.Columns, s.title())
		t.Right = append(t.Right, i+1)
	}
	for i, label := range c.Labels {
		row := []string{label}
		for _, s := range c.Series {
			row = append(row, s.at(i))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// title is the name with its unit: "Idle time (h)".
func (s Series) title() string {
	if s.Unit == "" || strings.EqualFold(s.Unit, s.Name) {
		return s.Name
	}
	return s.Name + " (" + s.Unit + ")"
}

// at is the i-th value in words.
func (s Series) at(i int) string {
	v, ok := s.value(i)
	if !ok {
		return "no data"
	}
	return FormatNumber(v)
}

// absurd is beyond what anything of a fleet can count: such a value is a fault
// of its source, and counts as no data.
const absurd = 1e15

// value is the i-th value, false for a day without data.
func (s Series) value(i int) (float64, bool) {
	if i >= len(s.Values) || s.Values[i] == nil || !(math.Abs(*s.Values[i]) < absurd) {
		return 0, false
	}
	return *s.Values[i], true
}

// FormatNumber writes a figure for people: thousands by commas, and a decimal
// only where the number is small.
func FormatNumber(v float64) string {
	if math.Abs(v) >= absurd {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	places := 0
	if math.Abs(v) < 100 && math.Abs(v-math.Round(v)) > 0.04 {
		places = 1
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', places, 64)
	whole, part, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part != "" && part != "0" {
		whole += "." + part
	}
	if v < 0 && strings.Trim(whole, "0.,") != "" {
		whole = "-" + whole
	}
	return whole
}
