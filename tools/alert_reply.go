package tools

import (
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func said(format string, args ...any) answer.Answer {
	return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf(format, args...)}
}

// stepReply is what the thread of an alert's card is told of a step that
// somebody made: what was done, by whom, and what they noted. It calls nobody.
func stepReply(e store.AlertEdit) answer.Answer {
	words := e.What + " by " + e.Who
	if e.Note != "" {
		words += ": " + e.Note
	}
	return said("%s", strings.TrimRight(words, ".")+".")
}

// TurnReply is what the thread is told of a change that no person made, empty
// when there was none.
func TurnReply(status fleet.AlertStatus, severity fleet.Severity, a store.AlertNow) answer.Answer {
	over := a.Status == fleet.AlertResolved
	switch {
	case over && status != fleet.AlertResolved && !a.Ended.IsZero():
		return said("Over: it ended %s, after %s.", fleet.FormatClock(a.Ended), fleet.FormatDuration(a.Ended.Sub(a.Started)))
	case over && status != fleet.AlertResolved:
		return said("Over by itself.")
	case over:
		return answer.Answer{}
	case status == fleet.AlertResolved:
		return said("It is happening again.")
	case a.Severity != severity && a.Severity.AtLeast(severity):
		return said("Worse: %s now.", a.Severity)
	}
	return answer.Answer{}
}

// EscalationReply is what the thread is told when nobody has acknowledged an
// alert: who was told now, or that nobody further can be. It calls the people
// of this step alone. Wakes is when the first of those who sleep may be told.
func EscalationReply(told []answer.Person, after time.Duration, last bool, wakes time.Time) answer.Answer {
	a := said("Nobody has acknowledged this in %s.", fleet.FormatDuration(after))
	switch {
	case len(told) > 0:
		a.Calls = told
	case !last:
		return answer.Answer{}
	case wakes.IsZero():
		a.Headline += " There is nobody further to be told."
	}
	return a
}

// GoneReply is what the thread is told when whoever had an alert in hand is
// here no more.
func GoneReply(a store.AlertNow) answer.Answer {
	return said("%s, who had this in hand, cannot be reached here any more. Somebody else has to take it.", a.Names.AckedBy)
}

// Reminder is what somebody is told of an alert that they have in hand and that
// goes on.
func Reminder(a store.AlertNow, role fleet.Role, u fleet.Units) answer.Answer {
	out := AlertCardFor(a, role, u)
	out.Headline = fmt.Sprintf("Still with you since %s: %s", fleet.FormatClock(a.AckedAt), out.Headline)
	return out
}
