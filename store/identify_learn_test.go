package store_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"testing"

	"watchtower/store"
	"watchtower/store/storetest"
)

// turns counts how often a client spoke after the server had spoken: the round
// trips of everything that goes through it.
type turns struct {
	mu     sync.Mutex
	client bool // spoke last
	n      int
}

func (c *turns) heard(client bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if client && !c.client {
		c.n++
	}
	c.client = client
}

// since gives the turns since it was asked last.
func (c *turns) since() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.n
	c.n = 0
	return n
}

// counted gives an address that leads to the same database and counts.
func counted(t *testing.T, address string) (string, *turns) {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	c, server := &turns{}, u.Host
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				_ = near.Close()
				continue
			}
			go c.carry(near, far, true)
			go c.carry(far, near, false)
		}
	}()
	u.Host = l.Addr().String()
	return u.String(), c
}

func (c *turns) carry(from, to net.Conn, client bool) {
	_, _ = io.Copy(io.MultiWriter(heard(func() { c.heard(client) }), to), from) // ends with either side
	_, _ = from.Close(), to.Close()
}

// heard is called before anything is passed on.
type heard func()

func (h heard) Write(p []byte) (int, error) { h(); return len(p), nil }

// A fleet that nobody knew is registered in as few questions as one truck.
func TestManyUnknownTrucksCostNoMoreQuestions(t *testing.T) {
	_, address := storetest.OpenURL(t)
	address, asked := counted(t, address)
	s, err := store.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	applier, next := s.Applier(), 0
	register := func(n int) int {
		in := make([]store.Incoming, n)
		for i := range in {
			imei := fmt.Sprintf("%015d", next)
			in[i] = push(imei, "U-"+imei, 0, apapa, 0, true)
			next++
		}
		asked.since()
		out, err := applier.Apply(t.Context(), noon, in)
		if err != nil || out.Registered != n || out.Positions != n {
			t.Fatalf("Applied = %+v, %v; want %d trucks registered", out, err, n)
		}
		return asked.since()
	}
	register(1) // prepares the statements
	few, many := register(2), register(400)
	if many > few {
		t.Errorf("400 unknown trucks took %d round trips, 2 took %d", many, few)
	}
	n, err := s.FindTruck(t.Context(), "U-000000000000400", store.Loose)
	if err != nil || n.Name != "U-000000000000400" {
		t.Errorf("truck 400 = %+v, %v", n, err)
	}
}

// What one batch tells of a plate ends as it would fact by fact.
func TestLearningTogetherIsLearningOneByOne(t *testing.T) {
	facts := []store.Incoming{
		push("1", "A1", 0, apapa, 0, true), push("2", "A1", 1, apapa, 0, true), // two trackers, one new plate
		push("3", "", 0, apapa, 0, true), push("3", "B1", 1, apapa, 0, true), // named later
		push("4", "C1", 1, apapa, 0, true), push("5", "C1", 2, apapa, 0, true),
		push("1", "B1", 2, apapa, 0, true),                                     // sends what is another's
		push("1", "D1", 3, apapa, 0, true), push("6", "D1", 4, apapa, 0, true), // renamed, then shared
		push("7", "OLD", 0, apapa, 0, true), push("8", "OLD", 0, apapa, 0, true), push("7", "NEW", 1, apapa, 0, true),
	}
	learnt := func(size int) (out []string) {
		g := openIngest(t)
		if _, err := g.SaveTruck(t.Context(), store.TruckEdit{Plate: "OLD", IMEI: "7"}, noon); err != nil {
			t.Fatal(err)
		}
		for from := 0; from < len(facts); from += size {
			g.apply(facts[from:min(from+size, len(facts))]...)
		}
		out = append(g.lines(`SELECT id, plate, key, flag FROM trucks ORDER BY id`),
			g.lines(`SELECT kind, value, truck_id, shared, valid::text FROM truck_identifiers ORDER BY kind, value`)...)
		return append(out, g.lines(`SELECT truck_id, at::text FROM positions ORDER BY 1, 2`)...)
	}
	want, got := fmt.Sprint(learnt(1)), fmt.Sprint(learnt(len(facts)))
	if want != got {
		t.Errorf("one by one:\n%s\ntogether:\n%s", want, got)
	}
}
