package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

const (
	stepEvery = time.Second // one look at an index that is empty most of the day
	stepBatch = 100
	stepTime  = 30 * time.Second // for one batch
)

// followAlerts tells the next step of what nobody acknowledged, and reminds
// people of what they have in hand.
func (j *Jobs) followAlerts(ctx context.Context) error {
	_, err := j.escalateOnce(ctx)
	return err
}

func (j *Jobs) escalateOnce(ctx context.Context) (done int, err error) {
	now := j.o.Now()
	return j.o.Store.FollowAlerts(ctx, now, stepBatch, func(h store.Hearing) store.Telling {
		t := store.Telling{Way: h.Before.Way, Channel: h.Before.Channel}
		switch {
		case h.Alert.Mute.ID != 0:
			t.Follow = h.Before.FollowUp
			t.Follow.Due = h.Alert.Mute.Until
		case h.Before.Next == store.NextRemind && h.Alert.Status == fleet.AlertAcknowledged:
			j.remind(&t, h, now)
		case h.Before.Next == store.NextEscalate && h.Alert.Status == fleet.AlertOpen:
			j.escalate(&t, h, now)
		}
		j.o.Log.Debug("alert followed up", "alert", h.Alert.ID, "what", h.Before.Next, "step", h.Before.Step, "told", len(t.Direct), "then", t.Follow.Next)
		return t
	})
}

// escalate tells the people of the next step, and the thread of the card, who
// they are.
func (j *Jobs) escalate(t *store.Telling, h store.Hearing, now time.Time) {
	tell, wakes := decideStep(h.Alert, h.People, now)
	step := h.Before.Step + 1
	t.Follow = afterStep(h.Alert, h.Route, h.Before.FollowUp, len(tell), wakes, now)
	unanswered := now.Sub(h.Before.ToldAt)
	for _, l := range tell {
		card := tools.AlertCardFor(h.Alert, l.Role, l.Units)
		card.Notes = append(card.Notes, "Nobody has acknowledged this in "+fleet.FormatDuration(unanswered)+".")
		d := store.DirectTelling{To: l, Card: card}
		if l.Told != "" {
			d.Apart = fmt.Sprintf("step:%d:%d", step, h.Alert.Version)
		}
		t.Direct = append(t.Direct, d)
	}
	if len(tell) > 0 {
		j.o.Observe("alerts_escalated_total", 1)
	}
	if reply := tools.EscalationReply(people(tell), unanswered, t.Follow.Next == store.NextNothing, wakes); reply.Headline != "" && t.Way == store.WayCard {
		t.Reply = &reply
	}
}

// remind reminds whoever has an alert in hand.
func (j *Jobs) remind(t *store.Telling, h store.Hearing, now time.Time) {
	every := fleet.Reminder(h.Alert.Severity)
	i := slices.IndexFunc(h.People, func(l store.Listener) bool { return l.PersonID == h.Alert.AckedBy })
	if i < 0 {
		gone := tools.GoneReply(h.Alert)
		t.Reply = &gone
		return
	}
	l := h.People[i]
	t.Follow = store.FollowUp{Next: store.NextRemind, Step: h.Before.Step + 1, Due: now.Add(every)}
	if end, quiet := l.QuietUntil(now); quiet && !alwaysHeard(h.Alert) {
		t.Follow = store.FollowUp{Next: store.NextRemind, Step: h.Before.Step, Due: end}
		return
	}
	j.o.Observe("alerts_reminded_total", 1)
	t.Direct = []store.DirectTelling{{To: l, Card: tools.Reminder(h.Alert, l.Role, l.Units), Apart: fmt.Sprintf("remind:%d:%d", h.Alert.Version, t.Follow.Step)}}
}

func people(list []store.Listener) []answer.Person {
	out := make([]answer.Person, len(list))
	for i, l := range list {
		out[i] = answer.Person{Slack: l.Slack, Name: l.Name}
	}
	return out
}
