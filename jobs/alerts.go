package jobs

import (
	"context"
	"encoding/json"

	"watchtower/answer"
	"watchtower/events"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// onEvents looks at every alert.triggered event; other types pass by. Doing an
// event twice is doing it once, because what is said depends on the alert as
// it stands and not on the event.
func (j *Jobs) onEvents(ctx context.Context, entries []events.Entry) error {
	for _, entry := range entries {
		if fleet.EventType(entry.Fields["type"]) != fleet.EventAlertTriggered {
			continue
		}
		if err := j.onAlert(ctx, entry); err != nil {
			return err
		}
	}
	return nil
}

func (j *Jobs) onAlert(ctx context.Context, entry events.Entry) error {
	e, err := store.EventOf(entry.Fields)
	if err != nil {
		return err
	}
	var change store.AlertChange
	if err := json.Unmarshal(e.Body, &change); err != nil {
		return fleet.Errorf(fleet.Invalid, "the body of event %s cannot be read", e.Key)
	}
	now := j.o.Now()
	return j.o.Store.TellAlert(ctx, change.AlertID, j.o.OpsChannel, now, func(a store.AlertNow) (answer.Answer, bool) {
		post, reason := decide(a, now)
		j.o.Log.Debug("alert decided", "alert", a.ID, "kind", a.Kind, "phase", change.Phase, "post", post, "reason", reason)
		if !post || j.o.OpsChannel == "" {
			j.o.Observe("alerts_quiet_total", 1)
			return answer.Answer{}, false
		}
		j.o.Observe("alerts_posted_total", 1)
		return tools.AlertCard(a), true
	})
}
