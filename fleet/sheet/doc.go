// Package sheet holds the rules by which a table that people keep in a
// spreadsheet and what Watch Tower knows become one: which columns there are,
// what a cell means in the spreadsheet's locale, and the three-way merge of
// each cell against its last synced value.
//
// It is pure. It refuses knowing where either side is kept.
package sheet
