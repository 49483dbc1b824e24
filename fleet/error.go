package fleet

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an Error is. Each door maps it once: Slack to
// a text, HTTP to a status, a queue to retry or give up.
type Kind string

const (
	Invalid     Kind = "invalid"     // the input is wrong; the message says what to type
	NotFound    Kind = "not_found"   // no such truck, place, trip; Choices holds the nearest names
	Ambiguous   Kind = "ambiguous"   // several match; Choices holds them
	Forbidden   Kind = "forbidden"   // the caller may not
	Conflict    Kind = "conflict"    // the world changed, or a rule stands in the way
	Unavailable Kind = "unavailable" // a service is away; trying again may work
	Internal    Kind = "internal"    // our fault; the message never shows the cause
)

// Error is the one error type that crosses package borders. Message is for
// people: what happened and what to type next. Err is for the log.
type Error struct {
	Kind    Kind
	Field   string   // the argument at fault, as the tool names it; may be empty
	Message string   // a whole sentence, safe to show
	Choices []string // what could have been meant, best first
	Err     error    // the cause; never shown to people
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Message, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Message)
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error of a kind with a message for people.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// KindOf is the kind of the first Error in err's chain, Internal for any
// other error, and "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// MessageFor is what a person may read of err: an Error's message, or a plain
// apology that gives nothing of the cause away.
func MessageFor(err error) string {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind == Internal {
		return "Something went wrong on our side. It is logged; please try again."
	}
	return e.Message
}

// Retryable says whether the same call may succeed later without any change.
func Retryable(err error) bool {
	k := KindOf(err)
	return k == Unavailable || k == Internal
}
