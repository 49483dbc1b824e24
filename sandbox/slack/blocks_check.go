package slack

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// checker walks blocks and notes everything that Slack would refuse.
// Lengths are in Unicode code points.
type checker struct {
	surface  string // message, attachment, modal or home
	lines    []string
	blockIDs map[string]bool
	markdown int // code points of all markdown blocks together
	tables   int
	fileIs   func(ref obj) bool // is this slack_file uploaded and ready
	lacks    func(kind string) bool
	lacked   bool // a block was refused only because of a fault
}

func (w *Workspace) checker(surface string) *checker {
	return &checker{surface: surface, blockIDs: map[string]bool{}, fileIs: w.fileReady, lacks: w.faults.lacks}
}

// checkMessage returns one line per fault, none when Slack would take the blocks.
func (w *Workspace) checkMessage(blocks []any) []string {
	k := w.checker("message")
	k.blocks(blocks, "/blocks", maxMessage)
	return w.checked(k)
}

// checked ends a check; a refusal that only a fault brought is counted off.
func (w *Workspace) checked(k *checker) []string {
	if k.lacked {
		w.faults.native.left--
	}
	return k.lines
}

// checkAttachments checks the blocks inside attachments.
func (w *Workspace) checkAttachments(list []any) []string {
	k := w.checker("attachment")
	for i, a := range list {
		at := fmt.Sprintf("/attachments/%d", i)
		o, ok := a.(obj)
		if !ok {
			k.refuse(at, "must provide an object")
			continue
		}
		if inner, there := o["blocks"]; there && inner != nil {
			k.blockIDs = map[string]bool{}
			k.blocks(inner, at+"/blocks", maxMessage)
		}
	}
	return w.checked(k)
}

func (k *checker) refuse(at, format string, args ...any) {
	k.lines = append(k.lines, "[ERROR] "+fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

func (k *checker) blocks(v any, at string, most int) {
	list, ok := v.([]any)
	if !ok && v != nil {
		k.refuse(at, "must be an array")
		return
	}
	if len(list) > most {
		k.refuse(at, "no more than %d items allowed", most)
	}
	for i, b := range list {
		where := fmt.Sprintf("%s/%d", at, i)
		o, isObject := b.(obj)
		if !isObject {
			k.refuse(where, "must provide an object")
			continue
		}
		k.block(o, where)
	}
	if k.markdown > maxMarkdownText {
		k.refuse(at, "markdown text must be less than %d characters in total", maxMarkdownText+1)
		k.markdown = 0
	}
}

func (k *checker) block(b obj, at string) {
	kind := text(b, "type")
	lacking := k.lacks(kind)
	k.lacked = k.lacked || lacking
	if lacking || !k.allowed(kind) {
		k.refuse(at+"/type", "unsupported type: %s", kind)
		return
	}
	k.blockID(b, at)
	switch kind {
	case "section":
		k.section(b, at)
	case "header":
		k.text(b, "text", at, limit{max: 150, plain: true, need: true})
		if n, there := intOf(b["level"]); there && (n < 1 || n > 4) {
			k.refuse(at+"/level", "must be between 1 and 4")
		}
	case "image":
		k.image(b, at)
		k.text(b, "title", at, limit{max: 2000, plain: true})
	case "context":
		k.context(b, at)
	case "actions":
		k.row(b, at, 25, kindsIn("actions"))
	case "context_actions":
		k.row(b, at, 5, []string{"feedback_buttons", "icon_button"})
	case "input":
		k.input(b, at)
	case "rich_text":
		k.richText(b, at)
	case "markdown":
		k.str(b, "text", at, limit{max: maxMarkdownText, need: true})
		k.markdown += utf8.RuneCountInString(text(b, "text"))
	case "video":
		k.video(b, at)
	default:
		k.newer(kind, b, at)
	}
}

// allowed says which blocks a surface takes.
func (k *checker) allowed(kind string) bool {
	switch kind {
	case "section", "header", "image", "context", "actions", "input", "divider", "rich_text", "video", "container", "layout":
		return true
	case "markdown", "table", "data_table", "data_visualization", "context_actions", "card", "carousel", "task_card", "plan":
		return k.surface == "message" || k.surface == "attachment"
	case "alert":
		return k.surface == "modal"
	}
	return false
}

func (k *checker) blockID(b obj, at string) {
	k.str(b, "block_id", at, limit{max: 255})
	id := text(b, "block_id")
	if id == "" {
		return
	}
	if k.blockIDs[id] {
		k.refuse(at+"/block_id", "block_id already exists: %s", id)
	}
	k.blockIDs[id] = true
	k.uniqueActions(b, at)
}

// uniqueActions wants every action_id once per block.
func (k *checker) uniqueActions(b obj, at string) {
	seen := map[string]bool{}
	for _, f := range elementsIn([]any{b}) {
		if f.blockID() != text(b, "block_id") {
			continue
		}
		if seen[f.actionID()] {
			k.refuse(at, "action_id already exists: %s", f.actionID())
		}
		seen[f.actionID()] = true
	}
}

func (k *checker) section(b obj, at string) {
	fields, hasFields := b["fields"]
	if b["text"] == nil && !hasFields {
		k.refuse(at, "missing required field: text or fields")
		return
	}
	k.text(b, "text", at, limit{max: 3000})
	if hasFields {
		list := k.array(fields, at+"/fields", 1, 10)
		for i := range list {
			k.textAt(list[i], fmt.Sprintf("%s/fields/%d", at, i), limit{max: 2000})
		}
	}
	if accessory, there := b["accessory"]; there && accessory != nil {
		k.element(accessory, at+"/accessory", kindsIn("accessory"))
	}
}

func (k *checker) context(b obj, at string) {
	for i, e := range k.array(b["elements"], at+"/elements", 1, 10) {
		where := fmt.Sprintf("%s/elements/%d", at, i)
		o, _ := e.(obj)
		switch text(o, "type") {
		case "image":
			k.image(o, where)
		case "plain_text", "mrkdwn":
			k.textAt(o, where, limit{max: 3000})
		default:
			k.refuse(where+"/type", "unsupported type: %s", text(o, "type"))
		}
	}
}

// row checks a block that is a list of interactive elements.
func (k *checker) row(b obj, at string, most int, kinds []string) {
	for i, e := range k.array(b["elements"], at+"/elements", 1, most) {
		k.element(e, fmt.Sprintf("%s/elements/%d", at, i), kinds)
	}
	if text(b, "block_id") == "" {
		k.uniqueActions(b, at)
	}
}

func (k *checker) input(b obj, at string) {
	k.text(b, "label", at, limit{max: 2000, plain: true, need: true})
	k.text(b, "hint", at, limit{max: 2000, plain: true})
	if b["element"] == nil {
		k.refuse(at, "missing required field: element")
		return
	}
	k.element(b["element"], at+"/element", kindsIn("input"))
}

func (k *checker) image(b obj, at string) {
	ref, hasFile := b["slack_file"].(obj)
	switch {
	case hasFile && !k.fileIs(ref):
		k.refuse(at+"/slack_file", "invalid slack file")
	case !hasFile:
		k.str(b, "image_url", at, limit{max: 3000, need: true})
		k.link(b, "image_url", at)
	}
	k.str(b, "alt_text", at, limit{max: 2000, need: true})
}

func (k *checker) link(b obj, key, at string) {
	u := text(b, key)
	if u != "" && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") {
		k.refuse(at+"/"+key, "invalid_url")
	}
}
