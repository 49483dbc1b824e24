package sheets

import (
	"context"
	"maps"
	"slices"
	"strconv"

	gsheets "google.golang.org/api/sheets/v4"

	"watchtower/fleet/sheet"
	"watchtower/store"
)

// A row is written in three calls: developer metadata is put on it, it is read
// by that once more, and what still is as it was read is written by it. Rows
// may be inserted and deleted meanwhile, because metadata stays with its row.
// Between the last two calls an edit of the very same cell is overwritten, and
// a sort moves cells away from under the metadata: the Sheets API has no
// compare-and-set. That window is some tenths of a second.
const (
	metaKey = "watchtower"
	// writeRows are addressed at once: Google keeps 30,000 characters of
	// metadata in a sheet. appendRows are added in one call.
	writeRows  = 1000
	appendRows = 2000
)

// target is one row to be written, by the metadata on it.
type target struct {
	*write
	mark string // value of its metadata
	gone bool   // it is not any more what was read
}

// address puts metadata on the rows, after what an earlier sync left behind,
// and appends new rows in the same step.
func (c *client) address(ctx context.Context, targets []*target, more []*gsheets.Request) error {
	requests := []*gsheets.Request{{DeleteDeveloperMetadata: &gsheets.DeleteDeveloperMetadataRequest{DataFilter: byMark("")}}}
	for _, t := range targets {
		at := int64(t.line.at)
		requests = append(requests, &gsheets.Request{CreateDeveloperMetadata: &gsheets.CreateDeveloperMetadataRequest{
			DeveloperMetadata: &gsheets.DeveloperMetadata{MetadataKey: metaKey, MetadataValue: t.mark, Visibility: "PROJECT",
				Location: &gsheets.DeveloperMetadataLocation{DimensionRange: &gsheets.DimensionRange{SheetId: t.line.tab.id, Dimension: "ROWS",
					StartIndex: at, EndIndex: at + 1, ForceSendFields: []string{"SheetId", "StartIndex"}}}}}})
	}
	return c.batch(ctx, append(requests, more...))
}

func (c *client) batch(ctx context.Context, requests []*gsheets.Request) error {
	return c.write(ctx, func(ctx context.Context) error {
		_, err := c.svc.Spreadsheets.BatchUpdate(c.book, &gsheets.BatchUpdateSpreadsheetRequest{Requests: requests}).Fields("spreadsheetId").Context(ctx).Do()
		return err
	})
}

func byMark(mark string) *gsheets.DataFilter {
	return &gsheets.DataFilter{DeveloperMetadataLookup: &gsheets.DeveloperMetadataLookup{MetadataKey: metaKey, MetadataValue: mark}}
}

// reread looks at the addressed rows once more and marks those as gone that
// moved away or changed where it matters.
func (c *client) reread(ctx context.Context, targets []*target) error {
	filters := make([]*gsheets.DataFilter, len(targets))
	for i, t := range targets {
		filters[i] = byMark(t.mark)
	}
	var got *gsheets.BatchGetValuesByDataFilterResponse
	err := c.read(ctx, func(ctx context.Context) (err error) {
		req := &gsheets.BatchGetValuesByDataFilterRequest{DataFilters: filters, MajorDimension: "ROWS", ValueRenderOption: "FORMULA", DateTimeRenderOption: "SERIAL_NUMBER"}
		got, err = c.svc.Spreadsheets.Values.BatchGetByDataFilter(c.book, req).Fields("valueRanges(dataFilters,valueRange/values)").Context(ctx).Do()
		return err
	})
	if err != nil {
		return err
	}
	now := map[string][]any{}
	for _, m := range got.ValueRanges {
		for _, f := range m.DataFilters {
			if f.DeveloperMetadataLookup == nil || m.ValueRange == nil {
				continue
			}
			row := []any{}
			if len(m.ValueRange.Values) > 0 {
				row = m.ValueRange.Values[0]
			}
			now[f.DeveloperMetadataLookup.MetadataValue] = row
		}
	}
	for _, t := range targets {
		row, there := now[t.mark]
		t.gone = !there || !t.asRead(row)
	}
	return nil
}

// asRead says whether a row still has its id, and the cells that are to be
// written still hold what was read. A row without an id must be the same as a
// whole: nothing else tells that it is the one.
func (t *target) asRead(row []any) bool {
	get := func(col int) any {
		if col < len(row) {
			return row[col]
		}
		return ""
	}
	if get(t.line.tab.idCol) != any(t.line.idText) {
		return false
	}
	for name, c := range t.line.cells {
		_, written := t.cells[name]
		if (written || t.line.idText == "") && !c.Formula && !sameRaw(c, get(t.line.tab.columns[name])) {
			return false
		}
	}
	return true
}

// sameRaw compares a cell with what the values API gives of it.
func sameRaw(c sheet.Cell, v any) bool {
	switch v := v.(type) {
	case string:
		return c.Kind == sheet.TextCell && c.Text == v || c.Kind == sheet.EmptyCell && v == ""
	case float64:
		return c.Kind == sheet.NumberCell && c.Number == v
	case bool:
		return c.Kind == sheet.BoolCell && c.Bool == v
	}
	return v == nil && c.Kind == sheet.EmptyCell
}

// put writes the cells of the rows that are still there, all in one step, and
// marks those as gone that were not written: deleted in the last moment, or
// addressed by another process meanwhile.
func (c *client) put(ctx context.Context, targets []*target, l sheet.Locale) error {
	req := &gsheets.BatchUpdateValuesByDataFilterRequest{ValueInputOption: "RAW"}
	for _, t := range targets {
		if t.gone {
			continue
		}
		row := make([]any, t.line.tab.width) // null leaves a cell as it is
		for name, text := range t.cells {
			col, _ := sheet.ColumnOf(t.line.tab.kind, name)
			row[t.line.tab.columns[name]] = col.Write(text, t.line.cells[name], l)
		}
		if t.setID != "" {
			row[t.line.tab.idCol] = t.setID
		}
		if t.setSays {
			row[t.line.tab.saysCol] = t.says
		}
		req.Data = append(req.Data, &gsheets.DataFilterValueRange{DataFilter: byMark(t.mark), MajorDimension: "ROWS", Values: [][]any{row}})
	}
	if len(req.Data) == 0 {
		return nil
	}
	var got *gsheets.BatchUpdateValuesByDataFilterResponse
	err := c.write(ctx, func(ctx context.Context) (err error) {
		got, err = c.svc.Spreadsheets.Values.BatchUpdateByDataFilter(c.book, req).Fields("responses(dataFilter)").Context(ctx).Do()
		return err
	})
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, r := range got.Responses {
		if r.DataFilter != nil && r.DataFilter.DeveloperMetadataLookup != nil {
			done[r.DataFilter.DeveloperMetadataLookup.MetadataValue] = true
		}
	}
	for _, t := range targets {
		t.gone = !done[t.mark]
	}
	return nil
}

// appendRequests add rows below what the tabs hold, in the formats of setup: a
// fresh row inherits none.
func appendRequests(b *book, list []added) []*gsheets.Request {
	byKind := map[sheet.Kind][]*gsheets.RowData{}
	for _, a := range list {
		t := b.tabs[a.kind]
		row := make([]*gsheets.CellData, t.width)
		for i := range row {
			row[i] = &gsheets.CellData{}
		}
		for _, c := range sheet.Columns(a.kind) {
			if at, there := t.columns[c.Name]; there {
				row[at] = cellData(c, a.values[c.Name], b.locale)
			}
		}
		row[t.idCol] = &gsheets.CellData{UserEnteredValue: &gsheets.ExtendedValue{StringValue: &a.id}}
		byKind[a.kind] = append(byKind[a.kind], &gsheets.RowData{Values: row})
	}
	var out []*gsheets.Request
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		out = append(out, &gsheets.Request{AppendCells: &gsheets.AppendCellsRequest{SheetId: b.tabs[kind].id, Rows: byKind[kind],
			Fields: "userEnteredValue,userEnteredFormat.numberFormat", ForceSendFields: []string{"SheetId"}}})
	}
	return out
}

// momentPattern shows dates as people here write them; the column may be given
// any other format.
const momentPattern = "dd/mm/yyyy hh:mm"

func cellData(c sheet.Column, text string, l sheet.Locale) *gsheets.CellData {
	d := &gsheets.CellData{}
	switch v := c.Write(text, sheet.Cell{}, l).(type) {
	case string:
		if v != "" {
			d.UserEnteredValue = &gsheets.ExtendedValue{StringValue: &v}
		}
	case float64:
		d.UserEnteredValue = &gsheets.ExtendedValue{NumberValue: &v}
	}
	if f := formatOf(c); f != nil {
		d.UserEnteredFormat = &gsheets.CellFormat{NumberFormat: f}
	}
	return d
}

// targetsOf gives each row to be written a mark of its own, which no other sync
// gives: a write that arrives late finds its own rows or none.
func targetsOf(writes []*write) []*target {
	out, sync := make([]*target, len(writes)), newID()
	for i, w := range writes {
		out[i] = &target{write: w, mark: sync + strconv.Itoa(i)}
	}
	return out
}

// sent is what a row will hold by this write, for the store to remember.
func (t *target) sent() store.SheetChange {
	id := t.setID
	if id == "" {
		id = t.line.id
	}
	return store.SheetChange{ID: id, Kind: t.line.tab.kind, Seen: true}
}
