package ports

import (
	"net"
	"strconv"
	"testing"
)

func TestFreeIsBelowWhatTheSystemHandsOut(t *testing.T) {
	for range 50 {
		address, err := Free(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, port, _ := net.SplitHostPort(address)
		if n, err := strconv.Atoi(port); err != nil || n < lowest || n >= highest {
			t.Errorf("port = %s, %v", port, err)
		}
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
	}
}
