package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// wire is one connection that posts and reads answers with little effort, so
// that the generator takes few of the cores it shares with what it measures.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

func dial(ctx context.Context, addr string) (*wire, error) {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &wire{conn: conn, in: bufio.NewReaderSize(conn, 4096)}, nil
}

// post sends one request and returns the status of its answer.
func (w *wire) post(request []byte) (int, error) {
	if err := w.conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return 0, err
	}
	if _, err := w.conn.Write(request); err != nil {
		return 0, err
	}
	line, err := w.in.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, fmt.Errorf("no answer: %w", err)
	}
	status, err := strconv.Atoi(string(line[9:12]))
	if err != nil {
		return 0, err
	}
	length := 0
	for {
		if line, err = w.in.ReadSlice('\n'); err != nil {
			return status, err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			break
		}
		if name, value, _ := strings.Cut(string(line), ":"); strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return status, err
			}
		}
	}
	_, err = io.CopyN(io.Discard, w.in, int64(length))
	return status, err
}

// flood posts as fast as answers come, on so many connections, and returns how
// many were accepted a second.
func flood(ctx context.Context, addr string, requests [][]byte, connections int, length time.Duration) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var accepted, next atomic.Int64
	began := time.Now()
	err := onEach(ctx, addr, connections, func(w *wire) error {
		for ctx.Err() == nil {
			status, err := w.post(requests[int(next.Add(1))%len(requests)])
			if err != nil {
				return err
			}
			if status/100 == 2 {
				accepted.Add(1)
			}
		}
		return nil
	})
	return float64(accepted.Load()) / time.Since(began).Seconds(), err
}

// sent is one push of a paced run.
type sent struct {
	truck  int
	at     time.Time // of the fix
	meant  time.Time // when it was to leave: latencies count from here
	accept time.Duration
}

// paced posts at a fixed rate with random gaps, however slow the answers are:
// trucks take turns, the turn tells how often a truck was on already.
func paced(ctx context.Context, addr string, rate, trucks, firstTurn int, length time.Duration) ([]sent, error) {
	all := make([]sent, int(float64(rate)*length.Seconds()))
	jobs := make(chan int, len(all))
	dice := rand.New(rand.NewPCG(1, 2))
	go func() {
		defer close(jobs)
		due := time.Now()
		for i := range all {
			due = due.Add(time.Duration(dice.ExpFloat64() * float64(time.Second) / float64(rate)))
			if pause(ctx, time.Until(due)) != nil {
				return
			}
			all[i] = sent{truck: i % trucks, at: due.Truncate(time.Second), meant: due}
			jobs <- i
		}
	}()
	err := onEach(ctx, addr, 64, func(w *wire) error {
		for i := range jobs {
			s := &all[i]
			status, err := w.post(request(fixOf(s.truck, firstTurn+i/trucks, s.at)))
			if err != nil {
				return err
			}
			if status/100 != 2 {
				return fmt.Errorf("a push was answered %d", status)
			}
			s.accept = time.Since(s.meant)
		}
		return nil
	})
	return all, err
}

// onEach runs work on so many connections and returns the first error.
func onEach(ctx context.Context, addr string, connections int, work func(*wire) error) error {
	var all sync.WaitGroup
	errs := make(chan error, connections)
	for range connections {
		w, err := dial(ctx, addr)
		if err != nil {
			return err
		}
		all.Go(func() {
			defer w.conn.Close()
			if err := work(w); err != nil {
				errs <- err
			}
		})
	}
	all.Wait()
	close(errs)
	return <-errs
}
