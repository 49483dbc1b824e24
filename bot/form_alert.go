package bot

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

const (
	formAlertNote   = "alert_note"
	formAlertAssign = "alert_assign"
	formTripNote    = "trip_note"
)

// alertNoteForm writes a note on an alert.
func alertNoteForm() form {
	return form{name: formAlertNote, tool: "alert_update", title: "Note on an alert", submit: "Add note", renews: true,
		fixed: func(args fields) fields { return aboutAlert(args, "note") },
		draw: func(d *draft, _ time.Time) []slack.Block {
			return []slack.Block{textInput(field{name: "note", label: "Note on alert " + alertNumber(d.args), hint: "What you saw, did or were told", most: 900, lines: true}, d.text("note"))}
		},
		read: func(in fields, _ *formState, _ time.Time) (fields, error) { return in, nil },
	}
}

// alertAssignForm gives an alert to a person.
func alertAssignForm() form {
	return form{name: formAlertAssign, tool: "alert_update", title: "Assign an alert", submit: "Assign", renews: true,
		fixed: func(args fields) fields { return aboutAlert(args, "assign") },
		draw: func(d *draft, _ time.Time) []slack.Block {
			return []slack.Block{
				userInput(field{name: "assignee", label: "Who takes alert " + alertNumber(d.args), hint: "Choose a person"}, d.text("assignee")),
				textInput(field{name: "note", label: "What they should know", hint: "Seen by everyone who looks at the alert", optional: true, most: 900, lines: true}, ""),
			}
		},
		// The workspace's own picker says who is meant, whatever else they are called.
		read: func(in fields, _ *formState, _ time.Time) (fields, error) {
			in["assignee"] = mention(in["assignee"])
			return in, nil
		},
	}
}

// tripNoteForm keeps a note in the history of the trip that an alert's truck is
// on. The alert's card stays what it is.
func tripNoteForm() form {
	return form{name: formTripNote, tool: "trip_update", title: "Note on a trip", submit: "Add note",
		fixed: func(args fields) fields { return fields{"trip_id": args["trip_id"], "action": "note"} },
		draw: func(d *draft, _ time.Time) []slack.Block {
			return []slack.Block{textInput(field{name: "reason", label: fmt.Sprintf("Note on trip %v", d.args["trip_id"]), hint: "What should be remembered with the trip", most: 900, lines: true}, "")}
		},
		read: func(in fields, _ *formState, _ time.Time) (fields, error) { return in, nil },
	}
}

// aboutAlert pins which alert a form is about, and what it does to it.
func aboutAlert(args fields, action string) fields {
	return fields{"alert_id": alertNumber(args), "action": action}
}

// alertNumber is the alert's number, which may have come through JSON.
func alertNumber(args fields) string {
	if n, ok := args["alert_id"].(float64); ok {
		return fmt.Sprint(int64(n))
	}
	s, _ := args["alert_id"].(string)
	return s
}

// mention writes a Slack user as tools read one.
func mention(user any) string {
	if s, _ := user.(string); s != "" {
		return "<@" + s + ">"
	}
	return ""
}
