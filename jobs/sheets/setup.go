package sheets

import (
	"context"
	"fmt"

	gsheets "google.golang.org/api/sheets/v4"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
)

// ourMark is the description of the protected ranges that setup makes, and
// replaces when it runs again.
const ourMark = "Watch Tower"

const setupFields = "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount,frozenRowCount)),protectedRanges(protectedRangeId,description)," +
	"data(rowData(values(effectiveValue))))"

// Setup makes the tabs and headers that are missing, the choices of cells, the
// formats of dates, and a warning before what Watch Tower keeps is edited. It
// changes no cell that holds something, and may run again at any time.
func (s *Syncer) Setup(ctx context.Context) (did []string, err error) {
	got, err := s.layout(ctx)
	if err != nil {
		return nil, err
	}
	var tabs []*gsheets.Request
	for _, kind := range sheet.Kinds() {
		if tabOf(got, kind) == nil {
			tabs = append(tabs, &gsheets.Request{AddSheet: &gsheets.AddSheetRequest{Properties: &gsheets.SheetProperties{Title: kind.Tab()}}})
			did = append(did, "The tab "+kind.Tab()+" is added.")
		}
	}
	if len(tabs) > 0 {
		if err := s.client.batch(ctx, tabs); err != nil {
			return nil, err
		}
		if got, err = s.layout(ctx); err != nil {
			return nil, err
		}
	}
	plans := map[sheet.Kind]*layout{}
	var requests []*gsheets.Request
	for _, kind := range sheet.Kinds() {
		l, err := layoutOf(kind, tabOf(got, kind))
		if err != nil {
			return nil, err
		}
		plans[kind] = l
		if n := len(l.added); n > 0 {
			did = append(did, fmt.Sprintf("%s: %s added.", kind.Tab(), counted(n, "column")))
		}
	}
	for _, kind := range sheet.Kinds() {
		requests = append(requests, plans[kind].requests(plans)...)
	}
	return did, s.client.batch(ctx, requests)
}

func (s *Syncer) layout(ctx context.Context) (got *gsheets.Spreadsheet, err error) {
	err = s.client.read(ctx, func(ctx context.Context) (err error) {
		got, err = s.client.svc.Spreadsheets.Get(s.o.Book).Fields(setupFields).Context(ctx).Do()
		return err
	})
	return got, err
}

// layout is one tab as setup leaves it.
type layout struct {
	*tab
	added   []string // headers to write, after the last one there
	from    int      // column of the first of them
	rows    int      // of the grid
	columns int
	ours    []int64 // protected ranges that an earlier setup made
}

func layoutOf(kind sheet.Kind, s *gsheets.Sheet) (*layout, error) {
	t, fault := readTab(kind, s, sheet.LocaleOf("", ""))
	l := &layout{tab: t}
	switch {
	case fault == "":
	case empty(s):
		l.tab = &tab{kind: kind, id: s.Properties.SheetId, title: s.Properties.Title, columns: map[string]int{}, idCol: -1, saysCol: -1}
	default:
		if l.tab = headerOf(kind, s); l.tab == nil {
			return nil, fleet.Errorf(fleet.Invalid, "Setup stops: %s, and it holds something. Name the column with the %s %s, or empty the tab.",
				fault, kind.One()+"'s", kind.Key().Header)
		}
	}
	l.from = widthOf(s, l.header)
	next := func(header string) int {
		l.added = append(l.added, header)
		l.width = l.from + len(l.added)
		return l.width - 1
	}
	for _, c := range sheet.Columns(kind) {
		if _, there := l.tab.columns[c.Name]; !there {
			l.tab.columns[c.Name] = next(c.Header)
		}
	}
	if l.saysCol < 0 {
		l.saysCol = next(sheet.SaysHeader)
	}
	if l.idCol < 0 {
		l.idCol = next(sheet.IDHeader)
	}
	if g := s.Properties.GridProperties; g != nil {
		l.rows, l.columns = int(g.RowCount), int(g.ColumnCount)
	}
	for _, p := range s.ProtectedRanges {
		if p.Description == ourMark {
			l.ours = append(l.ours, p.ProtectedRangeId)
		}
	}
	return l, nil
}

func empty(s *gsheets.Sheet) bool {
	for at := range headerWithin {
		if widthOf(s, at) > 0 {
			return false
		}
	}
	return true
}

// headerOf reads a header that lacks nothing but our own two columns.
func headerOf(kind sheet.Kind, s *gsheets.Sheet) *tab {
	t := &tab{kind: kind, id: s.Properties.SheetId, title: s.Properties.Title}
	for at := range headerWithin {
		if widthOf(s, at) == 0 {
			continue
		}
		t.header = at
		if found, fault := t.readHeader(s.Data[0].RowData[at]); found && fault == "" {
			return t
		}
	}
	return nil
}

// widthOf is the number of cells of a row up to the last filled one.
func widthOf(s *gsheets.Sheet, at int) (n int) {
	if len(s.Data) == 0 || at >= len(s.Data[0].RowData) {
		return 0
	}
	for col, v := range s.Data[0].RowData[at].Values {
		if cellOf(v).Kind != sheet.EmptyCell {
			n = col + 1
		}
	}
	return n
}

// requests are what makes the tab so.
func (l *layout) requests(all map[sheet.Kind]*layout) (out []*gsheets.Request) {
	if more := l.width - l.columns; more > 0 {
		out = append(out, &gsheets.Request{AppendDimension: &gsheets.AppendDimensionRequest{SheetId: l.id, Dimension: "COLUMNS", Length: int64(more), ForceSendFields: []string{"SheetId"}}})
	}
	if len(l.added) > 0 {
		row := &gsheets.RowData{}
		for _, h := range l.added {
			row.Values = append(row.Values, &gsheets.CellData{UserEnteredValue: &gsheets.ExtendedValue{StringValue: &h}})
		}
		out = append(out, &gsheets.Request{UpdateCells: &gsheets.UpdateCellsRequest{Fields: "userEnteredValue", Rows: []*gsheets.RowData{row},
			Start: &gsheets.GridCoordinate{SheetId: l.id, RowIndex: int64(l.header), ColumnIndex: int64(l.from), ForceSendFields: []string{"SheetId", "RowIndex", "ColumnIndex"}}}})
	}
	out = append(out, &gsheets.Request{UpdateSheetProperties: &gsheets.UpdateSheetPropertiesRequest{Fields: "gridProperties.frozenRowCount",
		Properties: &gsheets.SheetProperties{SheetId: l.id, ForceSendFields: []string{"SheetId"}, GridProperties: &gsheets.GridProperties{FrozenRowCount: int64(l.header + 1)}}}})
	for _, id := range l.ours {
		out = append(out, &gsheets.Request{DeleteProtectedRange: &gsheets.DeleteProtectedRangeRequest{ProtectedRangeId: id}})
	}
	out = append(out, l.protect(l.idCol), l.protect(l.saysCol))
	for _, c := range sheet.Columns(l.kind) {
		at := l.tab.columns[c.Name]
		if c.Ours {
			out = append(out, l.protect(at))
		}
		if f := formatOf(c); f != nil {
			out = append(out, &gsheets.Request{RepeatCell: &gsheets.RepeatCellRequest{Range: l.column(at), Fields: "userEnteredFormat.numberFormat",
				Cell: &gsheets.CellData{UserEnteredFormat: &gsheets.CellFormat{NumberFormat: f}}}})
		}
		if rule := ruleOf(c, all); rule != nil {
			out = append(out, &gsheets.Request{SetDataValidation: &gsheets.SetDataValidationRequest{Range: l.column(at), Rule: rule}})
		}
	}
	return out
}

// column is everything of a column below the header.
func (l *layout) column(at int) *gsheets.GridRange {
	return &gsheets.GridRange{SheetId: l.id, StartRowIndex: int64(l.header + 1), StartColumnIndex: int64(at), EndColumnIndex: int64(at + 1),
		ForceSendFields: []string{"SheetId", "StartColumnIndex"}}
}

func (l *layout) protect(at int) *gsheets.Request {
	return &gsheets.Request{AddProtectedRange: &gsheets.AddProtectedRangeRequest{ProtectedRange: &gsheets.ProtectedRange{
		Range: l.column(at), Description: ourMark, WarningOnly: true}}}
}
