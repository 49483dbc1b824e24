package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// kolkata is the zone of LocoNav's naive times, the default of LOCONAV_ZONE.
var kolkata = time.FixedZone("IST", 5*3600+1800)

// location is a live location push in LocoNav's published form.
func location(plate, imei string, lat, lon, kmh float64, at time.Time) string {
	return fmt.Sprintf(`{"imei":%q,"speed":%.1f,"gpstime":%q,"ignition":"1","latitude":%f,"longitude":%f,"sharpTurn":"0",`+
		`"orientation":201.0,"harshBraking":"0","vehiclenumber":%q,"rockBreakerPedal":"0","harshAcceleration":"0"}`,
		imei, kmh, at.In(kolkata).Format("02-01-2006 15:04:05"), lat, lon, plate)
}

// TestMainJob is what a dispatcher's day begins with: a push goes in, a
// command and a sentence bring the truck out, a trip is made by a sentence.
func TestMainJob(t *testing.T) {
	w := newWorld(t, options{})
	body := location("TST 101 XA", "356000000000101", 6.4455, 3.3655, 12, time.Now())
	if status := w.push(body, secret); status/100 != 2 {
		t.Fatalf("push: %d", status)
	}

	t.Run("command", func(t *testing.T) {
		w := w.on(t)
		w.eventually("the command's answer names the truck", func() bool {
			last := w.last("dispatcher", "dispatch")
			w.post("/control/command", map[string]string{"as": "dispatcher", "channel": "dispatch", "command": "/trucks-near", "text": "Apapa 10km"})
			m := w.answer("dispatcher", "dispatch", last, "of Apapa Port")
			return strings.Contains(m.Text+string(m.Blocks), "TST 101 XA")
		})
	})
	t.Run("sentence by the phrasebook", func(t *testing.T) {
		w := w.on(t)
		ts := w.post("/control/say", map[string]string{"as": "dispatcher", "channel": "dm", "text": "where is TST 101 XA"})["ts"].(string)
		w.answer("dispatcher", "dm", ts, "TST 101 XA", "Apapa Port")
	})
	t.Run("mention in a channel, answered once in its thread", func(t *testing.T) {
		w := w.on(t)
		ts := w.post("/control/say", map[string]string{"as": "manager", "channel": "dispatch", "text": "<@U0WATCHTOWER> trucks near Apapa"})["ts"].(string)
		m := w.answer("manager", "dispatch", ts, "of Apapa Port")
		if m.ThreadTS != ts {
			t.Errorf("answered outside the thread: %+v", m)
		}
	})
	t.Run("trip by sentence and Confirm", func(t *testing.T) { tripByConfirm(t, w.on(t)) })
	t.Run("another's truck is not shown to a driver", func(t *testing.T) {
		w := w.on(t)
		ts := w.post("/control/say", map[string]string{"as": "driver", "channel": "dm", "text": "where is T-5120"})["ts"].(string)
		w.answer("driver", "dm", ts, "Drivers see their own truck only")
	})
	t.Run("bad input", func(t *testing.T) { badInput(t, w.on(t)) })
}

func tripByConfirm(t *testing.T, w *world) {
	say := w.post("/control/say", map[string]string{"as": "dispatcher", "channel": "dm", "text": "create trip T-4407 Apapa to Ibadan tomorrow 10pm"})
	card := w.answer("dispatcher", "dm", say["ts"].(string), "Create this trip?", "T-4407")
	w.post("/control/click", map[string]string{"as": "dispatcher", "channel": "dm", "ts": card.TS, "action_id": "confirm"})
	done := w.answer("dispatcher", "dm", "", "is created")
	ref := strings.Fields(strings.SplitAfter(done.Text, "Trip ")[1])[0]
	ref = strings.Trim(ref, ",:.")
	w.post("/control/command", map[string]string{"as": "manager", "channel": "dispatch", "command": "/trip", "text": "status " + ref})
	w.answer("manager", "dispatch", "", "Trip "+ref, "scheduled")
}

func badInput(t *testing.T, w *world) {
	for _, c := range []struct{ command, text, want string }{
		{"/trucks-near", "Apapa 0", "more than 0"},
		{"/trucks-near", "Apapa -5", "more than 0"},
		{"/trucks-near", "Apapa banana", "banana"},
		{"/trucks-near", "Atlantis 10km", "Atlantis"},
		{"/truck", "T-4408", "T-4407"},
		{"/trip", "stauts 3101", "status"},
		{"/trip", "status 99999", "no trip 99999"},
	} {
		last := w.last("dispatcher", "ops-alerts")
		w.post("/control/command", map[string]string{"as": "dispatcher", "channel": "ops-alerts", "command": c.command, "text": c.text})
		w.answer("dispatcher", "ops-alerts", last, c.want)
	}
	ts := w.post("/control/say", map[string]string{"as": "dispatcher", "channel": "dm", "text": "where is ZZ-999-QQ"})["ts"].(string)
	w.answer("dispatcher", "dm", ts, "ZZ")
}

// TestSentenceThroughOpenAI goes the same way with a model in between.
func TestSentenceThroughOpenAI(t *testing.T) {
	w := newWorld(t, options{model: true})
	if status := w.push(location("TST 404 XA", "356000000000102", 6.4455, 3.3655, 12, time.Now()), secret); status/100 != 2 {
		t.Fatalf("push: %d", status)
	}
	w.eventually("the position is applied", func() bool {
		ts := w.post("/control/say", map[string]string{"as": "dispatcher", "channel": "dm", "text": "where is TST 404 XA"})["ts"].(string)
		m := w.answer("dispatcher", "dm", ts, "TST 404 XA")
		return strings.Contains(m.Text+string(m.Blocks), "Apapa Port")
	})
	r, err := http.Get(w.Sandbox + "/control/model")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var seen json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&seen); err != nil || !strings.Contains(string(seen), "truck_status") {
		t.Errorf("the model was not asked: %v", err)
	}
}

// TestDoorOfFacts holds what the webhook refuses and keeps.
func TestDoorOfFacts(t *testing.T) {
	w := newWorld(t, options{})
	at := time.Now()
	body := location("TST 202 XA", "356000000000202", 6.4455, 3.3655, 12, at)
	for _, c := range []struct {
		name, body, key string
		status          int
	}{
		{"bad signature", body, "wrong", http.StatusUnauthorized},
		{"body of 10 MB", "[" + strings.Repeat(body+",", 40_000) + body + "]", secret, http.StatusRequestEntityTooLarge},
		{"a good push", body, secret, http.StatusOK},
		{"the same again", body, secret, http.StatusOK},
		{"JSON that ends early", `[` + location("TST 203 XA", "356000000000203", 6.45, 3.36, 12, at) + `,{"imei":"3560`, secret, http.StatusOK},
		{"null coordinates", `{"imei":"356000000000204","gpstime":"` + at.In(kolkata).Format("02-01-2006 15:04:05") + `","latitude":null,"longitude":null}`, secret, http.StatusOK},
	} {
		status := w.push(c.body, c.key)
		if c.status == http.StatusOK && status/100 == 2 {
			continue
		}
		if status != c.status {
			t.Errorf("%s: %d, want %d", c.name, status, c.status)
		}
	}
	db, err := pgx.Connect(t.Context(), w.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	w.eventually("both good facts are in, once, and both bad ones are kept", func() bool {
		var positions, rejects int
		err := db.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM positions), (SELECT count(*) FROM rejects)`).Scan(&positions, &rejects)
		if err != nil || positions > 2 || rejects > 2 {
			t.Fatalf("%d positions, %d rejects, %v", positions, rejects, err)
		}
		return positions == 2 && rejects == 2
	})
}
