package bot

import (
	"fmt"
	"unicode/utf8"
)

// overLimit names what Slack would refuse of a message's blocks, by the table
// of limits in Block Kit's reference.
func overLimit(blocks []map[string]any) (faults []string) {
	bad := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	text := func(what string, v any, most int) {
		s, _ := v.(map[string]any)["text"].(string)
		if n := utf8.RuneCountInString(s); n < 1 || n > most {
			bad("%s has %d code points, at most %d", what, n, most)
		}
	}
	if len(blocks) > 50 {
		bad("%d blocks", len(blocks))
	}
	tables := 0
	for _, b := range blocks {
		if id, _ := b["block_id"].(string); utf8.RuneCountInString(id) > 255 {
			bad("block_id too long")
		}
		switch b["type"] {
		case "context_actions":
			if els, _ := b["elements"].([]any); len(els) < 1 || len(els) > 5 {
				bad("%d context actions", len(els))
			}
		case "section":
			fields, _ := b["fields"].([]any)
			if b["text"] == nil && len(fields) == 0 {
				bad("empty section")
			}
			if b["text"] != nil {
				text("section", b["text"], 3000)
			}
			if len(fields) > 10 {
				bad("%d fields", len(fields))
			}
			for _, f := range fields {
				text("field", f, 2000)
			}
		case "context":
			els, _ := b["elements"].([]any)
			if len(els) < 1 || len(els) > 10 {
				bad("%d context elements", len(els))
			}
			for _, e := range els {
				text("context", e, 3000)
			}
		case "actions":
			faults = append(faults, overActions(b, text)...)
		case "image":
			faults = append(faults, overImage(b)...)
		case "data_visualization":
			faults = append(faults, overChart(b)...)
		case "table":
			tables++
			faults = append(faults, overTable(b)...)
		default:
			bad("unexpected block %v", b["type"])
		}
	}
	if tables > 1 {
		bad("%d tables", tables)
	}
	return faults
}

func overActions(b map[string]any, text func(string, any, int)) (faults []string) {
	els, _ := b["elements"].([]any)
	if len(els) < 1 || len(els) > 25 {
		faults = append(faults, fmt.Sprintf("%d action elements", len(els)))
	}
	seen := map[any]bool{}
	for _, e := range els {
		el := e.(map[string]any)
		text("button", el["text"], 75)
		if v, _ := el["value"].(string); utf8.RuneCountInString(v) > 2000 {
			faults = append(faults, "button value too long")
		}
		if id, _ := el["action_id"].(string); utf8.RuneCountInString(id) > 255 || id == "" {
			faults = append(faults, fmt.Sprintf("action_id %q", id))
		}
		if seen[el["action_id"]] {
			faults = append(faults, fmt.Sprintf("action_id %v twice", el["action_id"]))
		}
		seen[el["action_id"]] = true
	}
	return faults
}

func overTable(b map[string]any) (faults []string) {
	rows, _ := b["rows"].([]any)
	if len(rows) < 1 || len(rows) > 100 {
		faults = append(faults, fmt.Sprintf("%d rows", len(rows)))
	}
	total := 0
	for _, r := range rows {
		cells := r.([]any)
		if len(cells) < 1 || len(cells) > 20 {
			faults = append(faults, fmt.Sprintf("%d columns", len(cells)))
		}
		for _, c := range cells {
			s, _ := c.(map[string]any)["text"].(string)
			total += utf8.RuneCountInString(s)
			if s == "" {
				faults = append(faults, "empty cell")
			}
		}
	}
	if settings, _ := b["column_settings"].([]any); len(settings) > 20 {
		faults = append(faults, fmt.Sprintf("%d column settings", len(settings)))
	}
	if total > 10_000 {
		faults = append(faults, fmt.Sprintf("table of %d characters", total))
	}
	return faults
}

func overImage(b map[string]any) (faults []string) {
	alt, _ := b["alt_text"].(string)
	if n := utf8.RuneCountInString(alt); n < 1 || n > 2000 {
		faults = append(faults, fmt.Sprintf("alt text of %d code points", n))
	}
	file, _ := b["slack_file"].(map[string]any)
	if id, _ := file["id"].(string); id == "" || file["url"] != nil || b["image_url"] != nil {
		faults = append(faults, "an image names one file, by its id alone")
	}
	return faults
}

func overChart(b map[string]any) (faults []string) {
	bad := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	length := func(what string, v any, least, most int) {
		s, _ := v.(string)
		if n := utf8.RuneCountInString(s); n < least || n > most {
			bad("%s has %d code points", what, n)
		}
	}
	length("chart title", b["title"], 1, 50)
	chart, _ := b["chart"].(map[string]any)
	axis, _ := chart["axis_config"].(map[string]any)
	length("y label", axis["y_label"], 0, 50)
	known := map[any]bool{}
	categories, _ := axis["categories"].([]any)
	for _, c := range categories {
		length("category", c, 1, 20)
		known[c] = true
	}
	if len(categories) < 1 || len(categories) > 20 || len(known) != len(categories) {
		bad("%d categories, %d of them different", len(categories), len(known))
	}
	series, _ := chart["series"].([]any)
	names := map[any]bool{}
	for _, v := range series {
		s := v.(map[string]any)
		length("series name", s["name"], 1, 20)
		names[s["name"]] = true
		data, _ := s["data"].([]any)
		if len(data) != len(categories) {
			bad("%d points for %d categories", len(data), len(categories))
		}
		for _, p := range data {
			if !known[p.(map[string]any)["label"]] {
				bad("point %v has no category", p)
			}
		}
	}
	if len(series) < 1 || len(series) > 6 || len(names) != len(series) {
		bad("%d series, %d of them different", len(series), len(names))
	}
	return faults
}
