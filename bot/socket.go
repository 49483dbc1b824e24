package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/time/rate"
)

// openGuard slows down apps.connections.open. slack-go backs off when opening
// fails, but not when Slack opens a socket and sends us away at once
// (link_disabled, too_many_websockets): thousands of sockets a second.
type openGuard struct {
	next  http.RoundTripper
	limit *rate.Limiter
}

func newOpenGuard(next http.RoundTripper) *openGuard {
	return &openGuard{next: next, limit: rate.NewLimiter(rate.Every(10*time.Second), 4)}
}

func (g *openGuard) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") {
		if err := g.limit.Wait(r.Context()); err != nil {
			return nil, err
		}
	}
	return g.next.RoundTrip(r)
}

// discard is where slack-go's own log goes: it may hold socket addresses.
var discard = log.New(writeNothing{}, "", 0)

type writeNothing struct{}

func (writeNothing) Write(p []byte) (int, error) { return len(p), nil }

// listen keeps one socket open until ctx ends. Silence of more than 30 seconds
// (Slack pings more often) makes slack-go drop and re-open it.
func (b *Bot) listen(ctx context.Context, i int) error {
	api := slack.New(b.BotToken, slack.OptionAppLevelToken(b.AppToken), slack.OptionAPIURL(b.APIURL),
		slack.OptionHTTPClient(&http.Client{Transport: newOpenGuard(http.DefaultTransport)}), slack.OptionLog(discard))
	client := socketmode.New(api, socketmode.OptionLog(discard))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case e := <-client.Events:
				b.onSocket(ctx, client, e, i)
			case <-ctx.Done():
				return
			}
		}
	}()
	err := client.RunContext(ctx)
	if ctx.Err() != nil {
		<-done
		return nil
	}
	if fatalAuth(err) {
		return fmt.Errorf("slack refuses SLACK_APP_TOKEN: %s", slackCode(err))
	}
	return fmt.Errorf("socket %d: %s", i, safeError(err))
}

func (b *Bot) onSocket(ctx context.Context, client *socketmode.Client, e socketmode.Event, i int) {
	switch e.Type {
	case socketmode.EventTypeConnected:
		b.Log.InfoContext(ctx, "socket connected", "socket", i)
	case socketmode.EventTypeConnectionError:
		b.Log.WarnContext(ctx, "socket cannot connect", "socket", i)
	case socketmode.EventTypeErrorWriteFailed:
		b.Log.WarnContext(ctx, "acknowledgement lost", "socket", i)
	case socketmode.EventTypeErrorBadMessage:
		if req := badMessage(e); req != nil { // slack-go cannot read the blocks of it; we need not
			b.take(ctx, client, req)
		}
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		b.take(ctx, client, e.Request)
	}
}

// badMessage is the request of a frame that slack-go refused to decode, or nil.
func badMessage(e socketmode.Event) *socketmode.Request {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return nil
	}
	var req socketmode.Request
	if json.Unmarshal(bad.Message, &req) != nil || req.EnvelopeID == "" {
		return nil
	}
	return &req
}

// take settles one envelope in a goroutine of its own, so that a slow one
// holds up neither the socket's pings nor its neighbours.
func (b *Bot) take(ctx context.Context, client *socketmode.Client, req *socketmode.Request) {
	started := time.Now()
	b.heard.Store(started.UnixNano())
	ack := func(payload any) {
		if err := client.AckCtx(ctx, req.EnvelopeID, payload); err != nil && !errors.Is(err, context.Canceled) {
			b.Log.WarnContext(ctx, "not acknowledged", "type", req.Type, "err", err)
		}
		b.Observe("ack", time.Since(started))
	}
	b.live.Go(func() {
		defer b.caught(ctx, "receive")
		b.receive(ctx, envelopeOf(req), ack)
	})
}

// caught keeps one bad envelope from ending the process.
func (b *Bot) caught(ctx context.Context, where string) {
	if r := recover(); r != nil {
		b.Log.ErrorContext(ctx, "panic", "where", where, "panic", r, "stack", stack())
	}
}
