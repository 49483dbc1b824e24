package bot

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

// slackCode is Slack's own word for a refusal, such as "invalid_blocks"; empty
// when the error is not an answer of Slack.
func slackCode(err error) string {
	if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return e.Err
	}
	return ""
}

// retryAfter says whether Slack is limiting us, and for how long: its three
// ways to say so are a 429 with a time, a 429 without, and a 200 that says
// ratelimited.
func retryAfter(err error) (time.Duration, bool) {
	const unsaid = 5 * time.Second
	if e, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return max(e.RetryAfter, time.Second), true
	}
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok && e.Code == http.StatusTooManyRequests {
		return unsaid, true
	}
	if code := slackCode(err); code == "ratelimited" || code == "rate_limited" || code == "message_limit_exceeded" {
		return unsaid, true
	}
	return 0, false
}

// blocksRefused says whether the same words may pass in a simpler look.
func blocksRefused(err error) bool {
	return slices.Contains([]string{"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}, slackCode(err))
}

// outcomeUnknown says whether Slack may have done what we asked although we
// did not hear so: the connection broke, or the answer was no answer.
func outcomeUnknown(err error) bool {
	if err == nil || slackCode(err) != "" {
		return slices.Contains([]string{"internal_error", "fatal_error", "service_unavailable", "request_timeout"}, slackCode(err))
	}
	_, limited := retryAfter(err)
	return !limited
}

// hopeless says whether trying again can never help: the place is gone or we
// may not speak there.
func hopeless(err error) bool {
	return slices.Contains([]string{"channel_not_found", "is_archived", "not_in_channel", "restricted_action", "user_not_found",
		"cannot_dm_bot", "user_disabled", "msg_too_long", "no_text", "invalid_arguments", "messages_tab_disabled"}, slackCode(err))
}

func fatalAuth(err error) bool {
	return slices.Contains([]string{"invalid_auth", "account_inactive", "not_authed", "token_revoked", "token_expired", "not_allowed_token_type"}, slackCode(err))
}

// safeError is err for the log. Addresses are cut out of it: a response_url or
// a socket's address lets whoever has it speak.
func safeError(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Op + ": " + safeError(e.Err)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return "connection failed"
	}
	return err.Error()
}
