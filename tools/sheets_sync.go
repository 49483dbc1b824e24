package tools

import (
	"context"

	"watchtower/answer"
	"watchtower/fleet"
)

func sheetsSync(d *desk) *Tool {
	t := newTool("sheets_sync", "Sync the Google Sheet with Watch Tower now: trucks, drivers, clients, places and trips, both ways.", d.sheetsSync)
	t.Write = true
	return t
}

func (d *desk) sheetsSync(ctx context.Context, call *Call, _ struct{}) (answer.Answer, error) {
	book, err := d.book()
	if err != nil {
		return answer.Answer{}, err
	}
	if call.DryRun {
		return answer.Answer{Headline: "Sync the Google Sheet with Watch Tower now?"}, nil
	}
	channel := call.Caller.Channel
	fresh, err := d.store.AskSheetSync(ctx, book.Book, call.Caller.Name, channel, call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: "The sync of the Google Sheet begins in a moment; its progress shows here."}
	if !fresh {
		a.Headline = "A sync was asked for already and begins in a moment."
	} else if channel == "" {
		a.Headline = "The sync of the Google Sheet begins in a moment."
	}
	if MayRun(call.Caller.Role, "sheets_status") && call.Caller.Role != fleet.System {
		a.Choices = []answer.Choice{answer.NewChoice("How did it go", "sheets_status", map[string]string{})}
	}
	return a, nil
}
