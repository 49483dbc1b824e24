package e2e

import (
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
			m := w.command("dispatcher", "dispatch", "/trucks-near", "Apapa 10km", "of Apapa Port")
			return strings.Contains(m.Text+string(m.Blocks), "TST 101 XA")
		})
	})
	t.Run("sentence by the phrasebook", func(t *testing.T) {
		w := w.on(t)
		w.answer("dispatcher", "dm", w.say("dispatcher", "dm", "where is TST 101 XA"), "TST 101 XA", "Apapa Port")
	})
	t.Run("mention in a channel, answered once in its thread", func(t *testing.T) { answeredOnce(t, w.on(t)) })
	t.Run("trip by sentence and Confirm", func(t *testing.T) { tripByConfirm(t, w.on(t)) })
	t.Run("refused writes", func(t *testing.T) { refusedWrites(t, w.on(t)) })
	t.Run("bad input", func(t *testing.T) { badInput(t, w.on(t)) })
}

// answeredOnce mentions the bot, has Slack deliver the mention a second time,
// and counts the answers after that of a later question has come.
func answeredOnce(t *testing.T, w *world) {
	first := w.say("manager", "dispatch", "<@U0WATCHTOWER> trucks near Apapa")
	if m := w.answer("manager", "dispatch", first, "of Apapa Port"); m.ThreadTS != first {
		t.Errorf("answered outside the thread: %+v", m)
	}
	w.post("/control/fault", map[string]string{"kind": "retry"})
	marker := w.say("manager", "dispatch", "<@U0WATCHTOWER> where is TST 101 XA")
	w.answer("manager", "dispatch", marker, "TST 101 XA is")
	if n, m := w.answers("manager", "dispatch", first), w.answers("manager", "dispatch", marker); n != 1 || m != 1 {
		t.Errorf("%d answers to the first question and %d to the second, want one each", n, m)
	}
}

// tripByConfirm makes a trip by a sentence. Confirm is clicked twice before
// Slack has shown that it was; the trip is made once.
func tripByConfirm(t *testing.T, w *world) {
	const trips = `SELECT count(*) FROM trips`
	before := w.count(trips)
	said := w.say("dispatcher", "dm", "create trip T-4407 Apapa to Ibadan tomorrow 10pm")
	card := w.answer("dispatcher", "dm", said, "Create this trip?", "T-4407")
	if n := w.count(trips); n != before {
		t.Errorf("%d trips were made without a Confirm", n-before)
	}
	w.post("/control/fault", map[string]any{"kind": "slow", "ms": 300})
	for range 2 {
		w.post("/control/click", map[string]string{"as": "dispatcher", "channel": "dm", "ts": card.TS, "action_id": "confirm"})
	}
	w.post("/control/fault", map[string]any{"kind": "clear"})
	w.answer("dispatcher", "dm", said, "was already confirmed")
	done := w.answer("dispatcher", "dm", said, "is created")
	if n := w.count(trips); n != before+1 {
		t.Errorf("%d trips were made by two clicks, want 1", n-before)
	}
	ref := strings.Fields(strings.SplitAfter(done.Text, "Trip ")[1])[0]
	ref = strings.Trim(ref, ",:.")
	w.command("manager", "dispatch", "/trip", "status "+ref, "Trip "+ref, "scheduled")
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
