package bot

import (
	"context"
	"sync"
	"time"
)

const (
	watchEvery = time.Second
	// deafAfter: Slack pings several times in this time, so a socket over which
	// nothing came is half open, whatever the operating system thinks of it.
	deafAfter = 30 * time.Second
	// awayAfter is how long a socket may be without a connection before its
	// client is renewed: slack-go's pauses grow to five minutes.
	awayAfter = time.Minute
	// missedMost envelopes in a row to the other socket, over missedFor at
	// least, are no chance: Slack deals them out. Three that Slack had to repeat
	// say the same. It doubles with each time that dialling again did not help.
	missedMost = 30
	missedFor  = time.Minute
	// echoAfter: each post of ours comes back as an event within seconds. When
	// nothing at all has come since one, no socket may be heard any more. It
	// doubles each time, because not every channel sends our posts back.
	echoAfter  = 2 * time.Minute
	echoLevels = 6
	// renewGap keeps one socket alive while the other is dialled again.
	renewGap = 15 * time.Second
)

// deafness is why a socket is given up, empty while it is not.
func (e *ear) deafness(now time.Time, patience time.Duration) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	last := e.since
	if e.told.After(last) {
		last = e.told
	}
	switch {
	case !e.open:
		return ""
	case now.Sub(e.frame) > patience:
		return "nothing came, not even a ping"
	case e.missed >= missedMost<<min(e.missings, 8) && now.Sub(last) > missedFor:
		e.missings++
		return "every event went to the other socket"
	}
	return ""
}

func (e *ear) away(now time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.open && now.Sub(e.since) > awayAfter
}

func (e *ear) openedAt() (at time.Time, open bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.since, e.open
}

// echo waits for a post of ours to come back: the one probe that costs nothing.
type echo struct {
	mu    sync.Mutex
	owed  time.Time // when the oldest post went out of which nothing was heard
	level int       // how often waiting for it was in vain, in a row
}

func (e *echo) expect(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owed.IsZero() {
		e.owed = now
	}
}

func (e *echo) heard() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.owed, e.level = time.Time{}, 0
}

// missing says, once for each post waited for, that nothing has come back.
func (e *echo) missing(now time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owed.IsZero() || now.Sub(e.owed) < echoAfter<<e.level {
		return false
	}
	e.owed, e.level = time.Time{}, min(e.level+1, echoLevels)
	return true
}

// hear notes an envelope that came over socket i.
func (b *Bot) hear(i int, now time.Time, repeated bool) {
	b.echo.heard()
	for j, e := range b.ears {
		if j == i {
			e.hears(now)
		} else {
			e.misses(repeated)
		}
	}
}

// watch gives up sockets that are open and deaf, one at a time, until ctx ends.
func (b *Bot) watch(ctx context.Context) error {
	w := watcher{b: b}
	for sleep(ctx, watchEvery) {
		w.look(ctx, time.Now())
	}
	return nil
}

// watcher remembers what it has to do next.
type watcher struct {
	b       *Bot
	suspect time.Time // sockets opened before are to be dialled again; zero: none
	renewed time.Time // when one was last
}

func (w *watcher) look(ctx context.Context, now time.Time) {
	b := w.b
	if b.echo.missing(now) {
		w.suspect = now
	}
	if b.echoed(w.suspect) {
		w.suspect = time.Time{}
	}
	for i, e := range b.ears {
		why := e.deafness(now, b.DeafAfter)
		if at, open := e.openedAt(); why == "" && open && at.Before(w.suspect) && now.Sub(w.renewed) > renewGap {
			why, w.renewed = "our own posts do not come back", now
		}
		switch {
		case why != "":
			b.Log.WarnContext(ctx, "socket is connected but deaf: dialled again", "socket", i, "why", why, "silent_for", e.silence(now).Round(time.Second))
			b.Count("slack_redials", 1)
			e.drop(now)
		case e.away(now):
			b.Log.WarnContext(ctx, "socket is away: its client is renewed", "socket", i)
			e.renew(now)
		}
	}
}

// echoed says whether any envelope came after a moment.
func (b *Bot) echoed(after time.Time) bool {
	for _, e := range b.ears {
		e.mu.Lock()
		told := e.told
		e.mu.Unlock()
		if told.After(after) {
			return true
		}
	}
	return false
}

// Silence is how long nothing has come over each socket, not even a ping.
func (b *Bot) Silence() []time.Duration {
	now := time.Now()
	out := make([]time.Duration, len(b.ears))
	for i, e := range b.ears {
		out[i] = e.silence(now)
	}
	return out
}
