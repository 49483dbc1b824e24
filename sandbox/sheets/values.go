package sheets

import (
	"net/url"
)

type wireRange struct {
	Range     string  `json:"range,omitempty"`
	Dimension string  `json:"majorDimension,omitempty"`
	Values    [][]any `json:"values,omitempty"`
}

// valuesGet is values.batchGet.
func (b *Book) valuesGet(q url.Values) (any, error) {
	out := map[string]any{"spreadsheetId": b.o.ID}
	var list []wireRange
	for _, text := range q["ranges"] {
		x, err := b.parseRange(text)
		if err != nil {
			return nil, err
		}
		list = append(list, b.read(x, q.Get("valueRenderOption"), q.Get("dateTimeRenderOption")))
	}
	out["valueRanges"] = list
	return out, nil
}

// read gives a range's values; what is empty at the end of a row, and rows
// empty to the end, are left out, as Google does.
func (b *Book) read(x box, render, dates string) wireRange {
	w := wireRange{Range: address(x.s, x.r0, max(x.r1, x.r0+1), x.c0, x.c1), Dimension: "ROWS"}
	for at := x.r0; at < min(x.r1, len(x.s.rows)); at++ {
		r := x.s.rows[at]
		values := []any{}
		for col := x.c0; col < min(x.c1, r.width()); col++ {
			values = append(values, b.render(x.s, r.at(col), render, dates))
		}
		w.Values = append(w.Values, values)
	}
	for n := len(w.Values); n > 0 && len(w.Values[n-1]) == 0; n-- {
		w.Values = w.Values[:n-1]
	}
	return w
}

func (b *Book) render(s *sheet, c cell, render, dates string) any {
	if render == "FORMULA" && c.formula != "" {
		return c.formula
	}
	v := b.effective(s, c)
	isDate := c.format.Type == "DATE" || c.format.Type == "DATE_TIME"
	switch {
	case render == "" || render == "FORMATTED_VALUE", v.Kind == Number && isDate && dates != "SERIAL_NUMBER":
		return show(v, c.format, b.o.Locale)
	case v.Kind == Number:
		return v.Num
	case v.Kind == Boolean:
		return v.Bool
	}
	return v.Str
}

type valuesBody struct {
	Option        string      `json:"valueInputOption"`
	Data          []wireRange `json:"data"`
	Include       bool        `json:"includeValuesInResponse,omitempty"`
	ResponseValue string      `json:"responseValueRenderOption,omitempty"`
	ResponseDate  string      `json:"responseDateTimeRenderOption,omitempty"`
}

// valuesUpdate is values.batchUpdate: all of it or nothing.
func (b *Book) valuesUpdate(body []byte) (any, error) {
	var in valuesBody
	if err := readBody(body, &in); err != nil {
		return nil, err
	}
	if in.Option != "RAW" && in.Option != "USER_ENTERED" {
		return nil, invalid("'valueInputOption' is required but not specified")
	}
	var boxes []box
	for _, d := range in.Data {
		x, err := b.parseRange(d.Range)
		if err != nil {
			return nil, err
		}
		if err := fits(x, d.Values); err != nil {
			return nil, err
		}
		boxes = append(boxes, x)
	}
	cells := 0
	for i, d := range in.Data {
		cells += b.write(boxes[i], d.Values, in.Option)
	}
	return map[string]any{"spreadsheetId": b.o.ID, "totalUpdatedCells": cells}, nil
}

// fits refuses values beyond the range or the grid.
func fits(x box, values [][]any) error {
	if len(values) > x.r1-x.r0 {
		return invalid("Requested writing within range [%s], but tried writing to row [%d]", address(x.s, x.r0, x.r1, x.c0, x.c1), x.r0+len(values))
	}
	for _, r := range values {
		if len(r) > x.c1-x.c0 {
			return invalid("Requested writing within range [%s], but tried writing to column [%s]", address(x.s, x.r0, x.r1, x.c0, x.c1), columnName(x.c0+len(r)-1))
		}
	}
	return nil
}

// write sets the values of a range; null leaves a cell as it is, and an empty
// text empties it.
func (b *Book) write(x box, values [][]any, option string) (cells int) {
	for i, line := range values {
		r := x.s.rows[x.r0+i]
		for k, v := range line {
			if v == nil {
				continue
			}
			c := r.at(x.c0 + k)
			c.take(v, option, b.o.Locale)
			r.set(x.c0+k, c)
			cells++
		}
	}
	return cells
}

// take sets a cell from JSON.
func (c *cell) take(v any, option, locale string) {
	c.formula = ""
	switch v := v.(type) {
	case float64:
		c.value = NumberValue(v)
	case bool:
		c.value = Value{Kind: Boolean, Bool: v}
	case string:
		if option == "USER_ENTERED" {
			c.enter(v, locale)
			return
		}
		c.value = TextValue(v)
	}
}
