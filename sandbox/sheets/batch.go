package sheets

import "encoding/json"

type batchBody struct {
	Requests []map[string]json.RawMessage `json:"requests"`
	Include  bool                         `json:"includeSpreadsheetInResponse,omitempty"`
	Ranges   []string                     `json:"responseRanges,omitempty"`
	Grid     bool                         `json:"responseIncludeGridData,omitempty"`
}

// batch is spreadsheets.batchUpdate: the requests in order, all of them or
// none.
func (b *Book) batch(body []byte) (any, error) {
	var in batchBody
	if err := readBody(body, &in); err != nil {
		return nil, err
	}
	if len(in.Requests) == 0 {
		return nil, invalid("Must specify at least one request.")
	}
	was := b.save()
	replies := make([]map[string]any, len(in.Requests))
	for i, req := range in.Requests {
		reply, err := b.request(req)
		if err != nil {
			b.restore(was)
			return nil, invalid("Invalid requests[%d]: %v", i, err)
		}
		replies[i] = reply
	}
	out := map[string]any{"spreadsheetId": b.o.ID, "replies": replies}
	if in.Include {
		book, err := b.wire(in.Ranges, in.Grid, nil)
		if err != nil {
			return nil, err
		}
		out["updatedSpreadsheet"] = book
	}
	return out, nil
}

// request does one of the requests that are emulated.
func (b *Book) request(req map[string]json.RawMessage) (map[string]any, error) {
	if len(req) != 1 {
		return nil, invalid("a request holds exactly one kind")
	}
	kinds := map[string]func(json.RawMessage) (map[string]any, error){
		"addSheet": b.doAddSheet, "updateSheetProperties": b.doSheetProperties, "appendCells": b.doAppend,
		"updateCells": b.doUpdate, "repeatCell": b.doRepeat, "setDataValidation": b.doValidation,
		"addProtectedRange": b.doProtect, "deleteProtectedRange": b.doUnprotect, "appendDimension": b.doGrow,
		"insertDimension": b.doInsert, "deleteDimension": b.doDelete, "sortRange": b.doSort,
		"createDeveloperMetadata": b.doCreateMeta, "deleteDeveloperMetadata": b.doDeleteMeta, "updateDeveloperMetadata": b.doUpdateMeta,
	}
	for kind, raw := range req {
		do, ok := kinds[kind]
		if !ok {
			return nil, invalid("%s is not emulated here", kind)
		}
		reply, err := do(raw)
		if reply == nil {
			reply = map[string]any{}
		}
		return reply, err
	}
	return nil, invalid("empty request")
}

func (b *Book) doAddSheet(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Properties struct {
			Title string         `json:"title"`
			Grid  *wireGridShape `json:"gridProperties,omitempty"`
			Index *int           `json:"index,omitempty"`
		} `json:"properties"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	if _, err := b.sheetByTitle(in.Properties.Title); err == nil || in.Properties.Title == "" {
		return nil, invalid("A sheet with the name %q already exists. Please enter another name.", in.Properties.Title)
	}
	rows, columns, frozen := newRows, newColumns, 0
	if g := in.Properties.Grid; g != nil {
		rows, columns, frozen = max(g.Rows, 1), max(g.Columns, 1), g.Frozen
	}
	b.nextID++
	s := b.addSheet(in.Properties.Title, rows, columns)
	s.frozen = frozen
	return map[string]any{"addSheet": map[string]any{"properties": wireSheetInfo{ID: s.id, Title: s.title, Index: len(b.sheets) - 1, Type: "GRID",
		Grid: wireGridShape{Rows: rows, Columns: columns, Frozen: frozen}}}}, nil
}

func (b *Book) doSheetProperties(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Properties struct {
			ID   int64          `json:"sheetId"`
			Grid *wireGridShape `json:"gridProperties,omitempty"`
		} `json:"properties"`
		Fields string `json:"fields"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	s, err := b.sheetByID(in.Properties.ID)
	if err != nil {
		return nil, err
	}
	m, err := parseMask(in.Fields)
	if err != nil || in.Properties.Grid == nil {
		return nil, err
	}
	if m.wants("gridProperties", "frozenRowCount") {
		s.frozen = in.Properties.Grid.Frozen
	}
	if _, ok := m["gridProperties"]["columnCount"]; ok {
		s.columns = in.Properties.Grid.Columns
	}
	return map[string]any{}, nil
}

func (b *Book) doCreateMeta(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Metadata wireMeta `json:"developerMetadata"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	return nil, b.createMeta(in.Metadata)
}

func (b *Book) doDeleteMeta(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Filter dataFilter `json:"dataFilter"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	return nil, b.deleteMeta(in.Filter)
}

func (b *Book) doUpdateMeta(raw json.RawMessage) (map[string]any, error) {
	var in struct {
		Filters  []dataFilter `json:"dataFilters"`
		Metadata wireMeta     `json:"developerMetadata"`
		Fields   string       `json:"fields"`
	}
	if err := readBody(raw, &in); err != nil {
		return nil, err
	}
	for id, m := range b.metas {
		for _, f := range in.Filters {
			if f.Lookup != nil && f.Lookup.fits(m) {
				m.Value = in.Metadata.Value
				b.metas[id] = m
			}
		}
	}
	return map[string]any{}, nil
}
