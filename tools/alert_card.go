package tools

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// AlertCard is an alert as everybody reads it, wherever it stands. It depends
// on the alert alone, so that saying it again changes nothing until the alert
// itself changes. Phone numbers stay out: a channel is read by more people than
// may see them.
func AlertCard(a store.AlertNow) answer.Answer {
	out := alertCard(a, fleet.Kilometres)
	out.Choices = alertChoices(a)
	return out
}

// AlertCardFor is an alert as one person of a role reads it: in the person's
// units, with the choices that the role may make.
func AlertCardFor(a store.AlertNow, role fleet.Role, u fleet.Units) answer.Answer {
	out := alertCard(a, u)
	out.Choices = slices.DeleteFunc(alertChoices(a), func(c answer.Choice) bool {
		return !MayRun(role, c.Tool) || c.Label == callDriver && !SeesPhones(role) || c.Label == tripNote && !role.AtLeast(fleet.Dispatcher)
	})
	return out
}

func alertCard(a store.AlertNow, u fleet.Units) answer.Answer {
	out := answer.Answer{Kind: answer.Result, Headline: alertHeadline(a, u), Tone: alertTone(a), Facts: []answer.Fact{{Label: "Truck", Value: a.Truck}}}
	add := func(label, value string) {
		if value != "" {
			out.Facts = append(out.Facts, answer.Fact{Label: label, Value: value})
		}
	}
	add("Driver", a.Driver)
	add("Place", upperFirst(alertPlace(a, u)))
	add("Time", fleet.FormatTime(a.Started))
	if !a.Ended.IsZero() {
		add("Ended", fleet.FormatClock(a.Ended)+", after "+fleet.FormatDuration(a.Ended.Sub(a.Started)))
	}
	if a.Detail.Litres > 0 {
		add("Fuel", fmt.Sprintf("%.0f litres", a.Detail.Litres))
	}
	if a.Detail.SpeedKmh > 0 {
		add("Speed", u.Speed(a.Detail.SpeedKmh))
	}
	add("Detail", upperFirst(a.Detail.Text))
	out.Facts = append(out.Facts, ruleFacts(a)...)
	add("State", upperFirst(alertState(a)))
	add("Assigned to", a.Names.Assignee)
	if a.LastNote.Text != "" {
		add("Note", a.LastNote.Text+" ("+a.LastNote.Who+")")
	}
	add("Alert", fmt.Sprintf("%d, %s", a.ID, a.Severity))
	if a.Point.Valid() {
		out.Points = []answer.Point{{Label: a.Truck, Lat: a.Point.Lat, Lon: a.Point.Lon}}
	}
	return out
}

// alertTone is what the card's colour says: first whether somebody has to act,
// then how badly.
func alertTone(a store.AlertNow) answer.Tone {
	switch a.Status {
	case fleet.AlertAcknowledged:
		return answer.ToneTaken
	case fleet.AlertSnoozed:
		return answer.ToneQuiet
	case fleet.AlertResolved:
		return answer.ToneDone
	}
	return map[fleet.Severity]answer.Tone{fleet.Critical: answer.ToneCritical, fleet.Warning: answer.ToneWarning}[a.Severity]
}

// alertState says where an alert stands, who brought it there and when.
func alertState(a store.AlertNow) string {
	by := func(word, who string, at time.Time) string {
		if who != "" {
			word += " by " + who
		}
		if !at.IsZero() {
			word += ", " + fleet.FormatClock(at)
		}
		return word
	}
	switch a.Status {
	case fleet.AlertAcknowledged:
		return by("acknowledged", a.Names.AckedBy, a.AckedAt)
	case fleet.AlertSnoozed:
		return "snoozed until " + fleet.FormatTime(a.Until)
	case fleet.AlertResolved:
		if a.FalseAlarm {
			return by("resolved as a false alarm", a.Names.ResolvedBy, a.ResolvedAt)
		}
		return by("resolved", a.Names.ResolvedBy, a.ResolvedAt)
	}
	return string(a.Status)
}

const (
	callDriver = "Call the driver" // for who sees telephone numbers
	tripNote   = "Trip note…"
)

// alertChoices are what may be done next with an alert, by its state.
func alertChoices(a store.AlertNow) []answer.Choice {
	id := strconv.FormatInt(a.ID, 10)
	act := func(label string, action fleet.AlertAction, more ...string) answer.Choice {
		args := map[string]string{"alert_id": id, "action": string(action)}
		for i := 0; i+1 < len(more); i += 2 {
			args[more[i]] = more[i+1]
		}
		return answer.NewChoice(label, "alert_update", args)
	}
	where := alertSubject(a)
	note := act("Note…", fleet.Note)
	more := []answer.Choice{act("Assign…", fleet.Assign),
		act("Snooze 4 h", fleet.Snooze, "until", "4h"), act("Snooze until morning", fleet.Snooze, "until", "morning"), note}
	more = append(append(more, where...), act("False alarm", fleet.FalseAlarm))
	more = append(more, alertMutes(a)...)
	catchUp := answer.NewChoice("Catch me up", "alert_catchup", alertCatchupArgs{AlertID: id})
	if a.Point.Valid() {
		more = append(more, answer.NewChoice("Show on map", "alert_status", alertStatusArgs{AlertID: id, Want: "map"}))
	}
	if a.Driver != "" { // who may not see the number is told so when they press it
		more = append(more, answer.NewChoice(callDriver, "truck_status", map[string]string{"truck": a.Truck, "want": "phone"}))
	}
	if a.Trip != "" {
		more = append(more, answer.NewChoice(tripNote, "trip_update", map[string]string{"trip_id": a.Trip, "action": "note"}))
	}
	more = append(more, catchUp)
	snooze := act("Snooze 1 h", fleet.Snooze, "until", "1h")
	switch a.Status {
	case fleet.AlertResolved:
		return append(where, act("Reopen", fleet.Reopen), note)
	case fleet.AlertAcknowledged:
		return append([]answer.Choice{act("Resolve", fleet.Resolve), snooze, act("Give back", fleet.Unacknowledge)}, more...)
	}
	return append([]answer.Choice{act("Acknowledge", fleet.Acknowledge), act("Resolve", fleet.Resolve), snooze}, more...)
}

// alertSubject shows what an alert is about: where its truck is now, or the
// report of its day. A truck that could not be told has neither.
func alertSubject(a store.AlertNow) []answer.Choice {
	switch {
	case a.Kind == fleet.AlertReport:
		day := fleet.DayOf(a.Detail.Since).String()
		return []answer.Choice{answer.NewChoice("Show the report", "report", map[string]any{"full": true, "period": Period{From: day, To: day}})}
	case a.TruckID != 0:
		return []answer.Choice{answer.NewChoice("Where is "+a.Truck+" now", "truck_status", map[string]string{"truck": a.Truck})}
	}
	return nil
}

// alertMutes keep the alerts of a truck, of a kind or of a place from being
// told for a shift.
func alertMutes(a store.AlertNow) []answer.Choice {
	mute := func(name, arg, value string) answer.Choice {
		return answer.NewChoice("Mute "+name+" 8 h", "mute", map[string]string{arg: value, "for": "8h"})
	}
	var out []answer.Choice
	if a.TruckID != 0 {
		out = append(out, mute(a.Truck, "truck", a.Truck))
	}
	out = append(out, mute(a.Kind.Words()+" alerts", "kind", string(a.Kind)))
	if a.Place != "" {
		out = append(out, mute(a.Place, "place", a.Place))
	}
	return out
}

// opening says what is wrong in the words of the control room.
func opening(a store.AlertNow) string {
	if said, ok := ruleOpening(a); ok {
		return said
	}
	format, ok := map[fleet.AlertKind]string{
		fleet.AlertSOS:       "SOS from %s",
		fleet.AlertCrash:     "Possible crash of %s",
		fleet.AlertTheft:     "Possible fuel theft from %s",
		fleet.AlertRemoval:   "The tracker of %s was taken out",
		fleet.AlertAntiTheft: "Anti-theft alarm of %s",
		fleet.AlertMovement:  "%s moves and should not",
	}[a.Kind]
	if !ok {
		format = upperFirst(a.Kind.Words()) + ": %s"
	}
	return fmt.Sprintf(format, a.Truck)
}

// alertHeadline is the alert in one sentence.
func alertHeadline(a store.AlertNow, u fleet.Units) string {
	s := opening(a)
	if a.Detail.Litres > 0 {
		s += fmt.Sprintf(", %.0f litres", a.Detail.Litres)
	}
	if w := alertPlace(a, u); w != "" {
		s += ", " + w
	}
	s += ", " + fleet.FormatClock(a.Started)
	if !a.Ended.IsZero() {
		s += " (ended " + fleet.FormatClock(a.Ended) + ")"
	}
	return s + "."
}

// alertPlace is the place in words: inside one, beside one, or the coordinates.
func alertPlace(a store.AlertNow, u fleet.Units) string {
	switch {
	case a.Place != "":
		return "in " + a.Place
	case a.Near.Name != "":
		return beside(a.Near, u)
	}
	return ""
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
