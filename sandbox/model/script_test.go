package model

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// everyTool offers all tools with a schema that lists every argument name.
func everyTool() []tool {
	names := []string{"truck_status", "trucks_near", "trip_create", "trip_status", "trip_update", "trips_list", "fleet_summary", "help",
		"trip_eta", "driver_lookup", "place_visits", "truck_history", "alerts_list", "idle_report", "fuel_report"}
	keys := []string{"truck", "place", "near_truck", "radius_km", "limit", "origin", "destination", "start", "trip_id", "action", "reason",
		"status", "period", "driver", "client", "waybill", "container", "container_size", "want", "kind"}
	properties := map[string]any{}
	for _, k := range keys {
		properties[k] = map[string]any{}
	}
	var out []tool
	for _, n := range names {
		out = append(out, tool{n, false, map[string]any{"properties": properties}})
	}
	return out
}

func TestRules(t *testing.T) {
	s := New(Options{Key: "k", Now: noon})
	type args = map[string]any
	tests := []struct {
		text, tool string
		want       args
	}{
		{"where is T-4407", "truck_status", args{"truck": "T-4407"}},
		{"Where is BDG 220 YA?", "truck_status", args{"truck": "BDG 220 YA"}},
		{"where is T11985LA now", "truck_status", args{"truck": "T11985LA"}},
		{"eky-731xb", "truck_status", args{"truck": "EKY-731XB"}},
		{"trucks near Apapa 10km", "trucks_near", args{"place": "Apapa", "radius_km": 10.0}},
		{"which trucks are around Tin Can within 5 miles?", "trucks_near", args{"place": "Tin Can", "radius_km": 8.04672}},
		{"who is within 500 metres of Ibeshe terminal", "trucks_near", args{"place": "Ibeshe terminal", "radius_km": 0.5}},
		{"closest truck to Mile 2", "trucks_near", args{"place": "Mile 2", "limit": 1.0}},
		{"trucks near T-5120", "trucks_near", args{"near_truck": "T-5120"}},
		{"status of trip 3101", "trip_status", args{"trip_id": "3101"}},
		{"how far with 3112", "trip_status", args{"trip_id": "3112"}},
		{"is 3107 late", "trip_status", args{"trip_id": "3107"}},
		{"WB-90417 don deliver?", "trip_status", args{"waybill": "WB-90417"}},
		{"list trips", "trips_list", args{}},
		{"show completed trips yesterday", "trips_list", args{"status": "completed", "period": "yesterday"}},
		{"create trip T-4407 from Apapa to Ibadan tomorrow 6am", "trip_create",
			args{"truck": "T-4407", "origin": "Apapa", "destination": "Ibadan", "start": "2026-11-24T06:00:00+01:00"}},
		{"book FST-118XD lekki port to agbara today 14:30, 20ft, client Deekay Foods, waybill WB-90422", "trip_create",
			args{"truck": "FST-118XD", "origin": "lekki port", "destination": "agbara", "start": "2026-11-23T14:30:00+01:00",
				"container_size": 20.0, "client": "Deekay Foods", "waybill": "WB-90422"}},
		{"cancel trip 3112 because client changed mind", "trip_update", args{"trip_id": "3112", "action": "cancel", "reason": "client changed mind"}},
		{"cancel trip 3107", "trip_update", args{"trip_id": "3107", "action": "cancel"}},
		{"start trip 3120", "trip_update", args{"trip_id": "3120", "action": "start"}},
		{"move 3120 to tomorrow 5am", "trip_update", args{"trip_id": "3120", "action": "reschedule", "start": "2026-11-24T05:00:00+01:00"}},
		{"mark trip 3101 arrived", "trip_update", args{"trip_id": "3101", "action": "mark_arrived"}},
		{"change driver on trip 3107 to Segun Ojo", "trip_update", args{"trip_id": "3107", "action": "change_driver", "driver": "Segun Ojo"}},
		{"who is driving T-5120", "driver_lookup", args{"truck": "T-5120", "want": "name"}},
		{"eta T-4407 to Ibadan", "trip_eta", args{"truck": "T-4407", "destination": "Ibadan"}},
		{"which trucks are inside Ogere trailer park now", "place_visits", args{"place": "Ogere trailer park"}},
		{"overspeed alerts today", "alerts_list", args{"kind": "overspeed", "period": "today"}},
		{"fleet summary", "fleet_summary", args{}},
		{"help", "help", args{}},
	}
	for _, tc := range tests {
		t.Run(tc.text, func(t *testing.T) {
			r := s.script.answer(conversation{user: tc.text, tools: everyTool()})
			if len(r.calls) != 1 {
				t.Fatalf("said %q instead of calling %s", r.text, tc.tool)
			}
			var got args
			if err := json.Unmarshal([]byte(r.calls[0].arguments), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); r.calls[0].name != tc.tool || diff != "" {
				t.Errorf("called %s, want %s; arguments (-want +got):\n%s", r.calls[0].name, tc.tool, diff)
			}
		})
	}
}

func TestNothingMatches(t *testing.T) {
	s := New(Options{Key: "k", Now: noon})
	if r := s.script.answer(conversation{user: "write a poem", tools: everyTool()}); r.text != notUnderstood || len(r.calls) > 0 {
		t.Errorf("said %+v", r)
	}
	if r := s.script.answer(conversation{user: "where is T-4407"}); r.text != noTool {
		t.Errorf("without the tool it said %+v", r)
	}
}
