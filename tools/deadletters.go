package tools

import (
	"context"
	"fmt"
	"strings"

	"watchtower/answer"
	"watchtower/events"
	"watchtower/fleet"
)

// deadShown is how many dead letters one answer lists.
const deadShown = 20

func deadLetters(d *desk) *Tool {
	return newTool("dead_letters", "List what could not be handled and was put aside: dead letters of the queues, with the reason.", d.deadLetters)
}

func (d *desk) deadLetters(ctx context.Context, _ *Call, _ struct{}) (answer.Answer, error) {
	queue, err := d.queue()
	if err != nil {
		return answer.Answer{}, err
	}
	n, err := queue.DeadCount(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	list, err := queue.Dead(ctx, deadShown)
	if err != nil {
		return answer.Answer{}, err
	}
	if n == 0 || len(list) == 0 {
		return answer.Answer{Kind: answer.Result, Headline: "There are no dead letters: everything that came in was handled."}, nil
	}
	out := answer.Answer{Kind: answer.Result, Headline: deadHeadline(n),
		Table: &answer.Table{Columns: []string{"Id", "Put aside", "Stream", "Tries", "Reason"}, Right: []int{3}, More: int(n) - len(list)}}
	for _, l := range list {
		out.Table.Rows = append(out.Table.Rows, []string{l.ID, fleet.FormatTime(l.At), l.Stream, fmt.Sprint(l.Tries), clipReason(l.Reason)})
	}
	out.Choices = []answer.Choice{answer.NewChoice("Replay all", "dead_letters_settle", map[string]string{"action": "replay", "id": "all"})}
	return out, nil
}

func deadHeadline(n int64) string {
	if n == 1 {
		return "One dead letter waits."
	}
	return fmt.Sprintf("%d dead letters wait.", n)
}

// clipReason keeps the table narrow; watchtower deadletters show has it all.
func clipReason(s string) string {
	const most = 120
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

type deadSettleArgs struct {
	Action string `json:"action" enum:"replay,drop" jsonschema:"replay gives it back to its queue; drop forgets it for good"`
	ID     string `json:"id" jsonschema:"id of the dead letter, or all (replay only)"`
}

func deadLettersSettle(d *desk) *Tool {
	t := newTool("dead_letters_settle", "Replay a dead letter, or all of them, or drop one for good.", d.deadLettersSettle)
	t.Write = true
	return t
}

func (d *desk) deadLettersSettle(ctx context.Context, call *Call, in deadSettleArgs) (answer.Answer, error) {
	queue, err := d.queue()
	if err != nil {
		return answer.Answer{}, err
	}
	all := strings.EqualFold(in.ID, "all")
	if all && in.Action == "drop" {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "id", Message: "Dead letters are dropped one by one, each with its id: what is dropped is gone for good."}
	}
	if call.DryRun {
		return proposeSettle(ctx, queue, in, all)
	}
	if all {
		n, err := queue.ReplayAllDead(ctx)
		return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%d dead letters are given back to their queues.", n)}, err
	}
	done, settle := "is given back to its queue", queue.ReplayDead
	if in.Action == "drop" {
		done, settle = "is dropped", queue.DropDead
	}
	return answer.Answer{Kind: answer.Result, Headline: "Dead letter " + in.ID + " " + done + "."}, settle(ctx, in.ID)
}

// proposeSettle says what would be done, having looked that there is something.
func proposeSettle(ctx context.Context, queue *events.Client, in deadSettleArgs, all bool) (answer.Answer, error) {
	if all {
		n, err := queue.DeadCount(ctx)
		if err == nil && n == 0 {
			err = fleet.Errorf(fleet.NotFound, "There are no dead letters to replay.")
		}
		return answer.Answer{Headline: fmt.Sprintf("Give all %d dead letters back to their queues?", n)}, err
	}
	l, err := queue.DeadByID(ctx, in.ID)
	question := "Give dead letter " + in.ID + " back to its queue?"
	if in.Action == "drop" {
		question = "Drop dead letter " + in.ID + " for good?"
	}
	return answer.Answer{Headline: question, Facts: []answer.Fact{{Label: "Stream", Value: l.Stream}, {Label: "Reason", Value: clipReason(l.Reason)}}}, err
}

func (d *desk) queue() (*events.Client, error) {
	if q := d.events(); q != nil {
		return q, nil
	}
	return nil, fleet.Errorf(fleet.Unavailable, "The message queue cannot be reached from here. Ask in Slack, or run watchtower deadletters.")
}
