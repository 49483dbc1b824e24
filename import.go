package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/loconav"
	"watchtower/store"
	"watchtower/tools"
)

// importTools says which tool takes a row of which file.
var importTools = map[string]string{
	"trucks": "truck_save", "drivers": "driver_save", "clients": "client_save", "places": "place_save", "trips": "trip_save",
	"services": "maintenance_log", "plans": "maintenance_plan",
}

// fromLocoNav stands in place of a file: the places are fetched.
const fromLocoNav = "loconav"

// importFile takes a file over, row by row, through the same tools as everybody.
// A bad row is reported by its line and does not stop the others.
func importFile(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 2 || importTools[args[0]] == "" {
		return errors.New("usage: watchtower import trucks|drivers|clients|places|trips|services|plans FILE.csv, places also FILE.geojson, FILE.kml or loconav")
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
	reg := tools.New(s, clock.Now, log)
	sync := synced{Source: "csv", Kind: args[0]}
	inHand := context.WithoutCancel(ctx) // a row that was begun is finished; the tool has its own deadline
	save := func(row json.RawMessage) error {
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
	}
	switch kind := strings.ToLower(filepath.Ext(args[1])); {
	case args[0] == "places" && args[1] == fromLocoNav:
		sync.Source = fromLocoNav
		err = importLocoNav(ctx, cfg, out, save)
	case args[0] == "places" && mapFiles[kind] != nil:
		sync.Source = strings.TrimPrefix(kind, ".")
		err = importMap(ctx, args[1], out, save)
	default:
		err = importCSV(ctx, args[1], out, save)
	}
	return errors.Join(err, s.SaveEvents(inHand, sync.event(clock.Now())))
}

func importCSV(ctx context.Context, path string, out io.Writer, save func(json.RawMessage) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return importRows(ctx, file, out, save)
}

// importLocoNav takes over the geofences that LocoNav has.
func importLocoNav(ctx context.Context, cfg Config, out io.Writer, save func(json.RawMessage) error) error {
	if cfg.LocoNavToken == "" {
		return errors.New("LOCONAV_TOKEN is not set; LocoNav's support hands it out")
	}
	list, err := vendor(cfg).Polygons(ctx)
	if err != nil {
		return err
	}
	places := make([]mapPlace, len(list))
	for i, p := range list {
		places[i] = polygonPlace(p)
	}
	return savePlaces(ctx, places, out, save)
}

// vendor is LocoNav's interface, as configured.
func vendor(cfg Config) loconav.API {
	return loconav.API{URL: strings.TrimSuffix(cfg.LocoNavAPIURL, "/"), Token: string(cfg.LocoNavToken), HTTP: &http.Client{}, Wait: pause}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
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
