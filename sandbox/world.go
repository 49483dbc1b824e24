package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"time"

	"watchtower/sandbox/atlas"
	"watchtower/sandbox/model"
	"watchtower/sandbox/osrm"
	"watchtower/sandbox/road"
	"watchtower/sandbox/sheets"
	"watchtower/sandbox/slack"
	"watchtower/sandbox/slack/page"
)

// The sandbox's secrets are printed here because they protect nothing: they
// only make wrong tokens fail as they would outside.
const (
	botToken  = "xoxb-sandbox"
	appToken  = "xapp-sandbox"
	openAIKey = "sk-sandbox"
	sheetID   = "sandbox-fleet"
)

//go:embed control.md
var controlPage []byte

// world is everything outside the product, on one mux.
type world struct {
	mux       *http.ServeMux
	simulator *road.Simulator
	workspace *slack.Workspace
}

func newWorld(c config, log *slog.Logger) (*world, error) {
	fleet, err := c.fleet()
	if err != nil {
		return nil, err
	}
	manifest, err := readManifest(c.manifest, log)
	if err != nil {
		return nil, err
	}
	w := &world{mux: http.NewServeMux(), simulator: road.NewSimulator(fleet, c.webhook, c.interval, c.now)}
	w.workspace = slack.New(slack.Options{
		Tokens:   slack.Tokens{Bot: botToken, App: appToken},
		Manifest: manifest,
		Now:      c.now,
		Log:      log,
		Page:     page.Handler(),
	})
	w.workspace.Mount(w.mux)
	w.simulator.Register(w.mux)
	model.New(model.Options{Key: openAIKey, Now: c.now}).Register(w.mux)
	w.mux.Handle("GET /nominatim/search", atlas.New(time.Now))
	if err := w.addSheet(c); err != nil {
		return nil, err
	}
	osrm.New().Register(w.mux)
	w.mux.HandleFunc("GET /control/world", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/markdown; charset=utf-8")
		_, _ = out.Write(controlPage)
	})
	return w, nil
}

// addSheet adds the spreadsheet. With SANDBOX_SHEETS_KEY only the service
// account of that key file, which `sandbox data` writes, is let in.
func (w *world) addSheet(c config) error {
	o := sheets.Options{ID: sheetID, Title: "Fleet", Locale: "en_GB", Zone: "Africa/Lagos", Base: "http://" + c.addr, Now: c.now}
	if c.sheetsKey != "" {
		raw, err := os.ReadFile(c.sheetsKey)
		if err != nil {
			return fmt.Errorf("SANDBOX_SHEETS_KEY: %w", err)
		}
		account, err := sheets.ReadAccount(raw)
		if err != nil {
			return fmt.Errorf("SANDBOX_SHEETS_KEY: %w", err)
		}
		o.Accounts = []sheets.Account{account}
	}
	sheets.New(o).Register(w.mux)
	return nil
}

// readManifest reads the app's manifest. Without the file the workspace allows
// every command, which is enough for a script but not for a demo: it is said.
func readManifest(name string, log *slog.Logger) (slack.Manifest, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		log.Warn("no app manifest: every slash command is allowed", "file", name)
		return slack.Manifest{}, nil
	}
	if err != nil {
		return slack.Manifest{}, fmt.Errorf("app manifest: %w", err)
	}
	return slack.ParseManifest(data)
}
