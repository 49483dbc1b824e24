package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/slack-go/slack/socketmode"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// In a thread that the bot follows people also thank each other.
func TestSmallTalkInAFollowedThreadIsLeftAlone(t *testing.T) {
	w := newTown(t, func(o *Options) {
		o.Ask = func(_ context.Context, _ fleet.Caller, _, _, text string, _ func(string)) (answer.Answer, string) {
			if strings.HasPrefix(text, "thank") {
				return answer.Answer{Kind: answer.Chat, Headline: "You are welcome."}, ""
			}
			return answer.Answer{Kind: answer.Result, Headline: "heard: " + text}, ""
		}
	})
	ts := w.say("dispatcher", "dispatch", "@Watch Tower first", "")
	w.heard("dispatcher", "dispatch", "heard: first")
	w.say("manager", "dispatch", "thanks", ts)
	w.say("guest", "dispatch", "hello all", ts)
	w.say("manager", "dispatch", "second", ts)
	w.heard("dispatcher", "dispatch", "heard: second")
	w.say("manager", "dispatch", "@Watch Tower thank you", ts)
	w.heard("dispatcher", "dispatch", "You are welcome.")
	if all := w.bots("dispatcher", "dispatch"); len(all) != 3 {
		t.Errorf("%d answers, want 3: %+v", len(all), all)
	}
}

func TestGuestGetsNothingAndViewerReadsWithoutPhones(t *testing.T) {
	w := newTown(t, nil)
	w.command("guest", "dispatch", "/truck", "T-4407")
	w.heard("guest", "dispatch", "guests cannot use it")
	w.say("guest", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("guest", "dm", "guests cannot use it")
	w.say("viewer", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("viewer", "dm", "T-4407 has never reported")
	w.say("viewer", "dm", `truck_status {"truck":"T-4407","want":"phone"}`, "")
	w.say("viewer", "dm", "trip_create "+newTrip, "")
	w.heard("viewer", "dm", "may not")
	w.command("viewer", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("viewer", "dispatch", "may not")
	w.until("all three questions are answered", func() bool { return len(w.bots("viewer", "dm")) == 3 })
	for _, m := range append(w.bots("viewer", "dm"), w.bots("guest", "dm")...) {
		if strings.Contains(m.Text, "8031234567") {
			t.Errorf("a telephone number is shown: %s", m.Text)
		}
	}
	if n := w.trips(); n != 0 {
		t.Errorf("a viewer made %d trips", n)
	}
}

// registry is a Slack whose word about U9 can change.
type registry struct {
	flags atomic.Value // of users.info
	asked atomic.Int64
	down  atomic.Bool
	code  atomic.Value // what Slack says instead of who it is
}

func (r *registry) user() string {
	return fmt.Sprintf(`{"id":"U9","name":"ada","tz":"Europe/London","profile":{"display_name":"Ada"}%s}`, r.flags.Load())
}

func (r *registry) ServeHTTP(rw http.ResponseWriter, _ *http.Request) {
	r.asked.Add(1)
	if r.down.Load() {
		rw.WriteHeader(http.StatusBadGateway)
		return
	}
	if code, _ := r.code.Load().(string); code != "" {
		fmt.Fprintf(rw, `{"ok":false,"error":%q}`, code)
		return
	}
	fmt.Fprintf(rw, `{"ok":true,"user":%s}`, r.user())
}

// vouched is a bot that asks a registry about people.
func (w *town) vouched() (*Bot, *registry) {
	w.t.Helper()
	r := &registry{}
	r.flags.Store("")
	api := httptest.NewServer(r)
	w.t.Cleanup(api.Close)
	o := w.opt
	o.APIURL = api.URL
	b, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	return b, r
}

// changes tells a bot what Slack says by itself.
func (r *registry) changes(t *testing.T, b *Bot, flags string) {
	t.Helper()
	r.flags.Store(flags)
	payload := json.RawMessage(`{"event_id":"Ev` + fmt.Sprint(r.asked.Add(1)) + `","event":{"type":"user_change","user":` + r.user() + `}}`)
	env := envelopeOf(&socketmode.Request{Type: "events_api", EnvelopeID: "E", Payload: payload})
	if e, err := readEvent(payload); err != nil || !b.concernsUs(e.Event) || !strings.HasPrefix(env.Key, "Ev") {
		t.Fatalf("the change of a user is dropped: %+v %v", env, err)
	}
	b.handle(t.Context(), env)
}

func TestGuestsAndDeactivatedUsersGetNothing(t *testing.T) {
	for flag, want := range map[string]string{"is_restricted": "guests cannot use it", "deleted": "deactivated", "is_bot": "people, not apps"} {
		t.Run(flag, func(t *testing.T) {
			w := newTown(t, nil)
			b, r := w.vouched()
			r.flags.Store(`,"` + flag + `":true`)
			_, err := b.caller(t.Context(), "U9", "C1")
			if fleet.KindOf(err) != fleet.Forbidden || !strings.Contains(fleet.MessageFor(err), want) {
				t.Errorf("%v, want %q", err, want)
			}
			if _, err := w.store.PersonBySlack(t.Context(), "U9"); fleet.KindOf(err) != fleet.NotFound {
				t.Error("became a person")
			}
		})
	}
}

func TestFirstContactMakesAViewerWithNameAndZone(t *testing.T) {
	w := newTown(t, nil)
	b, r := w.vouched()
	for range 3 {
		c, err := b.caller(t.Context(), "U9", "C1")
		if err != nil || c.Name != "Ada" || c.Role != fleet.Viewer || c.Zone != "Europe/London" || c.Channel != "C1" {
			t.Fatalf("%+v, %v", c, err)
		}
	}
	if n := r.asked.Load(); n != 1 {
		t.Errorf("Slack was asked %d times within a minute, want once", n)
	}
}

func TestChangedUserLosesAccessAtOnceOnEveryReplicaAndGetsItBack(t *testing.T) {
	w := newTown(t, nil)
	b, r := w.vouched()
	other, _ := w.vouched()
	for _, one := range []*Bot{b, other} {
		if _, err := one.caller(t.Context(), "U9", "C1"); err != nil {
			t.Fatal(err)
		}
	}
	for flags, want := range map[string]string{`,"deleted":true`: "deactivated", `,"is_ultra_restricted":true`: "guests cannot use it"} {
		r.changes(t, b, flags)
		for _, one := range []*Bot{b, other} {
			if _, err := one.caller(t.Context(), "U9", "C1"); fleet.KindOf(err) != fleet.Forbidden || !strings.Contains(fleet.MessageFor(err), want) {
				t.Errorf("%s: %v, want %q", flags, err, want)
			}
		}
		r.changes(t, b, "")
		for _, one := range []*Bot{b, other} {
			if c, err := one.caller(t.Context(), "U9", "C1"); err != nil || c.Role != fleet.Viewer {
				t.Errorf("restored: %+v, %v", c, err)
			}
		}
	}
}

func TestChangeOfAStrangerMakesNobody(t *testing.T) {
	w := newTown(t, nil)
	b, r := w.vouched()
	r.changes(t, b, "")
	if _, err := w.store.PersonBySlack(t.Context(), "U9"); fleet.KindOf(err) != fleet.NotFound {
		t.Error("became a person")
	}
}

func TestWhileSlackIsAwayWhatIsKnownHolds(t *testing.T) {
	w := newTown(t, nil)
	b, _ := w.vouched()
	if _, err := b.caller(t.Context(), "U9", "C1"); err != nil {
		t.Fatal(err)
	}
	away, r := w.vouched()
	r.down.Store(true)
	if c, err := away.caller(t.Context(), "U9", "C1"); err != nil || c.Name != "Ada" {
		t.Errorf("a person who is known: %+v, %v", c, err)
	}
	r.down.Store(false)
	for code, want := range map[string]fleet.Kind{"ratelimited": "", "internal_error": "", "user_not_found": fleet.Unavailable} {
		r.code.Store(code)
		if _, err := away.caller(t.Context(), "U9", "C1"); fleet.KindOf(err) != want {
			t.Errorf("while Slack says %s: %v", code, err)
		}
	}
	r.code.Store("")
	r.down.Store(true)
	if err := w.store.SetStanding(t.Context(), "U9", "deactivated", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := away.caller(t.Context(), "U9", "C1"); fleet.KindOf(err) != fleet.Forbidden {
		t.Errorf("whoever lost access: %v", err)
	}
	if _, err := away.caller(t.Context(), "U8", "C1"); fleet.KindOf(err) != fleet.Unavailable {
		t.Errorf("a stranger: %v", err)
	}
}

// Who reads miles reads them alone: a channel reads kilometres.
func TestUnitsAreThePersonsOwnAndTheChannelsAreKilometres(t *testing.T) {
	w := newTown(t, nil)
	on := true
	at := w.opt.Now()
	moving := fleet.Fact{Source: "test", ReceivedAt: at, Plate: "T-4407", Position: &fleet.Position{At: at,
		Point: fleet.Point{Lat: 6.60, Lon: 3.365}, SpeedKmh: 54, Ignition: &on, ReceivedAt: at}}
	if _, err := w.store.ApplyFacts(t.Context(), at, []store.Incoming{{EntryID: "1", Fact: moving}}); err != nil {
		t.Fatal(err)
	}
	w.say("dispatcher", "dm", `preferences_save {"units":"mi"}`, "")
	w.click("dispatcher", "dm", w.heard("dispatcher", "dm", "Save your settings"), "confirm")
	w.heard("dispatcher", "dm", "Your settings are saved")

	w.say("dispatcher", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("dispatcher", "dm", "moving at 34 mph, 1 mi west of Ketu")
	w.command("dispatcher", "dispatch", "/truck", "T-4407")
	alone := w.heard("dispatcher", "dispatch", "moving at 34 mph")
	w.click("dispatcher", "dispatch", alone, "share")
	w.heard("manager", "dispatch", "moving at 54 km/h, 2 km west of Ketu")
	root := w.say("dispatcher", "reports", `@Watch Tower truck_status {"truck":"T-4407"}`, "")
	if m := w.heard("manager", "reports", "moving at 54 km/h"); m.ThreadTS != root {
		t.Errorf("answered %+v", m)
	}
	w.command("manager", "dispatch", "/truck", "T-4407")
	w.heard("manager", "dispatch", "moving at 54 km/h")
}

// Of replicas with different WATCHTOWER_PEOPLE the one that started last says
// who is what; the others neither give nor take a role.
func TestRolesDoNotFlipBetweenReplicas(t *testing.T) {
	w := newTown(t, nil)
	old, r := w.vouched()
	w.opt.People = map[string]Person{"U9": {Role: fleet.Manager}}
	late, _ := w.vouched()
	role := func(b *Bot, want fleet.Role) {
		t.Helper()
		clear(b.people.checked)
		if c, err := b.caller(t.Context(), "U9", "C1"); err != nil || c.Role != want {
			t.Errorf("%q, %v; want %q", c.Role, err, want)
		}
	}
	old.sayRoles(t.Context())
	late.sayRoles(t.Context())
	role(old, fleet.Viewer) // met there first: whoever says roles has not seen them yet
	role(late, fleet.Manager)
	role(old, fleet.Manager)
	r.changes(t, old, "")
	role(old, fleet.Manager)
	old.sayRoles(t.Context()) // started anew, it is the last
	role(old, fleet.Viewer)
	role(late, fleet.Viewer)
}

// A replica that could not say at its start that its roles count says so as soon
// as Redis is there: what stands in it is of an earlier life.
func TestRolesCountOnceRedisIsBack(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	w.opt.People = map[string]Person{"U9": {Role: fleet.Manager}}
	b, _ := w.vouched() // it was never able to say so
	if c, err := b.caller(t.Context(), "U9", "C1"); err != nil || c.Role != fleet.Manager {
		t.Errorf("%q, %v; want the role that this replica's configuration gives", c.Role, err)
	}
}
