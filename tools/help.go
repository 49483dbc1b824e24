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

// example is, for one tool, what it is for in a few words, and a sentence and a
// command that work as they stand.
type example struct{ tool, about, say, command string }

// driverExamples are what a driver says; everything is about the own truck.
var driverExamples = []example{
	{"truck_status", "Where I am", "where am I?", "/truck me"},
	{"trip_status", "My trip", "my trip", "/trip mine"},
	{"trip_status", "My next trip", "what is my next trip?", "/trip list mine"},
	{"trip_eta", "When I arrive", "how long remain make I reach?", "/trip eta mine"},
	{"trips_list", "My trips", "my trips this week", "/trip list mine this week"},
	{"trip_update", "Report progress", "I have arrived", "/trip arrive mine"},
	{"alerts_list", "Alerts of my truck", "my alerts", "/alerts"},
	{"truck_history", "Where I have been", "where did I go yesterday?", "/truck me history yesterday"},
	{"distance_report", "How far I went", "how many km did I drive today?", "/truck me distance today"},
	{"fuel_report", "Diesel I was given", "how much diesel did I get this month?", "/truck me fuel this month"},
	{"maintenance_due", "My next service", "when is my truck due for service?", "/truck me service"},
	{"me", "Who I am here", "who am I?", "/tower me"},
}

var examples = []example{
	{"truck_status", "Where a truck is", "where is T-4407?", "/truck T-4407"},
	{"trucks_near", "Who is near", "trucks near Apapa within 10 km", "/trucks-near Apapa 10km"},
	{"trucks_at", "Who is where", "which trucks are at terminals?", ""},
	{"truck_history", "Where a truck has been", "where did T-4407 go yesterday?", "/truck T-4407 history yesterday"},
	{"place_visits", "Who was in a place", "who entered Apapa today?", "/fleet visits Apapa today"},
	{"distance_report", "Distance covered", "how many km did T-4407 do last week?", "/truck T-4407 distance last week"},
	{"idle_report", "Idling and parking", "which trucks idled more than 30 minutes today?", "/fleet idle today"},
	{"export", "A file to keep", "export track of T-4407 yesterday as gpx", "/truck T-4407 export track yesterday gpx"},
	{"fuel_report", "Diesel", "how much diesel did T-4407 use last month?", "/truck T-4407 fuel last month"},
	{"maintenance_due", "Service due", "which trucks are due for service this month?", "/fleet service"},
	{"maintenance_log", "Record a service", "T-4407 was serviced yesterday at 120,500 km", "/truck T-4407 service done yesterday 120,500km"},
	{"maintenance_plan", "How often to service", "service all trucks every 10,000 km", "/fleet service every 10,000km"},
	{"driver_lookup", "Who drives what", "who is driving T-5120?", "/fleet driver Moses Okafor"},
	{"fleet_summary", "The whole fleet", "fleet summary", "/fleet"},
	{"trip_status", "How a trip stands", "status of trip 3101", "/trip status 3101"},
	{"trip_eta", "When it arrives", "when will T-4407 reach Ibadan?", "/trip eta 3101"},
	{"trip_history", "What was changed in a trip", "history of trip 3101", "/trip history 3101"},
	{"trips_list", "List trips", "ongoing trips", "/trip list ongoing"},
	{"trip_create", "Create a trip", "create trip T-4407 Apapa to Ibadan tomorrow 10pm", "/trip create"},
	{"trip_update", "Change a trip", "cancel trip 3112, client changed mind", "/trip cancel 3112 client changed mind"},
	{"trip_edit", "Edit a trip", "change client of trip 3101 to Olam Mills", "/trip edit 3101"},
	{"trip_duplicate", "Repeat a trip", "repeat trip 3101 tomorrow 10pm", "/trip repeat 3101 tomorrow 10pm"},
	{"trip_bulk", "Create many trips", "paste a table: truck, from, to, start", "/trip paste"},
	{"trip_rules", "What trips are checked by", "trip rules", "/trip rules"},
	{"trip_rule_set", "Set a rule of trips", "set trip rule truck_busy to refuse", "/trip rules truck_busy refuse"},
	{"alerts_list", "List alerts", "open alerts", "/alerts"},
	{"alert_status", "One alert", "show alert 12", "/alerts 12"},
	{"alert_update", "Take care of an alert", "acknowledge alert 12", "/alerts ack 12"},
	{"mute", "Mute alerts", "mute T-4407 for 4 hours", "/alerts mute T-4407 4h"},
	{"unmute", "End a mute", "unmute T-4407", "/alerts unmute T-4407"},
	{"mutes_list", "What is muted", "what is muted?", "/alerts mutes"},
	{"alert_catchup", "What I missed", "catch me up", "/alerts catch up"},
	{"shift_handover", "The hand-over of a shift", "shift handover", "/alerts handover"},
	{"alerts_digest", "What had no card", "alerts digest of yesterday", "/alerts digest yesterday"},
	{"storm_update", "Many alerts together", "acknowledge all of storm 3", "/alerts storm 3 ack"},
	{"route_list", "Where alerts are told", "where are alerts sent?", "/alerts routes"},
	{"route_save", "Say where alerts are told", "route critical alerts at Apapa to #ops-night", "/alerts routes critical at Apapa to #ops-night"},
	{"rule_list", "What alerts are made by", "what are the alert rules?", "/alerts rules"},
	{"rule_save", "Change an alert rule", "set the overspeed limit to 80 for group tankers", "/alerts rule overspeed limit 70 for T-4407"},
	{"rule_test", "Try an alert rule", "how often would overspeed 70 have fired last week?", "/alerts test overspeed limit 70"},
	{"alert_stats", "How alerts are handled", "alert statistics this week", "/alerts stats this week"},
	{"report", "The day in figures", "how did we do last week?", "/report yesterday"},
	{"subscription_save", "A report sent to you", "send me the weekly report every Monday 07:00", "/report subscribe weekly monday 07:00"},
	{"subscriptions_list", "Reports sent to you", "which reports am I subscribed to?", "/report subscriptions"},
	{"rank", "Most and least", "top 5 trucks by distance last week", "/report top 5 trucks by distance last week"},
	{"compare", "Two periods or trucks", "compare distance this week with last week", "/report compare distance this week with last week"},
	{"people_list", "Who has access", "who has access?", "/tower people"},
	{"person_save", "Give somebody a role", "make <@U0123ABCD> a dispatcher", "/tower people set @ada dispatcher"},
	{"audit_list", "Who changed what", "who changed trip 3107?", "/tower audit"},
	{"tower_status", "How Watch Tower is doing", "is everything working?", "/tower status"},
	{"sheets_sync", "Sync the Google Sheet", "sync the sheet now", "/tower sheets sync"},
	{"sheets_status", "How the Google Sheet is doing", "when was the sheet last synced?", "/tower sheets"},
	{"sheets_settle", "Settle a conflict with the sheet", "keep the sheet's value in conflict 12", "/tower sheets keep 12 sheet"},
	{"me", "Who I am here", "who am I?", "/tower me"},
	{"preferences_save", "My settings", "do not disturb me from 10pm to 6am", "/tower settings"},
	{"truck_save", "Add or change a truck", "add truck KJA-123XY, driver Moses", "watchtower import trucks FILE.csv"},
	{"driver_save", "Add or change a driver", "add driver Sunday Bassey 0803 123 4567", "watchtower import drivers FILE.csv"},
	{"client_save", "Add or change a client", "add client Sunrise Mills", "watchtower import clients FILE.csv"},
	{"place_save", "Add or change a place", "add place Sunrise Depot at 6.51, 3.38", `/tower place add "Sunrise Depot" at 6.5100,3.3800 300m`},
}

func (d *desk) help(_ context.Context, call *Call, in helpArgs) (answer.Answer, error) {
	a := answer.Answer{Kind: answer.Result, Headline: "Ask in your own words, or type a command. Every answer says how old its positions are.",
		Table: &answer.Table{Columns: []string{"What", "Say", "Or type"}}}
	topic := strings.TrimSuffix(fleet.Key(in.Topic), "S")
	list := examples
	if call.Caller.Role == fleet.DriverRole {
		list = driverExamples
	}
	for _, e := range list {
		t := d.named(e.tool)
		if MayRun(call.Caller.Role, e.tool) && strings.Contains(fleet.Key(e.tool+e.about+t.Description), topic) {
			a.Table.Rows = append(a.Table.Rows, []string{e.about, e.say, e.command})
		}
	}
	if len(a.Table.Rows) == 0 {
		a.Table = nil
		a.Headline = "I have no help on " + in.Topic + ". Ask for help alone to see everything."
	}
	return a, nil
}
