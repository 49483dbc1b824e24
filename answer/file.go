package answer

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
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
