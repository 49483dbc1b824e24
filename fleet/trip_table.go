package fleet

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// MaxTableRows bounds how many trips one pasted table may hold.
const MaxTableRows = 200

// TripTable is a table of trips as people paste it.
type TripTable struct {
	Columns []string            // arguments of a trip, one per column
	Rows    []map[string]string // by argument; what was empty is absent
	Unknown []string            // headings that mean nothing here
}

// headings are what people call the columns, in Key form.
var headings = map[string]string{
	"TRUCK": "truck", "PLATE": "truck", "TRUCKNO": "truck", "TRUCKNUMBER": "truck", "VEHICLE": "truck", "PLATENO": "truck", "REG": "truck",
	"DRIVER": "driver", "DRIVERNAME": "driver", "CLIENT": "client", "CUSTOMER": "client", "CONSIGNEE": "consignee", "MOTORBOY": "motor_boy", "MATE": "motor_boy",
	"ORIGIN": "origin", "FROM": "origin", "PICKUP": "origin", "LOADING": "origin", "LOADINGPOINT": "origin", "TERMINAL": "origin",
	"DESTINATION": "destination", "TO": "destination", "DELIVERY": "destination", "DROPOFF": "destination", "DEST": "destination",
	"START": "start", "DEPARTURE": "start", "TIME": "hour", "HOUR": "hour", "STARTTIME": "hour", "DATE": "day", "DAY": "day", "STARTDATE": "day",
	"DATETIME": "start", "PLANNEDSTART": "start", "PLANNEDDEPARTURE": "start",
	"CONTAINER": "container", "CONTAINERNO": "container", "CONTAINERNUMBER": "container", "BOX": "container",
	"SIZE": "container_size", "CONTAINERSIZE": "container_size", "FT": "container_size", "FEET": "container_size",
	"CARGO": "cargo", "GOODS": "cargo", "LOAD": "cargo", "COMMODITY": "cargo", "WAYBILL": "waybill", "WAYBILLNO": "waybill",
	"STOPS": "stops", "VIA": "stops", "TDO": "tdo", "CALLUP": "call_up", "ETO": "call_up", "TICKET": "call_up",
	"WEIGHT": "weight_t", "WEIGHTT": "weight_t", "TONNES": "weight_t", "TONS": "weight_t",
	"DIESEL": "diesel_l", "DIESELL": "diesel_l", "LITRES": "diesel_l", "AGO": "diesel_l", "DIESELNAIRA": "diesel_naira",
	"ALLOWANCE": "allowance_naira", "ALLOWANCENAIRA": "allowance_naira", "TRIPALLOWANCE": "allowance_naira",
	"EMPTYRETURN": "empty_return", "RETURN": "empty_return", "RETURNTO": "empty_return",
}

// IsTripTable says whether a text is a table of trips: a line of headings that
// names at least a truck and a place or a time, and a row below it.
func IsTripTable(text string) bool {
	lines := tableLines(text)
	if len(lines) < 2 {
		return false
	}
	cells, err := splitRow(lines[0], separator(lines[0]))
	if err != nil || len(cells) < 3 {
		return false
	}
	known := map[string]bool{}
	for _, c := range cells {
		known[headings[Key(c)]] = true
	}
	return known["truck"] && (known["destination"] || known["origin"] || known["start"])
}

// ParseTripTable reads a table that was pasted from a sheet or a CSV file: the
// first line names the columns, which are split by tabs, semicolons, bars or
// commas.
func ParseTripTable(text string) (TripTable, error) {
	var t TripTable
	lines := tableLines(text)
	if len(lines) == 0 {
		return t, tableFault("The table is empty. Paste a line of headings (truck, from, to, start) and a line for each trip.")
	}
	by := separator(lines[0])
	cells, err := splitRow(lines[0], by)
	if err != nil {
		return t, tableFault("The line of headings cannot be read: a quote is not closed.")
	}
	for _, c := range cells {
		name := headings[Key(c)]
		if name == "" && Key(c) != "" {
			t.Unknown = append(t.Unknown, strings.TrimSpace(c))
		}
		if name != "" && slices.Contains(t.Columns, name) {
			return t, tableFault(fmt.Sprintf("Two columns are called %s.", strings.TrimSpace(c)))
		}
		t.Columns = append(t.Columns, name)
	}
	if !slices.Contains(t.Columns, "truck") {
		return t, tableFault("The first line must name the columns, truck among them: truck, from, to, start, and whatever else is known.")
	}
	if n := len(lines) - 1; n == 0 || n > MaxTableRows {
		return t, tableFault(fmt.Sprintf("The table has %d rows; I take 1 to %d at a time.", n, MaxTableRows))
	}
	for i, line := range lines[1:] {
		row, err := t.row(line, by)
		if err != nil {
			return t, tableFault(fmt.Sprintf("Row %d: %s", i+1, err))
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func (t TripTable) row(line string, by rune) (map[string]string, error) {
	cells, err := splitRow(line, by)
	if err != nil {
		return nil, fmt.Errorf("a quote is not closed")
	}
	for len(cells) > len(t.Columns) && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > len(t.Columns) {
		return nil, fmt.Errorf("%d columns, but the headings are %d", len(cells), len(t.Columns))
	}
	row := map[string]string{}
	for i, c := range cells {
		if c = strings.Join(strings.Fields(c), " "); c != "" && t.Columns[i] != "" {
			row[t.Columns[i]] = c
		}
	}
	return row, nil
}

func tableFault(message string) error {
	return &Error{Kind: Invalid, Field: "table", Message: message}
}

// tableLines are the lines that hold something; a code block's fences do not.
func tableLines(text string) []string {
	var out []string
	for line := range strings.Lines(strings.TrimPrefix(strings.ReplaceAll(text, "\r", "\n"), "\ufeff")) {
		line = strings.Trim(line, "\n")
		bare := strings.Trim(strings.TrimSpace(line), "`")
		if bare == "" || strings.Trim(bare, "|-:+ ") == "" {
			continue
		}
		if line = strings.TrimSuffix(strings.TrimPrefix(line, "```"), "```"); strings.HasPrefix(strings.TrimSpace(line), "|") {
			line = strings.Trim(strings.TrimSpace(line), "|") // a table of Markdown
		}
		out = append(out, line)
	}
	return out
}

// separator is what splits the headings: of those that occur, the first in this
// order, because a comma may stand in a name.
func separator(line string) rune {
	for _, r := range "\t;|" {
		if strings.ContainsRune(line, r) {
			return r
		}
	}
	return ','
}

func splitRow(line string, by rune) ([]string, error) {
	if by == '\t' || by == '|' {
		return strings.Split(line, string(by)), nil
	}
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.TrimLeadingSpace = by, true
	return r.Read()
}
