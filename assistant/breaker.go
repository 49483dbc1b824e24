package assistant

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// errSilent ends a response that began and then said nothing for too long.
var errSilent = errors.New("the response went silent")

// breaker rests a model that fails again and again. The whole response counts:
// one that begins well and then hangs has failed like one that never came.
type breaker struct {
	inner   http.RoundTripper
	circuit circuitbreaker.CircuitBreaker[any]
	silence time.Duration // the longest that a response may say nothing
}

func newBreaker(inner http.RoundTripper, silence time.Duration) *breaker {
	return &breaker{inner: inner, silence: silence, circuit: circuitbreaker.NewBuilder[any]().
		WithFailureThreshold(breakerAfter).
		WithSuccessThreshold(1). // after the rest one request is let through, and decides
		WithDelay(breakerRest).
		Build()}
}

// RoundTrip takes a permit and gives it back with what came of it: here, or
// once the body was read or closed.
func (b *breaker) RoundTrip(r *http.Request) (*http.Response, error) {
	if !b.circuit.TryAcquirePermit() {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, circuitbreaker.ErrOpen
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	resp, err := b.inner.RoundTrip(r.WithContext(ctx))
	if err != nil {
		cancel(nil)
		b.failed(err)
		return nil, err
	}
	w := &watched{ReadCloser: resp.Body, breaker: b, ctx: ctx, cancel: cancel}
	if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500 {
		w.once.Do(b.circuit.RecordFailure)
	}
	resp.Body = w
	return resp, nil
}

// failed counts an error. A question that was given up says nothing of the
// model; only a permit that was lent for a try must come back.
func (b *breaker) failed(err error) {
	if !errors.Is(err, context.Canceled) || b.circuit.IsHalfOpen() {
		b.circuit.RecordFailure()
	}
}

// watched is the body of a response that may not fall silent.
type watched struct {
	io.ReadCloser
	breaker *breaker
	ctx     context.Context //nolint:containedctx // a body is read under the context of its request
	cancel  context.CancelCauseFunc
	once    sync.Once // what came of the response is counted once
}

func (w *watched) Read(p []byte) (int, error) {
	tooLong := time.AfterFunc(w.breaker.silence, func() { w.cancel(errSilent) })
	n, err := w.ReadCloser.Read(p)
	tooLong.Stop()
	switch {
	case err == nil:
	case errors.Is(err, io.EOF):
		w.once.Do(w.breaker.circuit.RecordSuccess)
	default:
		if cause := context.Cause(w.ctx); errors.Is(cause, errSilent) {
			err = cause
		}
		w.once.Do(func() { w.breaker.failed(err) })
	}
	return n, err
}

// Close ends the response. Who closes it early has read what was wanted.
func (w *watched) Close() error {
	w.once.Do(w.breaker.circuit.RecordSuccess)
	err := w.ReadCloser.Close()
	w.cancel(nil)
	return err
}
