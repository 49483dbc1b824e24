package bot

import (
	"context"
	"net"
	"sync"
	"time"
)

// ear is what is known of one socket: when anything came over it last, and what
// the other sockets were told meanwhile.
type ear struct {
	mu       sync.Mutex
	restart  context.CancelFunc // ends this life of the client; listen begins the next
	conn     net.Conn
	open     bool
	since    time.Time // when it was opened, or lost
	frame    time.Time // the last bytes of any kind, pings included
	told     time.Time // the last envelope
	missed   int       // envelopes that the others got since, repeated ones counted tenfold
	missings int       // how often it was dialled again for them, without an envelope since
}

func (e *ear) begin(now time.Time, restart context.CancelFunc) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.restart, e.open, e.since = restart, false, now
	if e.frame.IsZero() {
		e.frame = now
	}
}

func (e *ear) connected(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.open, e.since, e.frame, e.missed = true, now, now, 0
}

func (e *ear) lost(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.open {
		e.open, e.since = false, now
	}
}

// hears notes an envelope that came here.
func (e *ear) hears(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told, e.missed, e.missings = now, 0, 0
}

// misses notes one that came to another socket. One that Slack repeats went
// somewhere before and was not acknowledged: that may have been here.
func (e *ear) misses(repeated bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.open && repeated:
		e.missed += missedMost / 3
	case e.open:
		e.missed++
	}
}

// silence is how long nothing at all has come, not even a ping.
func (e *ear) silence(now time.Time) time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.frame.IsZero() {
		return 0
	}
	return max(now.Sub(e.frame), 0)
}

// drop closes the connection under slack-go, which dials the next one.
func (e *ear) drop(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.open, e.since, e.missed = false, now, 0
	if e.conn != nil {
		_ = e.conn.Close() // it is given up: nothing depends on how it ends
	}
}

// renew ends the client itself, with the pauses that it has come to.
func (e *ear) renew(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.since = now
	if e.restart != nil {
		e.restart()
	}
}

// listenTo keeps hold of a connection and notes whatever comes over it.
func (e *ear) listenTo(c net.Conn) net.Conn {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.conn = c
	return &heardConn{Conn: c, ear: e}
}

type heardConn struct {
	net.Conn
	ear *ear
}

func (c *heardConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.ear.mu.Lock()
		c.ear.frame = time.Now()
		c.ear.mu.Unlock()
	}
	return n, err
}
