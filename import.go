package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// importTools says which tool takes a row of which file.
var importTools = map[string]string{
	"trucks": "truck_save", "drivers": "driver_save", "clients": "client_save", "places": "place_save", "trips": "trip_save",
}

// numberColumns and listColumns are the columns that are not text; lists are
// split by |.
var (
	numberColumns = []string{"latitude", "longitude", "radius_m", "container_size"}
	listColumns   = []string{"aliases", "stops"}
)

// importCSV takes a file over, row by row, through the same tools as everybody.
// A bad row is reported by its line and does not stop the others.
func importCSV(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 2 || importTools[args[0]] == "" {
		return errors.New("usage: watchtower import trucks|drivers|clients|places|trips FILE.csv")
	}
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	clock, err := newClock(cfg.Clock, cfg.ClockAnchor, time.Now())
	if err != nil {
		return err
	}
	log := newLogger(cfg.LogLevel)
	s, err := store.Open(ctx, string(cfg.DatabaseURL), log)
	if err != nil {
		return err
	}
	defer s.Close()
	file, err := os.Open(args[1])
	if err != nil {
		return err
	}
	defer file.Close()
	reg := tools.New(s, clock.Now, log)
	sync := synced{Source: "csv", Kind: args[0]}
	err = importRows(file, out, func(row json.RawMessage) error {
		a, err := reg.Run(ctx, fleet.SystemCaller, fleet.ViaJob, importTools[args[0]], row)
		if err == nil && a.Kind == answer.Question {
			err = fleet.Errorf(fleet.Invalid, "%s", a.Headline)
		}
		if err == nil {
			sync.Saved++
		} else {
			sync.Refused++
		}
		return err
	})
	return errors.Join(err, s.SaveEvents(ctx, sync.event(clock.Now())))
}

// synced is the body of a sync.completed event: rows of another place that
// were brought into the store.
type synced struct {
	Source  string `json:"source"`
	Kind    string `json:"kind"`
	Saved   int    `json:"saved"`
	Refused int    `json:"refused"`
}

func (y synced) event(now time.Time) store.Event {
	raw, _ := json.Marshal(y) // words and numbers
	return store.Event{Type: fleet.EventSyncCompleted, Key: "sync:" + y.Source + ":" + y.Kind, Version: now.UnixMilli(), Body: raw, At: now.UTC()}
}

// importRows reads a CSV file with a header line and reports on each row that
// fails and on the whole.
func importRows(in io.Reader, out io.Writer, save func(json.RawMessage) error) error {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("the file has no header line: %w", err)
	}
	for i, h := range header {
		header[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
	}
	done, bad := 0, 0
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = saveRow(header, record, save)
		}
		if err != nil {
			bad++
			fmt.Fprintf(out, "line %d: %s\n", lineOf(r, err), rowFault(err))
			continue
		}
		done++
	}
	fmt.Fprintf(out, "%d rows taken over, %d refused.\n", done, bad)
	if bad > 0 {
		return fmt.Errorf("%d rows were refused; mend them and import the file again", bad)
	}
	return nil
}

// lineOf is where the row that was just read begins.
func lineOf(r *csv.Reader, err error) int {
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		return p.StartLine
	}
	line, _ := r.FieldPos(0)
	return line
}

func rowFault(err error) string {
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
	case slices.Contains(numberColumns, column):
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is not a number", column, value)
		}
		return n, nil
	case slices.Contains(listColumns, column):
		return strings.Split(value, "|"), nil
	}
	return value, nil
}
