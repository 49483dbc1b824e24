package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	usualMute = 8 * time.Hour // a shift
	maxMute   = 30 * 24 * time.Hour
)

type muteArgs struct {
	Truck  string `json:"truck,omitempty"`
	Kind   string `json:"kind,omitempty" jsonschema:"a kind of alert, like overspeed or geofence"`
	Place  string `json:"place,omitempty" jsonschema:"alerts that happen here"`
	Until  string `json:"until,omitempty" jsonschema:"RFC 3339 with +01:00"`
	For    string `json:"for,omitempty" jsonschema:"how long, like 4h; 8h when neither is given, at most 30 days"`
	Reason string `json:"reason,omitempty"`
}

func mute(d *desk) *Tool {
	t := newTool("mute",
		"Stop telling people of alerts for a while: of a truck, of a kind, in a place, or of what all that is given have in common. The alerts are kept.",
		d.mute)
	t.Write = true
	return t
}

func (d *desk) mute(ctx context.Context, call *Call, in muteArgs) (answer.Answer, error) {
	m, err := d.muteScope(ctx, call, in.Truck, in.Kind, in.Place)
	if err != nil {
		return answer.Answer{}, err
	}
	if m.Until, err = muteUntil(in, call.Now); err != nil {
		return answer.Answer{}, err
	}
	m.Reason, m.PersonID, m.Who, m.CreatedAt = squeeze(in.Reason), call.Caller.PersonID, call.Caller.Name, call.Now
	what, notes := muteWords(m), muteNotes(m)
	if call.DryRun {
		pinned := muteArgs{Truck: m.Truck, Kind: string(m.Kind), Place: m.Place, Until: m.Until.Format(time.RFC3339), Reason: m.Reason}
		return answer.Answer{Headline: "Mute " + what + " until " + fleet.FormatTime(m.Until) + "?", Notes: notes}, call.Pin(pinned)
	}
	id, err := d.store.SaveMute(ctx, m)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: upperFirst(what) + " are muted until " + fleet.FormatTime(m.Until) + ".", Notes: notes}
	a.Facts = kept([]answer.Fact{{Label: "Mute", Value: fmt.Sprint(id)}, {Label: "Reason", Value: m.Reason}})
	a.Choices = []answer.Choice{answer.NewChoice("Unmute", "unmute", map[string]string{"id": fmt.Sprint(id)})}
	return a, nil
}

// muteScope resolves what is to be muted, exactly where nobody previews it.
func (d *desk) muteScope(ctx context.Context, call *Call, truck, kind, place string) (m store.Mute, err error) {
	if truck == "" && kind == "" && place == "" {
		return m, &fleet.Error{Kind: fleet.Ambiguous, Field: "truck", Message: "What should be muted? Name a truck, a kind of alert, or a place."}
	}
	if m.Kind, err = d.alertKind(ctx, kind); err != nil {
		return m, err
	}
	if truck != "" {
		n, err := d.store.FindTruck(ctx, truck, call.match())
		if err != nil {
			return m, err
		}
		m.TruckID, m.Truck = n.ID, n.Name
	}
	if place != "" {
		n, err := d.store.FindPlace(ctx, place, call.match())
		if err != nil {
			return m, err
		}
		m.PlaceID, m.Place = n.ID, n.Name
	}
	return m, nil
}

func muteUntil(in muteArgs, now time.Time) (time.Time, error) {
	until := now.Add(usualMute)
	switch {
	case in.Until != "" && in.For != "":
		return until, &fleet.Error{Kind: fleet.Invalid, Field: "until", Message: "Say either how long or until when, not both."}
	case in.Until != "":
		t, err := readUntil(in.Until, now)
		if err != nil {
			return until, err
		}
		until = t
	case in.For != "":
		span, err := fleet.ParseSpan(in.For)
		if err != nil {
			return until, inField(err, "for")
		}
		until = now.Add(span)
	}
	if !until.After(now) || until.Sub(now) > maxMute {
		return until, &fleet.Error{Kind: fleet.Invalid, Field: "until", Message: "A mute lasts until a time that is still to come, at most 30 days. Try 4h."}
	}
	return until, nil
}

// muteWords is what a mute covers: "overspeed alerts of T-4407 in Apapa Port".
func muteWords(m store.Mute) string {
	var words []string
	if m.Kind != "" {
		words = append(words, m.Kind.Words())
	}
	words = append(words, "alerts")
	if m.Truck != "" {
		words = append(words, "of", m.Truck)
	}
	if m.Place != "" {
		words = append(words, "in", m.Place)
	}
	return strings.Join(words, " ")
}

// muteNotes say what a mute does not do.
func muteNotes(m store.Mute) []string {
	notes := []string{"The alerts are kept and listed all the same; only nobody is told."}
	if m.Kind == "" {
		notes = append(notes, "SOS and crash alerts still come. To silence them too, mute them by name.")
	}
	return notes
}
