// Package sheets is the outside world's Google Sheet: spreadsheets with cells
// that people edit in a page, and the parts of the Sheets v4 REST API that
// Google's own Go client uses.
//
// It owns the cells, what a typed value becomes in a locale, the field names of
// the API as published, its errors, quotas and access rules, and faults on
// demand. It refuses whatever it does not emulate with Google's own 400, and
// imports nothing of the product.
package sheets
