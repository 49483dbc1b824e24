package webhook

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
)

var (
	errTooLarge = errors.New("the body is too large")
	errBroken   = errors.New("the body did not arrive whole")
)

// readBody reads at most limit bytes and refuses more, without reading on.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, errTooLarge
	}
	var buf bytes.Buffer
	if r.ContentLength > 0 {
		buf.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(r.Body, limit+1))
	switch {
	case n > limit:
		return nil, errTooLarge
	case err != nil:
		return nil, errBroken
	}
	return buf.Bytes(), nil
}

// inflate unpacks a gzip body up to limit bytes. What breaks on the way is
// returned as it is: an authentic body is kept, even if unreadable.
func inflate(body []byte, limit int64) ([]byte, error) {
	zip, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return body, nil
	}
	out, err := io.ReadAll(io.LimitReader(zip, limit+1))
	switch {
	case int64(len(out)) > limit:
		return nil, errTooLarge
	case err != nil && len(out) == 0:
		return body, nil
	}
	return out, nil
}
