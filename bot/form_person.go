package bot

import (
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

const formPerson = "person"

// personForm gives somebody a role.
func personForm() form {
	return form{name: formPerson, tool: "person_save", title: "Person and role", submit: "Save",
		draw: func(d *draft, _ time.Time) []slack.Block {
			return []slack.Block{
				userInput(field{name: "person", label: "Person", hint: "Choose somebody of this workspace"}, d.text("person")),
				chooseInput(field{name: "role", label: "Role", hint: "What they may do"}, d.text("role"),
					[2]string{"viewer", "Viewer: looks, sees no telephone numbers"}, [2]string{"dispatcher", "Dispatcher: trips and alerts"},
					[2]string{"manager", "Manager: also places, people's list, reports"}, [2]string{"admin", "Admin: everything"},
					[2]string{"driver", "Driver: own truck and trip"}),
				searchInput(field{name: "driver", label: "Which driver", hint: "For the role Driver", optional: true}, d.text("driver")),
				chooseInput(field{name: "active", label: "Access", hint: "On or off"}, "yes", [2]string{"yes", "On"}, [2]string{"no", "Off: may not use Watch Tower"}),
			}
		},
		read: func(in fields, _ *formState, _ time.Time) (fields, error) {
			in["person"], in["active"] = mention(in["person"]), in["active"] != "no"
			switch driver := in["role"] == string(fleet.DriverRole); {
			case driver && in["driver"] == nil:
				return nil, &fleet.Error{Kind: fleet.Invalid, Field: "driver", Message: "Which driver is this person?"}
			case !driver && in["driver"] != nil:
				return nil, &fleet.Error{Kind: fleet.Invalid, Field: "driver", Message: "Leave this empty, or choose the role Driver."}
			}
			return in, nil
		},
	}
}
