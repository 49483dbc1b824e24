package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

const formMute = "mute"

// muteForm puts alerts off: of a truck, of a kind, at a place, or where several
// of these meet.
func muteForm() form {
	return form{name: formMute, tool: "mute", title: "Mute alerts", submit: "Mute",
		fetches: func(args fields) bool { return args["truck"] != nil || args["place"] != nil },
		load:    func(ctx context.Context, b *Bot, _ fleet.Caller, d *draft) error { return b.lookUpMute(ctx, d) },
		draw: func(d *draft, _ time.Time) []slack.Block {
			var kinds [][2]string
			for _, k := range muteKinds {
				kinds = append(kinds, [2]string{string(k), k.Words()})
			}
			return []slack.Block{
				searchInput(field{name: "truck", label: "Truck", hint: "Empty: every truck", optional: true}, d.text("truck")),
				chooseInput(field{name: "kind", label: "Kind of alert", hint: "Empty: every kind, except SOS and crash", optional: true}, d.text("kind"), kinds...),
				searchInput(field{name: "place", label: "Place", hint: "Empty: everywhere", optional: true}, d.text("place")),
				chooseInput(field{name: "for", label: "For how long", hint: "Choose one"}, "8h", muteLengths...),
				dateInput(field{name: "date", label: "Or until a day…", optional: true}, ""),
				timeInput(field{name: "time", label: "…and an hour (WAT)", optional: true}, ""),
				textInput(field{name: "reason", label: "Why", hint: "Like: in the workshop", optional: true, most: 200}, d.text("reason")),
			}
		},
		read: readMute,
	}
}

var muteLengths = [][2]string{{"1h", "1 hour"}, {"4h", "4 hours"}, {"8h", "8 hours"}, {"24h", "1 day"}, {"72h", "3 days"}, {"168h", "1 week"}, {"720h", "30 days"}}

// muteKinds are what people mute, the noisiest first; a command or a sentence
// may name any other.
var muteKinds = []fleet.AlertKind{fleet.AlertIdle, fleet.AlertOverspeed, fleet.AlertStoppage, fleet.AlertDelay, fleet.AlertDeviation, fleet.AlertOffline,
	fleet.AlertTheft, fleet.AlertRemoval, fleet.AlertAntiTheft, fleet.AlertMovement, fleet.AlertFatigue, fleet.AlertDTC, fleet.AlertBattery,
	fleet.AlertGeofence, fleet.AlertIgnition, fleet.AlertBraking, fleet.AlertAccel, fleet.AlertTurn, fleet.AlertSOS, fleet.AlertCrash}

func readMute(in fields, _ *formState, _ time.Time) (fields, error) {
	until, err := joinMoment(in, "date", "time", "date", "Give the day and the hour, or leave both empty.")
	if err != nil {
		return nil, err
	}
	if until != "" {
		delete(in, "for")
		in["until"] = until
	}
	if in["truck"] == nil && in["kind"] == nil && in["place"] == nil {
		return nil, &fleet.Error{Kind: fleet.Invalid, Field: "truck", Message: "Say what to mute: a truck, a kind of alert, or a place."}
	}
	return in, nil
}

func (b *Bot) lookUpMute(ctx context.Context, d *draft) error {
	for name, find := range b.finders() {
		if text := d.text(name); text != "" {
			full, err := d.resolve(ctx, name, text, find)
			if err != nil {
				return err
			}
			d.args[name] = full
		}
	}
	return nil
}
