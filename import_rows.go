package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"watchtower/fleet"
)

// The columns that are not text; lists are split by |.
var (
	numberColumns = []string{"latitude", "longitude", "radius_m", "container_size", "weight_t", "diesel_l", "diesel_naira", "allowance_naira",
		"odometer_km", "cost_naira", "every_km", "every_hours", "every_days"}
	listColumns = []string{"aliases", "stops", "outline"}
	boolColumns = []string{"active", "off", "by_hand", "restricted"}
)

// tally counts what became of a file's rows.
type tally struct{ saved, refused int }

func (t tally) String() string {
	return fmt.Sprintf("%d rows taken over, %d refused", t.saved, t.refused)
}

// importRows reads a CSV file with a header line and reports on each row that
// fails and on the whole. When ctx ends it stops after the row in hand.
func importRows(ctx context.Context, in io.Reader, out io.Writer, save func(json.RawMessage) error) error {
	r, header, err := readHeader(in)
	if err != nil {
		return err
	}
	var t tally
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if _, broken := errors.AsType[*csv.ParseError](err); err != nil && !broken {
			return fmt.Errorf("the file cannot be read any further (%s): %w", t, err)
		}
		where, first := spanOf(r, record, err)
		if err == nil {
			err = saveRow(header, record, save)
		}
		if err != nil {
			t.refused++
			fmt.Fprintf(out, "%s: %s\n", where, rowFault(err))
		} else {
			t.saved++
		}
		if ctx.Err() != nil {
			return fmt.Errorf("stopped after the row of line %d: %s. The lines after it were not looked at; import the file again to take over the rest", first, t)
		}
	}
	return t.end(out)
}

// end reports on a file that was read to its end.
func (t tally) end(out io.Writer) error {
	fmt.Fprintf(out, "%s.\n", t)
	switch {
	case t.refused > 0:
		return fmt.Errorf("%d rows were refused; mend them and import the file again", t.refused)
	case t.saved == 0:
		return errors.New("the file has a header line and no rows")
	}
	return nil
}

// rowFault is what to tell about a row that failed.
func rowFault(err error) string {
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		if p.Line > p.StartLine {
			return fmt.Sprintf("a quote (\") is not closed, or stands inside a value; none of these %d lines is taken over", p.Line-p.StartLine+1)
		}
		return "a quote (\") is not closed, or stands inside a value"
	}
	msg := err.Error()
	if e, ok := errors.AsType[*fleet.Error](err); ok {
		msg = fleet.MessageFor(e)
		if len(e.Choices) > 0 {
			msg += " Nearest: " + strings.Join(e.Choices, ", ") + "."
		}
	}
	return msg
}

func saveRow(header, record []string, save func(json.RawMessage) error) error {
	if len(record) > len(header) {
		return fmt.Errorf("%d columns, but the header has %d", len(record), len(header))
	}
	row := map[string]any{}
	for i, value := range record {
		value = strings.TrimSpace(value)
		if value == "" {
			continue
		}
		v, err := columnValue(header[i], value)
		if err != nil {
			return err
		}
		row[header[i]] = v
	}
	raw, err := json.Marshal(row)
	if err != nil {
		return err
	}
	return save(raw)
}

func columnValue(column, value string) (any, error) {
	switch {
	case strings.ContainsAny(value, "\r\n"):
		// No column needs one, and a quote that is not closed makes one value out of many rows.
		return nil, fmt.Errorf("%s: the value goes over several lines; is a quote (\") not closed?", column)
	case !utf8.ValidString(value):
		return nil, fmt.Errorf("%s: %q is not UTF-8; save the file as \"CSV UTF-8\"", column, value)
	case slices.Contains(numberColumns, column):
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return nil, fmt.Errorf("%s: %q is not a number", column, value)
		}
		return n, nil
	case slices.Contains(boolColumns, column):
		return yesOrNo(column, value)
	case slices.Contains(listColumns, column):
		return strings.Split(value, "|"), nil
	}
	return value, nil
}

func yesOrNo(column, value string) (bool, error) {
	switch strings.ToLower(value) {
	case "true", "yes", "1":
		return true, nil
	case "false", "no", "0":
		return false, nil
	}
	return false, fmt.Errorf("%s: %q is neither yes nor no; write true, yes or 1, or false, no or 0", column, value)
}
