package jobs

import (
	"context"
	"encoding/json"
	"time"

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
	return j.o.Store.TellAlert(ctx, change.AlertID, j.o.OpsChannel, now, func(a store.AlertNow, people []store.Listener) store.Telling {
		post, reason := decide(a, now)
		j.o.Log.Debug("alert decided", "alert", a.ID, "kind", a.Kind, "phase", change.Phase, "post", post, "reason", reason)
		telling := store.Telling{Direct: j.direct(a, people, change.By, now)}
		if !post || j.o.OpsChannel == "" {
			j.o.Observe("alerts_quiet_total", 1)
			return telling
		}
		j.o.Observe("alerts_posted_total", 1)
		card := tools.AlertCard(a)
		telling.Channel = &card
		return telling
	})
}

// direct is what each who listens is told of an alert, now or when their quiet
// hours end. By is the person who changed it, 0 for nobody.
func (j *Jobs) direct(a store.AlertNow, people []store.Listener, by int64, now time.Time) (out []store.DirectTelling) {
	for _, l := range people {
		told, until, reason := decideDirect(a, l, by, now)
		j.o.Log.Debug("direct message decided", "alert", a.ID, "person", l.PersonID, "told", told, "reason", reason)
		if told == store.ToldCard || told == store.ToldHeld {
			out = append(out, store.DirectTelling{To: l, Card: tools.AlertCardFor(a, l.Role, l.Units), Until: until})
		}
	}
	return out
}
