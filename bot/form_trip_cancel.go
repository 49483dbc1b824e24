package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

const formTripCancel = "trip_cancel"

const otherReason = "Another reason"

// cancelReasons are why trips are cancelled, the commonest first.
var cancelReasons = []string{"Client cancelled", "Container not released", "Truck broken down", "Driver not available",
	"Port or terminal closed", "Road closed or unsafe", "Booked by mistake", otherReason}

// tripCancelForm cancels a trip, with the reason.
func tripCancelForm() form {
	return form{name: formTripCancel, tool: "trip_update", right: "trip_edit", title: "Cancel trip", submit: "Cancel the trip", close: "Keep it", renews: true, moved: tripMoved,
		load: func(ctx context.Context, b *Bot, c fleet.Caller, d *draft) error {
			t, err := b.tripOfForm(ctx, c, d)
			if err == nil {
				err = fleet.CheckTransition(t.Status, fleet.Cancelled)
			}
			d.state.Fixed["action"] = "cancel"
			d.notes = append(d.notes, tripLine(t), "It stays in the books as cancelled, and cannot be brought back.")
			return err
		},
		draw: func(*draft, time.Time) []slack.Block {
			var pairs [][2]string
			for _, r := range cancelReasons {
				pairs = append(pairs, [2]string{r, r})
			}
			return []slack.Block{
				chooseInput(field{name: "why", label: "Reason", hint: "Choose one"}, "", pairs...),
				textInput(field{name: "reason", label: "In your words", hint: "What happened", optional: true, most: 300, lines: true}, ""),
			}
		},
		read: func(in fields, _ *formState, _ time.Time) (fields, error) {
			why, _ := in["why"].(string)
			more, _ := in["reason"].(string)
			switch {
			case why == otherReason && more == "":
				return nil, &fleet.Error{Kind: fleet.Invalid, Field: "reason", Message: "Say what the reason is."}
			case why == otherReason:
				why = more
			case more != "":
				why += ": " + more
			}
			return fields{"reason": why}, nil
		},
	}
}
