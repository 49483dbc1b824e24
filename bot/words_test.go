package bot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
)

// monday is the practice clock: Monday 23 November 2026, 11:00 WAT.
var monday = time.Date(2026, 11, 23, 11, 0, 0, 0, fleet.WAT)

type args = map[string]any

func TestCommandsReadAsMeant(t *testing.T) {
	for _, c := range []struct {
		command, text, tool string
		want                args
	}{
		{"/trucks-near", "Apapa", "trucks_near", args{"place": "Apapa"}},
		{"/trucks-near", "Apapa 10km", "trucks_near", args{"place": "Apapa", "radius_km": 10.0}},
		{"/trucks-near", "Apapa Port 10 km", "trucks_near", args{"place": "Apapa Port", "radius_km": 10.0}},
		{"/trucks-near", "apapa 800m", "trucks_near", args{"place": "apapa", "radius_km": 0.8}},
		{"/trucks-near", "Tin Can 5 miles", "trucks_near", args{"place": "Tin Can", "radius_km": 8.04672}},
		{"/trucks-near", "Tin Can 5km empty for Olam Mills", "trucks_near", args{"place": "Tin Can", "radius_km": 5.0, "load": "empty", "client": "Olam Mills"}},
		{"/trucks-near", "Mile 2 for Olam 40ft", "trucks_near", args{"place": "Mile 2", "client": "Olam", "container_size": 40}},
		{"/trucks-near", "within 10km of Ibadan", "trucks_near", args{"place": "Ibadan", "radius_km": 10.0}},
		{"/trucks-near", "Mile 2", "trucks_near", args{"place": "Mile 2"}},
		{"/trucks-near", "Mile 2 5km", "trucks_near", args{"place": "Mile 2", "radius_km": 5.0}},
		{"/trucks-near", "Mile 2 5", "trucks_near", args{"place": "Mile 2", "radius_km": 5.0}},
		{"/trucks-near", "Ore 100", "trucks_near", args{"place": "Ore", "radius_km": 100.0}},
		{"/trucks-near", "T-4407 5km", "trucks_near", args{"near_truck": "T-4407", "radius_km": 5.0}},
		{"/trucks-near", "BDG 220 YA", "trucks_near", args{"near_truck": "BDG 220 YA"}},
		{"/trucks-near", "bdg220ya 3 km", "trucks_near", args{"near_truck": "bdg220ya", "radius_km": 3.0}},
		{"/trucks-near", "6.445, 3.365 2km", "trucks_near", args{"place": "6.445, 3.365", "radius_km": 2.0}},
		{"/trucks-near", "6.445 3.365", "trucks_near", args{"place": "6.445,3.365"}},
		{"/trucks-near", "6.445,3.365", "trucks_near", args{"place": "6.445,3.365"}},
		{"/trucks-near", "nearest 3 Apapa empty", "trucks_near", args{"place": "Apapa", "limit": 3, "load": "empty"}},
		{"/trucks-near", "Apapa 20km limit 5 available", "trucks_near", args{"place": "Apapa", "radius_km": 20.0, "limit": 5, "availability": "available"}},
		{"/trucks-near", "Apapa nearest 2 loaded moving 40ft", "trucks_near", args{"place": "Apapa", "limit": 2, "load": "loaded", "status": "moving", "container_size": 40}},
		{"/trucks-near", "Apapa idle", "trucks_near", args{"place": "Apapa", "status": "parked"}},
		{"/truck", "T-4407", "truck_status", args{"truck": "T-4407"}},
		{"/truck", "BDG 220 YA map", "truck_status", args{"truck": "BDG 220 YA", "want": "map_link"}},
		{"/truck", "4407", "truck_status", args{"truck": "4407"}},
		{"/truck", "mine", "truck_status", args{"self": true}},
		{"/fleet", "", "fleet_summary", args{}},
		{"/fleet", "last week", "fleet_summary", args{"period": "last_week"}},
		{"/fleet", "moving", "fleet_summary", args{"status": "moving"}},
		{"/fleet", "drivers", "driver_lookup", args{}},
		{"/report", "top 5 trucks by distance last week", "rank", args{"order": "top", "limit": 5, "by": "truck", "metric": "distance", "period": "last_week"}},
		{"/report", "worst 3 drivers by score this month", "rank", args{"order": "bottom", "limit": 3, "by": "driver", "metric": "score", "period": "this_month"}},
		{"/report", "longest turnaround", "rank", args{"order": "top", "metric": "turnaround"}},
		{"/report", "top trucks by trips client Olam Mills last 7 days", "rank", args{"order": "top", "by": "truck", "metric": "trips", "client": "Olam Mills", "period": args{"from": "2026-11-16", "to": "2026-11-22"}}},
		{"/report", "compare distance this week with last week", "compare", args{"metric": "distance", "period": "this_week", "compare_with": "last_week"}},
		{"/report", "compare T-4407 and BDG 220 YA on time yesterday", "compare", args{"trucks": []string{"T-4407", "BDG 220 YA"}, "metric": "on_time", "period": "yesterday"}},
		{"/report", "compare idle hours T-4407 last week", "compare", args{"truck": "T-4407", "metric": "idle_hours", "period": "last_week"}},
		{"/report", "compare client Olam Mills trips last month", "compare", args{"client": "Olam Mills", "metric": "trips", "period": "last_month"}},
		{"/alerts", "rules", "rule_list", args{}},
		{"/alerts", "rules changed", "rule_list", args{"changed": true}},
		{"/alerts", "rules for T-4407", "rule_list", args{"truck": "T-4407"}},
		{"/alerts", "rules at Tin Can", "rule_list", args{"place": "Tin Can"}},
		{"/alerts", "rule overspeed", "rule_list", args{"kind": "overspeed"}},
		{"/alerts", "rule night driving for T-4407", "rule_list", args{"kind": "night_driving", "truck": "T-4407"}},
		{"/alerts", "rule overspeed limit 70", "rule_save", args{"kind": "overspeed", "figures": []args{{"name": "limit", "value": "70"}}}},
		{"/alerts", "rule overspeed limit 70 km/h for T-4407", "rule_save", args{"kind": "overspeed", "truck": "T-4407", "figures": []args{{"name": "limit", "value": "70 km/h"}}}},
		{"/alerts", "rule overspeed 80 for 2 min group heavy tankers", "rule_save", args{"kind": "overspeed", "group": "heavy tankers", "figures": []args{{"value": "80"}, {"name": "for", "value": "2 min"}}}},
		{"/alerts", "rule overspeed 80 for tankers", "rule_save", args{"kind": "overspeed", "group": "tankers", "figures": []args{{"value": "80"}}}},
		{"/alerts", "rule idle 45 min at Tin Can", "rule_save", args{"kind": "idle", "place": "Tin Can", "figures": []args{{"value": "45 min"}}}},
		{"/alerts", "rule idle at Mile 2 for 45 min queue 3h", "rule_save", args{"kind": "idle", "place": "Mile 2", "figures": []args{{"name": "for", "value": "45 min"}, {"name": "queue", "value": "3h"}}}},
		{"/alerts", "rule night driving from 22:30 to 4am", "rule_save", args{"kind": "night_driving", "figures": []args{{"name": "from", "value": "22:30"}, {"name": "to", "value": "4am"}}}},
		{"/alerts", "rule stay too long client 8h client Olam Mills", "rule_save", args{"kind": "overstay", "client": "Olam Mills", "figures": []args{{"name": "client", "value": "8h"}}}},
		{"/alerts", "rule harsh braking per hour 5 warning", "rule_save", args{"kind": "harsh_braking", "severity": "warning", "figures": []args{{"name": "per_hour", "value": "5"}}}},
		{"/alerts", "rule geofence off", "rule_save", args{"kind": "geofence", "on": false}},
		{"/alerts", "rule overspeed reset", "rule_save", args{"kind": "overspeed", "reset": true}},
		{"/alerts", "test overspeed limit 70", "rule_test", args{"kind": "overspeed", "figures": []args{{"name": "limit", "value": "70"}}}},
		{"/alerts", "test idle 45 min for T-4407", "rule_test", args{"kind": "idle", "truck": "T-4407", "figures": []args{{"value": "45 min"}}}},
		{"/alerts", "stats", "alert_stats", args{}},
		{"/alerts", "stats week", "alert_stats", args{"period": "this_week"}},
		{"/alerts", "stats last week by truck", "alert_stats", args{"period": "last_week", "by": "truck"}},
		{"/alerts", "stats overspeed T-4407 this month", "alert_stats", args{"kind": "overspeed", "truck": "T-4407", "period": "this_month"}},
		{"/fleet", "drivers free tomorrow", "driver_lookup", args{"availability": "available", "period": "tomorrow"}},
		{"/fleet", "driver Moses Okafor", "driver_lookup", args{"driver": "Moses Okafor"}},
		{"/fleet", "driver Moses Okafor phone", "driver_lookup", args{"driver": "Moses Okafor", "want": "phone"}},
		{"/fleet", "driver BDG 220 YA", "driver_lookup", args{"truck": "BDG 220 YA"}},
		{"/truck", "4407 phone", "truck_status", args{"truck": "4407", "want": "phone"}},
		{"/truck", "BDG 220", "truck_status", args{"truck": "BDG 220"}},
		{"/truck", "T-4407 eta Kano", "trip_eta", args{"truck": "T-4407", "destination": "Kano"}},
		{"/truck", "BDG 220 YA eta to Mile 2", "trip_eta", args{"truck": "BDG 220 YA", "destination": "Mile 2"}},
		{"/truck", "4407 ETA", "trip_eta", args{"truck": "4407"}},
		{"/truck", "my eta", "trip_eta", args{"self": true}},
		{"/truck", "T-4407 eta Kano miles", "trip_eta", args{"truck": "T-4407", "destination": "Kano", "want": "distance", "unit": "mi"}},
		{"/trip", "eta 3101", "trip_eta", args{"trip_id": "3101"}},
		{"/trip", "eta WB-90417 late", "trip_eta", args{"waybill": "WB-90417", "want": "late"}},
		{"/trip", "eta 3120 Onitsha distance", "trip_eta", args{"trip_id": "3120", "destination": "Onitsha", "want": "distance"}},
		{"/truck", "T-4407 history", "truck_history", args{"truck": "T-4407"}},
		{"/truck", "BDG 220 YA stops last 3 days", "truck_history", args{"truck": "BDG 220 YA", "want": "stops", "period": args{"from": "2026-11-20", "to": "2026-11-22"}}},
		{"/truck", "4407 route yesterday", "truck_history", args{"truck": "4407", "want": "route", "period": "yesterday"}},
		{"/truck", "BDG 220 history 21 nov", "truck_history", args{"truck": "BDG 220", "period": args{"from": "2026-11-21", "to": "2026-11-21"}}},
		{"/truck", "mine distance this week", "distance_report", args{"self": true, "period": "this_week"}},
		{"/truck", "T-4407 idle last week", "idle_report", args{"truck": "T-4407", "period": "last_week"}},
		{"/truck", "T-4407 visits Tin Can yesterday", "place_visits", args{"truck": "T-4407", "place": "Tin Can", "period": "yesterday"}},
		{"/truck", "T-4407 export yesterday as kml", "export", args{"truck": "T-4407", "period": "yesterday", "format": "kml"}},
		{"/fleet", "distance last week", "distance_report", args{"period": "last_week"}},
		{"/fleet", "idle", "idle_report", args{}},
		{"/fleet", "visits Mile 2 today", "place_visits", args{"place": "Mile 2", "period": "today"}},
		{"/fleet", "export trips last week excel", "export", args{"what": "trips", "period": "last_week", "format": "xlsx"}},
		{"/truck", "T-4407 fuel last month", "fuel_report", args{"truck": "T-4407", "period": "last_month"}},
		{"/truck", "T-4407 service", "maintenance_due", args{"truck": "T-4407"}},
		{"/truck", "T-4407 service done yesterday 120,500km N85,000 at Ibafo Motors note oil and filters", "maintenance_log",
			args{"truck": "T-4407", "date": "2026-11-22", "odometer_km": 120500.0, "cost_naira": 85000.0, "workshop": "Ibafo Motors", "note": "oil and filters"}},
		{"/truck", "T-4407 service tyres done 20 Nov 60000 naira", "maintenance_log", args{"truck": "T-4407", "kind": "tyres", "date": "2026-11-20", "cost_naira": 60000.0}},
		{"/truck", "T-4407 service done", "maintenance_log", args{"truck": "T-4407"}},
		{"/truck", "T-4407 service every 8,000 km or 90 days", "maintenance_plan", args{"truck": "T-4407", "every_km": 8000.0, "every_days": 90.0}},
		{"/truck", "T-4407 service inspection off", "maintenance_plan", args{"truck": "T-4407", "kind": "inspection", "off": true}},
		{"/fleet", "service overdue", "maintenance_due", args{"status": "overdue"}},
		{"/fleet", "service this month", "maintenance_due", args{"period": "this_month"}},
		{"/fleet", "service every 10,000km 500h 180 days", "maintenance_plan", args{"every_km": 10000.0, "every_hours": 500.0, "every_days": 180.0}},
		{"/fleet", "diesel today", "fuel_report", args{"period": "today"}},
		{"/alerts", "", "alerts_list", args{}},
		{"/alerts", "open", "alerts_list", args{"status": "open"}},
		{"/alerts", "mine", "alerts_list", args{"self": true}},
		{"/alerts", "critical overspeed last week T-4407", "alerts_list", args{"severity": "critical", "kind": "overspeed", "period": "last_week", "truck": "T-4407"}},
		{"/alerts", "fuel theft at Mile 2 today", "alerts_list", args{"kind": "fuel_theft", "place": "Mile 2", "period": "today"}},
		{"/alerts", "driver Moses Okafor resolved", "alerts_list", args{"driver": "Moses Okafor", "status": "resolved"}},
		{"/alerts", "12", "alert_status", args{"alert_id": "12"}},
		{"/alerts", "show #12", "alert_status", args{"alert_id": "12"}},
		{"/alerts", "ack 12", "alert_update", args{"alert_id": "12", "action": "acknowledge"}},
		{"/alerts", "12 ack", "alert_update", args{"alert_id": "12", "action": "acknowledge"}},
		{"/alerts", "resolve 12 because tyre changed", "alert_update", args{"alert_id": "12", "action": "resolve", "note": "tyre changed"}},
		{"/alerts", "false alarm 12", "alert_update", args{"alert_id": "12", "action": "false_alarm"}},
		{"/alerts", "unack 12", "alert_update", args{"alert_id": "12", "action": "unacknowledge"}},
		{"/alerts", "reopen 12", "alert_update", args{"alert_id": "12", "action": "reopen"}},
		{"/alerts", "snooze 12", "alert_update", args{"alert_id": "12", "action": "snooze"}},
		{"/alerts", "snooze 12 for 2 hours", "alert_update", args{"alert_id": "12", "action": "snooze", "until": "2hours"}},
		{"/alerts", "snooze 12 2h driver sleeps", "alert_update", args{"alert_id": "12", "action": "snooze", "until": "2h", "note": "driver sleeps"}},
		{"/alerts", "snooze 12 until tomorrow 6am", "alert_update", args{"alert_id": "12", "action": "snooze", "until": "2026-11-24T06:00:00+01:00"}},
		{"/alerts", "snooze 12 until morning", "alert_update", args{"alert_id": "12", "action": "snooze", "until": "morning"}},
		{"/alerts", "note 12 driver called, he needs help", "alert_update", args{"alert_id": "12", "action": "note", "note": "driver called, he needs help"}},
		{"/alerts", "assign 12 to <@U0MANAGER|musa>", "alert_update", args{"alert_id": "12", "action": "assign", "assignee": "<@U0MANAGER>"}},
		{"/alerts", "assign 12 @Ada Obi", "alert_update", args{"alert_id": "12", "action": "assign", "assignee": "Ada Obi"}},
		{"/alerts", "assign 12 me", "alert_update", args{"alert_id": "12", "action": "assign", "assignee": "me"}},
		{"/alerts", "mute T-4407 4h", "mute", args{"truck": "T-4407", "for": "4h"}},
		{"/alerts", "mute overspeed alerts at Apapa Port for 2 days because roadworks &amp; rain", "mute",
			args{"kind": "overspeed", "place": "Apapa Port", "for": "2days", "reason": "roadworks & rain"}},
		{"/alerts", "mute T-4407 until friday 6am", "mute", args{"truck": "T-4407", "until": "2026-11-27T06:00:00+01:00"}},
		{"/alerts", "mute 4407", "mute", args{"truck": "4407"}},
		{"/alerts", "unmute 3", "unmute", args{"id": "3"}},
		{"/alerts", "unmute T-4407 idle", "unmute", args{"truck": "T-4407", "kind": "idle"}},
		{"/alerts", "mutes", "mutes_list", args{}},
		{"/alerts", "routes", "route_list", args{}},
		{"/alerts", "routes end 3", "route_save", args{"end": "3"}},
		{"/alerts", "routes critical overspeed at Apapa Port night to <#C0NIGHT01|ops-night> then <@U0ADA> after 5m", "route_save",
			args{"severity": "critical", "kind": "overspeed", "place": "Apapa Port", "shift": "night", "channel": "<#C0NIGHT01|ops-night>", "next": "<@U0ADA>", "after": "5m"}},
		{"/alerts", "routes client Olam Mills to #olam to dispatchers", "route_save", args{"client": "Olam Mills", "channel": "#olam", "to": "dispatchers"}},
		{"/alerts", "catch up", "alert_catchup", args{}},
		{"/alerts", "catch me up on 12", "alert_catchup", args{"alert_id": "12"}},
		{"/alerts", "handover", "shift_handover", args{}},
		{"/alerts", "digest last week", "alerts_digest", args{"period": "last_week"}},
		{"/alerts", "storm 3", "alerts_list", args{"storm_id": "3", "status": "all"}},
		{"/alerts", "storm 3 ack", "storm_update", args{"storm_id": "3", "action": "acknowledge"}},
		{"/alerts", "storm #3 snooze 2h because network down", "storm_update", args{"storm_id": "3", "action": "snooze", "until": "2h", "note": "network down"}},
		{"/report", "", "report", args{}},
		{"/report", "last week", "report", args{"period": "last_week"}},
		{"/report", "2026-11-20", "report", args{"period": args{"from": "2026-11-20", "to": "2026-11-20"}}},
		{"/report", "20 Nov", "report", args{"period": args{"from": "2026-11-20", "to": "2026-11-20"}}},
		{"/report", "24 Dec", "report", args{"period": args{"from": "2025-12-24", "to": "2025-12-24"}}},
		{"/report", "friday", "report", args{"period": args{"from": "2026-11-20", "to": "2026-11-20"}}},
		{"/report", "18 Nov to 20 Nov", "report", args{"period": args{"from": "2026-11-18", "to": "2026-11-20"}}},
		{"/report", "last 7 days", "report", args{"period": args{"from": "2026-11-16", "to": "2026-11-22"}}},
		{"/report", "client Olam Mills last month", "report", args{"client": "Olam Mills", "period": "last_month"}},
		{"/report", "full", "report", args{"full": true}},
		{"/report", "subscribe daily 07:00", "subscription_save", args{"every": "daily", "at": "07:00"}},
		{"/report", "subscribe weekly every Fridays at 5.30pm client Olam Mills", "subscription_save", args{"every": "weekly", "weekday": "friday", "at": "5.30pm", "client": "Olam Mills"}},
		{"/report", "subscribe monthly 7 am T-4407", "subscription_save", args{"every": "monthly", "at": "7am", "truck": "T-4407"}},
		{"/report", "unsubscribe daily", "subscription_save", args{"stop": true, "every": "daily"}},
		{"/report", "unsubscribe 12", "subscription_save", args{"stop": true, "id": "12"}},
		{"/report", "subscriptions", "subscriptions_list", args{}},
		{"/report", "weekly", "report", args{"full": true, "period": "last_week"}},
		{"/report", "full group tankers last month", "report", args{"full": true, "group": "tankers", "period": "last_month"}},
		{"/report", "full terminal Tincan Island Port friday", "report", args{"full": true, "terminal": "Tincan Island Port", "period": args{"from": "2026-11-20", "to": "2026-11-20"}}},
		{"/report", "T-4407 yesterday", "report", args{"truck": "T-4407", "period": "yesterday"}},
		{"/tower", "me", "me", args{}},
		{"/tower", "settings miles critical direct off", "preferences_save", args{"units": "mi", "min_severity": "critical", "direct": false}},
		{"/tower", "settings quiet from 10 pm to 6am", "preferences_save", args{"quiet_from": "10pm", "quiet_to": "6am"}},
		{"/tower", "settings quiet off km", "preferences_save", args{"quiet_from": "none", "units": "km"}},
		{"/tower", "people", "people_list", args{}},
		{"/tower", "people dispatchers", "people_list", args{"role": "dispatcher"}},
		{"/tower", "people ada", "people_list", args{"search": "ada"}},
		{"/tower", "people set <@U0VIEWER|vera> dispatcher", "person_save", args{"person": "<@U0VIEWER>", "role": "dispatcher"}},
		{"/tower", "people @Moses as driver Moses Okafor", "person_save", args{"person": "Moses", "role": "driver", "driver": "Moses Okafor"}},
		{"/tower", "people off <@U0VIEWER>", "person_save", args{"person": "<@U0VIEWER>", "active": false}},
		{"/tower", "place add Ibafo depot at 6.742,3.42 300m", "place_save", args{"name": "Ibafo depot", "at": "6.742,3.42", "radius_m": 300.0}},
		{"/tower", "sheets", "sheets_status", args{}},
		{"/tower", "sheets sync", "sheets_sync", args{}},
		{"/tower", "sheets keep 12 sheet", "sheets_settle", args{"conflict": "12", "keep": "sheet"}},
		{"/tower", "audit", "audit_list", args{}},
		{"/tower", "audit yesterday trip_update @Ada Obi", "audit_list", args{"period": "yesterday", "tool": "trip_update", "person": "Ada Obi"}},
		{"/tower", "status", "tower_status", args{}},
		{"/tower", "help", "help", args{}},
		{"/tower", "help trips", "help", args{"topic": "trips"}},
		{"/trip", "status 3101", "trip_status", args{"trip_id": "3101"}},
		{"/trip", "status BDG 220 YA", "trip_status", args{"truck": "BDG 220 YA"}},
		{"/trip", "status WB-90417", "trip_status", args{"waybill": "WB-90417"}},
		{"/trip", "status TCNU3877560", "trip_status", args{"container": "TCNU3877560"}},
		{"/trip", "status Moses Okafor", "trip_status", args{"driver": "Moses Okafor"}},
		{"/trip", "3101", "trip_status", args{"trip_id": "3101"}},
		{"/trip", "T-4407", "trip_status", args{"truck": "T-4407"}},
		{"/trip", "list", "trips_list", args{}},
		{"/trip", "list tomorrow", "trips_list", args{"period": "tomorrow"}},
		{"/trip", "list ongoing this week", "trips_list", args{"status": "ongoing", "period": "this_week"}},
		{"/trip", "list delayed T-4407", "trips_list", args{"status": "delayed", "truck": "T-4407"}},
		{"/trip", "list today to Kano", "trips_list", args{"period": "today", "destination": "Kano"}},
		{"/trip", "list mine", "trips_list", args{"self": true}},
		{"/trip", "start 3120", "trip_update", args{"trip_id": "3120", "action": "start"}},
		{"/trip", "load 3120", "trip_update", args{"trip_id": "3120", "action": "start"}},
		{"/trip", "arrive T-4407 at Ibadan", "trip_update", args{"truck": "T-4407", "action": "mark_arrived", "place": "Ibadan"}},
		{"/trip", "complete mine", "trip_update", args{"self": true, "action": "end"}},
		{"/trip", "cancel 3112 client changed mind", "trip_update", args{"trip_id": "3112", "action": "cancel", "reason": "client changed mind"}},
		{"/trip", "fail 3101 because breakdown at Ore", "trip_update", args{"trip_id": "3101", "action": "fail", "reason": "breakdown at Ore"}},
		{"/trip", "reschedule WB-90422 to 28 Nov 11pm gate closed", "trip_update",
			args{"waybill": "WB-90422", "action": "reschedule", "start": "2026-11-28T23:00:00+01:00", "reason": "gate closed"}},
		{"/trip", "driver 3107 to Segun Ojo", "trip_update", args{"trip_id": "3107", "action": "change_driver", "driver": "Segun Ojo"}},
		{"/trip", "truck 3107 T-5120", "trip_update", args{"trip_id": "3107", "action": "change_truck", "truck": "T-5120"}},
		{"/trip", "stop 3107 at Ogere", "trip_update", args{"trip_id": "3107", "action": "add_stop", "place": "Ogere"}},
		{"/trip", "create T-4407 Apapa to Ibadan at tomorrow 6am", "trip_create",
			args{"truck": "T-4407", "origin": "Apapa", "destination": "Ibadan", "start": "2026-11-24T06:00:00+01:00"}},
		{"/trip", "create BDG 220 YA from Apapa Port to Benin City tomorrow 10pm cargo rice", "trip_create",
			args{"truck": "BDG 220 YA", "origin": "Apapa Port", "destination": "Benin City", "start": "2026-11-24T22:00:00+01:00", "cargo": "rice"}},
		{"/trip", "create EKY-731XB Apapa Port to Kano Dawanau Market at Tue 24 Nov 05:30 driver Ibrahim Bello container MSCU7712043 40ft client Olam Mills", "trip_create",
			args{"truck": "EKY-731XB", "origin": "Apapa Port", "destination": "Kano Dawanau Market", "start": "2026-11-24T05:30:00+01:00",
				"driver": "Ibrahim Bello", "container": "MSCU7712043", "container_size": 40, "client": "Olam Mills"}},
		{"/trip", "create T-4407 Apapa to Port Harcourt friday 6:30am", "trip_create",
			args{"truck": "T-4407", "origin": "Apapa", "destination": "Port Harcourt", "start": "2026-11-27T06:30:00+01:00"}},
		{"/trip", "create T-4407 Apapa to Mile 2 27 Nov 10 pm driver Segun Ojo", "trip_create",
			args{"truck": "T-4407", "origin": "Apapa", "destination": "Mile 2", "start": "2026-11-27T22:00:00+01:00", "driver": "Segun Ojo"}},
		{"/trip", "create T-4407 Apapa to Ibadan via Ogere, Ore and Benin City 40ft driver Segun Ojo 2026-11-27 22:00", "trip_create",
			args{"truck": "T-4407", "origin": "Apapa", "destination": "Ibadan", "stops": []string{"Ogere", "Ore", "Benin City"},
				"container_size": 40, "driver": "Segun Ojo", "start": "2026-11-27T22:00:00+01:00"}},
		{"/trip", "create T-4407 Apapa to Ibadan tomorrow 6am 20 ft", "trip_create",
			args{"truck": "T-4407", "origin": "Apapa", "destination": "Ibadan", "start": "2026-11-24T06:00:00+01:00", "container_size": 20}},
		{"/trip", "edit 3101 client Olam Mills cargo rice and beans to Kano via Ogere, Ore 40ft", "trip_edit",
			args{"trip_id": "3101", "client": "Olam Mills", "cargo": "rice and beans", "destination": "Kano", "stops": []string{"Ogere", "Ore"}, "container_size": 40}},
		{"/trip", "history TR-3101", "trip_history", args{"trip_id": "3101"}},
		{"/trip", "delay 3101 hold-up at Mile 2", "trip_update", args{"trip_id": "3101", "action": "delay", "reason": "hold-up at Mile 2"}},
		{"/trip", "undo 3101", "trip_update", args{"trip_id": "3101", "action": "undo_gps"}},
		{"/trip", "byhand 3101", "trip_edit", args{"trip_id": "3101", "by_hand": true}},
		{"/trip", "gps 3101", "trip_edit", args{"trip_id": "3101", "by_hand": false}},
		{"/trip", "edit 3101 weight 28.5t diesel 250l allowance 80,000", "trip_edit", args{"trip_id": "3101", "weight_t": 28.5, "diesel_l": 250.0, "allowance_naira": 80000.0}},
		{"/trip", "repeat 3101 tomorrow 10pm", "trip_duplicate", args{"trip_id": "3101", "start": "2026-11-24T22:00:00+01:00"}},
		{"/trip", "rules", "trip_rules", args{}},
		{"/trip", "rules truck_busy refuse", "trip_rule_set", args{"rule": "truck_busy", "does": "refuse"}},
		{"/trip", "edit T-4407 at tomorrow 6am", "trip_edit", args{"on_truck": "T-4407", "start": "2026-11-24T06:00:00+01:00"}},
		{"/trip", "assign 3101 to T-5120 and Segun Ojo", "trip_edit", args{"trip_id": "3101", "truck": "T-5120", "driver": "Segun Ojo"}},
		{"/trip", "assign 3101 driver Segun Ojo", "trip_edit", args{"trip_id": "3101", "driver": "Segun Ojo"}},
		{"/trip", "list driver Mosess today", "trips_list", args{"driver": "Mosess", "period": "today"}},
		{"/trip", "list client Olam Mills last week delayed", "trips_list", args{"client": "Olam Mills", "period": "last_week", "status": "delayed"}},
		{"/trip", "list to Kano driver Moses Okafor", "trips_list", args{"destination": "Kano", "driver": "Moses Okafor"}},
		{"/trip", "list client Today Foods", "trips_list", args{"client": "Today Foods"}},
	} {
		got, err := parseCommand(c.command, c.text, monday)
		if err != nil {
			t.Errorf("%s %s: %v", c.command, c.text, err)
			continue
		}
		for k, v := range got.Args {
			if v == "" {
				delete(got.Args, k)
			}
		}
		if got.Tool != c.tool || got.Form != "" || !cmp.Equal(got.Args, c.want) {
			t.Errorf("%s %s = %s %v (form %q), want %s %v", c.command, c.text, got.Tool, got.Args, got.Form, c.tool, c.want)
		}
	}
}

func TestFormOpensForWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		text string
		want args
	}{
		{"create", args{}},
		{"create T-4407", args{"truck": "T-4407"}},
		{"create T-4407 to Onitsha", args{"truck": "T-4407", "destination": "Onitsha"}},
		{"create T-4407 Apapa to Ibadan tomorrow", args{"truck": "T-4407", "origin": "Apapa", "destination": "Ibadan", "start": "2026-11-24"}},
		{"create T-4407 Apapa to Port Harcourt friday", args{"truck": "T-4407", "origin": "Apapa", "destination": "Port Harcourt", "start": "2026-11-27"}},
		{"create T-4407 Apapa to Mile 2", args{"truck": "T-4407", "origin": "Apapa", "destination": "Mile 2"}},
		{"create T-16444 Apapa to Ibadan via Ogere 40ft", args{"truck": "T-16444", "origin": "Apapa", "destination": "Ibadan", "stops": []string{"Ogere"}, "container_size": 40}},
		{"new Apapa to Ibadan tomorrow 6am", args{"origin": "Apapa", "destination": "Ibadan", "start": "2026-11-24T06:00:00+01:00"}},
	} {
		got, err := parseCommand("/trip", c.text, monday)
		if err != nil || got.Form != formTrip || !cmp.Equal(got.Args, c.want) {
			t.Errorf("/trip %s = %v (form %q) %v, want form %v", c.text, got.Args, got.Form, err, c.want)
		}
	}
}

func TestOtherFormsOpenForWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		command, text, form string
		want                args
	}{
		{"/trip", "create 4407 Apapa to Ibadan at tomorrow 6am", formTrip,
			args{"truck": "4407", "origin": "Apapa", "destination": "Ibadan", "start": "2026-11-24T06:00:00+01:00"}},
		{"/trip", "create 4407", formTrip, args{"truck": "4407"}},
		{"/trip", "create truck T-4407 to Ibadan", formTrip, args{"truck": "T-4407", "destination": "Ibadan"}},
		{"/trip", "edit 3101", formTripEdit, args{"trip_id": "3101"}},
		{"/trip", "edit 3101 at tomorrow", formTripEdit, args{"trip_id": "3101"}},
		{"/trip", "assign T-4407", formTripAssign, args{"truck": "T-4407"}},
		{"/trip", "cancel 3101", formTripCancel, args{"trip_id": "3101"}},
		{"/alerts", "note 12", formAlertNote, args{"alert_id": "12", "action": "note"}},
		{"/alerts", "assign 12", formAlertAssign, args{"alert_id": "12", "action": "assign"}},
		{"/alerts", "mute", formMute, args{}},
		{"/alerts", "mute for 4h", formMute, args{"for": "4h"}},
		{"/tower", "settings", formPreferences, nil},
		{"/tower", "people set", formPerson, nil},
		{"/tower", "people set <@U0VIEWER|vera>", formPerson, args{"person": "U0VIEWER"}},
	} {
		got, err := parseCommand(c.command, c.text, monday)
		if err != nil || got.Form != c.form || !cmp.Equal(got.Args, c.want) {
			t.Errorf("%s %s = %v (form %q) %v, want form %s %v", c.command, c.text, got.Args, got.Form, err, c.form, c.want)
		}
	}
}

func TestBadWordsAreRefusedExactly(t *testing.T) {
	radius := func(n string) string {
		return "A radius must be more than 0 and at most 1000 km, not " + n + ". Try 10km."
	}
	for _, c := range []struct{ command, text, want string }{
		{"/trucks-near", "Apapa 0", radius("0")},
		{"/trucks-near", "Apapa -5", radius("-5")},
		{"/trucks-near", "Apapa -5km", radius("-5")},
		{"/trucks-near", "Apapa 5000km", radius("5000")},
		{"/trucks-near", "Apapa radius banana", `I cannot read "banana" as a distance. Write it like 10km, 800m or 5 miles.`},
		{"/trucks-near", "within banana of Apapa", `I cannot read "banana" as a distance. Write it like 10km, 800m or 5 miles.`},
		{"/trucks-near", "empty", "Near which place or truck? For example: /trucks-near Apapa 10km."},
		{"/trip", "crate", `/trip does not know "crate". Did you mean /trip create? All of it: /trip help.`},
		{"/trip", "statsu 3101", `/trip does not know "statsu". Did you mean /trip status? All of it: /trip help.`},
		{"/trip", "xyzzy", `/trip does not know "xyzzy". For example: /trip status 3101. All of it: /trip help.`},
		{"/trip", "list tomorow", `/trip list does not know "tomorow". Did you mean /trip list tomorrow? All of it: /trip help.`},
		{"/trip", "cancel", "Which trip? Give its number, the plate, a waybill or a container. For example: /trip cancel 3101."},
		{"/trip", "reschedule 3101", "When should it start instead? For example: /trip reschedule 3101 tomorrow 6am."},
		{"/trip", "reschedule 3101 soonish", `I cannot read "soonish" as a day and an hour. Write it like tomorrow 6am, 24 Nov 22:00 or 2026-11-24 22:00.`},
		{"/trip", "driver 3117", "Which driver should take it? For example: /trip driver 3117 Segun Ojo."},
		{"/trip", "truck WB-90417 to", "Which truck should take it? For example: /trip truck WB-90417 T-5120."},
		{"/trip", "stop T-4407", "Which stop should be added? For example: /trip stop T-4407 Ogere."},
		{"/fleet", "yesterdya", `/fleet does not know "yesterdya". Did you mean /fleet yesterday? All of it: /fleet help.`},
		{"/truck", "T-4407 histroy", `/truck T-4407 does not know "histroy". Did you mean /truck T-4407 history? All of it: /truck help.`},
		{"/truck", "T-4407 idle banana", `/truck T-4407 idle does not know "banana". For example: /truck T-4407 idle yesterday. All of it: /truck help.`},
		{"/truck", "T-4407 visits yesterday", "The visits of which place? For example: /truck T-4407 visits Apapa yesterday."},
		{"/truck", "T-4407 service overdeu", `/truck T-4407 service does not know "overdeu". Did you mean /truck T-4407 service overdue? All of it: /truck help.`},
		{"/truck", "T-4407 service done banana", `/truck T-4407 service done does not know "banana". For example: /truck T-4407 service done yesterday 120,500km N85,000 at Ibafo Motors. All of it: /truck help.`},
		{"/fleet", "service done today", "Of which truck? For example: /truck T-4407 service done today 120,500km."},
		{"/fleet", "service every week", "I read a plan like /fleet service every 10,000km 500h 180 days."},
		{"/fleet", "idel", `/fleet does not know "idel". Did you mean /fleet idle? All of it: /fleet help.`},
		{"/truck", "T-4407 phnoe", `/truck T-4407 does not know "phnoe". Did you mean /truck T-4407 phone? All of it: /truck help.`},
		{"/trip", "edit 3101 clinet Olam", `/trip edit does not know "clinet". Did you mean /trip edit client? All of it: /trip help.`},
		{"/trip", "eidt 3101", `/trip does not know "eidt". Did you mean /trip edit? All of it: /trip help.`},
		{"/alerts", "ack", "Which alert? Give its number, as /alerts lists it. For example: /alerts ack 12."},
		{"/alerts", "snooze T-4407", "Which alert? Give its number, as /alerts lists it. For example: /alerts snooze 12."},
		{"/alerts", "resovle 12", `/alerts does not know "resovle". Did you mean /alerts resolve? All of it: /alerts help.`}, //nolint:misspell // a slip of the finger
		{"/alerts", "overspede", `/alerts does not know "overspede". Did you mean /alerts overspeed? All of it: /alerts help.`},
		{"/alerts", "xyzzy", `/alerts does not know "xyzzy". For example: /alerts open. All of it: /alerts help.`},
		{"/alerts", "snooze 12 soonish", `I cannot read "soonish" as a time. Write it like 2h, morning, or until tomorrow 6am.`},
		{"/alerts", "routes ovrspeed", `/alerts routes does not know "ovrspeed". Did you mean /alerts routes overspeed? All of it: /alerts help.`},
		{"/alerts", "storm 3 akc", `/alerts storm 3 does not know "akc". Did you mean /alerts storm 3 ack? All of it: /alerts help.`},
		{"/alerts", "mute ovrspeed", `/alerts mute does not know "ovrspeed". Did you mean /alerts mute overspeed? All of it: /alerts help.`},
		{"/alerts", "unmute", "What should be heard again? Give a number from /alerts mutes, a plate or a kind. For example: /alerts unmute T-4407."},
		{"/report", "yesterdya", `/report does not know "yesterdya". Did you mean /report yesterday? All of it: /report help.`},
		{"/tower", "settigns", `/tower does not know "settigns". Did you mean /tower settings? All of it: /tower help.`}, //nolint:misspell // a slip of the finger
		{"/tower", "settings milse", `/tower settings does not know "milse". Did you mean /tower settings miles? All of it: /tower help.`},
		{"/tower", "settings quiet 22:00", "Quiet hours need a beginning and an end: /tower settings quiet 22:00 06:00. To end them: /tower settings quiet off."},
		{"/tower", "settings direct", "Should I tell you in a direct message, or not? Type /tower settings direct on, or direct off."},
		{"/tower", "people set @ada dispacher", `/tower people set @ada does not know "dispacher". Did you mean /tower people set @ada dispatcher? All of it: /tower help.`},
		{"/tower", "hlep", `/tower does not know "hlep". Did you mean /tower help? All of it: /tower help.`},
	} {
		_, err := parseCommand(c.command, c.text, monday)
		if err == nil || fleet.MessageFor(err) != c.want {
			t.Errorf("%s %s: %v, want %s", c.command, c.text, err, c.want)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	for _, c := range commands() {
		got, err := parseCommand(c.name, "help", monday)
		if err != nil || got.Usage == "" && got.Tool != "help" {
			t.Errorf("%s help: %+v, %v", c.name, got, err)
		}
	}
	for _, text := range []string{"list help", "status help", "create help", "cancel 3101 HELP", "status ?"} {
		if got, err := parseCommand("/trip", text, monday); err != nil || got.Usage != tripUsage {
			t.Errorf("/trip %s: %+v, %v; want its usage", text, got, err)
		}
	}
	for _, empty := range []string{"/trucks-near", "/truck", "/trip", "/tower"} {
		if got, err := parseCommand(empty, "  ", monday); err != nil || got.Usage == "" {
			t.Errorf("%s alone: %+v, %v; want its usage", empty, got, err)
		}
	}
}

// The assistant's own tests cover the reading of times; here is what commands
// add: a whole text, and hours with a space before am.
func TestWhen(t *testing.T) {
	for text, want := range map[string]string{
		"tomorrow 6am":     "2026-11-24T06:00:00+01:00",
		"tomorrow  6 AM":   "2026-11-24T06:00:00+01:00",
		"24 Nov 22:00":     "2026-11-24T22:00:00+01:00",
		"2026-11-24 22:00": "2026-11-24T22:00:00+01:00",
		"3 Jan 6am":        "2027-01-03T06:00:00+01:00",
	} {
		got, err := parseWhen(text, monday)
		if err != nil || got.In(fleet.WAT).Format(time.RFC3339) != want {
			t.Errorf("%q = %v %v, want %s", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "tomorrow", "soon", "31 Feb 6am", "tomorrow 25:00", "28 Nov 11pm gate closed"} {
		if got, err := parseWhen(bad, monday); err == nil {
			t.Errorf("%q = %v, want an error", bad, got)
		}
	}
}
