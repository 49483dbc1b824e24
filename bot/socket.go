package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/time/rate"
)

const (
	openWithin  = 30 * time.Second // apps.connections.open, the guard's wait of up to 10 s included
	dialWithin  = 15 * time.Second
	frameBuffer = 32 << 10 // an ack is one frame: Slack does not put split ones together
	restPause   = 5 * time.Second
)

// openGuard slows down apps.connections.open. slack-go backs off when opening
// fails, but not when Slack opens a socket and sends us away at once
// (link_disabled, too_many_websockets): thousands of sockets a second.
type openGuard struct {
	next  http.RoundTripper
	limit *rate.Limiter
	slow  func(wait time.Duration) // told when an opening has to wait
}

func newOpenGuard(next http.RoundTripper, slow func(time.Duration)) *openGuard {
	return &openGuard{next: next, limit: rate.NewLimiter(rate.Every(10*time.Second), 4), slow: slow}
}

func (g *openGuard) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") {
		turn := g.limit.Reserve()
		if wait := turn.Delay(); wait > 0 {
			g.slow(wait)
			if !sleep(r.Context(), wait) {
				turn.Cancel()
				return nil, r.Context().Err()
			}
		}
	}
	return g.next.RoundTrip(r)
}

// discard is where slack-go's own log goes: it may hold socket addresses.
var discard = log.New(writeNothing{}, "", 0)

type writeNothing struct{}

func (writeNothing) Write(p []byte) (int, error) { return len(p), nil }

// listen keeps one socket open until ctx ends, and begins anew whenever
// slack-go gives up or the watch finds that it has been away for too long.
func (b *Bot) listen(ctx context.Context, i int) error {
	for {
		run, cancel := context.WithCancel(ctx)
		b.ears[i].begin(time.Now(), cancel)
		err := b.listenOnce(run, i)
		again := run.Err() != nil && ctx.Err() == nil // by the watch
		cancel()
		switch {
		case ctx.Err() != nil:
			return nil
		case fatalAuth(err):
			return fmt.Errorf("slack refuses SLACK_APP_TOKEN: %s", slackCode(err))
		case !again:
			b.Log.WarnContext(ctx, "socket ended, opened anew", "socket", i, "err", safeError(err))
			sleep(ctx, restPause)
		}
	}
}

// listenOnce is one life of a client, over as many connections as it makes.
func (b *Bot) listenOnce(ctx context.Context, i int) error {
	client := b.client(ctx, i)
	done := make(chan struct{})
	heard, stop := context.WithCancel(ctx)
	go func() {
		defer close(done)
		for {
			select {
			case e := <-client.Events:
				b.onSocket(ctx, client, e, i)
			case <-heard.Done():
				return
			}
		}
	}()
	err := client.RunContext(ctx)
	stop()
	<-done
	return err
}

func (b *Bot) client(ctx context.Context, i int) *socketmode.Client {
	guard := newOpenGuard(http.DefaultTransport, func(wait time.Duration) {
		b.Log.WarnContext(ctx, "socket is opened too often: Slack closes it at once; slowed down", "socket", i, "wait", wait.Round(time.Second))
	})
	api := slack.New(b.BotToken, slack.OptionAppLevelToken(b.AppToken), slack.OptionAPIURL(b.APIURL),
		slack.OptionHTTPClient(&http.Client{Transport: guard, Timeout: openWithin}), slack.OptionLog(discard))
	plain := net.Dialer{Timeout: dialWithin}
	return socketmode.New(api, socketmode.OptionLog(discard), socketmode.OptionDialer(&websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialWithin, WriteBufferSize: frameBuffer,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := plain.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return b.ears[i].listenTo(c), nil
		}}))
}

func (b *Bot) onSocket(ctx context.Context, client *socketmode.Client, e socketmode.Event, i int) {
	defer b.caught(ctx, "socket")
	switch e.Type {
	case socketmode.EventTypeConnected:
		b.ears[i].connected(time.Now())
		b.Log.InfoContext(ctx, "socket connected", "socket", i)
	case socketmode.EventTypeConnecting:
		b.ears[i].lost(time.Now())
	case socketmode.EventTypeConnectionError:
		b.Log.WarnContext(ctx, "socket cannot connect", "socket", i)
	case socketmode.EventTypeErrorWriteFailed:
		b.Log.WarnContext(ctx, "acknowledgement lost", "socket", i)
	case socketmode.EventTypeErrorBadMessage:
		if req := badMessage(e); req != nil { // slack-go cannot read the blocks of it; we need not
			b.take(ctx, client, req, i)
		}
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		b.take(ctx, client, e.Request, i)
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

// mostTaken bounds the envelopes that are being acknowledged at the same time.
// Beyond it they are shed: a socket that is read no further answers no pings
// either, and is lost with all that is on its way.
const mostTaken = 512

// shedWithin is how long the reader of a socket may be held up by a word that
// an envelope was turned away.
const shedWithin = 100 * time.Millisecond

// take settles one envelope in a goroutine of its own, so that a slow one
// holds up neither the socket's pings nor its neighbours.
func (b *Bot) take(ctx context.Context, client *socketmode.Client, req *socketmode.Request, i int) {
	started := time.Now()
	b.heard.Store(started.UnixNano())
	b.hear(i, started, req.RetryAttempt > 0)
	ack := func(ctx context.Context, payload any) {
		if err := client.AckCtx(ctx, req.EnvelopeID, payload); err != nil && !errors.Is(err, context.Canceled) {
			b.Log.WarnContext(ctx, "not acknowledged", "type", req.Type, "err", err)
		}
		b.Observe("ack", time.Since(started))
	}
	select {
	case b.taking <- struct{}{}:
	default:
		b.shed(ctx, req, ack)
		return
	}
	b.live.Go(func() {
		defer func() { <-b.taking }()
		defer b.caught(ctx, "receive")
		b.receive(ctx, envelopeOf(req), func(payload any) { ack(ctx, payload) })
	})
}

// shed turns an envelope away without work. A command is answered in its
// acknowledgement; what is not acknowledged Slack repeats (events) or tells the
// person of (clicks; a form stays open with what was typed).
func (b *Bot) shed(ctx context.Context, req *socketmode.Request, ack func(context.Context, any)) {
	b.Count("slack_shed", 1)
	b.Log.WarnContext(ctx, "too much at once, turned away", "type", req.Type)
	if req.Type == socketmode.RequestTypeSlashCommands {
		ctx, cancel := context.WithTimeout(ctx, shedWithin)
		defer cancel()
		ack(ctx, map[string]string{"response_type": "ephemeral", "text": busyText})
	}
}

// caught keeps one bad envelope from ending the process.
func (b *Bot) caught(ctx context.Context, where string) {
	if r := recover(); r != nil {
		b.Log.ErrorContext(ctx, "panic", "where", where, "panic", r, "stack", stack())
	}
}
