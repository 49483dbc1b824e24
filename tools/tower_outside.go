package tools

import (
	"fmt"

	"watchtower/answer"
	"watchtower/store"
)

// outFacts are how webhooks and mail are doing; none where nothing ever left.
func outFacts(h store.OutHealth) []answer.Fact {
	if h.Waiting+h.Dead+h.Sent+len(h.Off) == 0 {
		return nil
	}
	return kept([]answer.Fact{
		{Label: "Webhooks and mail", Value: fmt.Sprintf("%d sent in 24 hours, %d waiting, %d of these not taken before", h.Sent, h.Waiting, h.Retrying)},
		{Label: "Webhooks and mail, last refusal", Value: clipReason(h.Error)},
	})
}

func outTrouble(h store.OutHealth) (out []string) {
	if h.Retrying > 0 {
		out = append(out, count(h.Retrying, "message")+" by webhook or mail not taken yet")
	}
	if h.Dead > 0 {
		out = append(out, count(h.Dead, "message")+" by webhook or mail put aside")
	}
	for _, off := range h.Off {
		out = append(out, "the webhook "+off)
	}
	return out
}
