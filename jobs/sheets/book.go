package sheets

import (
	"context"
	"fmt"
	"strings"

	gsheets "google.golang.org/api/sheets/v4"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
)

// book is a spreadsheet as it was at one moment.
type book struct {
	locale sheet.Locale
	tabs   map[sheet.Kind]*tab
	unwell map[sheet.Kind]string // tabs that cannot be synced, and why
	ids    map[string]int64      // of every tab by its title
	grids  map[string]*gsheets.SheetProperties
}

// tab is one table of it.
type tab struct {
	kind    sheet.Kind
	id      int64
	title   string
	header  int // row of the header, from 0
	width   int // columns up to the last that matters
	columns map[string]int
	idCol   int
	saysCol int
	lines   []*line
}

// line is one row below the header that is not empty.
type line struct {
	tab    *tab
	at     int    // row, from 0
	id     string // empty while the row is a new one
	idText string // as the row shows it
	says   string
	cells  map[string]sheet.Cell // by column
	values sheet.Values          // what could be read
	bad    map[string]string     // what could not, and why
}

// number is the row as the spreadsheet counts it.
func (l *line) number() int { return l.at + 1 }

// readFields is all that a sync looks at: one call reads values and formulas as
// of one moment.
const readFields = "properties(locale,timeZone),sheets(properties(sheetId,title,gridProperties(rowCount,columnCount,frozenRowCount))," +
	"data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue))))"

// readBook reads every tab that is synced.
func (c *client) readBook(ctx context.Context) (*book, error) {
	var got *gsheets.Spreadsheet
	err := c.read(ctx, func(ctx context.Context) (err error) {
		got, err = c.svc.Spreadsheets.Get(c.book).Fields(readFields).Context(ctx).Do()
		return err
	})
	if err != nil {
		return nil, err
	}
	b := &book{locale: sheet.LocaleOf(got.Properties.Locale, got.Properties.TimeZone), tabs: map[sheet.Kind]*tab{}, unwell: map[sheet.Kind]string{},
		ids: map[string]int64{}, grids: map[string]*gsheets.SheetProperties{}}
	for _, s := range got.Sheets {
		b.ids[s.Properties.Title], b.grids[s.Properties.Title] = s.Properties.SheetId, s.Properties
	}
	for _, kind := range sheet.Kinds() {
		s := tabOf(got, kind)
		if s == nil {
			b.unwell[kind] = fmt.Sprintf("the tab %s is missing; run watchtower sheets setup", kind.Tab())
			continue
		}
		t, fault := readTab(kind, s, b.locale)
		if fault != "" {
			b.unwell[kind] = fault
			continue
		}
		b.tabs[kind] = t
	}
	return b, nil
}

func tabOf(got *gsheets.Spreadsheet, kind sheet.Kind) *gsheets.Sheet {
	for _, s := range got.Sheets {
		if strings.EqualFold(strings.TrimSpace(s.Properties.Title), kind.Tab()) {
			return s
		}
	}
	return nil
}

// headerWithin is how many rows from the top the header is looked for in.
const headerWithin = 10

func readTab(kind sheet.Kind, s *gsheets.Sheet, l sheet.Locale) (t *tab, fault string) {
	t = &tab{kind: kind, id: s.Properties.SheetId, title: s.Properties.Title}
	var rows []*gsheets.RowData
	if len(s.Data) > 0 {
		rows = s.Data[0].RowData
	}
	found := false
	for at := 0; at < min(len(rows), headerWithin) && !found; at++ {
		t.header = at
		found, fault = t.readHeader(rows[at])
		if fault != "" {
			return nil, fault
		}
	}
	switch {
	case !found:
		return nil, fmt.Sprintf("the tab %s has no column %s; run watchtower sheets setup", t.title, kind.Key().Header)
	case t.idCol < 0 || t.saysCol < 0:
		return nil, fmt.Sprintf("the tab %s lacks the columns %s and %s; run watchtower sheets setup", t.title, sheet.IDHeader, sheet.SaysHeader)
	}
	for at := t.header + 1; at < len(rows); at++ {
		if line := t.readLine(at, rows[at], l); line != nil {
			t.lines = append(t.lines, line)
		}
	}
	return t, ""
}

// readHeader finds the columns by their names, in whatever order they stand.
func (t *tab) readHeader(r *gsheets.RowData) (found bool, fault string) {
	t.columns, t.idCol, t.saysCol, t.width = map[string]int{}, -1, -1, 0
	twice := ""
	for col, v := range r.Values {
		text := cellOf(v).Text
		switch fleet.Key(text) {
		case "":
			continue
		case fleet.Key(sheet.IDHeader):
			t.idCol = col
		case fleet.Key(sheet.SaysHeader):
			t.saysCol = col
		default:
			name := t.columnNamed(text)
			if name == "" {
				continue // somebody's own column
			}
			if _, again := t.columns[name]; again {
				twice = text
			}
			t.columns[name] = col
		}
		t.width = max(t.width, col+1)
	}
	if _, found = t.columns[t.kind.Key().Name]; found && twice != "" {
		fault = fmt.Sprintf("the tab %s has two columns that mean %s; rename one", t.title, twice)
	}
	return found, fault
}

func (t *tab) columnNamed(header string) string {
	for _, c := range sheet.Columns(t.kind) {
		if c.Named(header) {
			return c.Name
		}
	}
	return ""
}

// readLine reads one row; nil for one that says nothing in any synced column.
func (t *tab) readLine(at int, r *gsheets.RowData, l sheet.Locale) *line {
	x := &line{tab: t, at: at, cells: map[string]sheet.Cell{}, values: sheet.Values{}, bad: map[string]string{}}
	get := func(col int) sheet.Cell {
		if col >= len(r.Values) {
			return sheet.Cell{}
		}
		return cellOf(r.Values[col])
	}
	filled := false
	for _, c := range sheet.Columns(t.kind) {
		col, there := t.columns[c.Name]
		if !there {
			continue
		}
		cell := get(col)
		x.cells[c.Name] = cell
		filled = filled || cell.Kind != sheet.EmptyCell
		text, err := c.Read(cell, l)
		if err != nil {
			x.bad[c.Name] = fleet.MessageFor(err)
			continue
		}
		x.values[c.Name] = text
	}
	x.idText, x.says = get(t.idCol).Text, get(t.saysCol).Text
	x.id = strings.TrimSpace(x.idText)
	if !filled && x.id == "" {
		return nil
	}
	return x
}

// cellOf reads a cell of the API. What shows something that nobody entered is
// filled by a formula elsewhere (ARRAYFORMULA, IMPORTRANGE, QUERY): a value
// written there would break that whole formula.
func cellOf(v *gsheets.CellData) (c sheet.Cell) {
	if v == nil || v.EffectiveValue == nil {
		if v != nil && v.UserEnteredValue != nil && v.UserEnteredValue.FormulaValue != nil {
			c.Formula = true
		}
		return c
	}
	c.Formula = v.UserEnteredValue == nil || v.UserEnteredValue.FormulaValue != nil
	switch e := v.EffectiveValue; {
	case e.ErrorValue != nil:
		c.Kind, c.Text = sheet.FaultCell, e.ErrorValue.Message
	case e.StringValue != nil:
		if c.Text = *e.StringValue; c.Text != "" {
			c.Kind = sheet.TextCell
		}
	case e.NumberValue != nil:
		c.Kind, c.Number = sheet.NumberCell, *e.NumberValue
	case e.BoolValue != nil:
		c.Kind, c.Bool = sheet.BoolCell, *e.BoolValue
	}
	return c
}
