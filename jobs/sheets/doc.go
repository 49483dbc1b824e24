// Package sheets keeps a Google Sheet and Watch Tower the same, both ways:
// trucks, drivers, clients, places and trips.
//
// It owns the calls of the Sheets API and their budget, reading a spreadsheet
// into rows, and the steps of a sync, each of which may be the last one before
// a crash. What is merged how is decided by fleet/sheet; what comes into Watch
// Tower goes through tools as the system; what is remembered lies in the store.
// It refuses deleting: not a row of the sheet, nor anything of Watch Tower's.
package sheets
