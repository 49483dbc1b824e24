package assistant

import (
	"encoding/json"
	"testing"
)

func TestWhatIsDoneReadsAfterIs(t *testing.T) {
	for _, c := range []struct{ tool, args, want string }{
		{"trucks_near", `{"place":"Apapa","radius_km":10}`, "checking GPS near Apapa"},
		{"truck_status", `{"truck":"T-4407"}`, "checking GPS of T-4407"},
		{"truck_status", `not JSON`, "checking GPS"},
		{"trips_list", `{"status":"delayed"}`, "going through the trips"},
		{"sheet_sync", `{}`, "looking at sheet sync"},
	} {
		if got := doing(c.tool, json.RawMessage(c.args)); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.tool, c.args, got, c.want)
		}
	}
}
