package sheets

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Options set up a workbook.
type Options struct {
	ID       string // of the spreadsheet
	Title    string
	Locale   string // such as en_GB
	Zone     string // IANA name of its time zone
	Now      func() time.Time
	Accounts []Account // who may come in; none lets everybody in without a token
	Base     string    // where the sandbox is reached, for the token's address
}

// Book is one spreadsheet and the server that answers for it.
type Book struct {
	mu     sync.Mutex
	o      Options
	sheets []*sheet
	metas  map[int64]meta
	nextID int64 // of sheets and metadata
	shared bool  // with the service account
	faults faults
	calls  []string // method and path of every API call
	tokens map[string]token
	// before, when set, is told of each API call before it is answered: tests
	// act as people at exactly that moment.
	before func(method, path string)
}

// New makes a spreadsheet with one empty tab, as Google does.
func New(o Options) *Book {
	if o.Now == nil {
		o.Now = time.Now
	}
	b := &Book{o: o, metas: map[int64]meta{}, shared: true, tokens: map[string]token{}}
	b.addSheet("Sheet1", 1000, 26)
	return b
}

const (
	newRows    = 1000
	newColumns = 26
)

func (b *Book) addSheet(title string, rows, columns int) *sheet {
	s := &sheet{id: b.nextID, title: title, columns: columns, nextProtID: 1}
	b.nextID++
	s.grow(rows)
	b.sheets = append(b.sheets, s)
	return s
}

func (s *sheet) grow(rows int) {
	for len(s.rows) < rows {
		s.rows = append(s.rows, &row{})
	}
}

func (b *Book) sheetByID(id int64) (*sheet, error) {
	for _, s := range b.sheets {
		if s.id == id {
			return s, nil
		}
	}
	return nil, invalid("No grid with id: %d", id)
}

func (b *Book) sheetByTitle(title string) (*sheet, error) {
	for _, s := range b.sheets {
		if strings.EqualFold(s.title, title) {
			return s, nil
		}
	}
	return nil, invalid("Unable to parse range: %s", title)
}

// state is everything a batch may change, so that a batch that fails midway
// leaves nothing behind.
type state struct {
	sheets []*sheet
	metas  map[int64]meta
	nextID int64
}

func (b *Book) save() state {
	st := state{metas: cloneMetas(b.metas), nextID: b.nextID}
	for _, s := range b.sheets {
		st.sheets = append(st.sheets, s.clone())
	}
	return st
}

func (b *Book) restore(st state) { b.sheets, b.metas, b.nextID = st.sheets, st.metas, st.nextID }

// insertRows puts empty rows before one; they take the format and the
// validation of the row above, as Google's "inherit from before" does.
func (s *sheet) insertRows(at, n int) {
	fresh := make([]*row, n)
	for i := range fresh {
		fresh[i] = &row{}
		if at > 0 {
			for col, c := range s.rows[at-1].cells {
				if at > 1 { // not from the header
					fresh[i].set(col, cell{format: c.format, rule: c.rule})
				}
			}
		}
	}
	s.rows = append(s.rows[:at], append(fresh, s.rows[at:]...)...)
}

// deleteRows removes rows and the metadata on them.
func (b *Book) deleteRows(s *sheet, at, n int) {
	for _, r := range s.rows[at : at+n] {
		for _, id := range r.metas {
			delete(b.metas, id)
		}
	}
	s.rows = append(s.rows[:at], s.rows[at+n:]...)
}

// place is where a metadata entry's row stands now.
func (b *Book) place(m meta) (s *sheet, at int, ok bool) {
	if m.Sheet == nil || !m.OnRow {
		return nil, 0, false
	}
	s, err := b.sheetByID(*m.Sheet)
	if err != nil {
		return nil, 0, false
	}
	for i, r := range s.rows {
		for _, id := range r.metas {
			if id == m.ID {
				return s, i, true
			}
		}
	}
	return nil, 0, false
}

// columnName is A for 0, Z for 25, AA for 26.
func columnName(n int) string {
	name := ""
	for n++; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// address is a range as A1 notation with its sheet.
func address(s *sheet, r0, r1, c0, c1 int) string {
	return fmt.Sprintf("%s!%s%d:%s%d", quoted(s.title), columnName(c0), r0+1, columnName(c1-1), r1)
}

func quoted(title string) string {
	for _, r := range title {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' {
			return "'" + strings.ReplaceAll(title, "'", "''") + "'"
		}
	}
	return title
}
