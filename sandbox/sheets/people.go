package sheets

import (
	"slices"
	"strings"
)

// What people do in the grid; rows and columns count from 0. Each is one step:
// no API call sees half of it.

// Type enters a text into a cell as if it were typed: numbers, dates and
// formulas are recognised by the spreadsheet's locale.
func (b *Book) Type(tab string, rowAt, col int, text string) error {
	return b.edit(tab, rowAt, func(s *sheet, r *row) {
		c := r.at(col)
		c.enter(text, b.o.Locale)
		r.set(col, c)
		s.columns = max(s.columns, col+1)
	})
}

// Put sets a cell to a value as it is.
func (b *Book) Put(tab string, rowAt, col int, v Value) error {
	return b.edit(tab, rowAt, func(s *sheet, r *row) {
		c := r.at(col)
		c.value, c.formula = v, ""
		r.set(col, c)
		s.columns = max(s.columns, col+1)
	})
}

func (b *Book) edit(tab string, rowAt int, do func(*sheet, *row)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.sheetByTitle(tab)
	if err != nil {
		return err
	}
	s.grow(rowAt + 1)
	do(s, s.rows[rowAt])
	return nil
}

// Insert puts empty rows before one.
func (b *Book) Insert(tab string, at, n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.sheetByTitle(tab)
	if err == nil {
		s.grow(at)
		s.insertRows(at, n)
	}
	return err
}

// Delete removes rows.
func (b *Book) Delete(tab string, at, n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.sheetByTitle(tab)
	if err == nil && at < len(s.rows) {
		b.deleteRows(s, at, min(n, len(s.rows)-at))
	}
	return err
}

// Sort orders the rows from one on by a column. Cells move; developer metadata
// stays where it is, as it does with Google.
func (b *Book) Sort(tab string, from, col int, descending bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.sheetByTitle(tab)
	if err == nil {
		b.sortRows(s, from, s.used(), col, descending)
	}
	return err
}

func (b *Book) sortRows(s *sheet, from, to, col int, descending bool) {
	if from >= to {
		return
	}
	cells := make([][]cell, 0, to-from)
	for _, r := range s.rows[from:to] {
		cells = append(cells, r.cells)
	}
	key := func(cs []cell) (string, bool) {
		r := &row{cells: cs}
		v := b.effective(s, r.at(col))
		return strings.ToLower(show(v, r.at(col).format, b.o.Locale)), v.Kind == Empty
	}
	slices.SortStableFunc(cells, func(x, y []cell) int {
		kx, ex := key(x)
		ky, ey := key(y)
		switch {
		case ex != ey && ex: // empty cells come last, whichever way
			return 1
		case ex != ey:
			return -1
		case descending:
			return strings.Compare(ky, kx)
		}
		return strings.Compare(kx, ky)
	})
	for i := range cells {
		s.rows[from+i].cells = cells[i]
	}
}

// Duplicate copies a row to just below it.
func (b *Book) Duplicate(tab string, at int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.sheetByTitle(tab)
	if err == nil && at < len(s.rows) {
		s.insertRows(at+1, 1)
		s.rows[at+1].cells = append([]cell(nil), s.rows[at].cells...)
	}
	return err
}

// Rows are the shown texts of a tab, up to the last filled row and cell.
func (b *Book) Rows(tab string) ([][]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.sheetByTitle(tab)
	if err != nil {
		return nil, err
	}
	out := make([][]string, s.used())
	for i := range out {
		r := s.rows[i]
		out[i] = make([]string, r.width())
		for col := range out[i] {
			c := r.at(col)
			out[i][col] = show(b.effective(s, c), c.format, b.o.Locale)
		}
	}
	return out, nil
}

// Cell is what a cell shows, its formula and its note.
func (b *Book) Cell(tab string, rowAt, col int) (v Value, formula, note string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.sheetByTitle(tab)
	if err != nil || rowAt >= len(s.rows) {
		return v, "", "", err
	}
	c := s.rows[rowAt].at(col)
	return b.effective(s, c), c.formula, c.note, nil
}

// Tabs are the titles of the sheets.
func (b *Book) Tabs() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, s := range b.sheets {
		out = append(out, s.title)
	}
	return out
}

// Before has f called ahead of every API call, without the book's lock.
func (b *Book) Before(f func(method, path string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before = f
}

// Calls are the API calls since the last time this was asked.
func (b *Book) Calls() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.calls
	b.calls = nil
	return out
}
