package slack

import "fmt"

// newer checks the blocks that came to Block Kit in 2025 and 2026.
func (k *checker) newer(kind string, b obj, at string) {
	switch kind {
	case "table":
		k.table(b, at)
	case "data_table":
		k.dataTable(b, at)
	case "data_visualization":
		k.chart(b, at)
	case "alert":
		k.text(b, "text", at, limit{max: 200, need: true})
	case "card":
		k.card(b, at)
	case "carousel":
		for i, c := range k.array(b["elements"], at+"/elements", 1, 10) {
			where := fmt.Sprintf("%s/elements/%d", at, i)
			o, _ := c.(obj)
			if text(o, "type") != "card" {
				k.refuse(where+"/type", "unsupported type: %s", text(o, "type"))
				continue
			}
			k.card(o, where)
		}
	case "container":
		k.container(b, at)
	case "layout":
		k.layout(b, at)
	case "task_card":
		k.task(b, at)
	case "plan":
		k.str(b, "title", at, limit{max: 256, need: true})
		for i, t := range k.array(b["tasks"], at+"/tasks", 0, 50) {
			o, _ := t.(obj)
			k.task(o, fmt.Sprintf("%s/tasks/%d", at, i))
		}
	}
}

func (k *checker) task(b obj, at string) {
	k.str(b, "task_id", at, limit{max: 255, need: true})
	k.str(b, "title", at, limit{max: 256, need: true})
	switch s := text(b, "status"); s {
	case "", "pending", "in_progress", "complete", "error":
	default:
		k.refuse(at+"/status", "unsupported status: %s", s)
	}
}

func (k *checker) card(b obj, at string) {
	k.text(b, "title", at, limit{max: 150})
	k.text(b, "subtitle", at, limit{max: 150})
	k.text(b, "body", at, limit{max: 200})
	k.text(b, "subtext", at, limit{max: 200})
	for _, key := range []string{"hero_image", "icon"} {
		if o := child(b, key); o != nil {
			k.image(o, at+"/"+key)
		}
	}
	if b["title"] == nil && b["body"] == nil && b["hero_image"] == nil && b["actions"] == nil {
		k.refuse(at, "must have a title, a body, an image or actions")
	}
	if b["actions"] != nil {
		for i, e := range k.array(b["actions"], at+"/actions", 1, 3) {
			k.element(e, fmt.Sprintf("%s/actions/%d", at, i), []string{"button"})
		}
	}
}

func (k *checker) container(b obj, at string) {
	if b["rich_text_title"] == nil {
		k.text(b, "title", at, limit{max: 150, plain: true, need: true})
	}
	k.text(b, "subtitle", at, limit{max: 150})
	k.array(b["child_blocks"], at+"/child_blocks", 1, 10)
	for i, c := range objects(b["child_blocks"]) {
		where := fmt.Sprintf("%s/child_blocks/%d", at, i)
		if text(c, "type") == "container" {
			k.refuse(where+"/type", "unsupported type: container")
			continue
		}
		k.block(c, where)
	}
}

func (k *checker) layout(b obj, at string) {
	k.str(b, "label", at, limit{max: 150, need: true})
	for i, r := range k.array(b["rows"], at+"/rows", 1, 50) {
		row, _ := r.(obj)
		where := fmt.Sprintf("%s/rows/%d", at, i)
		for j, x := range k.array(row["items"], where+"/items", 1, 3) {
			item, _ := x.(obj)
			inner, spot := child(item, "block"), fmt.Sprintf("%s/items/%d/block", where, j)
			switch text(inner, "type") {
			case "markdown", "layout", "":
				k.refuse(spot+"/type", "unsupported type: %s", text(inner, "type"))
			default:
				k.block(inner, spot)
			}
		}
	}
	if b["fallback"] != nil {
		k.blocks(b["fallback"], at+"/fallback", maxMessage)
	}
}
