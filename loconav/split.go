package loconav

import (
	"bytes"
	"encoding/json"
)

// MaxFacts bounds the facts of one body; a real fact has at least 200 bytes,
// so an honest body of 1 MiB stays below. What is beyond stays one piece.
const MaxFacts = 5000

// Split cuts a body into facts: the elements of an array, or the one object.
// Where the JSON breaks, for instance because it ends early, the facts before
// the break come out whole and everything after it as one raw piece, so that
// nothing of an authentic body is lost.
func Split(body []byte) [][]byte {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return [][]byte{}
	}
	if body[0] == '{' && json.Valid(body) {
		return [][]byte{body}
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if body[0] == '[' {
		if _, err := dec.Token(); err != nil {
			return [][]byte{body}
		}
	}
	var pieces [][]byte
	good := dec.InputOffset()
	for len(pieces) < MaxFacts && (body[0] != '[' || dec.More()) {
		var piece json.RawMessage
		if dec.Decode(&piece) != nil {
			break
		}
		pieces, good = append(pieces, piece), dec.InputOffset()
	}
	rest := leftover(body, good)
	switch {
	case len(rest) > 0:
		pieces = append(pieces, rest)
	case len(pieces) == 0 && body[len(body)-1] != ']':
		pieces = append(pieces, body) // an array that ends right after it began
	}
	return pieces
}

// leftover is what follows the last readable fact. The closing bracket of an
// array is no leftover.
func leftover(body []byte, from int64) []byte {
	rest := bytes.TrimSpace(body[from:])
	if body[0] == '[' && bytes.Equal(rest, []byte("]")) {
		return nil
	}
	if from > 1 {
		rest = bytes.TrimSpace(bytes.TrimPrefix(rest, []byte(",")))
	}
	return rest
}
