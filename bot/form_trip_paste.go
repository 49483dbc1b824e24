package bot

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

const formTripPaste = "trip_paste"

// mostPasted is Slack's limit of what one input holds.
const mostPasted = 3000

// tripPasteForm takes a table of trips. What it would make is shown with every
// fault, and waits for a yes.
func tripPasteForm() form {
	return form{name: formTripPaste, tool: "trip_bulk", title: "Paste trips", submit: "Check",
		draw: func(d *draft, _ time.Time) []slack.Block {
			return []slack.Block{
				section("Paste rows from a sheet or a CSV file. The first line names the columns: *truck, from, to, start*, and whatever else is known " +
					"(driver, client, container, size, cargo, waybill, weight, TDO, call-up, diesel, allowance, empty return). Nothing is made before you confirm."),
				textInput(field{name: "table", label: "The table, headings first", hint: "truck, from, to, start", most: mostPasted, lines: true}, d.text("table")),
			}
		},
		read: func(in fields, _ *formState, _ time.Time) (fields, error) {
			text, _ := in["table"].(string)
			if !fleet.IsTripTable(text) {
				return nil, &fleet.Error{Kind: fleet.Invalid, Field: "table", Message: "The first line must name the columns, truck and from, to or start among them, and a row must follow."}
			}
			return fields{"table": strings.Split(strings.TrimSpace(text), "\n")}, nil
		},
	}
}
