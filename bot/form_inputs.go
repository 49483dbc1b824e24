package bot

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

// field is one input of a form. Its name is an argument, the block id and the
// action id in one.
type field struct {
	name, label, hint string
	optional          bool
	most              int // characters of a text; 0 means 100
	lines             bool
}

func (f field) block(el slack.BlockElement) slack.Block {
	return slack.NewInputBlock(f.name, plain(f.label), nil, el).WithOptional(f.optional)
}

// textInput takes what is typed.
func textInput(f field, given string) slack.Block {
	if f.most == 0 {
		f.most = 100
	}
	el := slack.NewPlainTextInputBlockElement(plain(f.hint), f.name).WithMaxLength(f.most)
	el.InitialValue, el.Multiline = clip(given, f.most), f.lines
	return f.block(el)
}

// searchInput offers the fleet's own names while somebody types.
func searchInput(f field, given string) slack.Block {
	none := 0
	el := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(f.hint), f.name)
	el.MinQueryLength = &none
	if given != "" {
		el.InitialOption = option(given)
	}
	return f.block(el)
}

// severalInput is searchInput for more than one name.
func severalInput(f field, given []string) slack.Block {
	none := 0
	el := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeExternal, plain(f.hint), f.name)
	el.MinQueryLength = &none
	for _, name := range given {
		el.InitialOptions = append(el.InitialOptions, option(name))
	}
	return f.block(el)
}

func option(name string) *slack.OptionBlockObject { return labelled(name, name) }

func labelled(value, label string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(clip(value, 150), plain(clip(label, 75)), nil)
}

// chooseInput offers a few fixed values, each with what people call it.
func chooseInput(f field, given string, pairs ...[2]string) slack.Block {
	el := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(f.hint), f.name)
	for _, p := range pairs {
		o := labelled(p[0], p[1])
		el.Options = append(el.Options, o)
		if p[0] == given {
			el.InitialOption = o
		}
	}
	return f.block(el)
}

// userInput takes a person of the workspace.
func userInput(f field, given string) slack.Block {
	el := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain(f.hint), f.name)
	el.InitialUser = given
	return f.block(el)
}

func dateInput(f field, given string) slack.Block {
	el := slack.NewDatePickerBlockElement(f.name)
	el.InitialDate = given
	return f.block(el)
}

func timeInput(f field, given string) slack.Block {
	el := slack.NewTimePickerBlockElement(f.name)
	el.InitialTime = given
	return f.block(el)
}

// dayAndHour takes the moment in "start" apart, in Lagos time. What is known
// may be a day alone.
func dayAndHour(start string) (day, clock string) {
	if t, err := time.Parse(time.RFC3339, start); err == nil {
		t = t.In(fleet.WAT)
		return t.Format(time.DateOnly), t.Format("15:04")
	}
	if _, err := time.Parse(time.DateOnly, start); err == nil {
		return start, ""
	}
	return "", ""
}

// joinMoment takes the day and the hour out of what was entered; empty when
// neither was. A fault lies in the field named.
func joinMoment(entered fields, day, clock, argument, missing string) (string, error) {
	d, _ := entered[day].(string)
	c, _ := entered[clock].(string)
	delete(entered, day)
	delete(entered, clock)
	if d == "" && c == "" {
		return "", nil
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", d+" "+c, fleet.WAT)
	if err != nil {
		return "", &fleet.Error{Kind: fleet.Invalid, Field: argument, Message: missing}
	}
	return t.Format(time.RFC3339), nil
}

// entered are the values of a submitted form by argument; what was left empty
// is absent.
func (in interaction) entered() fields {
	out := fields{}
	for block, actions := range in.View.State.Values {
		for _, v := range actions {
			if s := v.text(); s != "" {
				out[block] = s
			}
			if list := v.texts(); len(list) > 0 {
				out[block] = list
			}
		}
	}
	return out
}

// noInput is the fault of something that has no input of its own.
func noInput(message string) error {
	return fleet.Errorf(fleet.Invalid, "%s", strings.TrimSpace(message))
}
