package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
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
	inHand := context.WithoutCancel(ctx) // a row that was begun is finished; the tool has its own deadline
	err = importRows(ctx, file, out, func(row json.RawMessage) error {
		a, err := reg.Run(inHand, fleet.SystemCaller, fleet.ViaJob, importTools[args[0]], row)
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
	return errors.Join(err, s.SaveEvents(inHand, sync.event(clock.Now())))
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
