package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

func TestAlertCard(t *testing.T) {
	began := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	a := store.AlertNow{ID: 4, AlertState: fleet.AlertState{Status: fleet.AlertOpen}, Kind: fleet.AlertTheft, Truck: "KJA 123 XA", Driver: "Moses Okafor", Point: fleet.Point{Lat: 6.94, Lon: 3.65},
		Near: store.Nearby{Name: "Ogere Trailer Park", M: 3200, Bearing: 1}, Detail: store.AlertDetail{Litres: 41.4}, Started: began}
	if got, want := tools.AlertCard(a).Headline, "Possible fuel theft from KJA 123 XA, 41 litres, 3.2 km north of Ogere Trailer Park, 13:00 WAT."; got != want {
		t.Errorf("headline %q, want %q", got, want)
	}
	a.Ended, a.Place, a.Kind = began.Add(80*time.Minute), "Ogere Trailer Park", fleet.AlertSOS
	if got, want := tools.AlertCard(a).Headline, "SOS from KJA 123 XA, 41 litres, in Ogere Trailer Park, 13:00 WAT (ended 14:20 WAT)."; got != want {
		t.Errorf("headline %q, want %q", got, want)
	}
	facts := map[string]string{}
	for _, f := range tools.AlertCard(a).Facts {
		facts[f.Label] = f.Value
	}
	for label, want := range map[string]string{"Truck": "KJA 123 XA", "Driver": "Moses Okafor", "Place": "In Ogere Trailer Park",
		"Time": "Mon 2 Nov, 13:00 WAT", "Ended": "14:20 WAT, after 1 h 20 min", "Fuel": "41 litres"} {
		if facts[label] != want {
			t.Errorf("%s = %q, want %q", label, facts[label], want)
		}
	}
	bare := tools.AlertCard(store.AlertNow{Kind: "tyre_pressure", Truck: "A1", Started: began})
	if bare.Headline != "Tyre pressure: A1, 13:00 WAT." || strings.Contains(bare.Text(), "Place") {
		t.Errorf("bare alert = %q", bare.Text())
	}
}

// The buttons of a card are those that its state allows.
func TestAlertCardByState(t *testing.T) {
	at := time.Date(2026, 11, 2, 12, 5, 0, 0, time.UTC)
	const more = "Assign…, Snooze 4 h, Snooze until morning, Note…, Where is T-1 now, False alarm, Mute T-1 8 h, Mute sos alerts 8 h, Mute Apapa Port 8 h, Show on map, Call the driver, Trip note…, Catch me up"
	for _, c := range []struct {
		state   fleet.AlertState
		says    string
		buttons string
	}{
		{fleet.AlertState{Status: fleet.AlertOpen}, "Open", "Acknowledge, Resolve, Snooze 1 h, " + more},
		{fleet.AlertState{Status: fleet.AlertAcknowledged, AckedAt: at}, "Acknowledged by Ada, 13:05 WAT", "Resolve, Snooze 1 h, Give back, " + more},
		{fleet.AlertState{Status: fleet.AlertSnoozed, Until: at}, "Snoozed until Mon 2 Nov, 13:05 WAT", "Acknowledge, Resolve, Snooze 1 h, " + more},
		{fleet.AlertState{Status: fleet.AlertResolved}, "Resolved by Musa", "Where is T-1 now, Reopen, Note…"},
		{fleet.AlertState{Status: fleet.AlertResolved, FalseAlarm: true, ResolvedAt: at}, "Resolved as a false alarm by Musa, 13:05 WAT", "Where is T-1 now, Reopen, Note…"},
	} {
		a := tools.AlertCard(store.AlertNow{AlertState: c.state, TruckID: 1, Truck: "T-1", Kind: fleet.AlertSOS, Started: at,
			Place: "Apapa Port", Point: fleet.Point{Lat: 6.44, Lon: 3.37}, Driver: "Moses Okafor", Trip: "3101",
			Names: store.AlertNames{AckedBy: "Ada", ResolvedBy: "Musa"}})
		var labels []string
		for _, x := range a.Choices {
			labels = append(labels, x.Label)
		}
		if got := strings.Join(labels, ", "); got != c.buttons || !strings.Contains(a.Text(), "State: "+c.says) {
			t.Errorf("%s: buttons %q in %q", c.says, got, a.Text())
		}
	}
}
