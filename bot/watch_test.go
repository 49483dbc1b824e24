package bot

import (
	"context"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// pair is a bot with two sockets that are open, and what was counted.
func pair(t *testing.T, at time.Time) (b *Bot, redials *atomic.Int64) {
	t.Helper()
	redials = &atomic.Int64{}
	b = &Bot{Options: Options{Log: slog.New(slog.DiscardHandler), DeafAfter: deafAfter, Count: func(string, float64) { redials.Add(1) }}}
	for range 2 {
		b.ears = append(b.ears, opened(t, at))
	}
	return b, redials
}

// opened is the ear of a socket over which bytes can come.
func opened(t *testing.T, at time.Time) *ear {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	e := &ear{}
	e.listenTo(ours)
	e.connected(at)
	return e
}

func (e *ear) ping(at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.frame = at
}

func (b *Bot) open() (out []bool) {
	for _, e := range b.ears {
		_, open := e.openedAt()
		out = append(out, open)
	}
	return out
}

func TestSocketWithoutASignOfLifeIsDialledAgainAlone(t *testing.T) {
	b, redials := pair(t, monday)
	w := watcher{b: b}
	b.ears[1].ping(monday.Add(25 * time.Second))
	w.look(t.Context(), monday.Add(30*time.Second))
	if !slices.Equal(b.open(), []bool{true, true}) {
		t.Fatal("given up before its time")
	}
	w.look(t.Context(), monday.Add(31*time.Second))
	if !slices.Equal(b.open(), []bool{false, true}) || redials.Load() != 1 {
		t.Errorf("open %v after %d redials, want the silent one given up alone", b.open(), redials.Load())
	}
	if _, err := b.ears[0].conn.Write([]byte("x")); err == nil {
		t.Error("the connection of the deaf socket is still open")
	}
}

func TestBytesOverAConnectionAreASignOfLife(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	e := &ear{}
	c := e.listenTo(ours)
	e.connected(time.Now().Add(-time.Hour))
	go func() { _, _ = theirs.Write([]byte("ping")) }() // what fails here fails the read
	if _, err := io.ReadFull(c, make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	if quiet := e.silence(time.Now()); quiet > time.Minute {
		t.Errorf("silent for %s after a read", quiet)
	}
}

func TestSocketThatIsNeverToldIsDialledAgainLessAndLessOften(t *testing.T) {
	b, redials := pair(t, monday)
	w := watcher{b: b}
	now := monday
	tell := func(n int) {
		for range n {
			now = now.Add(3 * time.Second)
			b.ears[0].ping(now)
			b.ears[1].ping(now)
			b.hear(0, now, false)
			w.look(t.Context(), now)
		}
	}
	tell(missedMost - 1)
	if redials.Load() != 0 {
		t.Fatalf("%d redials after %d envelopes", redials.Load(), missedMost-1)
	}
	tell(1)
	if redials.Load() != 1 || !slices.Equal(b.open(), []bool{true, false}) {
		t.Fatalf("%d redials, open %v; want the socket that hears nothing", redials.Load(), b.open())
	}
	b.ears[1].connected(now)
	tell(2*missedMost - 1)
	if redials.Load() != 1 {
		t.Errorf("%d redials: it did not help, so the next has to wait twice as long", redials.Load())
	}
	tell(1)
	if redials.Load() != 2 {
		t.Errorf("%d redials, want 2", redials.Load())
	}
	b.ears[1].connected(now)
	b.hear(1, now, false) // it helped
	tell(missedMost)
	if redials.Load() != 3 {
		t.Errorf("%d redials, want 3", redials.Load())
	}
}

// What Slack repeats went into a socket that pings and hears nothing.
func TestRepeatedEventsGiveADeafSocketAway(t *testing.T) {
	b, redials := pair(t, monday)
	w := watcher{b: b}
	for i := range 3 {
		now := monday.Add(time.Duration(i+1) * 40 * time.Second)
		b.ears[0].ping(now)
		b.ears[1].ping(now)
		b.hear(0, now, true)
		w.look(t.Context(), now)
		if want := i / 2; int(redials.Load()) != want {
			t.Errorf("%d redials after %d repeated events, want %d", redials.Load(), i+1, want)
		}
	}
	if !slices.Equal(b.open(), []bool{true, false}) {
		t.Errorf("open %v, want the deaf one given up", b.open())
	}
}

func TestPostsThatDoNotComeBackRenewBothSocketsOneAfterTheOther(t *testing.T) {
	b, redials := pair(t, monday)
	w := watcher{b: b}
	b.echo.expect(monday)
	var given []time.Duration
	look := func(until time.Duration) {
		for at := time.Duration(0); at < until; at += time.Second {
			now := monday.Add(at)
			for i, e := range b.ears {
				if _, open := e.openedAt(); open {
					e.ping(now)
				} else {
					b.ears[i] = opened(t, now)
				}
			}
			before := redials.Load()
			w.look(t.Context(), now)
			if redials.Load() != before {
				given = append(given, at)
			}
		}
	}
	look(5 * time.Minute)
	if len(given) != 2 || given[0] != echoAfter || given[1]-given[0] < renewGap {
		t.Errorf("given up at %v, want both sockets from %s on, %s apart", given, echoAfter, renewGap)
	}
}

func TestAnyEnvelopePaysForThePost(t *testing.T) {
	b, redials := pair(t, monday)
	w := watcher{b: b}
	b.echo.expect(monday)
	b.hear(1, monday.Add(time.Second), false)
	for at := time.Duration(0); at < 10*time.Minute; at += time.Second {
		for _, e := range b.ears {
			e.ping(monday.Add(at))
		}
		w.look(t.Context(), monday.Add(at))
	}
	if redials.Load() != 0 {
		t.Errorf("%d redials of sockets that hear", redials.Load())
	}
}

func TestClientThatIsAwayForLongIsRenewed(t *testing.T) {
	b, _ := pair(t, monday)
	renewed := 0
	b.ears[0].begin(monday, context.CancelFunc(func() { renewed++ }))
	w := watcher{b: b}
	for at := time.Duration(0); at <= 2*awayAfter+2*time.Second; at += time.Second {
		w.look(t.Context(), monday.Add(at))
	}
	if renewed != 2 {
		t.Errorf("renewed %d times in two minutes, want once a minute", renewed)
	}
}

// The half-open socket of the field reports: connected, and nothing comes.
func TestDeafSocketIsReplacedAndEverythingIsAnswered(t *testing.T) {
	var redials atomic.Int64
	w := newTown(t, func(o *Options) {
		o.DeafAfter = 3 * time.Second
		o.Count = func(what string, _ float64) {
			if what == "slack_redials" {
				redials.Add(1)
			}
		}
	})
	w.must("fault", map[string]any{"kind": "deaf", "count": 1, "seconds": 600})
	w.until("the deaf socket is dialled again", func() bool { return redials.Load() == 1 })
	w.connected()
	for range 4 { // both sockets get their share
		w.say("dispatcher", "dm", `truck_status {"truck":"T-4407"}`, "")
	}
	w.until("all are answered", func() bool { return len(w.bots("dispatcher", "dm")) == 4 })
}

// Slack opens a socket and sends us away at once, again and again.
func TestSocketsThatAreSentAwayAtOnceAreOpenedSlowly(t *testing.T) {
	var log lockedBuffer
	w := newTown(t, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	lines := func(words string) int {
		log.Lock()
		defer log.Unlock()
		return strings.Count(log.String(), words)
	}
	w.must("fault", map[string]any{"kind": "disconnect", "reason": "too_many_websockets", "seconds": 2})
	w.until("both are slowed down", func() bool { return lines("slowed down") == 2 })
	if n := lines("socket connected"); n > 8 {
		t.Errorf("%d connections, want four of each socket at most", n)
	}
	w.connected()
	w.say("dispatcher", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("dispatcher", "dm", "T-4407 has never reported")
}
