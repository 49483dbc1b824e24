package routing_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/routing"
	"watchtower/sandbox/osrm"
)

var (
	apapa = fleet.Point{Lat: 6.445, Lon: 3.365}
	kano  = fleet.Point{Lat: 12.002, Lon: 8.592}
)

type world struct {
	server *osrm.Server
	router *routing.Router
	now    time.Time
	log    bytes.Buffer
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{server: osrm.New(), now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	mux := http.NewServeMux()
	w.server.Register(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	var err error
	w.router, err = routing.New(routing.Options{URL: srv.URL + "/", Client: srv.Client(), Now: func() time.Time { return w.now }, Log: slog.New(slog.NewTextHandler(&w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWaysAreForTrucks(t *testing.T) {
	w := open(t)
	way, err := w.router.Way(t.Context(), apapa, kano)
	if err != nil || !way.Router || way.ByLine {
		t.Fatalf("way = %+v, %v", way, err)
	}
	if km, line := way.Metres()/1000, apapa.MetersTo(kano)/1000; km < line*1.3 || km > line*1.37 {
		t.Errorf("%.0f km for a line of %.0f", km, line)
	}
	for _, leg := range way.Legs {
		if leg.Kmh > 45 {
			t.Errorf("a truck at %.0f km/h", leg.Kmh)
		}
	}
	if first := way.Legs[0]; !first.Lagos || way.Legs[1].Lagos {
		t.Errorf("legs = %+v; the first lies in Lagos", way.Legs)
	}
}

func TestAServerThatFailsIsLeftAlone(t *testing.T) {
	for _, kind := range []string{"error", "garbage", "empty"} {
		t.Run(kind, func(t *testing.T) {
			w := open(t)
			w.server.Fail(kind)
			for range 5 {
				if _, err := w.router.Way(t.Context(), apapa, kano); fleet.KindOf(err) != fleet.Unavailable {
					t.Fatalf("err = %v", err)
				}
			}
			if n := w.server.Asked(); n != 3 {
				t.Errorf("asked %d times; three failures are enough", n)
			}
			w.server.Fail("")
			w.now = w.now.Add(61 * time.Second)
			if _, err := w.router.Way(t.Context(), apapa, kano); err != nil || w.server.Asked() != 4 {
				t.Errorf("after a minute: %v, asked %d times", err, w.server.Asked())
			}
			if strings.Contains(w.log.String(), "6.445") {
				t.Errorf("the log tells where a truck is: %s", w.log.String())
			}
		})
	}
}

func TestNoWayIsNoFailure(t *testing.T) {
	w := open(t)
	w.server.Fail("noroute")
	for range 5 {
		if _, err := w.router.Way(t.Context(), apapa, kano); err == nil {
			t.Fatal("a way was made up")
		}
	}
	if n := w.server.Asked(); n != 5 {
		t.Errorf("asked %d times; a server that answers is not left alone", n)
	}
}

func TestASlowServerIsNotWaitedFor(t *testing.T) {
	w := open(t)
	w.server.Fail("hang")
	began := time.Now()
	if _, err := w.router.Way(t.Context(), apapa, kano); fleet.KindOf(err) != fleet.Unavailable || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"", "osrm:5000", "ftp://x", "http://"} {
		o := routing.Options{URL: bad, Client: http.DefaultClient, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
		if _, err := routing.New(o); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
