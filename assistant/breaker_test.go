package assistant

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// stuck says a little and then nothing until its request is given up.
type stuck struct {
	io.Reader
	ctx context.Context //nolint:containedctx // of its request
}

func (s stuck) Read(p []byte) (int, error) {
	if n, err := s.Reader.Read(p); err == nil {
		return n, nil
	}
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

func (stuck) Close() error { return nil }

// TestHangInTheMiddle: a server that begins to answer and then hangs is given up
// in time, rests after a few such answers, and is tried again after the rest.
func TestHangInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const silence = 6 * time.Second
		asked, well := 0, false
		client := newHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked++
			body := io.ReadCloser(stuck{strings.NewReader("data: {}\n\n"), r.Context()})
			if well {
				body = io.NopCloser(strings.NewReader("data: [DONE]\n\n"))
			}
			return &http.Response{StatusCode: http.StatusOK, Body: body, Header: http.Header{}, Request: r}, nil
		})}, silence)
		hear := func() (time.Duration, error) {
			began := time.Now()
			res, err := client.Get("http://model.test/v1/responses")
			if err != nil {
				return time.Since(began), err
			}
			defer res.Body.Close()
			_, err = io.ReadAll(res.Body)
			return time.Since(began), err
		}
		rests := func(when string) {
			t.Helper()
			before := asked
			if took, err := hear(); !errors.Is(err, circuitbreaker.ErrOpen) || took > 0 || asked != before {
				t.Errorf("%s: %v after %s, asked %d times, want a rest", when, err, took, asked-before)
			}
		}
		for range breakerAfter {
			if took, err := hear(); !errors.Is(err, errSilent) || took != silence {
				t.Fatalf("given up after %s with %v, want %s", took, err, silence)
			}
		}
		rests("after many")
		<-time.After(breakerRest)
		if _, err := hear(); !errors.Is(err, errSilent) {
			t.Errorf("after the rest: %v", err)
		}
		rests("after one more")
		<-time.After(breakerRest)
		well = true
		for range 3 {
			if took, err := hear(); err != nil || took > 0 {
				t.Errorf("a server that is well again: %v after %s", err, took)
			}
		}
	})
}

// TestGivenUpIsNoFailure: questions that people stop do not make a model rest.
func TestGivenUpIsNoFailure(t *testing.T) {
	b := newBreaker(roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: stuck{strings.NewReader("data: {}\n\n"), r.Context()}, Request: r}, nil
	}), time.Minute)
	for range 2 * breakerAfter {
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://model.test/", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := b.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, err := io.ReadAll(res.Body); !errors.Is(err, context.Canceled) {
			t.Errorf("given up with %v", err)
		}
		res.Body.Close()
	}
	if !b.circuit.IsClosed() {
		t.Error("the model rests")
	}
}
