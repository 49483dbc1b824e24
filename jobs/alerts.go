package jobs

import (
	"context"
	"encoding/json"
	"slices"
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
	return j.o.Store.TellAlert(ctx, change.AlertID, j.o.OpsChannel, stormWindows(), now, func(h store.Hearing) store.Telling {
		return j.telling(h, change, now)
	})
}

// telling is what is said of an alert after a change.
func (j *Jobs) telling(h store.Hearing, change store.AlertChange, now time.Time) store.Telling {
	h.Alert.News = change.Status == fleet.AlertOpen
	a := h.Alert
	do, reason := decide(a, h.Before.Way, now)
	if do == Edit && outOfList(h, change) {
		do, reason = Post, "open again, and no more in a list alone"
	}
	if h.Off && do != Edit {
		j.o.Log.Debug("alert decided", "alert", a.ID, "kind", a.Kind, "do", Quiet, "reason", "its rule is switched off")
		j.o.Observe("alerts_quiet_total", 1)
		return store.Telling{}
	}
	j.o.Log.Debug("alert decided", "alert", a.ID, "kind", a.Kind, "phase", change.Phase, "do", do, "reason", reason)
	t := store.Telling{Direct: j.direct(a, h.People, change, now), Gap: stormGap, Out: j.outside(a, now)}
	switch {
	case do == Digest:
		t.Way = store.WayDigest
	case do == Quiet:
	case h.Channel == "":
		do = Quiet
	case do == Post:
		do = j.post(&t, h, now)
	default:
		j.edit(&t, h, change, now)
	}
	j.o.Observe("alerts_"+map[Do]string{Post: "posted", Join: "stormed", Edit: "edited", Digest: "digested", Quiet: "quiet"}[do]+"_total", 1)
	return t
}

// post gives an alert a card of its own, or a place in a storm.
func (j *Jobs) post(t *store.Telling, h store.Hearing, now time.Time) Do {
	join, storm, reason := decideStorm(h.Alert, h.Around)
	j.o.Log.Debug("storm decided", "alert", h.Alert.ID, "join", join, "storm", storm.ID, "reason", reason)
	if join {
		j.storm(t, h, storm, now)
		return Join
	}
	card := tools.AlertCard(h.Alert)
	t.Way, t.Channel, t.Card = store.WayCard, h.Channel, &card
	t.Follow = followUp(h.Alert, h.Route, store.FollowUp{}, now)
	return Post
}

// outOfList says whether an alert that stood in the list of a storm is told anew
// because of a change: it is open again, or got worse.
func outOfList(h store.Hearing, change store.AlertChange) bool {
	return h.Before.Way == store.WayStorm && change.Status == fleet.AlertOpen && h.Alert.Status == fleet.AlertOpen && h.Alert.Mute.ID == 0
}

// edit gives what people were told its new face. What is told in a storm is
// followed up there, until it is opened again.
func (j *Jobs) edit(t *store.Telling, h store.Hearing, change store.AlertChange, now time.Time) {
	t.Way, t.Channel = h.Before.Way, h.Channel
	if h.Before.Way == store.WayStorm {
		t.Direct = slices.DeleteFunc(t.Direct, func(d store.DirectTelling) bool {
			return d.Until.IsZero() && d.To.Told != store.ToldCard && !d.To.Assignee // they have the storm's card
		})
		return
	}
	card := tools.AlertCard(h.Alert)
	t.Way, t.Card = store.WayCard, &card
	if h.Before.Storm == 0 || h.Before.Next != store.NextNothing || change.Status == fleet.AlertOpen {
		t.Follow = followUp(h.Alert, h.Route, h.Before.FollowUp, now)
	}
	if h.Before.Way == "" {
		return
	}
	if words := tools.TurnReply(h.Before.Status, h.Before.Severity, h.Alert); words.Headline != "" {
		t.Reply = &words
	}
}

// direct is what each who listens is told of an alert, now or when their quiet
// hours end.
func (j *Jobs) direct(a store.AlertNow, people []store.Listener, change store.AlertChange, now time.Time) (out []store.DirectTelling) {
	for _, l := range people {
		told, until, reason := decideDirect(a, l, change, now)
		j.o.Log.Debug("direct message decided", "alert", a.ID, "person", l.PersonID, "told", told, "reason", reason)
		if told == store.ToldCard || told == store.ToldHeld {
			out = append(out, store.DirectTelling{To: l, Card: tools.AlertCardFor(a, l.Role, l.Units), Until: until})
		}
	}
	return out
}
