package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

const formPreferences = "preferences"

// preferencesForm is how a person likes to be told.
func preferencesForm() form {
	return form{name: formPreferences, tool: "preferences_save", title: "My settings", submit: "Save",
		load: func(ctx context.Context, b *Bot, c fleet.Caller, d *draft) error {
			p, err := b.Store.Preferences(ctx, c.PersonID)
			if err != nil {
				return err
			}
			d.args = fields{"units": p.Units.String(), "min_severity": string(p.MinSeverity), "direct": "no"}
			if p.Direct {
				d.args["direct"] = "yes"
			}
			if p.QuietFrom != nil && p.QuietTo != nil {
				d.args["quiet_from"], d.args["quiet_to"] = fleet.ClockOf(*p.QuietFrom), fleet.ClockOf(*p.QuietTo)
			}
			return nil
		},
		draw: func(d *draft, _ time.Time) []slack.Block {
			return []slack.Block{
				chooseInput(field{name: "units", label: "Distances in", hint: "km or miles"}, d.text("units"), [2]string{"km", "kilometres"}, [2]string{"mi", "miles"}),
				chooseInput(field{name: "direct", label: "Tell me of alerts in a direct message", hint: "Yes or no"}, d.text("direct"),
					[2]string{"yes", "Yes"}, [2]string{"no", "No, in the channels alone"}),
				chooseInput(field{name: "min_severity", label: "Alerts that I am told directly", hint: "From which on"}, d.text("min_severity"),
					[2]string{"critical", "Critical only"}, [2]string{"warning", "Warning and critical"}, [2]string{"info", "All of them"}),
				timeInput(field{name: "quiet_from", label: "Quiet from (WAT)", optional: true}, d.text("quiet_from")),
				timeInput(field{name: "quiet_to", label: "Quiet until (WAT)", optional: true}, d.text("quiet_to")),
			}
		},
		read: func(in fields, _ *formState, _ time.Time) (fields, error) {
			in["direct"] = in["direct"] == "yes"
			from, to := in["quiet_from"] != nil, in["quiet_to"] != nil
			switch {
			case !from && !to:
				in["quiet_from"] = "none"
			case !from:
				return nil, &fleet.Error{Kind: fleet.Invalid, Field: "quiet_from", Message: "Quiet hours need both ends. Empty both for none."}
			case !to:
				return nil, &fleet.Error{Kind: fleet.Invalid, Field: "quiet_to", Message: "Quiet hours need both ends. Empty both for none."}
			}
			return in, nil
		},
	}
}
