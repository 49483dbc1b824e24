package slack

import (
	"fmt"
	"slices"
	"strings"
)

// kindsIn lists the elements that a place takes: actions, accessory or input.
func kindsIn(place string) []string {
	kinds := []string{
		"checkboxes", "radio_buttons", "datepicker", "timepicker",
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
	}
	switch place {
	case "actions":
		return append(kinds, "button", "workflow_button", "overflow", "datetimepicker", "rich_text_input")
	case "accessory":
		return append(kinds, "button", "workflow_button", "overflow", "image")
	}
	return append(kinds, "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input", "datetimepicker")
}

func (k *checker) element(v any, at string, kinds []string) {
	e, ok := v.(obj)
	if !ok {
		k.refuse(at, "must provide an object")
		return
	}
	kind := text(e, "type")
	if !slices.Contains(kinds, kind) {
		k.refuse(at+"/type", "unsupported type: %s", kind)
		return
	}
	k.str(e, "action_id", at, limit{max: 255})
	k.confirm(e, at)
	k.text(e, "placeholder", at, limit{max: 150, plain: true})
	switch kind {
	case "image":
		k.image(e, at)
	case "button":
		k.button(e, at)
	case "workflow_button":
		k.text(e, "text", at, limit{max: 75, plain: true, need: true})
	case "overflow":
		k.options(e["options"], at+"/options", 1, 5, true)
	case "checkboxes", "radio_buttons":
		k.options(e["options"], at+"/options", 1, 10, false)
	case "static_select", "multi_static_select":
		k.staticSelect(e, at)
	case "feedback_buttons":
		k.feedback(e, at)
	case "icon_button":
		k.text(e, "text", at, limit{max: 75, plain: true, need: true})
		k.str(e, "icon", at, limit{max: 255, need: true})
		k.str(e, "value", at, limit{max: 2000})
	default:
		k.entryElement(kind, e, at)
	}
	k.initial(e, at)
}

func (k *checker) button(e obj, at string) {
	k.text(e, "text", at, limit{max: 75, plain: true, need: true})
	k.str(e, "value", at, limit{max: 2000})
	k.str(e, "url", at, limit{max: 3000})
	k.link(e, "url", at)
	k.str(e, "accessibility_label", at, limit{max: 75})
	if s, there := e["style"]; there && s != "primary" && s != "danger" {
		k.refuse(at+"/style", "must be primary or danger")
	}
}

func (k *checker) feedback(e obj, at string) {
	for _, key := range []string{"positive_button", "negative_button"} {
		b := child(e, key)
		if b == nil {
			k.refuse(at, "missing required field: %s", key)
			continue
		}
		k.text(b, "text", at+"/"+key, limit{max: 75, plain: true, need: true})
		k.str(b, "value", at+"/"+key, limit{max: 2000, need: true})
		k.str(b, "accessibility_label", at+"/"+key, limit{max: 75})
	}
}

func (k *checker) staticSelect(e obj, at string) {
	groups, grouped := e["option_groups"]
	if grouped == (e["options"] != nil) {
		k.refuse(at, "must define either `options` or `option_groups`")
		return
	}
	if !grouped {
		k.options(e["options"], at+"/options", 1, 100, true)
		return
	}
	k.groups(groups, at+"/option_groups")
}

func (k *checker) groups(v any, at string) {
	for i, g := range k.array(v, at, 1, 100) {
		where := fmt.Sprintf("%s/%d", at, i)
		o, _ := g.(obj)
		k.text(o, "label", where, limit{max: 75, plain: true, need: true})
		k.options(o["options"], where+"/options", 1, 100, true)
	}
}

// options checks a list of choices. plain: Slack takes markup in checkboxes and
// radio buttons only.
func (k *checker) options(v any, at string, least, most int, plain bool) {
	for i, x := range k.array(v, at, least, most) {
		where := fmt.Sprintf("%s/%d", at, i)
		o, ok := x.(obj)
		if !ok {
			k.refuse(where, "must provide an object")
			continue
		}
		k.text(o, "text", where, limit{max: 75, plain: plain, need: true})
		k.str(o, "value", where, limit{max: 150, need: true})
		k.text(o, "description", where, limit{max: 75, plain: plain})
		k.str(o, "url", where, limit{max: 3000})
	}
}

// initial wants a preset choice to be one of the options.
func (k *checker) initial(e obj, at string) {
	all := optionsOf(e)
	if len(all) == 0 {
		return
	}
	chosen := objects(e["initial_options"])
	if one := child(e, "initial_option"); one != nil {
		chosen = append(chosen, one)
	}
	for _, c := range chosen {
		same := func(o obj) bool { return text(o, "value") == text(c, "value") }
		if !slices.ContainsFunc(all, same) {
			k.refuse(at, "initial option must be one of the options")
		}
	}
}

func (k *checker) confirm(e obj, at string) {
	c, there := e["confirm"]
	if !there || c == nil {
		return
	}
	at += "/confirm"
	o, ok := c.(obj)
	if !ok {
		k.refuse(at, "must provide an object")
		return
	}
	k.text(o, "title", at, limit{max: 100, plain: true, need: true})
	k.text(o, "text", at, limit{max: 300, need: true})
	k.text(o, "confirm", at, limit{max: 30, plain: true, need: true})
	k.text(o, "deny", at, limit{max: 30, plain: true, need: true})
}

// entryElement checks elements that take typed or chosen values.
func (k *checker) entryElement(kind string, e obj, at string) {
	switch kind {
	case "plain_text_input":
		k.str(e, "initial_value", at, limit{max: 3000})
		if n, there := intOf(e["min_length"]); there && (n < 0 || n > 3000) {
			k.refuse(at+"/min_length", "must be between 0 and 3000")
		}
		if n, there := intOf(e["max_length"]); there && (n < 1 || n > 3000) {
			k.refuse(at+"/max_length", "must be between 1 and 3000")
		}
	case "number_input":
		if _, ok := e["is_decimal_allowed"].(bool); !ok {
			k.refuse(at, "missing required field: is_decimal_allowed")
		}
	case "datepicker":
		k.shape(e, "initial_date", at, dateShape.MatchString)
	case "timepicker":
		k.shape(e, "initial_time", at, timeShape.MatchString)
	case "file_input":
		if n, there := intOf(e["max_files"]); there && (n < 1 || n > 10) {
			k.refuse(at+"/max_files", "must be between 1 and 10")
		}
	}
	if strings.HasPrefix(kind, "multi_") {
		if n, there := intOf(e["max_selected_items"]); there && n < 1 {
			k.refuse(at+"/max_selected_items", "must be greater than 0")
		}
	}
}

func (k *checker) shape(e obj, key, at string, ok func(string) bool) {
	if s := text(e, key); s != "" && !ok(s) {
		k.refuse(at+"/"+key, "invalid format")
	}
}
