package webhook

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"slices"

	"golang.org/x/sync/semaphore"
)

var (
	errTooLarge = errors.New("the body is too large")
	errBroken   = errors.New("the body did not arrive whole")
	errNoRoom   = errors.New("no room for more of the body")
)

// hold is what one request holds of the room that all requests share.
type hold struct {
	room *semaphore.Weighted
	n    int64
}

// grow takes room up to n bytes, and says whether there was enough.
func (h *hold) grow(n int64) bool {
	if n <= h.n {
		return true
	}
	if !h.room.TryAcquire(n - h.n) {
		return false
	}
	h.n = n
	return true
}

func (h *hold) release() { h.room.Release(h.n) }

// readBody reads at most limit bytes and refuses more, without reading on. It
// takes room only for what has arrived: a sender who is not proven yet must
// send what it wants to block.
func readBody(r *http.Request, limit int64, held *hold) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, errTooLarge
	}
	size := int64(minWeight)
	if n := r.ContentLength; n >= 0 && n < size {
		size = n + 1 // one more, to see the end
	}
	buf := make([]byte, 0, size)
	for {
		if len(buf) == cap(buf) {
			size = min(2*size, limit+1)
			if !held.grow(size) {
				return nil, errNoRoom
			}
			buf = append(make([]byte, 0, size), buf...)
		}
		n, err := r.Body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > limit:
			return nil, errTooLarge
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return nil, errBroken
		}
	}
}

// inflate unpacks a gzip body up to limit bytes. What breaks on the way gives
// what came out of it, and whole is false: an authentic body is kept, even if
// unreadable.
func inflate(body []byte, limit int64) (out []byte, whole bool, err error) {
	zip, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return body, true, nil // not gzip after all
	}
	out, err = io.ReadAll(io.LimitReader(zip, limit+1))
	if int64(len(out)) > limit {
		return nil, false, errTooLarge
	}
	return out, err == nil, nil
}

// maxFact bounds an entry of the ingest stream: the facts of a batch are all in
// memory at once. An honest fact has at most 2 KiB.
const maxFact = 32 << 10

// cut leaves no fact longer than maxFact. A longer one is unreadable and kept
// as several rejects, in order.
func cut(facts [][]byte) [][]byte {
	if !slices.ContainsFunc(facts, func(f []byte) bool { return len(f) > maxFact }) {
		return facts
	}
	var out [][]byte
	for _, f := range facts {
		out = slices.AppendSeq(out, slices.Chunk(f, maxFact))
	}
	return out
}
