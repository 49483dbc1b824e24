package loconav

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// flat reads a plain object: no escapes, no nesting, no exponents. That is every
// push seen so far, at a third of the general decoder's cost. Whatever is not
// plain, broken JSON above all, is left to the general one.
func flat(raw []byte) (object, bool) {
	s := flatScan{rest: bytes.TrimSpace(raw)}
	if !utf8.Valid(raw) || !s.next('{') {
		return nil, false
	}
	o := make(object, 16)
	for {
		name, ok := s.text()
		if !ok || !s.next(':') {
			return nil, false
		}
		if o[name], ok = s.value(); !ok {
			return nil, false
		}
		if !s.next(',') {
			break
		}
	}
	return o, s.next('}') && len(s.rest) == 0
}

// flatScan is what is left to read; blanks before a token are skipped.
type flatScan struct{ rest []byte }

func (s *flatScan) blanks() {
	for len(s.rest) > 0 && (s.rest[0] == ' ' || s.rest[0] == '\t' || s.rest[0] == '\n' || s.rest[0] == '\r') {
		s.rest = s.rest[1:]
	}
}

func (s *flatScan) next(c byte) bool {
	s.blanks()
	if len(s.rest) == 0 || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

func (s *flatScan) text() (string, bool) {
	if !s.next('"') {
		return "", false
	}
	for i, c := range s.rest {
		switch {
		case c == '"':
			text := string(s.rest[:i])
			s.rest = s.rest[i+1:]
			return text, true
		case c == '\\' || c < ' ':
			return "", false
		}
	}
	return "", false
}

func (s *flatScan) value() (any, bool) {
	s.blanks()
	if len(s.rest) == 0 {
		return nil, false
	}
	if s.rest[0] == '"' {
		return s.text()
	}
	n := bytes.IndexAny(s.rest, ",} \t\r\n")
	if n < 1 {
		return nil, false
	}
	word := s.rest[:n]
	s.rest = s.rest[n:]
	switch string(word) {
	case "true":
		return true, true
	case "false":
		return false, true
	case "null":
		return nil, true
	}
	return json.Number(word), plainNumber(word)
}

// plainNumber says whether a word is digits, maybe with a sign and a fraction.
func plainNumber(word []byte) bool {
	word = bytes.TrimPrefix(word, []byte("-"))
	whole, fraction, dotted := bytes.Cut(word, []byte("."))
	return digits(whole) && (len(whole) == 1 || whole[0] != '0') && (!dotted || digits(fraction))
}

func digits(word []byte) bool {
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(word) > 0
}
