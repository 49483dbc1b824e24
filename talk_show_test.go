package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// talkMessage is a message as the workspace keeps it.
type talkMessage struct {
	TS       string           `json:"ts"`
	User     string           `json:"user"`
	Text     string           `json:"text"`
	ThreadTS string           `json:"thread_ts"`
	Only     string           `json:"ephemeral_to"`
	Blocks   []map[string]any `json:"blocks"`
	Files    []map[string]any `json:"files"`
}

type talkView struct {
	ID       string           `json:"id"`
	Callback string           `json:"callback_id"`
	Title    map[string]any   `json:"title"`
	Blocks   []map[string]any `json:"blocks"`
}

// spot is a message and where people find it.
type spot struct {
	place string // "dispatch", or "dm dispatcher"
	talkMessage
}

var (
	talkPeople   = []string{"dispatcher", "manager", "admin", "driver", "viewer"}
	talkSeconds  = regexp.MustCompile(`\b\d+(\.\d+)? m?s\b`) // an age in seconds, or what a job took, says how fast the test ran
	talkChannels = []string{"dispatch", "ops-alerts", "reports"}
)

func (s spot) key() string { return s.place + " " + s.TS }

// changes looks at all messages and forms and says what differs from the end
// of the last step.
func (w *talk) changes() string {
	w.Helper()
	w.spots, w.fresh = nil, map[string]string{}
	var out strings.Builder
	look := func(place string, list []talkMessage) {
		// What all see comes first: a delivery and somebody's own answer race each other.
		slices.SortStableFunc(list, func(a, b talkMessage) int { return min(1, len(a.Only)) - min(1, len(b.Only)) })
		for _, m := range list {
			s := spot{place, m}
			w.spots = append(w.spots, s)
			if m.User == "U0WATCHTOWER" || m.User == "USLACKBOT" {
				w.note(&out, s.key(), s.heading(), shownBlocks(m.Text, m.Blocks, m.Files))
			}
		}
	}
	for _, c := range talkChannels {
		look(c, w.messages("", c))
	}
	for _, p := range talkPeople {
		look("dm "+p, w.messages(p, "dm"))
	}
	for _, p := range talkPeople {
		for _, v := range w.views(p) {
			w.note(&out, "form "+v.ID, p+" has the form "+said(v.Title), shownBlocks("", v.Blocks, nil))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(w.seen)) {
		if _, there := w.fresh[key]; !there {
			what, _, _ := strings.Cut(w.seen[key], ":\n")
			fmt.Fprintf(&out, "%s: gone\n", what)
		}
	}
	slices.SortStableFunc(w.spots, func(a, b spot) int { return cmp.Compare(a.TS, b.TS) })
	return out.String()
}

// note keeps how something looks and writes it when it is new or different.
func (w *talk) note(out *strings.Builder, key, heading, body string) {
	now := "  " + heading + ":\n" + body
	w.fresh[key] = now
	switch before, there := w.seen[key]; {
	case !there:
		out.WriteString(now)
	case before != now:
		fmt.Fprintf(out, "  %s, changed:\n%s", heading, body)
	}
}

func (w *talk) remember() { w.seen = w.fresh }

func (w *talk) views(as string) (list []talkView) {
	w.Helper()
	w.get("views?as="+as, &list)
	return list
}

func (s spot) heading() string {
	h := s.place
	if s.Only != "" && !strings.HasPrefix(s.place, "dm") {
		h += ", only " + personOf(s.Only)
	}
	if s.ThreadTS != "" && s.ThreadTS != s.TS {
		h += ", in a thread"
	}
	return h
}

// personOf is who a Slack id stands for: U0DISPATCH is the dispatcher.
func personOf(id string) string {
	for _, p := range talkPeople {
		if strings.HasPrefix(strings.ToUpper(p), strings.TrimPrefix(id, "U0")) {
			return p
		}
	}
	return id
}

// shownBlocks writes blocks as lines of text, the bare text when there are
// none.
func shownBlocks(text string, blocks, files []map[string]any) string {
	var lines []string
	for _, b := range blocks {
		lines = append(lines, shownBlock(b)...)
	}
	if len(blocks) == 0 {
		lines = strings.Split(text, "\n")
	}
	for _, f := range files {
		lines = append(lines, fmt.Sprintf("(file %v)", f["title"]))
	}
	var out strings.Builder
	for _, l := range lines {
		if l = strings.TrimRight(l, " "); l != "" {
			out.WriteString("    " + talkSeconds.ReplaceAllString(l, "some s") + "\n")
		}
	}
	return out.String()
}

func shownBlock(b map[string]any) (lines []string) {
	switch kind := fmt.Sprint(b["type"]); kind {
	case "section":
		lines = strings.Split(said(b["text"]), "\n")
		for _, f := range list(b["fields"]) {
			lines = append(lines, strings.ReplaceAll(said(f), "\n", " "))
		}
		if a, ok := b["accessory"].(map[string]any); ok {
			lines = append(lines, shownElement(a))
		}
	case "header":
		lines = []string{"# " + said(b["text"])}
	case "context":
		for _, e := range list(b["elements"]) {
			lines = append(lines, "~ "+said(e))
		}
	case "actions", "context_actions":
		var els []string
		for _, e := range list(b["elements"]) {
			els = append(els, shownElement(e.(map[string]any)))
		}
		lines = []string{strings.Join(els, " ")}
	case "input":
		e, _ := b["element"].(map[string]any)
		lines = []string{said(b["label"]) + " (" + fmt.Sprint(b["block_id"]) + "): " + shownValue(e)}
	case "image":
		lines = []string{"(picture: " + fmt.Sprint(b["alt_text"]) + ")"}
	case "table", "data_table":
		lines = shownTable(b)
	case "divider":
	default:
		lines = []string{"(" + kind + ") " + said(b)}
	}
	return lines
}

func shownElement(e map[string]any) string {
	switch e["type"] {
	case "overflow", "static_select":
		var options []string
		for _, o := range list(e["options"]) {
			options = append(options, said(o.(map[string]any)["text"]))
		}
		return "[" + cmp.Or(said(e["placeholder"]), "...") + " " + strings.Join(options, " | ") + "]"
	case "feedback_buttons":
		return "[good] [bad]"
	case "button":
		return "[" + said(e["text"]) + "]"
	}
	return "[" + fmt.Sprint(e["type"]) + " " + said(e["placeholder"]) + "]"
}

// shownValue is what an input holds before anybody fills it in.
func shownValue(e map[string]any) string {
	for _, key := range []string{"initial_value", "initial_date", "initial_time", "initial_user"} {
		if v, ok := e[key]; ok {
			return fmt.Sprint(v)
		}
	}
	if o, ok := e["initial_option"].(map[string]any); ok {
		return said(o["text"])
	}
	var many []string
	for _, o := range list(e["initial_options"]) {
		many = append(many, said(o.(map[string]any)["text"]))
	}
	return strings.Join(many, ", ")
}

func shownTable(b map[string]any) (lines []string) {
	for _, r := range list(b["rows"]) {
		cells, ok := r.([]any)
		if row, isMap := r.(map[string]any); isMap && !ok {
			cells = list(row["cells"])
		}
		var texts []string
		for _, c := range cells {
			texts = append(texts, said(c))
		}
		lines = append(lines, "| "+strings.Join(texts, " | "))
	}
	return lines
}

// said is the words of a text object, of rich text, or of a plain string.
func said(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, said(e))
		}
		return strings.Join(parts, "")
	case map[string]any:
		if t, ok := v["text"]; ok {
			return said(t)
		}
		if v["elements"] != nil {
			return said(v["elements"])
		}
		if alt, ok := v["alt_text"]; ok {
			return fmt.Sprint("(picture: ", alt, ")")
		}
	}
	return ""
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}
