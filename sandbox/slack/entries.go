package slack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	dateShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timeShape = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

// offerKey names a typeahead field of one person.
type offerKey struct{ user, block, action string }

// entry turns what a person typed or chose into the state of an element. An
// option may be named by its value or by its text; external options must have
// been suggested before.
func (w *Workspace) entry(userID string, f found, value any) (obj, error) {
	kind := f.kind()
	key := stateKey(kind)
	if value == nil || value == "" {
		return initialEntry(obj{"type": kind}), nil
	}
	if isList(kind) {
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		chosen := []any{}
		for _, one := range list {
			v, err := w.choice(userID, f, one)
			if err != nil {
				return nil, err
			}
			chosen = append(chosen, v)
		}
		return obj{"type": kind, key: chosen}, nil
	}
	v, err := w.choice(userID, f, value)
	if err != nil {
		return nil, err
	}
	return obj{"type": kind, key: v}, nil
}

func (w *Workspace) choice(userID string, f found, value any) (any, error) {
	if o, ok := value.(obj); ok && f.kind() != "rich_text_input" {
		value = o["value"] // an option given whole
	}
	said, err := scalar(value)
	if err != nil && f.kind() != "rich_text_input" {
		return nil, err
	}
	switch kind := strings.TrimPrefix(f.kind(), "multi_"); kind {
	case "static_select", "radio_buttons", "checkboxes", "overflow":
		return pickOption(optionsOf(f.element), said)
	case "external_select":
		return pickOption(w.offered[offerKey{userID, f.blockID(), f.actionID()}], said)
	case "users_select":
		return w.personID(said)
	case "conversations_select", "channels_select":
		return w.placeID(userID, said)
	case "datepicker":
		return said, shaped(said, dateShape, "a date like 2026-11-23")
	case "timepicker":
		return said, shaped(said, timeShape, "a time like 14:30")
	case "datetimepicker":
		return strconv.ParseInt(said, 10, 64)
	case "rich_text_input", "file_input":
		return value, nil
	default:
		return said, nil
	}
}

func shaped(said string, shape *regexp.Regexp, want string) error {
	if shape.MatchString(said) {
		return nil
	}
	return fmt.Errorf("%q is not %s", said, want)
}

func scalar(value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	}
	return "", fmt.Errorf("a value must be text or a number")
}

func (w *Workspace) personID(said string) (any, error) {
	for _, u := range w.users {
		if u.ID == said || (u.As != "" && u.As == said) {
			return u.ID, nil
		}
	}
	return nil, fmt.Errorf("no such person: %q", said)
}

func (w *Workspace) placeID(userID, said string) (any, error) {
	if said == "dm" {
		said = userID
	}
	c := w.channelFor(said)
	if c == nil {
		return nil, fmt.Errorf("no such channel: %q", said)
	}
	return c.ID, nil
}

// optionsOf flattens an element's options and option groups.
func optionsOf(element obj) []obj {
	out := objects(element["options"])
	for _, g := range objects(element["option_groups"]) {
		out = append(out, objects(g["options"])...)
	}
	return out
}

// pickOption finds an option by value, else by text.
func pickOption(options []obj, said string) (any, error) {
	for _, o := range options {
		if text(o, "value") == said {
			return clone(o), nil
		}
	}
	for _, o := range options {
		if strings.EqualFold(text(child(o, "text"), "text"), said) {
			return clone(o), nil
		}
	}
	return nil, fmt.Errorf("no such option: %q", said)
}

// incomplete is what Slack's own client says before it submits anything:
// required fields and the limits that the element itself states.
func incomplete(blocks []any, state map[string]map[string]obj) map[string]string {
	errs := map[string]string{}
	for _, f := range elementsIn(blocks) {
		if !f.input || !hasState(f.kind()) {
			continue
		}
		v := state[f.blockID()][f.actionID()][stateKey(f.kind())]
		list, _ := v.([]any)
		if empty := v == nil || v == "" || (isList(f.kind()) && len(list) == 0); empty {
			if f.block["optional"] != true {
				errs[f.blockID()] = "Please complete this required field."
			}
			continue
		}
		if fault := outOfBounds(f.element, v); fault != "" {
			errs[f.blockID()] = fault
		}
	}
	return errs
}

func outOfBounds(element obj, v any) string {
	said, _ := v.(string)
	n := utf8.RuneCountInString(said)
	switch text(element, "type") {
	case "plain_text_input":
		if least, ok := intOf(element["min_length"]); ok && n < least {
			return fmt.Sprintf("Must be at least %d characters.", least)
		}
		most, ok := intOf(element["max_length"])
		if !ok || most <= 0 {
			most = 3000
		}
		if n > most {
			return fmt.Sprintf("Must be at most %d characters.", most)
		}
	case "number_input":
		return numberFault(element, said)
	case "email_text_input":
		if !strings.Contains(said, "@") {
			return "Enter a valid email address."
		}
	case "multi_static_select", "multi_external_select", "multi_users_select":
		list, _ := v.([]any)
		if most, ok := intOf(element["max_selected_items"]); ok && len(list) > most {
			return fmt.Sprintf("Choose at most %d.", most)
		}
	}
	return ""
}

func numberFault(element obj, said string) string {
	n, err := strconv.ParseFloat(said, 64)
	if err != nil {
		return "Enter a number."
	}
	if element["is_decimal_allowed"] != true && strings.ContainsAny(said, ".eE") {
		return "Enter a whole number."
	}
	if least, err := strconv.ParseFloat(text(element, "min_value"), 64); err == nil && n < least {
		return "Must be at least " + text(element, "min_value") + "."
	}
	if most, err := strconv.ParseFloat(text(element, "max_value"), 64); err == nil && n > most {
		return "Must be at most " + text(element, "max_value") + "."
	}
	return ""
}

func intOf(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil
}
