package slack_test

import (
	"fmt"
	"strings"
)

type o = map[string]any
type l = []any

func chars(n int) string { return strings.Repeat("é", n) } // two bytes, one character

func text(n int) o   { return o{"type": "plain_text", "text": chars(n)} }
func mrk(n int) o    { return o{"type": "mrkdwn", "text": chars(n)} }
func sectionOf() o   { return o{"type": "section", "text": mrk(1)} }
func act(e ...any) o { return o{"type": "actions", "elements": e} }

func button(change o) o {
	b := o{"type": "button", "text": text(3)}
	for k, v := range change {
		b[k] = v
	}
	return b
}

func option(n, v, d int) o {
	return o{"text": text(n), "value": chars(v), "description": text(d)}
}

func times(n int, make func(i int) any) l {
	out := l{}
	for i := range n {
		out = append(out, make(i))
	}
	return out
}

func options(n int) l {
	return times(n, func(i int) any { return o{"text": text(2), "value": fmt.Sprint(i)} })
}

func selectOf(change o) o {
	s := o{"type": "static_select", "options": options(2)}
	for k, v := range change {
		s[k] = v
	}
	return act(s)
}

func tableOf(kind string, rows, cols int) o {
	t := o{"type": kind, "rows": times(rows, func(int) any {
		return times(cols, func(int) any { return o{"type": "raw_text", "text": "x"} })
	})}
	if kind == "data_table" {
		t["caption"] = "Trucks"
	}
	return t
}

func pie(title, label, segments int) o {
	return o{"type": "data_visualization", "title": chars(title), "chart": o{"type": "pie", "segments": times(segments, func(i int) any {
		return o{"label": chars(label-1) + string(rune('a'+i)), "value": 1 + i}
	})}}
}

func bars(series, points int) o {
	name := func(i int) string { return fmt.Sprintf("n%d", i) }
	return o{"type": "data_visualization", "title": "t", "chart": o{"type": "bar",
		"axis_config": o{"categories": times(points, func(i int) any { return name(i) })},
		"series": times(series, func(s int) any {
			return o{"name": name(s), "data": times(points, func(i int) any { return o{"label": name(i), "value": -1.5} })}
		})}}
}

func confirm(title, body, ok int) o {
	return act(button(o{"confirm": o{"title": text(title), "text": mrk(body), "confirm": text(ok), "deny": text(ok)}}))
}

func input(element o) o {
	return o{"type": "input", "label": text(5), "element": element}
}

// limits lists one block per limit: right(n) is taken at n and refused at n+1,
// with the pointer given.
func limits() []struct {
	name  string
	most  int
	at    string
	block func(n int) any
} {
	return []struct {
		name  string
		most  int
		at    string
		block func(n int) any
	}{
		{"section text", 3000, "/blocks/0/text/text", func(n int) any { return o{"type": "section", "text": mrk(n)} }},
		{"section fields", 10, "/blocks/0/fields", func(n int) any {
			return o{"type": "section", "fields": times(n, func(int) any { return mrk(1) })}
		}},
		{"section field text", 2000, "/blocks/0/fields/0/text", func(n int) any { return o{"type": "section", "fields": l{mrk(n)}} }},
		{"header", 150, "/blocks/0/text/text", func(n int) any { return o{"type": "header", "text": text(n)} }},
		{"header level", 4, "/blocks/0/level", func(n int) any { return o{"type": "header", "text": text(1), "level": n} }},
		{"context elements", 10, "/blocks/0/elements", func(n int) any {
			return o{"type": "context", "elements": times(n, func(int) any { return mrk(1) })}
		}},
		{"actions elements", 25, "/blocks/0/elements", func(n int) any {
			return act(times(n, func(int) any { return button(nil) })...)
		}},
		{"context_actions elements", 5, "/blocks/0/elements", func(n int) any {
			return o{"type": "context_actions", "elements": times(n, func(int) any {
				return o{"type": "icon_button", "icon": "trash", "text": text(3)}
			})}
		}},
		{"button text", 75, "/blocks/0/elements/0/text/text", func(n int) any { return act(button(o{"text": text(n)})) }},
		{"button value", 2000, "/blocks/0/elements/0/value", func(n int) any { return act(button(o{"value": chars(n)})) }},
		{"button url", 3000, "/blocks/0/elements/0/url", func(n int) any {
			return act(button(o{"url": "https://" + chars(n-8)}))
		}},
		{"button label", 75, "/blocks/0/elements/0/accessibility_label", func(n int) any {
			return act(button(o{"accessibility_label": chars(n)}))
		}},
		{"action_id", 255, "/blocks/0/elements/0/action_id", func(n int) any { return act(button(o{"action_id": chars(n)})) }},
		{"block_id", 255, "/blocks/0/block_id", func(n int) any { return o{"type": "divider", "block_id": chars(n)} }},
		{"option text", 75, "/blocks/0/elements/0/options/0/text/text", func(n int) any { return selectOf(o{"options": l{option(n, 1, 1)}}) }},
		{"option value", 150, "/blocks/0/elements/0/options/0/value", func(n int) any { return selectOf(o{"options": l{option(1, n, 1)}}) }},
		{"option description", 75, "/blocks/0/elements/0/options/0/description/text", func(n int) any { return selectOf(o{"options": l{option(1, 1, n)}}) }},
		{"select options", 100, "/blocks/0/elements/0/options", func(n int) any { return selectOf(o{"options": options(n)}) }},
		{"select groups", 100, "/blocks/0/elements/0/option_groups", func(n int) any {
			return act(o{"type": "static_select", "option_groups": times(n, func(int) any { return o{"label": text(1), "options": options(1)} })})
		}},
		{"overflow options", 5, "/blocks/0/elements/0/options", func(n int) any { return act(o{"type": "overflow", "options": options(n)}) }},
		{"radio options", 10, "/blocks/0/elements/0/options", func(n int) any { return act(o{"type": "radio_buttons", "options": options(n)}) }},
		{"checkbox options", 10, "/blocks/0/elements/0/options", func(n int) any { return act(o{"type": "checkboxes", "options": options(n)}) }},
		{"placeholder", 150, "/blocks/0/elements/0/placeholder/text", func(n int) any { return selectOf(o{"placeholder": text(n)}) }},
		{"input label", 2000, "/blocks/0/label/text", func(n int) any {
			return o{"type": "input", "label": text(n), "element": o{"type": "plain_text_input"}}
		}},
		{"input hint", 2000, "/blocks/0/hint/text", func(n int) any {
			return o{"type": "input", "label": text(1), "hint": text(n), "element": o{"type": "plain_text_input"}}
		}},
		{"input max_length", 3000, "/blocks/0/element/max_length", func(n int) any { return input(o{"type": "plain_text_input", "max_length": n}) }},
		{"file_input files", 10, "/blocks/0/element/max_files", func(n int) any { return input(o{"type": "file_input", "max_files": n}) }},
		{"confirm title", 100, "/blocks/0/elements/0/confirm/title/text", func(n int) any { return confirm(n, 1, 1) }},
		{"confirm text", 300, "/blocks/0/elements/0/confirm/text/text", func(n int) any { return confirm(1, n, 1) }},
		{"confirm buttons", 30, "/blocks/0/elements/0/confirm/deny/text", func(n int) any { return confirm(1, 1, n) }},
		{"image url", 3000, "/blocks/0/image_url", func(n int) any {
			return o{"type": "image", "image_url": "https://" + chars(n-8), "alt_text": "x"}
		}},
		{"image alt", 2000, "/blocks/0/alt_text", func(n int) any {
			return o{"type": "image", "image_url": "https://x.example/a.png", "alt_text": chars(n)}
		}},
		{"markdown", 12_000, "/blocks/0/text", func(n int) any { return o{"type": "markdown", "text": chars(n)} }},
		{"table rows", 100, "/blocks/0/rows", func(n int) any { return tableOf("table", n, 2) }},
		{"table columns", 20, "/blocks/0/rows/0", func(n int) any { return tableOf("table", 2, n) }},
		{"data_table rows and header", 101, "/blocks/0/rows", func(n int) any { return tableOf("data_table", n, 2) }},
		{"data_table columns", 20, "/blocks/0/rows/0", func(n int) any { return tableOf("data_table", 2, n) }},
		{"data_table page", 100, "/blocks/0/page_size", func(n int) any {
			t := tableOf("data_table", 2, 2)
			t["page_size"] = n
			return t
		}},
		{"chart title", 50, "/blocks/0/title", func(n int) any { return pie(n, 2, 1) }},
		{"chart label", 20, "/blocks/0/chart/segments/0/label", func(n int) any { return pie(1, n, 1) }},
		{"chart segments", 6, "/blocks/0/chart/segments", func(n int) any { return pie(1, 2, n) }},
		{"chart series", 6, "/blocks/0/chart/series", func(n int) any { return bars(n, 2) }},
		{"chart points", 20, "/blocks/0/chart/series/0/data", func(n int) any { return bars(1, n) }},
		{"card title", 150, "/blocks/0/title/text", func(n int) any { return o{"type": "card", "title": mrk(n)} }},
		{"card body", 200, "/blocks/0/body/text", func(n int) any { return o{"type": "card", "body": mrk(n)} }},
		{"card buttons", 3, "/blocks/0/actions", func(n int) any {
			return o{"type": "card", "title": mrk(1), "actions": times(n, func(int) any { return button(nil) })}
		}},
		{"carousel", 10, "/blocks/0/elements", func(n int) any {
			return o{"type": "carousel", "elements": times(n, func(int) any { return o{"type": "card", "title": mrk(1)} })}
		}},
		{"container children", 10, "/blocks/0/child_blocks", func(n int) any {
			return o{"type": "container", "title": text(1), "child_blocks": times(n, func(int) any { return sectionOf() })}
		}},
		{"layout items", 3, "/blocks/0/rows/0/items", func(n int) any {
			return o{"type": "layout", "label": "x", "rows": l{o{"items": times(n, func(int) any { return o{"block": sectionOf()} })}}}
		}},
	}
}
