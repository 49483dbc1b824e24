package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	floodAlerts  = 10_000 // facts in a minute, each an alert of its own
	floodTrucks  = 1000
	floodPatient = 5 * time.Minute
)

// deluge counts the cards and the losses of ten thousand alerts of one kind that
// come within a minute.
func deluge(ctx context.Context, _ bool) ([]Result, error) {
	t, err := alertTown(ctx, "bench_deluge", 13, floodTrucks)
	if err != nil {
		return nil, err
	}
	defer t.stop()
	began := time.Now()
	const rate = floodAlerts / 60
	err = at(ctx, rate, time.Duration(floodAlerts/rate+1)*time.Second, func(i int) error {
		if i >= floodAlerts {
			return nil
		}
		return t.insist(ctx, floodAlert(i, time.Now()))
	})
	if err != nil {
		return nil, err
	}
	sent := time.Since(began)
	told, err := t.allTold(ctx, floodAlerts)
	if err != nil {
		return nil, err
	}
	heard := time.Since(began)
	list, err := t.sayings(ctx)
	if err != nil {
		return nil, err
	}
	cards := 0
	for _, m := range list {
		if m.key != "" && m.thread == "" {
			cards++
		}
	}
	fmt.Fprintf(os.Stderr, "alerts.storm: %d alerts in %v, all decided after %v; %d told of, by %d cards\n", floodAlerts, sent.Round(time.Second), heard.Round(time.Second), told, cards)
	return []Result{lower("alerts.storm_cards", float64(cards), "cards", 5), lower("alerts.storm_lost", float64(floodAlerts-told), "alerts", 0)}, nil
}

// floodAlert is one of many trucks over the limit near Mile 2 at once, as after
// somebody set it too low.
func floodAlert(i int, at time.Time) []byte {
	return fmt.Appendf(nil, `{"id":%d,"kind":"OverspeedAlert","vehicle_number":%q,"active_event_time":%q,"active_event_latitude":6.462,"active_event_longitude":%.4f,"speed":"91"}`,
		8_000_000+i, alertPlate(i%floodTrucks), at.In(ist).Format("2006-01-02T15:04:05"), 3.316+float64(i%100)/10_000)
}

const alertsTold = `
SELECT count(*) FROM alerts a JOIN alert_tellings y ON y.alert_id = a.id
WHERE a.vendor_id ~ '/80[0-9]{5}$' AND (y.way = 'card' OR y.way = 'storm' AND y.storm_id IS NOT NULL)`

// allTold waits until so many alerts are on a card or in a storm's list, and
// says how many are.
func (t *town) allTold(ctx context.Context, alerts int) (told int, err error) {
	db, err := pgx.Connect(ctx, t.product.place.database)
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	for end := time.Now().Add(floodPatient); time.Now().Before(end); {
		if err := db.QueryRow(ctx, alertsTold).Scan(&told); err != nil || told >= alerts {
			return told, err
		}
		if err := pause(ctx, time.Second); err != nil {
			return told, err
		}
	}
	return told, nil
}
