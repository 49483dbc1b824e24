// Package ports finds addresses for programs that must be told where to listen
// before they run. It refuses ports that the system hands out by itself: one
// of those may be taken, by anybody's outgoing connection, between the asking
// and the listening.
package ports

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// Below the ranges that Linux (from 32768) and macOS (from 49152) hand out.
const (
	lowest  = 12_000
	highest = 32_000
	tries   = 100
)

// Free is an address on this machine where nobody listens.
func Free(ctx context.Context) (string, error) {
	var last error
	for range tries {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(lowest+rand.IntN(highest-lowest)))
		var config net.ListenConfig
		l, err := config.Listen(ctx, "tcp", address)
		if err != nil {
			last = err
			continue
		}
		return address, l.Close()
	}
	return "", fmt.Errorf("no free port in %d tries: %w", tries, last)
}
