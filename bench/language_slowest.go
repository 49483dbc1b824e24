package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"watchtower/assistant"
	"watchtower/assistant/score"
	"watchtower/fleet"
)

// slowestToTell is how many questions are named beside the figure.
const slowestToTell = 10

// asked is one practice question and what each of its answers took.
type asked struct {
	text, tool string
	took       []float64 // ms
}

// phrasebook asks the practice questions as their roles do, and times each.
func (t *talker) phrasebook(ctx context.Context, s score.Sheet, times int) ([]asked, error) {
	a := assistant.New(assistant.Options{Registry: t.tools, Store: t.store, Now: t.now, Log: slog.New(slog.DiscardHandler)})
	defer a.Close()
	all := make([]asked, len(s.Lines))
	for round := range times + 1 {
		for i, l := range s.Lines {
			began := time.Now()
			r := a.Ask(ctx, t.request(l.Question), nil)
			took := ms(time.Since(began))
			if round == 0 { // warms the database
				all[i] = asked{text: l.Text, tool: toolOf(r)}
				continue
			}
			all[i].took = append(all[i].took, took)
		}
	}
	return all, ctx.Err()
}

func toolOf(r assistant.Reply) string {
	if len(r.Calls) == 0 {
		return "no tool"
	}
	return r.Calls[0].Tool
}

func (t *talker) request(q score.Question) assistant.Request {
	c := fleet.Caller{Name: "bench", Role: fleet.Role(q.Role)}
	if c.Role == fleet.DriverRole {
		c.Role = fleet.Dispatcher
	}
	return assistant.Request{Caller: c, Channel: "C1", Thread: q.ID, Text: q.Text}
}

func everyTook(all []asked) (took []float64) {
	for _, q := range all {
		took = append(took, q.took...)
	}
	return took
}

// tellSlowest names the questions that decide the 99th percentile.
func tellSlowest(w io.Writer, all []asked) {
	slow := slices.SortedFunc(slices.Values(all), func(a, b asked) int { return cmp.Compare(slices.Max(b.took), slices.Max(a.took)) })
	for _, q := range slow[:min(slowestToTell, len(slow))] {
		fmt.Fprintf(w, "language: p50 %6.1f max %6.1f ms  %-16s %s\n", median(q.took), slices.Max(q.took), q.tool, strings.TrimSpace(q.text))
	}
}
