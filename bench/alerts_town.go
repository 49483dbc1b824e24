package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// vendorKinds are kinds of LocoNav's that people get a card of. Several of one
// kind or place within minutes become one card with a list, so that a run of
// single cards takes a few of each, in places of their own.
func vendorKinds() []string {
	return []string{"SosAlert", "CrashAlert", "PossibleFuelTheftAlert", "DeviceRemovalAlert", "AntiTheftAlert", "TowAwayAlert", "OverspeedAlert",
		"IdlingAlert", "FatigueAlert", "RouteDeviationAlert", "StoppageAlert", "DriverMobileUseAlert", "DriverDistractedAlert"}
}

// fewOfAKind is how many alerts of a kind, and in a place, stay single cards.
const fewOfAKind = 4

// mostSingle is how many alerts can stay single cards.
func mostSingle() int { return fewOfAKind * len(vendorKinds()) }

func alertPlate(i int) string { return fmt.Sprintf("T-%05d", 30_000+i) }

// alertTown starts a town whose trucks are named for alerts.
func alertTown(ctx context.Context, name string, number, trucks int) (*town, error) {
	t, err := startTown(ctx, name, number, 8)
	if err != nil {
		return nil, err
	}
	rows := "plate,imei,make,model,container_size,driver\n"
	for i := range trucks {
		rows += fmt.Sprintf("%s,%s,,,40,\n", alertPlate(i), imei(i))
	}
	path := filepath.Join(os.Getenv("BENCH_DIR"), name+"-trucks.csv")
	err = os.WriteFile(path, []byte(rows), 0o600)
	if err == nil {
		err = importFile(ctx, t.product.place, "trucks", path)
	}
	if err != nil {
		t.stop()
		return nil, err
	}
	return t, nil
}

// vendorAlert is an alert of truck i, of a kind and in a place that few share.
func vendorAlert(i int, at time.Time) []byte {
	kinds := vendorKinds()
	kind, spot := kinds[i%len(kinds)], alertSpots()[i%len(alertSpots())]
	moment := at.UTC().Format("2006-01-02T15:04:05Z")
	lat, lon := spot[0], spot[1]
	times := fmt.Sprintf(`"active_event_time":%q,"active_event_latitude":%.4f,"active_event_longitude":%.4f`, moment, lat, lon)
	if strings.Contains("SosAlert CrashAlert PossibleFuelTheftAlert AntiTheftAlert TowAwayAlert", kind) {
		times = fmt.Sprintf(`"event_time":%q,"latitude":%.4f,"longitude":%.4f`, moment, lat, lon)
	}
	return fmt.Appendf(nil, `{"id":%d,"kind":%q,"vehicle_number":%q,%s}`, 7_000_000+i, kind, alertPlate(i), times)
}

// alertSpots are towns and roads far from each other, and where an idling truck
// comes by it is not in a queue: seventeen, which shares no factor with the
// number of kinds, so that the two do not run in step.
func alertSpots() [][2]float64 {
	return [][2]float64{{6.445, 3.365}, {7.378, 3.947}, {8.497, 4.542}, {6.860, 4.700}, {6.335, 5.627}, {6.198, 6.735}, {6.440, 7.494}, {5.107, 7.367},
		{4.815, 7.040}, {5.517, 5.750}, {4.958, 8.327}, {7.802, 6.733}, {8.950, 7.080}, {10.523, 7.438}, {12.002, 8.592}, {9.897, 8.858}, {11.847, 13.157}}
}

// said is a message of the bot's in a channel.
type said struct {
	key    string // that it was posted under
	thread string
	text   string // all of it
}

// sayings are the bot's messages about alerts.
func (t *town) sayings(ctx context.Context) (out []said, err error) {
	var list []json.RawMessage
	if err := t.look(ctx, "messages?channel=ops-alerts", &list); err != nil {
		return nil, err
	}
	for _, raw := range list {
		var m struct {
			User     string
			Thread   string `json:"thread_ts"`
			TS       string
			Metadata struct {
				Payload struct{ Key string } `json:"event_payload"`
			}
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			return nil, err
		}
		if m.User != "U0WATCHTOWER" {
			continue
		}
		if m.Thread == m.TS {
			m.Thread = ""
		}
		out = append(out, said{m.Metadata.Payload.Key, m.Thread, string(raw)})
	}
	return out, nil
}

// insist pushes a fact until it is accepted: what is accepted never goes again.
func (t *town) insist(ctx context.Context, body []byte) error {
	for end := time.Now().Add(time.Minute); ; {
		err := pushBody(ctx, t.product.webhook, body)
		if err == nil || time.Now().After(end) {
			return err
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// clearFaults has Slack behave.
func (t *town) clearFaults(ctx context.Context) error {
	_, err := t.act(ctx, "fault", map[string]any{"kind": "clear"})
	return err
}
