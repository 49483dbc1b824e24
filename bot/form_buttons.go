package bot

import (
	"encoding/json"

	"github.com/slack-go/slack"

	"watchtower/answer"
)

// formOf says which form asks for what a choice leaves out, "" when the choice
// says everything and can be done at once.
func formOf(c answer.Choice) string {
	var args fields
	if json.Unmarshal(c.Args, &args) != nil {
		args = nil
	}
	lacks := func(name string) bool { return args[name] == nil || args[name] == "" }
	switch c.Tool {
	case "trip_create":
		return formTrip
	case "trip_edit":
		return formTripEdit
	case "mute":
		if lacks("until") && lacks("for") {
			return formMute
		}
	case "rule_save":
		if lacks("figures") && lacks("on") && lacks("severity") && lacks("reset") {
			return formRule
		}
	case "preferences_save":
		if len(args) == 0 {
			return formPreferences
		}
	case "person_save":
		if lacks("role") && lacks("active") {
			return formPerson
		}
	case "trip_update":
		switch {
		case args["action"] == "note" && lacks("reason"):
			return formTripNote
		case args["action"] == "cancel" && lacks("reason"):
			return formTripCancel
		case args["action"] == "change_driver" && lacks("driver"), args["action"] == "change_truck" && lacks("truck"):
			return formTripAssign
		}
	case "alert_update":
		switch {
		case args["action"] == "note" && lacks("note"):
			return formAlertNote
		case args["action"] == "assign" && lacks("assignee"):
			return formAlertAssign
		}
	}
	return ""
}

// formValue is the value of a button that opens a form.
func formValue(name string, args json.RawMessage) (string, bool) {
	return buttonCall{Form: name, FormArgs: args}.value()
}

// choiceValue is what a choice's button carries: its call, or its form.
func choiceValue(c answer.Choice) (value string, isForm, ok bool) {
	if name := formOf(c); name != "" {
		value, ok = formValue(name, c.Args)
		return value, true, ok
	}
	value, ok = buttonCall{Tool: c.Tool, Args: c.Args}.value()
	return value, false, ok
}

const (
	visibleAlert = 2   // buttons of an alert's card that stand open
	maxOverflow  = 5   // Slack's limit of an overflow menu
	maxOption    = 150 // and of an option's value
)

// inMenu splits what a card offers: what stands open, and what a menu holds.
// People asked for two buttons on an alert; what opens a form about something
// that is there already can wait behind a menu too.
func inMenu(choices []answer.Choice) (open, menu []answer.Choice) {
	ofAlert := aboutOneAlert(choices)
	for _, c := range choices {
		form := formOf(c)
		value, _, ok := choiceValue(c)
		hidden := form != "" && form != formTrip && form != formPreferences && form != formPerson && form != formRule
		if ofAlert {
			hidden = len(open) >= visibleAlert
		}
		if hidden && ok && len([]rune(value)) <= maxOption {
			menu = append(menu, c)
		} else {
			open = append(open, c)
		}
	}
	return open, menu
}

// aboutOneAlert says whether this is an alert's own card, and not a list of
// several.
func aboutOneAlert(choices []answer.Choice) bool {
	ids := map[string]bool{}
	for _, c := range choices {
		if c.Tool == "alert_update" {
			ids[alertOf(c)] = true
		}
	}
	return len(ids) == 1
}

func alertOf(c answer.Choice) string {
	var args struct {
		AlertID any `json:"alert_id"`
	}
	if json.Unmarshal(c.Args, &args) != nil || args.AlertID == nil {
		return ""
	}
	raw, _ := json.Marshal(args.AlertID) // just read from JSON
	return string(raw)
}

// menuOf is the menu of a card: an overflow, or a list when there is too much
// for one.
func menuOf(choices []answer.Choice) []slack.BlockElement {
	var options []*slack.OptionBlockObject
	for _, c := range choices {
		if value, _, ok := choiceValue(c); ok {
			options = append(options, labelled(value, c.Label))
		}
	}
	switch {
	case len(options) == 0:
		return nil
	case len(options) <= maxOverflow:
		return []slack.BlockElement{slack.NewOverflowBlockElement(actMore, options...)}
	}
	return []slack.BlockElement{slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("More…"), actMore, options...)}
}
