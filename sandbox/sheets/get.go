package sheets

import (
	"encoding/json"
	"net/url"
	"strconv"
)

// The answer of spreadsheets.get, field by field as published.
type (
	wireBook struct {
		ID         string       `json:"spreadsheetId"`
		Properties wireBookInfo `json:"properties"`
		Sheets     []wireSheet  `json:"sheets"`
		Metadata   []wireMeta   `json:"developerMetadata,omitempty"`
		URL        string       `json:"spreadsheetUrl,omitempty"`
	}
	wireBookInfo struct {
		Title  string `json:"title"`
		Locale string `json:"locale"`
		Zone   string `json:"timeZone"`
	}
	wireSheet struct {
		Properties wireSheetInfo    `json:"properties"`
		Data       []wireGrid       `json:"data,omitempty"`
		Protected  []protectedRange `json:"protectedRanges,omitempty"`
		Metadata   []wireMeta       `json:"developerMetadata,omitempty"`
	}
	wireSheetInfo struct {
		ID    int64         `json:"sheetId"`
		Title string        `json:"title"`
		Index int           `json:"index"`
		Type  string        `json:"sheetType"`
		Grid  wireGridShape `json:"gridProperties"`
	}
	wireGridShape struct {
		Rows    int `json:"rowCount"`
		Columns int `json:"columnCount"`
		Frozen  int `json:"frozenRowCount,omitempty"`
	}
	wireGrid struct {
		StartRow    int            `json:"startRow,omitempty"`
		StartColumn int            `json:"startColumn,omitempty"`
		Rows        []wireRow      `json:"rowData,omitempty"`
		RowMetadata []wireRowState `json:"rowMetadata,omitempty"`
	}
	wireRowState struct {
		PixelSize int        `json:"pixelSize,omitempty"`
		Metadata  []wireMeta `json:"developerMetadata,omitempty"`
	}
	wireRow struct {
		Values []wireCell `json:"values,omitempty"`
	}
	wireCell struct {
		Entered    *wireValue      `json:"userEnteredValue,omitempty"`
		Effective  *wireValue      `json:"effectiveValue,omitempty"`
		Formatted  string          `json:"formattedValue,omitempty"`
		Format     *wireFormat     `json:"userEnteredFormat,omitempty"`
		Note       string          `json:"note,omitempty"`
		Validation json.RawMessage `json:"dataValidation,omitempty"`
	}
	wireFormat struct {
		Number *format `json:"numberFormat,omitempty"`
	}
	wireValue struct {
		Number  *float64   `json:"numberValue,omitempty"`
		Text    *string    `json:"stringValue,omitempty"`
		Bool    *bool      `json:"boolValue,omitempty"`
		Formula string     `json:"formulaValue,omitempty"`
		Error   *wireError `json:"errorValue,omitempty"`
	}
	wireError struct {
		Type    string `json:"type"`
		Message string `json:"message"`
	}
)

func wireOf(v Value) *wireValue {
	switch v.Kind {
	case Number:
		return &wireValue{Number: &v.Num}
	case Text:
		return &wireValue{Text: &v.Str}
	case Boolean:
		return &wireValue{Bool: &v.Bool}
	case Error:
		return &wireValue{Error: &wireError{Type: map[string]string{"#N/A": "N_A", "#REF!": "REF", "#NAME?": "NAME"}[v.Str], Message: v.Str}}
	}
	return nil
}

// get is spreadsheets.get: cells come only where includeGridData or the field
// mask asks for them.
func (b *Book) get(q url.Values) (any, error) {
	var m mask
	if text := q.Get("fields"); text != "" {
		var err error
		if m, err = parseMask(text); err != nil {
			return nil, err
		}
	}
	grid, _ := strconv.ParseBool(q.Get("includeGridData")) // absent is false
	if m != nil {
		_, grid = m["sheets"]["data"]
		grid = grid || m["sheets"] == nil && m.wants("sheets")
	}
	out, err := b.wire(q["ranges"], grid, m["sheets"]["data"])
	if err != nil {
		return nil, err
	}
	return m.cut(out)
}

func (b *Book) wire(ranges []string, grid bool, cells mask) (wireBook, error) {
	out := wireBook{ID: b.o.ID, Properties: wireBookInfo{Title: b.o.Title, Locale: b.o.Locale, Zone: b.o.Zone}, URL: b.o.Base + "/sheets/"}
	asked := map[*sheet][]box{}
	for _, text := range ranges {
		x, err := b.parseRange(text)
		if err != nil {
			return out, err
		}
		asked[x.s] = append(asked[x.s], x)
	}
	for i, s := range b.sheets {
		boxes := asked[s]
		if len(ranges) > 0 && boxes == nil {
			continue
		}
		if boxes == nil {
			boxes = []box{{s, 0, len(s.rows), 0, s.columns}}
		}
		w := wireSheet{Protected: s.protected, Properties: wireSheetInfo{ID: s.id, Title: s.title, Index: i, Type: "GRID",
			Grid: wireGridShape{Rows: len(s.rows), Columns: s.columns, Frozen: s.frozen}}}
		for _, x := range boxes {
			if grid {
				w.Data = append(w.Data, b.wireGrid(x, cells))
			}
		}
		for _, id := range b.metaIDs() {
			if e := b.metas[id]; e.Sheet != nil && *e.Sheet == s.id && !e.OnRow {
				w.Metadata = append(w.Metadata, b.wireMeta(e))
			}
		}
		out.Sheets = append(out.Sheets, w)
	}
	return out, nil
}

// wireGrid fills in what the mask asks of the cells alone: a sheet of 5,000
// rows is large.
func (b *Book) wireGrid(x box, m mask) wireGrid {
	g := wireGrid{StartRow: x.r0, StartColumn: x.c0}
	values := m["rowData"]["values"]
	last := min(x.r1, x.s.used())
	for at := x.r0; at < last; at++ {
		r := x.s.rows[at]
		var w wireRow
		for col := x.c0; col < min(x.c1, len(r.cells)); col++ {
			w.Values = append(w.Values, b.wireCell(x.s, r.cells[col], values))
		}
		g.Rows = append(g.Rows, w)
		if m.wants("rowMetadata") {
			st := wireRowState{PixelSize: 21}
			for _, id := range r.metas {
				st.Metadata = append(st.Metadata, b.wireMeta(b.metas[id]))
			}
			g.RowMetadata = append(g.RowMetadata, st)
		}
	}
	return g
}

func (b *Book) wireCell(s *sheet, c cell, m mask) (w wireCell) {
	if m.wants("userEnteredValue") {
		w.Entered = wireOf(c.value)
		if c.formula != "" {
			w.Entered = &wireValue{Formula: c.formula}
		}
	}
	v := b.effective(s, c)
	if m.wants("effectiveValue") {
		w.Effective = wireOf(v)
	}
	if m.wants("formattedValue") {
		w.Formatted = show(v, c.format, b.o.Locale)
	}
	if m.wants("userEnteredFormat") && c.format.Type != "" {
		f := c.format
		w.Format = &wireFormat{Number: &f}
	}
	if m.wants("note") {
		w.Note = c.note
	}
	if m.wants("dataValidation") {
		w.Validation = c.rule
	}
	return w
}
