package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"watchtower/answer"
	"watchtower/events"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// Ask answers a sentence. progress may be called with what is being done; note
// says who understood it, when that is worth a word under the answer.
type Ask func(ctx context.Context, caller fleet.Caller, channel, thread, text string, progress func(string)) (a answer.Answer, note string)

// Person is the configured role of one Slack user; Driver names the driver of
// a fleet.DriverRole.
type Person struct {
	Role   fleet.Role
	Driver string
}

// Options are what a Bot is made of. Tokens never reach a log or an error.
type Options struct {
	BotToken string // xoxb-
	AppToken string // xapp-
	APIURL   string // default https://slack.com/api/
	Consumer string // names this replica among those that run; a name kept over a restart resumes at once
	Workers  int    // envelopes worked at the same time; 8
	Sockets  int    // 2, so that a refresh of one opens no gap; 1 from the sixth process on
	// DeafAfter is how long a socket may carry nothing, not even a ping, before
	// it is dialled again; 30 s.
	DeafAfter time.Duration

	Log      *slog.Logger
	Now      func() time.Time
	Store    *store.Store
	Registry *tools.Registry
	Events   *events.Client
	Ask      Ask
	People   map[string]Person // by Slack user id
	// AlertsChannel is told of the alerts whose own channel takes nothing. Empty:
	// nobody is.
	AlertsChannel string
	// PublicURL is where our own pages are: links below it are shown in Slack.
	// Empty: there are none.
	PublicURL string
	// Observe, when set, is told how long things took: ack, answer, home, delivery.
	Observe func(what string, took time.Duration)
	// Count, when set, is told what happened: slack_redials, slack_limited, slack_shed.
	Count func(what string, n float64)
}

// Bot is one connection to one workspace.
type Bot struct {
	Options
	api      *slack.Client // Web API
	http     *http.Client
	me       identity
	people   people
	live     flight        // envelopes being acknowledged, forms being opened
	taking   chan struct{} // bounds live
	ears     []*ear
	echo     echo
	homes    homes
	long     streams
	sessions streams  // whether Slack is asked to show Stop
	public   *url.URL // nil without pages of our own
	dms      sync.Map // user id -> id of the direct message with them
	known    map[string]*tools.Tool
	forms    []form
	heard    atomic.Int64 // when the last frame came, in Unix nanoseconds
	pictures *pictures
}

// identity is who we are in the workspace.
type identity struct{ user, bot, team string }

// New checks the options; Run connects.
func New(o Options) (*Bot, error) {
	var faults []error
	need := func(ok bool, what string) {
		if !ok {
			faults = append(faults, errors.New(what))
		}
	}
	need(strings.HasPrefix(o.BotToken, "xoxb-"), "SLACK_BOT_TOKEN must be a bot token (xoxb-)")
	need(strings.HasPrefix(o.AppToken, "xapp-"), "SLACK_APP_TOKEN must be an app-level token (xapp-)")
	need(o.Store != nil && o.Registry != nil && o.Events != nil && o.Ask != nil && o.Log != nil && o.Now != nil,
		"bot needs a store, a registry, events, an assistant, a log and a clock")
	public, err := publicURL(o.PublicURL)
	need(err == nil, "PUBLIC_URL must read like https://tower.example.com")
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	host, _ := os.Hostname()
	o.Consumer = cmp.Or(o.Consumer, fmt.Sprintf("%s-%d", host, os.Getpid()))
	o.Workers = cmp.Or(o.Workers, 8)
	o.Sockets = cmp.Or(o.Sockets, 2)
	o.DeafAfter = cmp.Or(o.DeafAfter, deafAfter)
	o.APIURL = strings.TrimSuffix(cmp.Or(o.APIURL, slack.APIURL), "/") + "/" // slack-go concatenates
	if o.Observe == nil {
		o.Observe = func(string, time.Duration) {}
	}
	if o.Count == nil {
		o.Count = func(string, float64) {}
	}
	b := &Bot{Options: o, public: public, taking: make(chan struct{}, mostTaken), http: &http.Client{Timeout: 10 * time.Second}}
	b.api = slack.New(o.BotToken, slack.OptionAPIURL(o.APIURL), slack.OptionHTTPClient(b.http))
	b.pictures = newPictures()
	b.people.checked = map[string]time.Time{}
	b.forms = forms()
	b.homes.tabs = map[string]*homeTab{}
	b.known = map[string]*tools.Tool{}
	for _, t := range o.Registry.Offered(fleet.SystemCaller) {
		b.known[t.Name] = t
	}
	for range b.Sockets {
		b.ears = append(b.ears, &ear{})
	}
	return b, nil
}

// Run connects and works until ctx ends, then stops taking work, finishes what
// is in hand and leaves. It fails at once when Slack refuses the tokens.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.identify(ctx); err != nil {
		return err
	}
	b.sayRoles(ctx)
	sockets, closeSockets := context.WithCancel(context.WithoutCancel(ctx))
	defer closeSockets()
	var doors, rooms errgroup.Group
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	for i := range b.Sockets {
		doors.Go(func() error {
			defer cancel() // a refused socket ends the whole bot
			return b.listen(sockets, i)
		})
	}
	for i := range b.Workers {
		rooms.Go(func() error { return b.work(stop, i) })
	}
	doors.Go(func() error { return b.watch(sockets) })
	rooms.Go(func() error { return b.deliverAll(stop) })
	rooms.Go(func() error { return b.tellBacklogs(stop) })
	rooms.Go(func() error { return b.trim(stop) })
	rooms.Go(func() error { return b.watchHomes(stop) })
	<-stop.Done()
	b.quiet()
	b.live.settle(formWithin)                   // acks under way still need their socket
	sleep(context.WithoutCancel(ctx), lastAcks) // and slack-go a moment to write the last of them
	closeSockets()
	err := errors.Join(rooms.Wait(), doors.Wait())
	b.pictures.group.Wait() // each has its own deadline
	return err
}

// lastAcks is how long acks wait in slack-go's queue at most.
const lastAcks = 50 * time.Millisecond

// quiet keeps reading the sockets after the stop until nothing has come for a
// moment: Slack never repeats a command that is on its way already. What comes
// is stored for whoever runs next.
func (b *Bot) quiet() {
	const enough, most = 200 * time.Millisecond, 2 * time.Second
	began := time.Now()
	for time.Since(began) < most {
		last := time.Unix(0, max(b.heard.Load(), began.UnixNano()))
		left := enough - time.Since(last)
		if left <= 0 {
			return
		}
		time.Sleep(left) //nolint:forbidigo // this waits for silence, and silence sends no event
	}
}

// writes says whether a tool changes something.
func (b *Bot) writes(tool string) bool {
	t := b.known[tool]
	return t != nil && t.Write
}

// identify asks Slack who we are, and waits for as long as Slack is away.
func (b *Bot) identify(ctx context.Context) error {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		who, err := b.api.AuthTestContext(ctx)
		if err == nil {
			b.me = identity{user: who.UserID, bot: who.BotID, team: who.TeamID}
			b.Log.InfoContext(ctx, "slack knows us", "team", who.TeamID, "user", who.UserID)
			return nil
		}
		if fatalAuth(err) {
			return fmt.Errorf("slack refuses SLACK_BOT_TOKEN: %s", slackCode(err))
		}
		b.Log.WarnContext(ctx, "slack does not answer", "err", safeError(err), "again_in", wait)
		if !sleep(ctx, wait) {
			return nil
		}
	}
}

// sleep waits, and is false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
