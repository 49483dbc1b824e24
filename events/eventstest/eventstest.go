// Package eventstest gives each test a Redis database of its own. It refuses
// to guess where Redis is: WATCHTOWER_TEST_REDIS says so.
package eventstest

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"testing"

	"github.com/redis/go-redis/v9"

	"watchtower/events"
)

// Databases is how many numbered databases the test server is set up with;
// number 0 holds the counter that shares them out.
const Databases = 501

// Open returns a client on an empty database. Without Redis the test is
// skipped, or fails when REQUIRE_SERVICES=1.
func Open(t testing.TB) *events.Client {
	t.Helper()
	return OpenURL(t, URL(t))
}

// OpenURL returns a client on a given address, closed after the test.
func OpenURL(t testing.TB, address string) *events.Client {
	t.Helper()
	c, err := events.Open(address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("open test Redis: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close test Redis: %v", err)
		}
	})
	return c
}

// URL is the address of an empty database.
func URL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("WATCHTOWER_TEST_REDIS")
	if server == "" {
		if os.Getenv("REQUIRE_SERVICES") == "1" {
			t.Fatal("WATCHTOWER_TEST_REDIS is not set; run the tests with make test")
		}
		t.Skip("needs Redis: run with make test")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal("WATCHTOWER_TEST_REDIS is not an address")
	}
	n := connect(t, *u, 0).Incr(t.Context(), "wt:test:database")
	if n.Err() != nil {
		t.Fatalf("share out a test database: %v", n.Err())
	}
	number := int(n.Val()%(Databases-1)) + 1
	if err := connect(t, *u, number).FlushDB(t.Context()).Err(); err != nil {
		t.Fatalf("empty test database %d: %v", number, err)
	}
	u.Path = fmt.Sprintf("/%d", number)
	return u.String()
}

func connect(t testing.TB, u url.URL, number int) *redis.Client {
	t.Helper()
	u.Path = fmt.Sprintf("/%d", number)
	opts, err := redis.ParseURL(u.String())
	if err != nil {
		t.Fatal("WATCHTOWER_TEST_REDIS is not an address")
	}
	rdb := redis.NewClient(opts)
	t.Cleanup(func() { _ = rdb.Close() })
	return rdb
}
