package slack

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// oneTable notes a table; a message takes one.
func (k *checker) oneTable(at string) {
	if k.tables++; k.tables > 1 {
		k.refuse(at, "only_one_table_allowed")
	}
}

func (k *checker) table(b obj, at string) {
	k.oneTable(at)
	rows := k.array(b["rows"], at+"/rows", 1, 100)
	k.cells(rows, at, "raw_text", "raw_number", "rich_text")
	if b["column_settings"] != nil {
		k.array(b["column_settings"], at+"/column_settings", 0, 20)
	}
}

func (k *checker) dataTable(b obj, at string) {
	k.oneTable(at)
	k.str(b, "caption", at, limit{max: 150, need: true})
	rows := k.array(b["rows"], at+"/rows", 2, 101) // a header and a hundred
	k.cells(rows, at, "raw_text", "raw_number", "rich_text", "action_cell")
	if len(rows) > 0 {
		head, _ := rows[0].([]any)
		for j, c := range head {
			if o, _ := c.(obj); text(o, "type") != "raw_text" {
				k.refuse(fmt.Sprintf("%s/rows/0/%d/type", at, j), "header cells must be raw_text")
			}
		}
	}
	if n, there := intOf(b["page_size"]); there && (n < 1 || n > 100) {
		k.refuse(at+"/page_size", "must be between 1 and 100")
	}
}

// cells checks the grid: 1 to 20 columns, every row as wide as the first.
func (k *checker) cells(rows []any, at string, kinds ...string) {
	width := -1
	for i, r := range rows {
		where := fmt.Sprintf("%s/rows/%d", at, i)
		row := k.array(r, where, 1, 20)
		if width < 0 {
			width = len(row)
		}
		if len(row) != width {
			k.refuse(where, "all rows must have the same number of columns")
		}
		for j, c := range row {
			k.cell(c, fmt.Sprintf("%s/%d", where, j), kinds)
		}
	}
}

func (k *checker) cell(v any, at string, kinds []string) {
	o, _ := v.(obj)
	kind := text(o, "type")
	known := false
	for _, x := range kinds {
		known = known || x == kind
	}
	switch {
	case !known:
		k.refuse(at+"/type", "unsupported type: %s", kind)
	case kind == "raw_text":
		k.str(o, "text", at, limit{max: 3000, need: true})
	case kind == "raw_number":
		if _, isNumber := o["value"].(json.Number); !isNumber {
			k.refuse(at, "missing required field: value")
		}
	case kind == "rich_text":
		k.richText(o, at)
	case kind == "action_cell":
		k.element(o["element"], at+"/element", []string{"button"})
		if o["fallback"] != nil {
			k.cell(o["fallback"], at+"/fallback", []string{"raw_text", "raw_number"})
		}
	}
}

// chart checks data_visualization: pie segments, or series over shared categories.
func (k *checker) chart(b obj, at string) {
	k.str(b, "title", at, limit{max: 50, need: true})
	c, at := child(b, "chart"), at+"/chart"
	switch kind := text(c, "type"); kind {
	case "pie":
		for i, s := range k.array(c["segments"], at+"/segments", 1, 6) {
			o, _ := s.(obj)
			where := fmt.Sprintf("%s/segments/%d", at, i)
			k.str(o, "label", where, limit{max: 20, need: true})
			if v, ok := numberOf(o["value"]); !ok || v <= 0 {
				k.refuse(where+"/value", "must be greater than 0")
			}
		}
	case "line", "bar", "area":
		k.series(c, at)
	default:
		k.refuse(at+"/type", "unsupported type: %s", kind)
	}
}

func (k *checker) series(c obj, at string) {
	axis := child(c, "axis_config")
	k.str(axis, "x_label", at+"/axis_config", limit{max: 50})
	k.str(axis, "y_label", at+"/axis_config", limit{max: 50})
	known := map[string]bool{}
	for i, v := range k.array(axis["categories"], at+"/axis_config/categories", 1, 20) {
		name, _ := v.(string)
		k.unique(known, name, fmt.Sprintf("%s/axis_config/categories/%d", at, i))
	}
	names := map[string]bool{}
	for i, v := range k.array(c["series"], at+"/series", 1, 6) {
		s, _ := v.(obj)
		where := fmt.Sprintf("%s/series/%d", at, i)
		k.unique(names, text(s, "name"), where+"/name")
		points := k.array(s["data"], where+"/data", 1, 20)
		if len(points) != len(known) {
			k.refuse(where+"/data", "must have one point for every category")
		}
		seen := map[string]bool{}
		for j, p := range points {
			o, _ := p.(obj)
			spot := fmt.Sprintf("%s/data/%d", where, j)
			k.unique(seen, text(o, "label"), spot+"/label")
			if !known[text(o, "label")] {
				k.refuse(spot+"/label", "must match a category")
			}
			if _, ok := numberOf(o["value"]); !ok {
				k.refuse(spot+"/value", "must be a number")
			}
		}
	}
}

// unique wants a label of 1 to 20 characters that was not used before.
func (k *checker) unique(seen map[string]bool, label, at string) {
	if n := utf8.RuneCountInString(label); n < 1 || n > 20 {
		k.refuse(at, "must be between 1 and 20 characters")
	}
	if seen[label] {
		k.refuse(at, "must be unique: %s", label)
	}
	seen[label] = true
}

func numberOf(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}
