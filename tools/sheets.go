package tools

import (
	"watchtower/fleet"
)

// Sheets is the spreadsheet that the master data is kept in, where there is one.
type Sheets struct {
	Book string // its id
	URL  string // where people open it
}

// book is the spreadsheet in use, or why there is none.
func (d *desk) book() (Sheets, error) {
	if s := d.sheets(); s != nil {
		return *s, nil
	}
	return Sheets{}, fleet.Errorf(fleet.NotFound, "No Google Sheet is set up here. An admin sets SHEETS_ID; docs/operations.md says how.")
}
