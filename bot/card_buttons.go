package bot

import (
	"strings"

	"github.com/slack-go/slack"

	"watchtower/answer"
)

// actionBlocks are the buttons. Action ids are unique within a message:
// "choice", "choice.2", ...
func actionBlocks(a answer.Answer, x extras, rows int) []slack.Block {
	var els []slack.BlockElement
	if a.Pending != nil {
		els = append(els,
			button(actConfirm, a.Pending.ID, "Confirm").WithStyle(slack.StylePrimary),
			button(actCancel, a.Pending.ID, "Cancel"))
	}
	els = append(els, optionButtons(a.Ask)...)
	if a.Page != nil {
		els = append(els, pageButtons(a.Page, rows, pageStep(a))...)
	}
	open, menu := inMenu(a.Choices)
	els = append(els, choiceButtons(open)...)
	last := menuOf(menu)
	if x.Share != "" {
		last = append([]slack.BlockElement{button(actShare, x.Share, "Share to channel")}, last...)
	}
	els = append(els[:min(len(els), maxActions-len(last))], last...)
	if len(els) == 0 {
		return nil
	}
	return []slack.Block{slack.NewActionBlock("", els...)}
}

func button(action, value, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(clip(label, maxButton)))
}

func choiceButtons(choices []answer.Choice) []slack.BlockElement {
	var els []slack.BlockElement
	for _, c := range choices {
		value, opensForm, ok := choiceValue(c)
		if !ok || strings.TrimSpace(c.Label) == "" || len(els) == maxChoices {
			continue
		}
		action := actChoice
		if opensForm {
			action = actForm
		}
		els = append(els, button(actionID(action, len(els)), value, c.Label))
	}
	return els
}

// optionButtons answer a question back: the option takes the place of the
// missing argument, or is said again when no tool is known.
func optionButtons(ask *answer.Ask) []slack.BlockElement {
	if ask == nil {
		return nil
	}
	var els []slack.BlockElement
	if ask.Tool == "trip_create" && len(ask.Options) == 0 {
		if value, ok := formValue(formTrip, ask.Args); ok {
			els = append(els, button(actForm, value, "Fill in a form"))
		}
	}
	for _, o := range ask.Options {
		b := buttonCall{Say: o, Question: questionID(ask)}
		if ask.Tool != "" && len(ask.Missing) > 0 {
			b = buttonCall{Tool: ask.Tool, Args: withArg(ask.Args, ask.Missing[0], o), Question: questionID(ask)}
		}
		value, ok := b.value()
		if !ok || strings.TrimSpace(o) == "" || len(els) == maxChoices {
			continue
		}
		els = append(els, button(actionID(actOption, len(els)), value, o))
	}
	return els
}
