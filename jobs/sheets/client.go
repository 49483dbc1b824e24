package sheets

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
	"google.golang.org/api/option"
	gsheets "google.golang.org/api/sheets/v4"

	"watchtower/fleet"
)

// Config says which spreadsheet, and who opens it.
type Config struct {
	Book     string // id of the spreadsheet
	Key      string // of a service account: the text of its JSON file
	Endpoint string // empty for Google's
	// PerMinute bounds the reads, and the writes, of a minute.
	PerMinute int
	// HTTP, when set, carries the calls without any credentials, and Pause,
	// when set, waits between tries: for tests.
	HTTP  *http.Client
	Pause func(context.Context, time.Duration) error
}

// PerMinute is how many calls a minute are made when nobody says: Google allows
// 60 reads and 60 writes to one account.
const PerMinute = 50

const (
	burst    = 10
	callTime = 60 * time.Second
)

// Tries of one call, and the first pause between two; it doubles, up to
// maxPause, and half of it is chance.
const (
	maxTries   = 6
	firstPause = time.Second
	maxPause   = 32 * time.Second
)

// client makes the calls, within the budget.
type client struct {
	svc    *gsheets.Service
	book   string
	reads  *rate.Limiter
	writes *rate.Limiter
	pause  func(context.Context, time.Duration) error
	calls  atomic.Int64
	waited atomic.Int64 // nanoseconds spent in calls
}

func newClient(ctx context.Context, c Config) (*client, error) {
	options := []option.ClientOption{option.WithScopes(gsheets.SpreadsheetsScope), option.WithUserAgent("watchtower")}
	if c.Endpoint != "" {
		options = append(options, option.WithEndpoint(c.Endpoint))
	}
	switch {
	case c.HTTP != nil:
		options = append(options, option.WithHTTPClient(c.HTTP))
	default:
		options = append(options, option.WithAuthCredentialsJSON(option.ServiceAccount, []byte(c.Key)))
	}
	svc, err := gsheets.NewService(ctx, options...)
	if err != nil {
		return nil, &fleet.Error{Kind: fleet.Invalid, Message: "The key of the Google service account cannot be used: it must be the JSON file that Google's console gives, with type service_account.", Err: err}
	}
	wait := c.Pause
	if wait == nil {
		wait = pause
	}
	every := rate.Limit(float64(cmp.Or(c.PerMinute, PerMinute)) / 60)
	return &client{svc: svc, book: c.Book, reads: rate.NewLimiter(every, burst), writes: rate.NewLimiter(every, burst), pause: wait}, nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read makes a call that changes nothing: any passing trouble is waited out.
func (c *client) read(ctx context.Context, f func(context.Context) error) error {
	return c.call(ctx, c.reads, f, func(t trouble) bool { return t == busy || t == passing })
}

// write makes a call that changes something. Only a call that was certainly not
// carried out is repeated; of any other failure nobody knows, and the sync
// looks at the sheet again.
func (c *client) write(ctx context.Context, f func(context.Context) error) error {
	return c.call(ctx, c.writes, f, func(t trouble) bool { return t == busy })
}

func (c *client) call(ctx context.Context, budget *rate.Limiter, f func(context.Context) error, again func(trouble) bool) error {
	for try := 1; ; try++ {
		if err := budget.Wait(ctx); err != nil {
			return err
		}
		c.calls.Add(1)
		started := time.Now()
		one, cancel := context.WithTimeout(ctx, callTime)
		err := f(one)
		cancel()
		c.waited.Add(int64(time.Since(started)))
		if err == nil {
			return nil
		}
		kind, wait := troubleOf(err)
		if try == maxTries || ctx.Err() != nil || !again(kind) {
			return explain(err, c.book)
		}
		if err := c.pause(ctx, backoff(try, wait)); err != nil {
			return err
		}
	}
}

// backoff is how long to wait after a number of tries, at least what Google
// asks for.
func backoff(tries int, atLeast time.Duration) time.Duration {
	d := min(firstPause<<(tries-1), maxPause)
	return max(d/2+rand.N(d/2+1), atLeast)
}
