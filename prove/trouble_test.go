//go:build prove

package prove

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"testing"
	"time"
)

// slowWire is a way to a server on which everything takes longer. Whatever is
// sent meanwhile travels beside it, as on a long cable.
type slowWire struct {
	listen net.Listener
	to     string
	delay  time.Duration
}

func through(t *testing.T, address string, delay time.Duration) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &slowWire{listen: l, to: u.Host, delay: delay}
	go w.serve()
	t.Cleanup(func() { _ = l.Close() })
	u.Host = l.Addr().String()
	return u.String()
}

func (w *slowWire) serve() {
	for {
		near, err := w.listen.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		go w.carry(near, far)
		go w.carry(far, near)
	}
}

func (w *slowWire) carry(from, to net.Conn) {
	type piece struct {
		data []byte
		due  time.Time
	}
	road := make(chan piece, 1024)
	go func() {
		defer close(road)
		for {
			buf := make([]byte, 32<<10)
			n, err := from.Read(buf)
			if n > 0 {
				road <- piece{buf[:n], time.Now().Add(w.delay)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range road {
		<-time.After(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			break
		}
	}
	_, _ = from.Close(), to.Close()
	for range road { // the reader ends by itself, its connection being closed
	}
}

// Every question to PostgreSQL takes 100 ms longer: accepting does not notice,
// applying keeps up by larger batches once the trucks are known.
func TestProveSlowPostgreSQL(t *testing.T) {
	w := newWorld(t, 7*time.Minute)
	slow := through(t, w.database, 50*time.Millisecond)
	hook := w.run("webhook", "hook", "DATABASE_URL="+slow)
	w.run("ingest", "ingest", "DATABASE_URL="+slow)
	b := newBurst(pushes/2, 500, hook.url())
	b.send(t, func() {})
	if p := b.quantile(.99); p > 250*time.Millisecond || b.refused.Load()+b.failed.Load() > 0 {
		t.Errorf("accepting took %v at the 99th percentile, %d not at once; PostgreSQL is not in its way", p, b.refused.Load()+b.failed.Load())
	}
	w.complete(b, time.Minute)
}

// Two webhooks and two consumers whose clocks are a minute and a half apart
// from the truth, in both directions.
func TestProveClockSkew(t *testing.T) {
	w := newWorld(t, 4*time.Minute)
	skew := func(d time.Duration) string {
		return "WATCHTOWER_CLOCK=" + time.Now().Add(d).Format(time.RFC3339) + "x1"
	}
	fast, slow := w.run("webhook", "fast", skew(90*time.Second)), w.run("webhook", "slow", skew(-90*time.Second))
	w.run("ingest", "a", skew(90*time.Second))
	w.run("ingest", "b", skew(-90*time.Second))
	b := newBurst(pushes, rate, fast.url(), slow.url())
	b.start = b.start.Add(time.Minute) // up to this very second
	b.send(t, func() {})
	w.complete(b, time.Minute)
}

// One push in four is poison. Every neighbour arrives, in the same array and in
// the same batch, and every poison is kept with its reason.
func TestProvePoisonDoesNotStopNeighbours(t *testing.T) {
	w := newWorld(t, 4*time.Minute)
	hook := w.run("webhook", "hook")
	w.run("ingest", "ingest")
	poison := []string{`17`, `"text"`, `null`, `{}`, `{"imei":"1"}`, `[[[]]]`, `{"imei":"\u0000","gpstime":1,"latitude":1,"longitude":1}`,
		`{"imei":"1","gpstime":"31-02-2026 00:00:00","latitude":1,"longitude":1}`, `{"imei":"1","gpstime":99999999999999999999,"latitude":6,"longitude":3}`,
		`{"imei":"1","gpstime":1793622645,"latitude":"NaN","longitude":3}`, `{"kind":"SosAlert","id":1}`, `{"imei":"1","latitude":6,"longitude":3,"gpstime":1993622645}`}
	b := newBurst(8000, rate, hook.url())
	sent := 0
	for i := 0; i < b.pushes; i += 4 {
		body := fmt.Appendf(nil, "[%s,%s,%s,%s,%s]", b.body(i), b.body(i+1), poison[sent%len(poison)], b.body(i+2), b.body(i+3))
		sent++
		status, err := b.post(t.Context(), hook.url(), body, true)
		if err != nil || status != 202 {
			t.Fatalf("push = %d, %v", status, err)
		}
		for k := range 4 {
			b.accepted[i+k].Store(true)
		}
	}
	w.settled(time.Minute)
	w.exactlyOnce(b)
	var rejects, nameless int
	if err := w.db.QueryRow(context.Background(), `SELECT count(*), count(*) FILTER (WHERE reason = '') FROM rejects`).Scan(&rejects, &nameless); err != nil {
		t.Fatal(err)
	}
	if rejects != sent || nameless != 0 {
		t.Errorf("%d rejects of %d poisons, %d without a reason", rejects, sent, nameless)
	}
	if n, err := w.queue.DeadCount(context.Background()); n != 0 || err != nil {
		t.Errorf("%d dead letters, %v; what cannot be read is a reject", n, err)
	}
	t.Logf("%d facts, %d poisons among them, each kept with its reason", b.pushes+sent, rejects)
}
