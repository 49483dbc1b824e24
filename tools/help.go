package tools

import (
	"context"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
)

type helpArgs struct {
	Topic string `json:"topic,omitempty" jsonschema:"a tool or a word like trips"`
}

func help(d *desk) *Tool {
	return newTool("help", "What can be asked and done here.", d.help)
}

// examples are one sentence per tool that works as it stands.
var examples = []struct{ tool, say, command string }{
	{"truck_status", "where is T-4407?", "/truck T-4407"},
	{"trucks_near", "trucks near Apapa within 10 km", "/trucks-near Apapa 10km"},
	{"fleet_summary", "fleet summary", "/fleet"},
	{"trip_status", "status of trip 3101", "/trip status 3101"},
	{"trips_list", "ongoing trips", "/trip list ongoing"},
	{"trip_create", "create trip T-4407 Apapa to Ibadan tomorrow 6am", "/trip create"},
	{"trip_update", "cancel trip 3112, client changed mind", "/trip cancel 3112 client changed mind"},
}

func (d *desk) help(_ context.Context, call *Call, in helpArgs) (answer.Answer, error) {
	a := answer.Answer{Kind: answer.Result, Headline: "Ask in your own words, or type a command. Every answer says how old its positions are.",
		Table: &answer.Table{Columns: []string{"To ask", "Say", "Or type"}}}
	for _, t := range d.names() {
		if t.Internal || !MayRun(call.Caller.Role, t.Name) {
			continue
		}
		if in.Topic != "" && !strings.Contains(fleet.Key(t.Name+t.Description), strings.TrimSuffix(fleet.Key(in.Topic), "S")) {
			continue
		}
		a.Table.Rows = append(a.Table.Rows, helpRow(t))
	}
	if len(a.Table.Rows) == 0 {
		a.Table = nil
		a.Headline = "I have no help on " + in.Topic + ". Ask for help alone to see everything."
	}
	return a, nil
}

func helpRow(t *Tool) []string {
	for _, e := range examples {
		if e.tool == t.Name {
			return []string{t.Description, e.say, e.command}
		}
	}
	return []string{t.Description, "", ""}
}
