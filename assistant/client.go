package assistant

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/failsafehttp"
	"github.com/sashabaranov/go-openai"
)

// The bounds of one request to the model.
const (
	maxReply     = 2 << 20 // bytes of one response
	retries      = 2
	firstWait    = 200 * time.Millisecond
	longestWait  = 2 * time.Second
	breakerAfter = 5 // failures in a row open the circuit
	breakerRest  = 30 * time.Second
)

// newHTTPClient retries what may pass (429 and 5xx, after Retry-After when the
// server says so), rests after repeated failure, gives up a response that falls
// silent for longer than silence, and never reads more than a bounded one.
func newHTTPClient(base *http.Client, silence time.Duration) *http.Client {
	client := &http.Client{}
	if base != nil {
		*client = *base
	}
	inner := client.Transport
	if inner == nil {
		inner = http.DefaultTransport
	}
	//nolint:bodyclose // a policy is built here: no request is sent, its type only names *http.Response
	retry := failsafehttp.NewRetryPolicyBuilder().
		WithMaxRetries(retries).
		WithBackoff(firstWait, longestWait).
		AbortOnErrors(circuitbreaker.ErrOpen, context.DeadlineExceeded).
		AbortIf(func(r *http.Response, _ error) bool { return asksToWait(r) > longestWait }).
		ReturnLastFailure().
		Build()
	client.Transport = bounded{failsafehttp.NewRoundTripper(newBreaker(inner, silence), retry)}
	return client
}

// asksToWait is the Retry-After of a response: when it is longer than a person
// would wait, the phrasebook answers instead.
func asksToWait(r *http.Response) time.Duration {
	if r == nil {
		return 0
	}
	seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// bounded cuts a response body that is too large.
type bounded struct{ inner http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.inner.RoundTrip(r)
	if resp != nil && resp.Body != nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxReply), resp.Body}
	}
	return resp, err
}

// plainError says why a model did not answer without anything the server or
// the address may give away: providers echo parts of the key.
func plainError(err error) error {
	if api, ok := errors.AsType[*openai.APIError](err); ok {
		return fmt.Errorf("status %d", api.HTTPStatusCode)
	}
	if req, ok := errors.AsType[*openai.RequestError](err); ok {
		return fmt.Errorf("status %d", req.HTTPStatusCode)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("too slow")
	case errors.Is(err, context.Canceled):
		return errors.New("cancelled")
	case errors.Is(err, errSilent):
		return errSilent
	case errors.Is(err, circuitbreaker.ErrOpen):
		return errors.New("resting after repeated failure")
	}
	return errors.New("no usable response")
}
