package sheets

import (
	"encoding/json"
	"maps"
)

// Value is what a cell holds or shows: empty, a number (dates are numbers of
// days since 30 Dec 1899), a text, a boolean or an error such as #N/A.
type Value struct {
	Kind Kind
	Num  float64
	Str  string // a text, or the error
	Bool bool
}

// Kind says what a Value is.
type Kind byte

// The kinds of value.
const (
	Empty Kind = iota
	Number
	Text
	Boolean
	Error
)

// TextValue is a text as a Value; an empty one is an empty cell.
func TextValue(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{Kind: Text, Str: s}
}

// NumberValue is a number as a Value.
func NumberValue(n float64) Value { return Value{Kind: Number, Num: n} }

// cell is one cell: a literal or a formula, and what belongs to it.
type cell struct {
	value   Value
	formula string // with its =, empty for a literal
	note    string
	format  format
	rule    json.RawMessage // data validation as it was set
}

// format is how a number is shown.
type format struct {
	Type    string `json:"type,omitempty"` // DATE, DATE_TIME, TIME, TEXT, NUMBER
	Pattern string `json:"pattern,omitempty"`
}

func (c cell) blank() bool { return c.value.Kind == Empty && c.formula == "" }

// row is one row with the developer metadata that sits on it.
type row struct {
	cells []cell
	metas []int64
}

// at is the cell of a column, which may lie beyond what was ever filled.
func (r *row) at(col int) cell {
	if r == nil || col >= len(r.cells) {
		return cell{}
	}
	return r.cells[col]
}

func (r *row) set(col int, c cell) {
	for len(r.cells) <= col {
		r.cells = append(r.cells, cell{})
	}
	r.cells[col] = c
}

func (r *row) clone() *row {
	return &row{cells: append([]cell(nil), r.cells...), metas: append([]int64(nil), r.metas...)}
}

// sheet is one tab.
type sheet struct {
	id         int64
	title      string
	rows       []*row
	columns    int // of the grid
	frozen     int
	protected  []protectedRange
	nextProtID int64
}

type protectedRange struct {
	ID          int64           `json:"protectedRangeId"`
	Range       gridRange       `json:"range"`
	Description string          `json:"description,omitempty"`
	WarningOnly bool            `json:"warningOnly,omitempty"`
	Editors     json.RawMessage `json:"editors,omitempty"`
}

// gridRange is half-open and counts from 0; nil is open.
type gridRange struct {
	SheetID  int64 `json:"sheetId"`
	StartRow *int  `json:"startRowIndex,omitempty"`
	EndRow   *int  `json:"endRowIndex,omitempty"`
	StartCol *int  `json:"startColumnIndex,omitempty"`
	EndCol   *int  `json:"endColumnIndex,omitempty"`
}

// bounds are the range's corners within a sheet.
func (g gridRange) bounds(s *sheet) (r0, r1, c0, c1 int) {
	or := func(p *int, otherwise int) int {
		if p == nil {
			return otherwise
		}
		return *p
	}
	return or(g.StartRow, 0), min(or(g.EndRow, len(s.rows)), len(s.rows)), or(g.StartCol, 0), min(or(g.EndCol, s.columns), s.columns)
}

func (s *sheet) clone() *sheet {
	out := *s
	out.rows = make([]*row, len(s.rows))
	for i, r := range s.rows {
		out.rows[i] = r.clone()
	}
	out.protected = append([]protectedRange(nil), s.protected...)
	return &out
}

// used is the number of rows up to the last one that holds anything.
func (s *sheet) used() int {
	for n := len(s.rows); n > 0; n-- {
		if s.rows[n-1].width() > 0 {
			return n
		}
	}
	return 0
}

// width is the number of cells up to the last one that holds anything.
func (r *row) width() int {
	for n := len(r.cells); n > 0; n-- {
		if !r.cells[n-1].blank() {
			return n
		}
	}
	return 0
}

// meta is developer metadata: a key and a value that stay with a row, a sheet
// or the spreadsheet while rows are inserted and deleted above it.
type meta struct {
	ID         int64
	Key, Value string
	Visibility string
	Sheet      *int64 // nil for the spreadsheet
	OnRow      bool   // it sits on a row of the sheet
}

func cloneMetas(m map[int64]meta) map[int64]meta { return maps.Clone(m) }
