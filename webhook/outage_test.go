package webhook_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/store"
	"watchtower/store/storetest"
)

// wire is a network path that can be cut in the middle of anything.
type wire struct {
	t      *testing.T
	listen net.Listener
	to     string
	mu     sync.Mutex
	cut    bool
	open   map[net.Conn]bool
}

// through puts a wire before the server of an address.
func through(t *testing.T, address string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, listen: l, to: u.Host, open: map[net.Conn]bool{}}
	go w.serve()
	t.Cleanup(func() { _ = l.Close(); w.set(true) })
	u.Host = l.Addr().String()
	return w, u.String()
}

func (w *wire) serve() {
	for {
		near, err := w.listen.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil || !w.hold(near, far) {
			_ = near.Close()
			continue
		}
		go w.pump(near, far)
		go w.pump(far, near)
	}
}

func (w *wire) hold(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		if w.cut {
			_ = c.Close()
			continue
		}
		w.open[c] = true
	}
	return !w.cut
}

func (w *wire) pump(from, to net.Conn) {
	_, _ = io.Copy(to, from) // an end is what the test is about
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = from.Close(), to.Close()
	delete(w.open, from)
	delete(w.open, to)
}

// set cuts the wire, with every connection on it, or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	for c := range w.open {
		if cut {
			_ = c.Close()
		}
	}
}

// Redis and PostgreSQL go away in turn, in the middle of a burst and again and
// again. Every push that was answered 2xx is there once in the end.
func TestOutagesLoseNothing(t *testing.T) {
	direct, address := storetest.OpenURL(t)
	pg, pgURL := through(t, address)
	redis, redisURL := through(t, eventstest.URL(t))
	s, err := store.Open(t.Context(), pgURL, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	e := eventstest.OpenURL(t, redisURL)
	o := options(e)
	o.Store = direct // the receiver's own way to PostgreSQL stays
	h := receiver(t, o)
	start(t, e, s, "a")
	accepted := 0
	for i := range 400 {
		switch i % 100 {
		case 20:
			pg.set(true)
		case 45:
			pg.set(false)
		case 60:
			redis.set(true)
		case 80:
			redis.set(false)
		}
		at := noon.Add(time.Duration(i-400) * time.Second).Unix()
		body := fmt.Sprintf(`{"imei":"1","speed":40,"gpstime":%d,"ignition":"1","latitude":6.445,"longitude":3.365,"vehiclenumber":"T-1"}`, at)
		if w := serve(h, signedPush(body)); w.Code == 202 {
			accepted++
		}
	}
	if accepted != 400 {
		t.Errorf("%d of 400 accepted; the inbox stood by all the time", accepted)
	}
	handled(t, e)
	until(t, "the inbox is drained", func() bool {
		waiting, err := direct.Inbox(t.Context(), 1)
		return err == nil && len(waiting) == 0
	})
	if n := positions(t, direct); n != accepted {
		t.Errorf("%d positions of %d accepted pushes", n, accepted)
	}
	if st := stateOf(t, direct, "T-1"); st == nil || !st.At.Equal(noon.Add(-time.Second)) {
		t.Errorf("state = %+v, want the newest fix", st)
	}
	if n, err := e.DeadCount(t.Context()); n != 0 || err != nil {
		dead, _ := e.Dead(context.Background(), 3)
		t.Errorf("dead letters = %d, %v: %+v; an outage is no fault of an entry", n, err, reasons(dead))
	}
}

func reasons(dead []events.DeadLetter) string {
	var out []string
	for _, d := range dead {
		out = append(out, d.Reason+" after "+strconv.FormatInt(d.Tries, 10))
	}
	return strings.Join(out, "; ")
}

func positions(t *testing.T, s *store.Store) int {
	t.Helper()
	n, err := s.CountPositions(t.Context(), noon.Add(-time.Hour), noon)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
