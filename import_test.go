package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"watchtower/fleet"
)

// imported runs a file through importRows and gives the rows that were saved,
// the report and the error.
func imported(t *testing.T, in string) (rows []string, report string, err error) {
	t.Helper()
	var out strings.Builder
	err = importRows(t.Context(), strings.NewReader(in), &out, func(row json.RawMessage) error {
		rows = append(rows, string(row))
		return nil
	})
	return rows, out.String(), err
}

func TestImportReportsRowByRow(t *testing.T) {
	rows, report, err := imported(t, "\ufeffName, kind,latitude,longitude,aliases\n"+
		"Apapa Port,port,6.445,3.365,apapa|apapa wharf\n"+
		"Nowhere,port,north,3.3,\n"+
		"\"broken,port,6,3,\n")
	if err == nil || len(rows) != 1 || rows[0] != `{"aliases":["apapa","apapa wharf"],"kind":"port","latitude":6.445,"longitude":3.365,"name":"Apapa Port"}` {
		t.Errorf("rows %v, err %v", rows, err)
	}
	for _, want := range []string{`line 3: latitude: "north" is not a number`, "line 4:", "1 rows taken over, 2 refused."} {
		if !strings.Contains(report, want) {
			t.Errorf("report lacks %q:\n%s", want, report)
		}
	}
}

func TestImportNamesTheNearest(t *testing.T) {
	var out strings.Builder
	err := importRows(t.Context(), strings.NewReader("truck\nT-4408\n"), &out, func(json.RawMessage) error {
		return &fleet.Error{Kind: fleet.NotFound, Message: "There is no truck T-4408.", Choices: []string{"T-4407"}}
	})
	if err == nil || !strings.Contains(out.String(), "line 2: There is no truck T-4408. Nearest: T-4407.") {
		t.Errorf("%q %v", out.String(), err)
	}
}

// What spreadsheets make of a file.
func TestImportReadsSpreadsheets(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"mark before a quoted header": {"\ufeff\"name\",\"phone\"\r\nDeekay,1\r\n", `{"name":"Deekay","phone":"1"}`},
		"yes and no":                  {"plate,active\nT-1,no\n", `{"active":false,"plate":"T-1"}`},
		"TRUE":                        {"plate,active\nT-1,TRUE\n", `{"active":true,"plate":"T-1"}`},
		"1":                           {"plate,active\nT-1,1\n", `{"active":true,"plate":"T-1"}`},
		"0":                           {"plate,active\nT-1,0\n", `{"active":false,"plate":"T-1"}`},
		"no value keeps what is":      {"plate,active\nT-1,\n", `{"plate":"T-1"}`},
		"a line break at the end":     {"plate,make\nT-1,\"DAF\n\"\n", `{"make":"DAF","plate":"T-1"}`},
	} {
		if rows, report, err := imported(t, c.in); err != nil || len(rows) != 1 || rows[0] != c.want {
			t.Errorf("%s: %v %v\n%s", name, rows, err, report)
		}
	}
}

// Files that no row can be taken from, and why.
func TestImportRefusesFiles(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"empty":            {"", "no header line"},
		"header alone":     {"name,phone\n", "a header line and no rows"},
		"CR alone":         {"name,phone\rDeekay,1\rBUA,2\r", "CR alone"},
		"header unclosed":  {"\"name,phone\nDeekay,1\n", "header"},
		"UTF-16":           {"\xff\xfen\x00a\x00", "UTF-16"},
		"the same twice":   {"name,Name\na,b\n", `column "name" twice`},
		"two-line heading": {"\"name\nof client\",phone\nDeekay,1\n", "several lines"},
	} {
		if rows, report, err := imported(t, c.in); err == nil || !strings.Contains(err.Error(), c.want) || len(rows) != 0 {
			t.Errorf("%s: rows %v, %v, want %q\n%s", name, rows, err, c.want, report)
		}
	}
}

func TestImportRefusesValues(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"no yes and no no":   {"plate,active\nT-1,maybe\n", `active: "maybe" is neither yes nor no`},
		"not a number":       {"name,latitude\nX,NaN\n", `latitude: "NaN" is not a number`},
		"without end":        {"name,latitude\nX,-Inf\n", `latitude: "-Inf" is not a number`},
		"too large":          {"name,latitude\nX,1e999\n", `latitude: "1e999" is not a number`},
		"another code page":  {"name\nCaf\xe9\n", "not UTF-8"},
		"more than a header": {"name\nX,1\n", "2 columns, but the header has 1"},
	} {
		if rows, report, err := imported(t, c.in); err == nil || !strings.Contains(report, "line 2: "+c.want) && !strings.Contains(report, c.want) || len(rows) != 0 {
			t.Errorf("%s: rows %v, %v, want %q\n%s", name, rows, err, c.want, report)
		}
	}
}

// A quote that is not closed takes other rows with it. They are named.
func TestImportTellsTheLinesOfABrokenRow(t *testing.T) {
	for name, c := range map[string]struct {
		in    string
		saved int
		want  string
	}{
		"to the end":     {"name,phone\nA,1\n\"B,2\nC,3\nD,4\n", 1, "lines 3 to 5: a quote (\") is not closed, or stands inside a value; none of these 3 lines is taken over"},
		"to a later one": {"name,phone\n\"A,1\nB,2\n\"C\",3\nD,4\n", 1, "lines 2 to 4: a quote"},
		"and closed":     {"name,phone\n\"A,1\nB,2\nC\",3\nD,4\n", 1, "lines 2 to 4: name: the value goes over several lines"},
		"last column":    {"name,phone\nA,\"1\nB,2\"\nD,4\n", 1, "lines 2 to 3: phone: the value goes over several lines"},
	} {
		rows, report, err := imported(t, c.in)
		if err == nil || len(rows) != c.saved || !strings.Contains(report, c.want) || !strings.Contains(report, "1 refused") {
			t.Errorf("%s: rows %v, %v, want %q\n%s", name, rows, err, c.want, report)
		}
	}
}

// Ctrl-C ends an import after the row in hand, and says how far it got.
func TestImportStopsWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	calls := 0
	var out strings.Builder
	err := importRows(ctx, strings.NewReader("name\nA\nB\nC\nD\n"), &out, func(json.RawMessage) error {
		if calls++; calls == 2 {
			stop()
		}
		return nil
	})
	if err == nil || calls != 2 || !strings.Contains(err.Error(), "stopped after the row of line 3: 2 rows taken over, 0 refused") || out.Len() != 0 {
		t.Errorf("%d rows, %v\n%s", calls, err, out.String())
	}
}

// A file that cannot be read to its end is not read for ever.
func TestImportEndsWhenReadingFails(t *testing.T) {
	gone := errors.New("the disk went away")
	var out strings.Builder
	err := importRows(t.Context(), io.MultiReader(strings.NewReader("name\nA\n"), iotest.ErrReader(gone)), &out, func(json.RawMessage) error { return nil })
	if !errors.Is(err, gone) || !strings.Contains(err.Error(), "1 rows taken over") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
