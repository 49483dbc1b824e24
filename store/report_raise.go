package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// reportSource is the source of alerts that a report's figures make.
const reportSource = "report"

// WholeFleet stands for the truck of an alert that is of no truck.
const WholeFleet = "whole fleet"

// ReportBreach are a day's figures that are beyond their limits; without a text
// there are none.
type ReportBreach struct {
	Day      fleet.Day
	Severity fleet.Severity
	Text     string
	Rule     int64 // that told; 0 for the defaults
}

const insertBreach = `
INSERT INTO alerts (source, kind, vendor_id, fingerprint, severity, status, plate, detail, started_at, received_at)
VALUES ('` + reportSource + `', $1, $2, $3, $4, CASE WHEN $4 = 'info' THEN 'resolved' ELSE 'open' END, '` + WholeFleet + `', $5, $6, $6)
ON CONFLICT (source, kind, vendor_id) DO NOTHING
RETURNING id`

const endBreaches = `
UPDATE alerts SET status = CASE WHEN severity = 'critical' THEN status ELSE 'resolved' END,
    snoozed_until = CASE WHEN severity = 'critical' THEN snoozed_until END, ended_at = $3, version = version + 1
WHERE source = '` + reportSource + `' AND kind = $1 AND vendor_id < $2 AND ended_at IS NULL
RETURNING id, version, status`

// RaiseReport raises one alert for a day whose figures are beyond their limits,
// once however often it is called, and ends those of the days before: the newer
// day tells how it goes on. It says whether the alert is new.
func (s *Store) RaiseReport(ctx context.Context, b ReportBreach, now time.Time) (raised bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var events []Event
		note := func(id, version int64, change AlertChange) {
			body, _ := json.Marshal(change) // numbers and words
			events = append(events, Event{Type: fleet.EventAlertTriggered, Key: alertKey(id), Version: version, Body: body, At: now})
		}
		if b.Text != "" {
			ids, err := insertedBreach(ctx, tx, b, now)
			if err != nil {
				return err
			}
			for _, id := range ids {
				raised = true
				note(id, 1, AlertChange{AlertID: id, Phase: fleet.PhaseStart})
			}
		}
		if err := endedBreaches(ctx, tx, b.Day, now, note); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertEvents, eventColumns(events)...)
		return err
	})
	return raised, wrap(err, "RaiseReport(%s)", b.Day)
}

func insertedBreach(ctx context.Context, tx pgx.Tx, b ReportBreach, now time.Time) ([]int64, error) {
	detail, _ := json.Marshal(AlertDetail{Text: b.Text, Since: b.Day.Start().UTC(), Rule: b.Rule}) // text and numbers
	rows, err := tx.Query(ctx, insertBreach, fleet.AlertReport, b.Day.String(), fleet.Fingerprint(0, fleet.AlertReport, ""), b.Severity, detail, now)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// endedBreaches ends the alerts of earlier days, each with a line in its history.
func endedBreaches(ctx context.Context, tx pgx.Tx, day fleet.Day, now time.Time, note func(id, version int64, change AlertChange)) error {
	rows, err := tx.Query(ctx, endBreaches, fleet.AlertReport, day.String(), now)
	if err != nil {
		return err
	}
	var ids []int64
	var actions, states, whats []string
	var id, version int64
	var status string
	_, err = pgx.ForEachRow(rows, []any{&id, &version, &status}, func() error {
		ids, states = append(ids, id), append(states, status)
		actions, whats = append(actions, string(fleet.Resolve)), append(whats, "The figures of "+day.Start().Format("Mon 2 Jan")+" take its place")
		note(id, version+1, AlertChange{AlertID: id, Phase: fleet.PhaseEnd})
		return nil
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	_, err = tx.Exec(ctx, insertWatchUpdates, now, fleet.SystemCaller.Name, fleet.ViaJob, ids, actions, states, whats)
	return err
}
