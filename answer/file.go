package answer

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// File is a document that goes with an answer.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // of the content, as browsers call it
	Data []byte `json:"data"`
}

// CSV writes a table as comma separated values, in UTF-8 with a mark for Excel.
func (t Table) CSV(name string) (File, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	rows := append([][]string{t.Columns}, t.Rows...)
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = harmless(cell)
		}
		if err := w.Write(safe); err != nil {
			return File{}, fmt.Errorf("write %s: %w", name, err)
		}
	}
	w.Flush()
	return File{Name: name + ".csv", Type: "text/csv", Data: b.Bytes()}, w.Error()
}

// harmless keeps a spreadsheet from running a cell: what begins like a formula
// and is no number gets an apostrophe.
func harmless(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}

// XLSX writes a table as a workbook of one sheet; cells of the Right columns
// that are numbers are numbers there.
func (t Table) XLSX(name string) (_ File, err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil {
			err = closed
		}
	}()
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return File{}, fmt.Errorf("write %s: %w", name, err)
	}
	number := map[int]bool{}
	for _, i := range t.Right {
		number[i] = true
	}
	for n, row := range append([][]string{t.Columns}, t.Rows...) {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cell
			if v, err := strconv.ParseFloat(cell, 64); err == nil && number[i] {
				cells[i] = v
			}
		}
		if err := sheet.SetRow("A"+strconv.Itoa(n+1), cells); err != nil {
			return File{}, fmt.Errorf("write %s: %w", name, err)
		}
	}
	if err := sheet.Flush(); err != nil {
		return File{}, fmt.Errorf("write %s: %w", name, err)
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		return File{}, fmt.Errorf("write %s: %w", name, err)
	}
	return File{Name: name + ".xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Data: b.Bytes()}, nil
}
