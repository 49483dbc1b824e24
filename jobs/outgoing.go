package jobs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/jobs/outgoing"
	"watchtower/store"
	"watchtower/tools"
)

// Outside are the ways out other than Slack.
type Outside struct {
	Webhooks   []outgoing.Webhook
	Poster     *outgoing.Poster     // posts them; nil without any
	Recipients []outgoing.Recipient // who gets mail of alerts
	Readers    []outgoing.Reader    // who gets a copy of the reports
	Mailer     *outgoing.Mailer     // nil without a mail server
	PublicURL  string               // where your own pages are; empty for none
}

// What a target may be told of an alert, beside store.OutEnded. A webhook's type
// is "alert." and one of these.
const (
	outTriggered    = "triggered"
	outReopened     = "reopened"
	outAcknowledged = "acknowledged"
	outSnoozed      = "snoozed"
	outResolved     = "resolved"
)

// outside says what leaves by the other ways about an alert as it stands; nil
// when there are none.
func (j *Jobs) outside(a store.AlertNow, now time.Time) func([]store.OutTold) []store.OutRow {
	if len(j.o.Outside.Webhooks)+len(j.o.Outside.Recipients) == 0 {
		return nil
	}
	return func(told []store.OutTold) (rows []store.OutRow) {
		add := func(kind store.OutKind, target string, least fleet.Severity, write func(store.AlertNow, string, time.Time) ([]byte, error)) {
			phase, reason := outPhase(lastTold(told, kind, target), a, kind, least, now)
			j.o.Log.Debug("way out decided", "alert", a.ID, "kind", kind, "phase", phase, "reason", reason)
			if phase == "" {
				return
			}
			body, err := write(a, phase, now)
			if err != nil {
				j.o.Log.Error("message of an alert not written", "alert", a.ID, "kind", kind, "error", err)
				return
			}
			rows = append(rows, store.OutRow{Key: fmt.Sprintf("alert-%d-%d-%s", a.ID, a.Version, phase), Kind: kind, Target: target, AlertID: a.ID, Phase: phase, Body: body})
		}
		for _, w := range j.o.Outside.Webhooks {
			add(store.OutWebhook, w.Name, w.Least, j.outPayload)
		}
		for _, r := range j.o.Outside.Recipients {
			add(store.OutEmail, r.Address, r.Least, j.outMail)
		}
		return rows
	}
}

func lastTold(told []store.OutTold, kind store.OutKind, target string) store.OutTold {
	i := slices.IndexFunc(told, func(t store.OutTold) bool { return t.Kind == kind && t.Target == target })
	if i < 0 {
		return store.OutTold{}
	}
	return told[i]
}

// outPhase says what a target is to be told of an alert, knowing what it was
// told last, and why; empty for nothing. A target hears of an alert from when
// it was worth a message, and then how it goes on.
func outPhase(last store.OutTold, a store.AlertNow, kind store.OutKind, least fleet.Severity, now time.Time) (phase, reason string) {
	if last.Phase == "" {
		if reason := unheard(a, least, now); reason != "" {
			return "", reason
		}
		return outTriggered, "fresh and grave enough"
	}
	if onlyWorthKnowing(a) {
		return "", "settled from the start"
	}
	phase = map[fleet.AlertStatus]string{fleet.AlertAcknowledged: outAcknowledged, fleet.AlertSnoozed: outSnoozed, fleet.AlertResolved: outResolved}[a.Status]
	if phase == "" && last.Phase != outTriggered {
		phase = outReopened
	}
	letter := kind == store.OutEmail
	switch {
	case phase == outResolved && last.Phase != phase, phase == outReopened && last.Phase != phase:
		return phase, "told before, and changed"
	case phase != "" && phase != last.Phase && !letter:
		return phase, "told before, and changed"
	case !a.Ended.IsZero() && !last.Ended && phase != outResolved && !letter:
		return store.OutEnded, "told before, and over"
	}
	return "", "nothing new"
}

// outAlert is the data of a webhook. It holds no phone number, and of people
// only who has the alert in hand.
type outAlert struct {
	AlertID      int64              `json:"alert_id"`
	Version      int                `json:"version"` // the greater one is newer
	Kind         fleet.AlertKind    `json:"kind"`
	Severity     fleet.Severity     `json:"severity"`
	Status       fleet.AlertStatus  `json:"status"`
	FalseAlarm   bool               `json:"false_alarm,omitempty"`
	Text         string             `json:"text"` // one sentence
	Truck        string             `json:"truck"`
	Place        string             `json:"place,omitempty"`
	Point        *outPoint          `json:"point,omitempty"`
	Detail       *store.AlertDetail `json:"detail,omitempty"`
	StartedAt    time.Time          `json:"started_at"`
	EndedAt      time.Time          `json:"ended_at,omitzero"`
	SnoozedUntil time.Time          `json:"snoozed_until,omitzero"`
	By           string             `json:"by,omitempty"` // who acknowledged or resolved it
	URL          string             `json:"url,omitempty"`
}

type outPoint struct {
	Lat float64 `json:"latitude"`
	Lon float64 `json:"longitude"`
}

func (j *Jobs) outPayload(a store.AlertNow, phase string, now time.Time) ([]byte, error) {
	data := outAlert{AlertID: a.ID, Version: a.Version, Kind: a.Kind, Severity: a.Severity, Status: a.Status, FalseAlarm: a.FalseAlarm,
		Text: tools.AlertCard(a).Headline, Truck: a.Truck, Place: a.Place, StartedAt: a.Started, EndedAt: a.Ended, SnoozedUntil: a.Until, URL: j.alertURL(a.ID)}
	if data.Place == "" {
		data.Place = a.Near.Name
	}
	if a.Point.Valid() {
		data.Point = &outPoint{a.Point.Lat, a.Point.Lon}
	}
	if a.Detail != (store.AlertDetail{}) {
		data.Detail = &a.Detail
	}
	at := now
	switch phase {
	case outTriggered:
		at = a.Started
	case store.OutEnded:
		at = a.Ended
	case outAcknowledged:
		at, data.By = a.AckedAt, a.Names.AckedBy
	case outResolved:
		data.By = a.Names.ResolvedBy
		if !a.ResolvedAt.IsZero() {
			at = a.ResolvedAt
		}
	}
	return json.Marshal(struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      outAlert  `json:"data"`
	}{"alert." + phase, at.UTC(), data})
}

// alertURL is the page of an alert among your own; empty without such pages.
func (j *Jobs) alertURL(id int64) string {
	if j.o.Outside.PublicURL == "" {
		return ""
	}
	return fmt.Sprintf("%s/alerts/%d", strings.TrimRight(j.o.Outside.PublicURL, "/"), id)
}

var outWords = map[string]string{outReopened: "Open again: ", outResolved: "Resolved: "}

func (j *Jobs) outMail(a store.AlertNow, phase string, _ time.Time) ([]byte, error) {
	card, link := tools.AlertCard(a), j.alertURL(a.ID)
	word, known := outWords[phase]
	if !known {
		word = strings.ToUpper(string(a.Severity)[:1]) + string(a.Severity)[1:] + ": "
	}
	text := card.Text()
	if link != "" {
		text += "\n\n" + link
	}
	return store.Mail{Subject: strings.TrimSuffix(word+card.Headline, "."), Text: text + "\n\n" + alertFoot, HTML: card.HTML(alertFoot, link)}.Body()
}

const alertFoot = "Sent by Watch Tower. Answers to this address are not read: acknowledge the alert in Slack."
