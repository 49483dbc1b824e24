package sheets

import (
	"regexp"
	"strconv"
	"strings"
)

// box is a range of one sheet, half-open and from 0.
type box struct {
	s              *sheet
	r0, r1, c0, c1 int
}

var cornerForm = regexp.MustCompile(`^([A-Za-z]{0,3})([0-9]*)$`)

// parseRange reads A1 notation: a sheet, a cell, a block, whole rows or columns.
func (b *Book) parseRange(text string) (box, error) {
	title, cells, found := cutTitle(text)
	if !found {
		if s, err := b.sheetByTitle(title); err == nil {
			return box{s, 0, len(s.rows), 0, s.columns}, nil
		}
		title, cells = b.sheets[0].title, title
	}
	s, err := b.sheetByTitle(title)
	if err != nil {
		return box{}, invalid("Unable to parse range: %s", text)
	}
	from, to, block := strings.Cut(cells, ":")
	c0, r0, ok := corner(from)
	if !ok {
		return box{}, invalid("Unable to parse range: %s", text)
	}
	x := box{s, max(r0, 0), len(s.rows), max(c0, 0), s.columns}
	if !block {
		to = from
	}
	c1, r1, ok := corner(to)
	if !ok {
		return box{}, invalid("Unable to parse range: %s", text)
	}
	if c1 >= 0 {
		x.c1 = c1 + 1
	}
	if r1 >= 0 {
		x.r1 = r1 + 1
	}
	return x, nil
}

// cutTitle splits Trucks!A1 or 'Old trucks'!A1.
func cutTitle(text string) (title, cells string, found bool) {
	at := strings.LastIndexByte(text, '!')
	title = text
	if at >= 0 {
		title, cells, found = text[:at], text[at+1:], true
	}
	if len(title) > 1 && title[0] == '\'' && title[len(title)-1] == '\'' {
		title = strings.ReplaceAll(title[1:len(title)-1], "''", "'")
	}
	return title, cells, found
}

// corner is a column and a row from 0, -1 where it names none.
func corner(text string) (col, at int, ok bool) {
	m := cornerForm.FindStringSubmatch(text)
	if m == nil || text == "" {
		return 0, 0, false
	}
	col, at = -1, -1
	if m[1] != "" {
		col = 0
		for _, r := range strings.ToUpper(m[1]) {
			col = col*26 + int(r-'A') + 1
		}
		col--
	}
	if m[2] != "" {
		n, err := strconv.Atoi(m[2])
		if err != nil || n < 1 {
			return 0, 0, false
		}
		at = n - 1
	}
	return col, at, true
}
