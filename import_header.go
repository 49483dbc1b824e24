package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// What spreadsheets put before the first letter of a file.
const (
	bomUTF8    = "\xef\xbb\xbf"
	bomUTF16LE = "\xff\xfe"
	bomUTF16BE = "\xfe\xff"
)

// readHeader begins to read a CSV file and gives the names of its columns, in
// lower case.
func readHeader(in io.Reader) (*csv.Reader, []string, error) {
	raw := bufio.NewReader(in)
	start, err := raw.Peek(len(bomUTF8)) // fewer only in a file that is shorter
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	switch text := string(start); {
	case strings.HasPrefix(text, bomUTF16LE), strings.HasPrefix(text, bomUTF16BE):
		return nil, nil, errors.New("the file is UTF-16; save it as \"CSV UTF-8\"")
	case text == bomUTF8:
		_, _ = raw.Discard(len(bomUTF8)) // it was just peeked at
	}
	r := csv.NewReader(raw)
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("the file has no header line: %w", err)
	}
	seen := map[string]bool{}
	for i, h := range header {
		if strings.ContainsAny(h, "\r\n") {
			return nil, nil, errors.New("the header goes over several lines: either the lines end in CR alone (save the file with CRLF or LF), or a quote (\") is not closed")
		}
		header[i] = strings.ToLower(strings.TrimSpace(h))
		if h := header[i]; h != "" && seen[h] {
			return nil, nil, fmt.Errorf("the header names the column %q twice", h)
		}
		seen[header[i]] = true
	}
	return r, header, nil
}

// spanOf says in words which lines of the file the row just read stands on, and
// where it begins.
func spanOf(r *csv.Reader, record []string, err error) (string, int) {
	var first, last int
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		first, last = p.StartLine, p.Line
	} else {
		first, _ = r.FieldPos(0)
		last, _ = r.FieldPos(len(record) - 1)
		last += strings.Count(record[len(record)-1], "\n")
	}
	if last > first {
		return fmt.Sprintf("lines %d to %d", first, last), first
	}
	return fmt.Sprintf("line %d", first), first
}
