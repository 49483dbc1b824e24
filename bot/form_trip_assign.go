package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

const formTripAssign = "trip_assign"

// tripAssignForm gives a trip another truck, another driver, or both.
func tripAssignForm() form {
	return form{name: formTripAssign, tool: "trip_edit", title: "Assign trip", submit: "Assign", renews: true, moved: tripMoved,
		load: func(ctx context.Context, b *Bot, c fleet.Caller, d *draft) error {
			t, err := b.tripOfForm(ctx, c, d)
			if err != nil {
				return err
			}
			d.notes = append(d.notes, tripLine(t))
			all := tripFields(t)
			d.args = fields{"truck": all["truck"], "driver": all["driver"]}
			d.state.Base = d.args
			return nil
		},
		draw: func(d *draft, _ time.Time) []slack.Block {
			return []slack.Block{
				searchInput(field{name: "truck", label: "Truck", hint: "Type part of the plate"}, d.text("truck")),
				searchInput(field{name: "driver", label: "Driver", hint: "Type part of the name", optional: true}, d.text("driver")),
			}
		},
		read: func(in fields, st *formState, _ time.Time) (fields, error) {
			out := changedFields(st.Base, in)
			if len(out) == 0 {
				return nil, noInput("That is who has the trip already. Choose another truck or another driver.")
			}
			return out, nil
		},
	}
}
