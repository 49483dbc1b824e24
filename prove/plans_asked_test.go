//go:build prove

package prove

// plannedQuestion is a call of a tool as people make it.
type plannedQuestion struct{ tool, args string }

// unplanned are the tools that ask the queue, or nobody but themselves, or what
// one person, storm or spreadsheet has.
var unplanned = map[string]bool{"dead_letters": true, "dead_letters_settle": true, "help": true, "me": true, "preferences_save": true,
	"alert_update": true, "unmute": true, "person_save": true, "subscription_save": true, "subscriptions_list": true,
	"storm_update": true, "sheets_sync": true, "sheets_status": true, "sheets_settle": true}

var plannedQuestions = []plannedQuestion{
	{"truck_status", `{"truck":"B77"}`}, {"truck_status", `{"driver":"Driver 77"}`}, {"truck_status", `{"waybill":"WB770"}`},
	{"trucks_near", `{"place":"Place 77"}`}, {"trucks_near", `{"near_truck":"B77","limit":3,"load":"empty"}`},
	{"trucks_at", `{"place":"Place 77"}`}, {"trucks_at", `{"kind":"terminal"}`},
	{"fleet_summary", `{}`}, {"fleet_summary", `{"status":"moving"}`}, {"fleet_summary", `{"period":"last_week"}`},
	{"truck_history", `{"truck":"B77","period":"yesterday"}`}, {"truck_history", `{"trip_id":"1000770"}`},
	{"place_visits", `{"place":"Place 77"}`}, {"place_visits", `{"place":"Place 77","period":"yesterday"}`}, {"place_visits", `{"place":"Place 77","truck":"B77"}`},
	{"distance_report", `{"truck":"B77","period":"last_week"}`}, {"distance_report", `{"period":"yesterday"}`}, {"distance_report", `{"driver":"Driver 77","period":"last_week"}`},
	{"distance_report", `{"truck":"B77","period":{"from":"2026-11-22T08:00:00+01:00","to":"2026-11-22T20:00:00+01:00"}}`},
	{"idle_report", `{"truck":"B77","period":"yesterday"}`}, {"idle_report", `{"period":"yesterday"}`}, {"idle_report", `{"place":"Place 77","period":"last_week"}`}, {"idle_report", `{"status":"parked","threshold":12,"unit":"h"}`},
	{"export", `{"truck":"B77","period":"yesterday"}`}, {"export", `{"what":"trips","client":"Client 77","period":"last_week"}`}, {"export", `{"what":"visits","place":"Place 77","period":"last_week"}`},
	{"fuel_report", `{"truck":"B77"}`}, {"fuel_report", `{"period":"yesterday"}`}, {"fuel_report", `{"client":"Client 77","period":"last_week"}`}, {"fuel_report", `{"truck":"B77","metric":"fuel_level"}`},
	{"maintenance_due", `{"truck":"B77"}`}, {"maintenance_due", `{"trucks":["B77","B78","B79"]}`},
	{"maintenance_log", `{"truck":"B77","odometer_km":120500}`}, {"maintenance_plan", `{"truck":"B77","every_km":8000}`},
	{"driver_lookup", `{"driver":"Driver 77"}`}, {"driver_lookup", `{"truck":"B77"}`}, {"driver_lookup", `{"availability":"available"}`},
	{"rank", `{"metric":"distance","period":"last_week"}`}, {"rank", `{"metric":"trips","by":"driver","period":"last_week"}`},
	{"compare", `{"truck":"B77","metric":"distance","period":"last_week"}`}, {"compare", `{"metric":"distance","period":"yesterday"}`},
	{"trip_create", `{"truck":"B9001","origin":"Place 1","destination":"Place 2","start":"2026-11-24T22:00:00+01:00"}`},
	{"trip_status", `{"trip_id":"1000771"}`}, {"trip_status", `{"truck":"B77"}`}, {"trip_status", `{"container":"MSCU1000770"}`}, {"trip_status", `{"driver":"Driver 77"}`},
	{"trip_eta", `{"trip_id":"1000770"}`}, {"trip_eta", `{"truck":"B77","destination":"Place 77"}`},
	{"trip_update", `{"trip_id":"1000770","action":"mark_arrived"}`}, {"trip_edit", `{"trip_id":"1000780","cargo":"rice"}`},
	{"trips_list", `{"status":"ongoing"}`}, {"trips_list", `{"period":"today"}`}, {"trips_list", `{"client":"Client 77","period":"last_week"}`}, {"trips_list", `{"destination":"Place 77"}`}, {"trips_list", `{"status":"delayed"}`},
	{"truck_save", `{"plate":"B77","make":"Mack"}`}, {"driver_save", `{"name":"Driver 77","licence":"AB1"}`}, {"client_save", `{"name":"Client 77","contact":"gate"}`},
	{"place_save", `{"name":"Place 77","latitude":6.5,"longitude":3.4}`},
	{"alerts_list", `{}`}, {"alerts_list", `{"truck":"B77","period":"last_week"}`}, {"alerts_list", `{"kind":"overspeed","period":"today"}`}, {"alerts_list", `{"client":"Client 77","period":"yesterday"}`},
	{"alert_status", `{"alert_id":"77"}`}, {"mute", `{"truck":"B77"}`}, {"mutes_list", `{}`},
	{"alert_stats", `{}`}, {"alert_stats", `{"by":"truck","period":"yesterday"}`}, {"alert_stats", `{"by":"rule","kind":"overspeed"}`},
	{"alert_catchup", `{"alert_id":"77"}`}, {"alerts_digest", `{}`}, {"alerts_digest", `{"period":"yesterday"}`}, {"shift_handover", `{}`},
	{"rule_list", `{}`}, {"rule_list", `{"truck":"B77"}`}, {"rule_save", `{"kind":"overspeed","truck":"B77","figures":[{"name":"limit","value":"70 km/h"}]}`},
	{"rule_test", `{"kind":"idle","truck":"B77","figures":[{"name":"for","value":"30 min"}]}`},
	{"route_list", `{}`}, {"route_save", `{"kind":"overspeed","place":"Place 77","channel":"#ops-night"}`}, {"trip_history", `{"trip_id":"1000770"}`},
	{"report", `{}`}, {"report", `{"period":"last_week","truck":"B77"}`}, {"report", `{"period":"last_week","client":"Client 77"}`}, {"report", `{"period":"last_week","driver":"Driver 77"}`},
	{"people_list", `{}`}, {"audit_list", `{"period":"today"}`}, {"audit_list", `{"trip_id":"1000770"}`}, {"tower_status", `{}`},
	{"trip_duplicate", `{"trip_id":"1000781","start":"2026-11-24T22:00:00+01:00"}`}, {"trip_rules", `{}`}, {"trip_rule_set", `{"rule":"truck_busy","does":"warn"}`},
	{"trip_bulk", `{"table":["truck, from, to, start","B9002, Place 1, Place 2, 2026-11-24 22:00"]}`},
}
