package assistant

import (
	"encoding/json"
	"strings"
)

// doing is what a call does in a few words that go on after "is": "checking GPS
// near Apapa". A person reads it while the call runs.
func doing(tool string, args json.RawMessage) string {
	var in map[string]any
	if json.Unmarshal(args, &in) != nil {
		in = nil
	}
	of := func(names ...string) string {
		for _, n := range names {
			if s, ok := in[n].(string); ok && strings.TrimSpace(s) != "" {
				return cut(strings.Join(strings.Fields(s), " "), 30)
			}
		}
		return ""
	}
	with := func(words, link, what string) string {
		if what == "" {
			return words
		}
		return words + " " + link + " " + what
	}
	switch tool {
	case "trucks_near":
		return with("checking GPS", "near", of("place", "near_truck"))
	case "truck_status":
		return with("checking GPS", "of", of("truck", "driver", "container", "waybill"))
	case "fleet_summary":
		return "counting the trucks"
	case "trip_status":
		return with("looking up the trip", "of", of("trip_id", "truck", "driver", "client", "waybill", "container"))
	case "trip_eta":
		return with("working out the arrival", "of", of("truck", "trip_id", "driver", "client", "waybill", "container"))
	case "trips_list":
		return with("going through the trips", "of", of("truck", "driver", "client"))
	case "alerts_list", "alert_status":
		return with("going through the alerts", "of", of("truck", "driver", "place"))
	case "truck_history":
		return with("following the track", "of", of("truck", "driver", "trip_id"))
	case "place_visits", "trucks_at":
		return with("looking who is", "in", of("place", "kind"))
	case "distance_report", "idle_report", "fuel_report":
		return with("adding up the figures", "of", of("truck", "driver"))
	case "driver_lookup":
		return with("looking up the driver", "of", of("truck", "trip_id", "waybill", "container"))
	case "maintenance_due":
		return with("checking the services", "of", of("truck"))
	case "export":
		return "writing the file"
	case "report", "rank", "compare":
		return "adding up the figures"
	}
	return "looking at " + strings.ReplaceAll(tool, "_", " ")
}
