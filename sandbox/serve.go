package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// serve runs the outside world until ctx ends. Its first line of output says
// where it listens.
func serve(ctx context.Context, env func(string) string, out io.Writer) error {
	c, err := configFrom(env, time.Now)
	if err != nil {
		return err
	}
	w, err := newWorld(c, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "sandbox http://%s\n", listener.Addr())

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	all.Go(func() { w.simulator.Run(ctx) })
	server := &http.Server{Handler: w.mux, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
		w.workspace.Close()
		err = stopServer(server)
	}
	cancel()
	all.Wait()
	return err
}

// stopServer gives open requests a moment, then closes them.
func stopServer(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}

// portsToTry is how far above a taken port the sandbox looks for a free one.
const portsToTry = 50

func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("SANDBOX_ADDR %q: want host:port", addr)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, fmt.Errorf("SANDBOX_ADDR %q: the port must be a number", addr)
	}
	var config net.ListenConfig
	for k := 0; k <= portsToTry; k++ {
		listener, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port+k)))
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return listener, err
		}
	}
	return nil, fmt.Errorf("ports %d to %d are all taken", port, port+portsToTry)
}
