package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"watchtower/answer"
	"watchtower/fleet"
)

func TestCommandAnswersTheAskerAlone(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trucks-near", "Apapa 10km")
	got := w.heard("dispatcher", "dispatch", "within 10 km of Apapa Port")
	if got.EphemeralTo != "U0DISPATCH" {
		t.Errorf("answer is shown to %q, want the asker alone", got.EphemeralTo)
	}
	if got.buttons()["share"] != "Share to channel" {
		t.Errorf("buttons %v, want one that shares", got.buttons())
	}
	if others := w.bots("manager", "dispatch"); len(others) != 0 {
		t.Errorf("the manager sees %+v", others)
	}
	w.click("dispatcher", "dispatch", got, "share")
	shared := func() []message { return w.bots("manager", "dispatch") }
	w.until("the answer is shared", func() bool { return len(shared()) == 1 })
	if m := shared()[0]; m.EphemeralTo != "" || !strings.Contains(m.Text, "within 10 km of Apapa Port") || !strings.Contains(fmt.Sprint(m.Blocks), "Shared by <@U0DISPATCH>") {
		t.Errorf("shared as %+v", m)
	}
}

func TestBadCommandsAreAnsweredExactly(t *testing.T) {
	w := newTown(t, nil)
	for _, c := range []struct{ command, text, want string }{
		{"/trucks-near", "Apapa 0", "A radius must be more than 0 and at most 1000 km, not 0. Try 10km."},
		{"/trucks-near", "Apapa -5", "not -5. Try 10km."},
		{"/trucks-near", "Apapa banana", `I cannot read "banana" as a distance. Write it like 10km, 800m or 5 miles.`},
		{"/trucks-near", "", "/trucks-near Apapa 10km"},
		{"/trucks-near", "help", "Around coordinates"},
		{"/truck", "T-4408", "T-4407"},
		{"/trip", "statsu 3101", "Did you mean /trip status?"},
		{"/tower", "me", "a dispatcher of this fleet"},
		{"/tower", "help", "/trip list ongoing"},
		{"/fleet", "", "2"},
	} {
		w.command("dispatcher", "dispatch", c.command, c.text)
		if m := w.heard("dispatcher", "dispatch", c.want); m.EphemeralTo != "U0DISPATCH" {
			t.Errorf("%s %s is answered to everyone", c.command, c.text)
		}
	}
}

func TestOptionOfAnUnknownPlateIsAButton(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/truck", "T-4408")
	m := w.heard("dispatcher", "dispatch", "Did you mean")
	if m.buttons()["option"] != "T-4407" {
		t.Fatalf("buttons %v", m.buttons())
	}
	w.click("dispatcher", "dispatch", m, "option")
	w.heard("dispatcher", "dispatch", "T-4407 has never reported a position")
}

const newTrip = `{"truck":"T-4407","origin":"Apapa Port","destination":"Ibadan","start":"2026-11-24T22:00:00+01:00"}`

func TestSentenceIsConfirmedOnce(t *testing.T) {
	w := newTown(t, nil)
	w.say("dispatcher", "dm", "trip_create "+newTrip, "")
	card := w.heard("dispatcher", "dm", "Create this trip?")
	if card.ThreadTS != "" {
		t.Error("a direct message is answered in a thread")
	}
	w.click("dispatcher", "dm", card, "confirm")
	w.click("dispatcher", "dm", card, "confirm")
	done := w.heard("dispatcher", "dm", "is created")
	if done.TS != card.TS {
		t.Errorf("the result is message %s, want it in the card's place %s", done.TS, card.TS)
	}
	if _, ok := done.buttons()["confirm"]; ok {
		t.Error("the card still offers Confirm")
	}
	w.heard("dispatcher", "dm", "already confirmed")
	if _, err := w.store.Trip(t.Context(), "4002"); err == nil {
		t.Error("two clicks made two trips")
	}
}

func TestConfirmIsForTheAskerOrAHigherRole(t *testing.T) {
	w := newTown(t, nil)
	w.say("dispatcher", "dispatch", "@Watch Tower trip_create "+newTrip, "")
	card := w.heard("dispatcher", "dispatch", "Create this trip?")
	w.click("driver", "dispatch", card, "confirm")
	w.heard("driver", "dispatch", "Only the person who asked")
	w.click("manager", "dispatch", card, "cancel")
	w.heard("dispatcher", "dispatch", "Nothing was changed")
	if _, err := w.store.Trip(t.Context(), "4001"); err == nil {
		t.Error("a cancelled trip exists")
	}
}

func TestMentionIsAnsweredOnceInAThread(t *testing.T) {
	w := newTown(t, nil)
	ts := w.say("dispatcher", "dispatch", `@Watch Tower truck_status {"truck":"T-4407"}`, "")
	m := w.heard("dispatcher", "dispatch", "T-4407 has never reported")
	if m.ThreadTS != ts {
		t.Errorf("answered in thread %q, want %q", m.ThreadTS, ts)
	}
	w.say("dispatcher", "dispatch", "lunch anyone?", "")          // not for us
	w.say("dispatcher", "dispatch", "ask <@U0MANAGER> first", ts) // neither
	w.say("dispatcher", "dispatch", `truck_status {"truck":"T-5120"}`, ts)
	w.heard("dispatcher", "dispatch", "T-5120 has never reported")
	if all := w.bots("dispatcher", "dispatch"); len(all) != 2 {
		t.Errorf("%d messages of the bot, want 2: %+v", len(all), all)
	}
}

func TestTelephoneNumbersStayOutOfChannels(t *testing.T) {
	w := newTown(t, nil)
	w.say("dispatcher", "dispatch", `@Watch Tower truck_status {"truck":"T-4407","want":"phone"}`, "")
	w.heard("dispatcher", "dispatch", "in a direct message")
	w.heard("dispatcher", "dm", "+2348031234567")
	w.command("dispatcher", "dispatch", "/truck", "T-4407 phone")
	if m := w.heard("dispatcher", "dispatch", "+2348031234567"); m.EphemeralTo == "" || m.buttons()["share"] != "" {
		t.Errorf("a number is shown or shared in the channel: %+v", m)
	}
	for _, m := range w.bots("manager", "dispatch") {
		if strings.Contains(m.Text, "2348031234567") {
			t.Errorf("the manager reads the number in the channel: %s", m.Text)
		}
	}
}

// A question back stands in the channel; what its button leads to may hold a
// number all the same.
func TestTelephoneNumbersOfAClickStayOutOfChannels(t *testing.T) {
	w := newTown(t, func(o *Options) {
		say := o.Ask
		o.Ask = func(ctx context.Context, c fleet.Caller, ch, th, text string, p func(string)) (answer.Answer, string) {
			if text == "T-4407" {
				return say(ctx, c, ch, th, `truck_status {"truck":"T-4407","want":"phone"}`, p)
			}
			return answer.Answer{Kind: answer.Question, Headline: "Whose number?", Ask: &answer.Ask{Options: []string{"T-4407"}}}, ""
		}
	})
	w.say("dispatcher", "dispatch", "@Watch Tower the number", "")
	w.click("dispatcher", "dispatch", w.heard("dispatcher", "dispatch", "Whose number?"), "option")
	w.heard("dispatcher", "dispatch", "in a direct message")
	w.heard("dispatcher", "dm", "+2348031234567")
	for _, m := range w.bots("manager", "dispatch") {
		if strings.Contains(m.Text, "2348031234567") {
			t.Errorf("the manager reads the number in the channel: %s", m.Text)
		}
	}
}

func TestPanicIsAnswered(t *testing.T) {
	w := newTown(t, nil)
	w.say("dispatcher", "dm", "panic", "")
	w.heard("dispatcher", "dm", "Something went wrong on our side")
}

func TestSlowAnswerShowsWhatIsDone(t *testing.T) {
	shown := make(chan struct{})
	w := newTown(t, func(o *Options) {
		o.Ask = func(ctx context.Context, _ fleet.Caller, _, _, _ string, progress func(string)) (answer.Answer, string) {
			progress("is checking GPS near Apapa")
			select {
			case <-shown:
			case <-ctx.Done():
			}
			return answer.Answer{Kind: answer.Result, Headline: "done"}, "by the phrasebook"
		}
	})
	w.say("dispatcher", "dm", "trucks?", "")
	if got := <-w.seen; got != "is checking GPS near Apapa…" {
		t.Errorf("status %q", got)
	}
	close(shown)
	m := w.heard("dispatcher", "dm", "done")
	if !strings.Contains(fmt.Sprint(m.Blocks), "by the phrasebook") {
		t.Errorf("the card does not say who understood: %v", m.Blocks)
	}
	for got := range w.seen {
		if got == "" {
			return // taken away again
		}
	}
}

func TestTablesAreNative(t *testing.T) {
	w := newTown(t, nil)
	w.command("manager", "dispatch", "/tower", "help")
	if m := w.heard("manager", "dispatch", "/trip list ongoing"); !strings.Contains(fmt.Sprint(m.Blocks), "type:table") {
		t.Errorf("no table block in %v", m.Blocks)
	}
}

func TestSpelledOutCommandRunsAtOnceAndTheCardMovesOn(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm client Olam Mills")
	m := w.heard("dispatcher", "dispatch", "Trip 4001, T-4407 from Apapa Port to Ibadan is created")
	if m.buttons()["choice"] != "Start loading" {
		t.Fatalf("buttons %v", m.buttons())
	}
	w.click("dispatcher", "dispatch", m, "choice")
	w.heard("dispatcher", "dispatch", "scheduled to loading")
	w.command("driver", "dispatch", "/trip", "depart mine")
	w.heard("driver", "dispatch", "loading to en route")
	w.command("manager", "dispatch", "/trip", "status 4001")
	w.heard("manager", "dispatch", "4001")
	w.command("driver", "dispatch", "/trip", "cancel 4001 tired")
	w.heard("driver", "dispatch", "ask a dispatcher")
}

func TestViewerGetsNoForm(t *testing.T) {
	w := newTown(t, func(o *Options) { o.People = nil })
	w.command("dispatcher", "dispatch", "/trip", "create")
	w.heard("dispatcher", "dispatch", "may not create trips")
}

func TestHomeShowsTheFleet(t *testing.T) {
	w := newTown(t, nil)
	home := func(as string) string {
		raw, _ := json.Marshal(w.must("home", map[string]any{"as": as})["view"])
		return string(raw)
	}
	if got := home("dispatcher"); !strings.Contains(got, "The fleet now") || !strings.Contains(got, "New trip") {
		t.Errorf("dispatcher's Home: %s", got)
	}
	if got := home("driver"); !strings.Contains(got, "My trip") || strings.Contains(got, "New trip") {
		t.Errorf("driver's Home: %s", got)
	}
}

func TestConfiguredRolesHold(t *testing.T) {
	w := newTown(t, nil)
	for as, want := range map[string]string{"dispatcher": "a dispatcher of", "manager": "a manager of", "driver": "a driver of", "viewer": "a viewer of"} {
		w.command(as, "dispatch", "/tower", "me")
		w.heard(as, "dispatch", want)
	}
	c, err := w.store.PersonBySlack(t.Context(), "U0DRIVER")
	if err != nil || c.Role != fleet.DriverRole || c.DriverID == 0 {
		t.Errorf("driver is %+v, %v; want the driver Moses Okafor", c, err)
	}
}
