package sheets

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"google.golang.org/api/googleapi"

	"watchtower/fleet"
)

// trouble says what to do about a failed call.
type trouble int

const (
	lasting trouble = iota // it will fail again
	busy                   // refused for now, and not carried out
	passing                // it may have been carried out, or not
)

func troubleOf(err error) (trouble, time.Duration) {
	e, ok := errors.AsType[*googleapi.Error](err)
	if !ok {
		return passing, 0 // the connection broke
	}
	after, _ := strconv.Atoi(e.Header.Get("Retry-After")) // absent is none
	wait := min(time.Duration(after)*time.Second, time.Minute)
	switch {
	case e.Code == http.StatusTooManyRequests:
		return busy, wait
	case e.Code >= 500, e.Code == http.StatusRequestTimeout:
		return passing, wait
	}
	return lasting, 0
}

// explain says in words what to do about a call that failed for good.
func explain(err error, book string) error {
	e, ok := errors.AsType[*googleapi.Error](err)
	if !ok {
		if strings.Contains(err.Error(), "invalid_grant") || strings.Contains(err.Error(), "cannot fetch token: 40") { // 400 to 403; else Google is away
			return &fleet.Error{Kind: fleet.Invalid, Err: err,
				Message: "Google does not accept the service account's key. It may have been deleted or revoked: make a new key in Google's console."}
		}
		return &fleet.Error{Kind: fleet.Unavailable, Message: "Google Sheets does not answer right now. The next sync tries again.", Err: err}
	}
	reason := reasonOf(e)
	switch {
	case e.Code == http.StatusNotFound:
		return &fleet.Error{Kind: fleet.NotFound, Message: "There is no Google Sheet with the id " + book + ". SHEETS_ID is the part of its address between /d/ and /edit.", Err: err}
	case reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT" || strings.Contains(e.Message, "insufficient authentication scopes"):
		return &fleet.Error{Kind: fleet.Forbidden, Message: "The service account lacks the scope https://www.googleapis.com/auth/spreadsheets.", Err: err}
	case reason == "SERVICE_DISABLED" || strings.Contains(e.Message, "it is disabled"):
		return &fleet.Error{Kind: fleet.Forbidden, Message: "The Google Sheets API is not enabled in the service account's project. Enable it in Google's console, under APIs and services.", Err: err}
	case e.Code == http.StatusForbidden:
		return &fleet.Error{Kind: fleet.Forbidden, Message: "The Google Sheet is not shared with the service account. Share it, as Editor, with the client_email of its key file.", Err: err}
	case e.Code == http.StatusUnauthorized:
		return &fleet.Error{Kind: fleet.Invalid, Message: "Google does not accept the service account's key. Make a new one in Google's console.", Err: err}
	case e.Code == http.StatusTooManyRequests:
		return &fleet.Error{Kind: fleet.Unavailable, Message: "Google Sheets limits us: too many calls in a minute. The next sync tries again.", Err: err}
	case e.Code >= 500:
		return &fleet.Error{Kind: fleet.Unavailable, Message: "Google Sheets does not answer right now. The next sync tries again.", Err: err}
	}
	return &fleet.Error{Kind: fleet.Internal, Message: "Google Sheets refused a call of ours: " + e.Message, Err: err}
}

// reasonOf is the machine-readable reason of a refusal, where there is one.
func reasonOf(e *googleapi.Error) string {
	for _, d := range e.Details {
		if m, ok := d.(map[string]any); ok {
			if reason, ok := m["reason"].(string); ok {
				return reason
			}
		}
	}
	return ""
}
