package answer

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sheet is a named table of a workbook.
type Sheet struct {
	Name  string // at most 31 characters
	Table Table
}

// XLSX writes a table as a workbook of one sheet.
func (t Table) XLSX(name string) (File, error) {
	return Workbook(name, []Sheet{{"Sheet1", t}})
}

// Workbook writes tables as the sheets of one Excel file; cells of the Right
// columns that are numbers are numbers there.
func Workbook(name string, sheets []Sheet) (_ File, err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil {
			err = closed
		}
	}()
	for i, s := range sheets {
		if i == 0 {
			err = book.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = book.NewSheet(s.Name)
		}
		if err == nil {
			err = fillSheet(book, s)
		}
		if err != nil {
			return File{}, fmt.Errorf("write %s: %w", name, err)
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		return File{}, fmt.Errorf("write %s: %w", name, err)
	}
	return File{Name: name + ".xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Data: b.Bytes()}, nil
}

func fillSheet(book *excelize.File, s Sheet) error {
	out, err := book.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	number := map[int]bool{}
	for _, i := range s.Table.Right {
		number[i] = true
	}
	for n, row := range append([][]string{s.Table.Columns}, s.Table.Rows...) {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cell
			if v, err := strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64); err == nil && number[i] {
				cells[i] = v
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(n+1), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}
