package sheets

import "encoding/json"

type dimensionBody struct {
	Range   dimensionRange `json:"range"`
	Inherit bool           `json:"inheritFromBefore,omitempty"`
}

func (b *Book) rowsOf(d dimensionRange) (*sheet, error) {
	s, err := b.sheetByID(d.Sheet)
	if err == nil && (d.Dimension != "ROWS" || d.Start < 0 || d.End <= d.Start) {
		err = invalid("Only rows are emulated here")
	}
	return s, err
}

func (b *Book) doInsert(raw json.RawMessage) (map[string]any, error) {
	var in dimensionBody
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	s, err := b.rowsOf(in.Range)
	if err == nil {
		s.grow(in.Range.Start)
		s.insertRows(in.Range.Start, in.Range.End-in.Range.Start)
	}
	return nil, err
}

func (b *Book) doDelete(raw json.RawMessage) (map[string]any, error) {
	var in dimensionBody
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	s, err := b.rowsOf(in.Range)
	if err != nil {
		return nil, err
	}
	if in.Range.End > len(s.rows) {
		return nil, invalid("Range is beyond the grid")
	}
	b.deleteRows(s, in.Range.Start, in.Range.End-in.Range.Start)
	return map[string]any{}, nil
}

func (b *Book) doGrow(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Sheet     int64  `json:"sheetId"`
		Dimension string `json:"dimension"`
		Length    int    `json:"length"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	s, err := b.sheetByID(in.Sheet)
	switch {
	case err != nil:
	case in.Dimension == "COLUMNS":
		s.columns += in.Length
	default:
		s.grow(len(s.rows) + in.Length)
	}
	return nil, err
}

func (b *Book) doSort(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Range gridRange `json:"range"`
		Specs []struct {
			Column int    `json:"dimensionIndex"`
			Order  string `json:"sortOrder,omitempty"`
		} `json:"sortSpecs"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	s, err := b.sheetByID(in.Range.SheetID)
	if err != nil || len(in.Specs) != 1 {
		return nil, invalid("One sort order is emulated here")
	}
	r0, r1, _, _ := in.Range.bounds(s)
	b.sortRows(s, r0, r1, in.Specs[0].Column, in.Specs[0].Order == "DESCENDING")
	return map[string]any{}, nil
}
