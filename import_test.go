package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"watchtower/fleet"
)

func TestImportReportsRowByRow(t *testing.T) {
	in := "\ufeffName, kind,latitude,longitude,aliases\n" +
		"Apapa Port,port,6.445,3.365,apapa|apapa wharf\n" +
		"Nowhere,port,north,3.3,\n" +
		"\"broken,port,6,3,\n"
	var rows []string
	var out strings.Builder
	err := importRows(strings.NewReader(in), &out, func(row json.RawMessage) error {
		rows = append(rows, string(row))
		return nil
	})
	if err == nil || len(rows) != 1 || rows[0] != `{"aliases":["apapa","apapa wharf"],"kind":"port","latitude":6.445,"longitude":3.365,"name":"Apapa Port"}` {
		t.Errorf("rows %v, err %v", rows, err)
	}
	for _, want := range []string{`line 3: latitude: "north" is not a number`, "line 4:", "1 rows taken over, 2 refused."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("report lacks %q:\n%s", want, out.String())
		}
	}
}

func TestImportNamesTheNearest(t *testing.T) {
	var out strings.Builder
	err := importRows(strings.NewReader("truck\nT-4408\n"), &out, func(json.RawMessage) error {
		return &fleet.Error{Kind: fleet.NotFound, Message: "There is no truck T-4408.", Choices: []string{"T-4407"}}
	})
	if err == nil || !strings.Contains(out.String(), "line 2: There is no truck T-4408. Nearest: T-4407.") {
		t.Errorf("%q %v", out.String(), err)
	}
	if err := importRows(strings.NewReader(""), &out, nil); err == nil || errors.Is(err, nil) {
		t.Error("an empty file must be refused")
	}
}
