package sheets

import "encoding/json"

// setFields brings the masked fields of a wire cell into a cell.
func (c *cell) setFields(w wireCell, m mask) {
	if _, ok := m["userEnteredValue"]; ok {
		c.formula, c.value = "", Value{}
		if v := w.Entered; v != nil {
			switch {
			case v.Formula != "":
				c.formula = v.Formula
			case v.Number != nil:
				c.value = NumberValue(*v.Number)
			case v.Text != nil:
				c.value = TextValue(*v.Text)
			case v.Bool != nil:
				c.value = Value{Kind: Boolean, Bool: *v.Bool}
			}
		}
	}
	if _, ok := m["userEnteredFormat"]; ok {
		c.format = format{}
		if w.Format != nil && w.Format.Number != nil {
			c.format = *w.Format.Number
		}
	}
	if _, ok := m["note"]; ok {
		c.note = w.Note
	}
	if _, ok := m["dataValidation"]; ok {
		c.rule = w.Validation
	}
}

type cellsBody struct {
	Sheet  int64      `json:"sheetId"`
	Start  *gridStart `json:"start,omitempty"`
	Range  *gridRange `json:"range,omitempty"`
	Rows   []wireRow  `json:"rows"`
	Fields string     `json:"fields"`
}

type gridStart struct {
	Sheet  int64 `json:"sheetId"`
	Row    int   `json:"rowIndex"`
	Column int   `json:"columnIndex"`
}

// doAppend puts rows after the last one that holds anything, and grows the grid.
func (b *Book) doAppend(raw json.RawMessage) (map[string]any, error) {
	var in cellsBody
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	s, err := b.sheetByID(in.Sheet)
	if err != nil {
		return nil, err
	}
	return nil, s.fill(s.used(), 0, in)
}

func (b *Book) doUpdate(raw json.RawMessage) (map[string]any, error) {
	var in cellsBody
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	at, col := 0, 0
	id := in.Sheet
	switch {
	case in.Start != nil:
		id, at, col = in.Start.Sheet, in.Start.Row, in.Start.Column
	case in.Range != nil:
		id = in.Range.SheetID
	}
	s, err := b.sheetByID(id)
	if err != nil {
		return nil, err
	}
	if in.Range != nil {
		at, _, col, _ = in.Range.bounds(s)
	}
	return nil, s.fill(at, col, in)
}

func (s *sheet) fill(at, col int, in cellsBody) error {
	m, err := parseMask(in.Fields)
	if err != nil {
		return err
	}
	s.grow(at + len(in.Rows))
	for i, w := range in.Rows {
		r := s.rows[at+i]
		for k, v := range w.Values {
			c := r.at(col + k)
			c.setFields(v, m)
			r.set(col+k, c)
			s.columns = max(s.columns, col+k+1)
		}
	}
	return nil
}

// doRepeat sets the same in every cell of a range.
func (b *Book) doRepeat(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Range  gridRange `json:"range"`
		Cell   wireCell  `json:"cell"`
		Fields string    `json:"fields"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	m, err := parseMask(in.Fields)
	if err != nil {
		return nil, err
	}
	return nil, b.each(in.Range, func(c *cell) { c.setFields(in.Cell, m) })
}

func (b *Book) doValidation(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Range gridRange       `json:"range"`
		Rule  json.RawMessage `json:"rule,omitempty"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	return nil, b.each(in.Range, func(c *cell) { c.rule = in.Rule })
}

func (b *Book) each(g gridRange, do func(*cell)) error {
	s, err := b.sheetByID(g.SheetID)
	if err != nil {
		return err
	}
	r0, r1, c0, c1 := g.bounds(s)
	for at := r0; at < r1; at++ {
		for col := c0; col < c1; col++ {
			c := s.rows[at].at(col)
			do(&c)
			s.rows[at].set(col, c)
		}
	}
	return nil
}

func (b *Book) doProtect(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Protected protectedRange `json:"protectedRange"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	s, err := b.sheetByID(in.Protected.Range.SheetID)
	if err != nil {
		return nil, err
	}
	in.Protected.ID = s.nextProtID
	s.nextProtID++
	s.protected = append(s.protected, in.Protected)
	return map[string]any{"addProtectedRange": map[string]any{"protectedRange": in.Protected}}, nil
}

func (b *Book) doUnprotect(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		ID int64 `json:"protectedRangeId"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	for _, s := range b.sheets {
		for i, p := range s.protected {
			if p.ID == in.ID {
				s.protected = append(s.protected[:i], s.protected[i+1:]...)
				return map[string]any{}, nil
			}
		}
	}
	return nil, invalid("No protected range with id: %d", in.ID)
}
