package sheets

import "slices"

type dataFilter struct {
	Range  string      `json:"a1Range,omitempty"`
	Lookup *metaLookup `json:"developerMetadataLookup,omitempty"`
	Grid   *gridRange  `json:"gridRange,omitempty"`
}

type metaLookup struct {
	Key        string `json:"metadataKey,omitempty"`
	Value      string `json:"metadataValue,omitempty"`
	ID         int64  `json:"metadataId,omitempty"`
	Visibility string `json:"visibility,omitempty"`
	Type       string `json:"locationType,omitempty"`
}

func (l metaLookup) fits(e meta) bool {
	return (l.Key == "" || l.Key == e.Key) && (l.Value == "" || l.Value == e.Value) && (l.ID == 0 || l.ID == e.ID) &&
		(l.Visibility == "" || l.Visibility == e.Visibility) && (l.Type == "" || l.Type == e.location())
}

// boxes are the ranges that a filter selects now: a row's metadata selects the
// row wherever it has moved to.
func (b *Book) boxes(f dataFilter) ([]box, error) {
	switch {
	case f.Range != "":
		x, err := b.parseRange(f.Range)
		return []box{x}, err
	case f.Grid != nil:
		s, err := b.sheetByID(f.Grid.SheetID)
		if err != nil {
			return nil, err
		}
		r0, r1, c0, c1 := f.Grid.bounds(s)
		return []box{{s, r0, r1, c0, c1}}, nil
	case f.Lookup == nil:
		return nil, invalid("A data filter needs a range or a metadata lookup")
	}
	var out []box
	for _, id := range b.metaIDs() {
		e := b.metas[id]
		if !f.Lookup.fits(e) {
			continue
		}
		if s, at, ok := b.place(e); ok {
			out = append(out, box{s, at, at + 1, 0, s.columns})
		}
	}
	return out, nil
}

func (b *Book) metaIDs() []int64 {
	ids := make([]int64, 0, len(b.metas))
	for id := range b.metas {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

type matched struct {
	Range   wireRange    `json:"valueRange"`
	Filters []dataFilter `json:"dataFilters"`
}

// valuesGetByFilter is values.batchGetByDataFilter.
func (b *Book) valuesGetByFilter(body []byte) (any, error) {
	var in struct {
		Filters []dataFilter `json:"dataFilters"`
		Render  string       `json:"valueRenderOption,omitempty"`
		Dates   string       `json:"dateTimeRenderOption,omitempty"`
		Major   string       `json:"majorDimension,omitempty"`
	}
	if err := readBody(body, &in); err != nil {
		return nil, err
	}
	var out []matched
	for _, f := range in.Filters {
		boxes, err := b.boxes(f)
		if err != nil {
			return nil, err
		}
		for _, x := range boxes {
			out = append(out, matched{b.read(x, in.Render, in.Dates), []dataFilter{f}})
		}
	}
	return map[string]any{"spreadsheetId": b.o.ID, "valueRanges": out}, nil
}

// valuesUpdateByFilter is values.batchUpdateByDataFilter: all or nothing. A
// filter that selects nothing is passed over.
func (b *Book) valuesUpdateByFilter(body []byte) (any, error) {
	var in struct {
		Option string `json:"valueInputOption"`
		Data   []struct {
			Filter dataFilter `json:"dataFilter"`
			Major  string     `json:"majorDimension,omitempty"`
			Values [][]any    `json:"values,omitempty"`
		} `json:"data"`
	}
	if err := readBody(body, &in); err != nil {
		return nil, err
	}
	if in.Option != "RAW" && in.Option != "USER_ENTERED" {
		return nil, invalid("'valueInputOption' is required but not specified")
	}
	type step struct {
		x      box
		values [][]any
		filter dataFilter
	}
	var steps []step
	for _, d := range in.Data {
		boxes, err := b.boxes(d.Filter)
		if err != nil {
			return nil, err
		}
		for _, x := range boxes {
			if err := fits(x, d.Values); err != nil {
				return nil, err
			}
			steps = append(steps, step{x, d.Values, d.Filter})
		}
	}
	total, responses := 0, make([]map[string]any, len(steps))
	for i, st := range steps {
		cells := b.write(st.x, st.values, in.Option)
		responses[i] = map[string]any{"dataFilter": st.filter, "updatedCells": cells}
		total += cells
	}
	return map[string]any{"spreadsheetId": b.o.ID, "totalUpdatedCells": total, "responses": responses}, nil
}
