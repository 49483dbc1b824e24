package outgoing

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	postTime = 10 * time.Second // for one post, the answer read
	maxReply = 64 << 10         // bytes of an answer that are read at all
)

// Poster posts webhooks. It is safe for concurrent use.
type Poster struct {
	client *http.Client
	agent  string
	now    func() time.Time // the machine's: receivers refuse what is signed minutes off
}

// NewPoster posts over a transport, nil for the default one.
func NewPoster(transport http.RoundTripper, agent string, now func() time.Time) *Poster {
	if transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxConnsPerHost, t.ResponseHeaderTimeout, t.MaxResponseHeaderBytes = 4, postTime, maxReply
		transport = t
	}
	// A redirect is a failure, as the specification has it: the address wants to be corrected.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Poster{client: &http.Client{Transport: transport, Timeout: postTime, CheckRedirect: stay}, agent: agent, now: now}
}

// Sign is the webhook-signature of a message: one for each secret, so that a
// receiver may change its own at any time.
func Sign(secrets [][]byte, id string, at time.Time, body []byte) string {
	out := make([]string, len(secrets))
	for i, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
		mac.Write(body)
		out[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return strings.Join(out, " ")
}

// Post sends one message; nil says that it was taken. The error is a Refusal.
func (p *Poster) Post(ctx context.Context, w Webhook, id string, body []byte) error {
	at := p.now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return &Refusal{Why: "its address cannot be used", Final: true}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", p.agent)
	req.Header.Set("webhook-id", id)
	req.Header.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
	req.Header.Set("webhook-signature", Sign(w.Secrets, id, at, body))
	resp, err := p.client.Do(req)
	if err != nil {
		return &Refusal{Why: unreached(err, w)}
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxReply)); err != nil && taken(resp.StatusCode) {
		return &Refusal{Why: "its answer broke off"}
	}
	return judge(resp, at)
}

func taken(status int) bool { return status >= 200 && status < 300 }

func judge(resp *http.Response, at time.Time) error {
	if taken(resp.StatusCode) {
		return nil
	}
	r := &Refusal{Why: "it answered " + resp.Status[:min(len(resp.Status), 60)]}
	switch {
	case resp.StatusCode == http.StatusGone:
		r.Gone, r.Final = true, true
		r.Why += ": it wants no more messages"
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		r.Why += ": redirects are not followed, correct the address"
	default:
		r.After = retryAfter(resp.Header.Get("Retry-After"), at)
	}
	r.Why = clean(r.Why)
	return r
}

// retryAfter reads seconds or a date; what cannot be read asks for nothing.
func retryAfter(text string, at time.Time) time.Duration {
	if n, err := strconv.ParseInt(text, 10, 32); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	if t, err := http.ParseTime(text); err == nil && t.After(at) {
		return t.Sub(at)
	}
	return 0
}

// unreached says why a webhook was not reached, without its address, which may
// hold a secret.
func unreached(err error, w Webhook) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		if e.Timeout() {
			return fmt.Sprintf("it did not answer within %s", postTime)
		}
		err = e.Err
	}
	return clean("it cannot be reached: "+err.Error(), w.URL)
}

// Digest names where a webhook leads to without telling it.
func (w Webhook) Digest() string {
	sum := sha256.Sum256([]byte(w.URL))
	return hex.EncodeToString(sum[:8])
}

// Check asks a webhook for a sign of life and sends no message: many receivers
// answer 404 or 405 to that, which is well.
func (p *Poster) Check(ctx context.Context, w Webhook) (status string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, w.URL, http.NoBody)
	if err != nil {
		return "", &Refusal{Why: "its address cannot be used", Final: true}
	}
	req.Header.Set("User-Agent", p.agent)
	resp, err := p.client.Do(req)
	if err != nil {
		return "", &Refusal{Why: unreached(err, w)}
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusGone || resp.StatusCode >= 500 && resp.StatusCode != http.StatusNotImplemented {
		return "", judge(resp, p.now())
	}
	return clean(resp.Status), nil
}
