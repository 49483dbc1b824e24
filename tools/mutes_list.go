package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
)

// offeredMutes is how many mutes a list offers to end.
const offeredMutes = 5

func mutesList(d *desk) *Tool {
	return newTool("mutes_list", "The mutes that run now: what nobody is told of, until when, by whom and why.", d.mutesList)
}

func (d *desk) mutesList(ctx context.Context, call *Call, _ struct{}) (answer.Answer, error) {
	list, err := d.store.Mutes(ctx, call.Now)
	if err != nil || len(list) == 0 {
		return answer.Answer{Kind: answer.Result, Headline: "Nothing is muted."}, err
	}
	are := "are"
	if len(list) == 1 {
		are = "is"
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%s %s running.", upperFirst(count(len(list), "mute")), are),
		Table: &answer.Table{Columns: []string{"Mute", "What", "Until", "By", "Reason"}}}
	for i, m := range list {
		a.Table.Rows = append(a.Table.Rows, []string{fmt.Sprint(m.ID), muteWords(m), fleet.FormatTime(m.Until), m.Who, m.Reason})
		if i < offeredMutes {
			a.Choices = append(a.Choices, answer.NewChoice(fmt.Sprintf("Unmute %d", m.ID), "unmute", map[string]string{"id": fmt.Sprint(m.ID)}))
		}
	}
	return a, nil
}
