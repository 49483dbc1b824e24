package assistant

import (
	"errors"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
)

// end makes the reply: the last tool's answer is the card, and the headlines of
// those before it stand above as facts.
func (run *round) end(text string) (Reply, error) {
	if run.final == nil && len(run.answers) == 0 && run.fault != nil {
		run.stopAt(*run.fault)
	}
	reply := Reply{Model: openAIName, Calls: run.calls, Missing: run.missing}
	switch {
	case run.lost:
		return Reply{}, errors.New("calls that do not fit the tools")
	case run.final != nil:
		reply.Answer = *run.final
		return reply, nil
	case len(run.answers) == 0:
		text = run.withoutTool(text)
		if text == "" {
			return Reply{}, errors.New("words without a tool's answer")
		}
		reply.Answer = answer.Answer{Kind: answer.Chat, Headline: text}
		if strings.HasSuffix(text, "?") {
			reply.Answer.Kind = answer.Question
		}
		return reply, nil
	}
	return run.shown(reply, text), nil
}

// shown is the reply with all that the tools gave. What was for the asker alone
// makes the whole of it so, and what was not found is said.
func (run *round) shown(reply Reply, text string) Reply {
	last := len(run.answers) - 1
	reply.Answer = run.answers[last]
	for _, before := range run.answers[:last] {
		reply.Answer.Notes = append(reply.Answer.Notes, before.Headline)
		reply.Answer.Personal = reply.Answer.Personal || before.Personal
	}
	for _, res := range run.open {
		if !run.clumsy(res) {
			reply.Answer.Notes = append(reply.Answer.Notes, fleet.MessageFor(res.err))
		}
	}
	if reply.Intro = introFor(text, run.returned, run.r.Text); reply.Intro == reply.Answer.Headline {
		reply.Intro = ""
	}
	return reply
}
