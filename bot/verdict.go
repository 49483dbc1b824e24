package bot

import (
	"context"
	"encoding/json"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// actVerdict is the pair of thumbs under an answer to a sentence.
const actVerdict = "verdict"

const (
	maxJudged     = 600 // code points of the question that is kept
	maxJudgedArgs = 800 // bytes; longer arguments are left out
)

// verdict is what a thumb carries: the question, what it was taken for, and
// which thumb it is.
type verdict struct {
	Question string          `json:"q"`
	Tool     string          `json:"t,omitempty"`
	Args     json.RawMessage `json:"a,omitempty"`
	Good     bool            `json:"g"`
}

// verdictOn asks for a judgement of answers that try to be right; a question
// back or a card to confirm is not done yet.
func verdictOn(question string, a answer.Answer) *verdict {
	if a.Kind != answer.Result && a.Kind != answer.Unknown && a.Kind != answer.OutScope {
		return nil
	}
	v := &verdict{Question: clip(question, maxJudged)}
	if a.Made != nil {
		v.Tool = clip(a.Made.Tool, 60)
		if len(a.Made.Args) <= maxJudgedArgs {
			v.Args = a.Made.Args
		}
	}
	return v
}

// block is the pair of thumbs.
func (v verdict) block() slack.Block {
	thumb := func(good bool, label, spoken string) *slack.FeedbackButton {
		v.Good = good
		raw, err := json.Marshal(v)
		if err != nil || len(raw) > maxValue {
			raw, _ = json.Marshal(verdict{Tool: v.Tool, Good: good}) // plain fields cannot fail
		}
		return slack.NewFeedbackButton(plain(label), string(raw)).WithAccessibilityLabel(spoken)
	}
	return slack.NewContextActionsBlock("", slack.NewFeedbackButtonsBlockElement(actVerdict,
		thumb(true, "Right", "This answer was right"), thumb(false, "Wrong", "This answer was wrong or of no use")))
}

// onVerdict keeps a judgement and says thank you. Who changes their mind
// replaces what they said.
func (b *Bot) onVerdict(ctx context.Context, j *job, in interaction, caller fleet.Caller, value string) {
	var v verdict
	if err := json.Unmarshal([]byte(value), &v); err != nil || in.Container.MessageTS == "" {
		b.Log.WarnContext(ctx, "verdict not readable", "err", err)
		return
	}
	if err := b.keepVerdict(ctx, in, caller, v); err != nil {
		b.reply(ctx, j, in.whisper(), answer.FromError(err), extras{})
		return
	}
	thanks := "Thank you. Good to know that this was right."
	if !v.Good {
		thanks = "Thank you, this helps to do better. If you tell me what you meant, I will try again."
	}
	b.reply(ctx, j, in.whisper(), answer.Answer{Kind: answer.Chat, Headline: thanks}, extras{})
}

func (b *Bot) keepVerdict(ctx context.Context, in interaction, caller fleet.Caller, v verdict) error {
	return b.Store.SaveFeedback(ctx, store.Feedback{Person: caller.PersonID, Channel: in.channel(), Thread: in.thread(),
		MessageTS: in.Container.MessageTS, Question: v.Question, Tool: v.Tool, Args: v.Args, Good: v.Good, At: b.Now()})
}
