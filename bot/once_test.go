package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// trips counts the trips there are; their numbers begin at 4001.
func (w *town) trips() (n int) {
	w.t.Helper()
	for {
		if _, err := w.store.Trip(w.t.Context(), fmt.Sprint(4001+n)); err != nil {
			return n
		}
		n++
	}
}

// byHand makes a bot that the test drives itself, as one of several replicas.
func (w *town) byHand() *Bot {
	w.t.Helper()
	b, err := New(w.opt)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := b.identify(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return b
}

// filled is a submitted form.
func filled(formID, origin string) interaction {
	in := interaction{Type: "view_submission"}
	in.User.ID = "U0DISPATCH"
	in.View.ID, in.View.CallbackID = "V1", formTrip
	meta, _ := json.Marshal(formState{ID: formID, Channel: "C0DISPATCH"})
	in.View.PrivateMetadata = string(meta)
	in.View.State.Values = map[string]map[string]fieldValue{}
	for name, v := range map[string]fieldValue{"truck": {Value: "T-4407"}, "origin": {Value: origin}, "destination": {Value: "Ibadan"},
		"date": {SelectedDate: "2026-11-24"}, "time": {SelectedTime: "22:00"}} {
		in.View.State.Values[name] = map[string]fieldValue{name: v}
	}
	return in
}

func TestOneFormMakesOneTripWhoeverHandlesIt(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	replicas := []*Bot{w.byHand(), w.byHand(), w.byHand()}
	submit := func(b *Bot, origin string) (ack any) {
		b.submitted(t.Context(), filled("F1", origin), func(payload any) { ack = payload })
		return ack
	}
	if ack := submit(replicas[0], "Apapaa"); !strings.Contains(fmt.Sprint(ack), "Apapa Port") {
		t.Errorf("a wrong place is answered with %+v, want the place meant, in the form", ack)
	}
	var all sync.WaitGroup
	for i := range 9 {
		all.Go(func() {
			if ack := submit(replicas[i%3], "Apapa Port"); ack != nil {
				t.Errorf("submit %d is answered with %+v, want that the form closes", i, ack)
			}
		})
	}
	all.Wait()
	if ack := submit(w.byHand(), "Apapa Port"); ack != nil { // after a restart
		t.Errorf("after a restart the form is answered with %+v", ack)
	}
	if n := w.trips(); n != 1 {
		t.Errorf("the form made %d trips, want 1", n)
	}
	w.start() // what was acknowledged before the restart is told after it, once
	w.heard("dispatcher", "dispatch", "Trip 4001")
	w.command("dispatcher", "dispatch", "/tower", "me") // follows in the stream
	w.heard("dispatcher", "dispatch", "a dispatcher of")
	if all := w.bots("dispatcher", "dispatch"); len(all) != 2 {
		t.Errorf("%d messages, want the trip and the last answer: %+v", len(all), all)
	}
}

// A process that died between a form's press and its ack leaves the name taken:
// the next press must not close the form as if all were well.
func TestFormWhosePressWasCutOffSaysSo(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	if _, err := w.store.BeginAct(t.Context(), "made:F1", w.opt.Now()); err != nil {
		t.Fatal(err)
	}
	in := filled("F1", "Apapa Port")
	in.View.Blocks = json.RawMessage(`[{"type":"divider","block_id":"x"}]`)
	var ack any
	w.byHand().submitted(t.Context(), in, func(payload any) { ack = payload })
	if said := asText(ack); !strings.Contains(said, "or was cut off") {
		t.Errorf("answered with %s, want that it may not be done", said)
	}
}

func TestFaultOfNoFieldLosesNothingThatWasTyped(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	in := filled("F1", "Apapa Port")
	in.View.State.Values["cargo"] = map[string]fieldValue{"cargo": {Value: "rice"}}
	b := w.byHand()
	b.Registry = &tools.Registry{} // panics, as whatever fails beside the fields
	var ack any = "none"
	b.submitted(t.Context(), in, func(payload any) { ack = payload })
	if ack != nil {
		t.Errorf("the form is answered with %+v, want that it closes", ack)
	}
	w.start()
	m := w.heard("dispatcher", "dispatch", "Something went wrong")
	if m.buttons()["trip_form"] != "Fill in a form" || !strings.Contains(fmt.Sprint(m.Blocks), "rice") {
		t.Errorf("card %+v, want a button that opens the form with what was typed", m)
	}
}

func TestQuestionIsAnsweredByOneConfirmInItsPlace(t *testing.T) {
	toIbadan := `{"truck":"T-4407","origin":"Apapa Port","destination":"Ibadan","start":"2026-11-24T22:00:00+01:00"}`
	w := newTown(t, func(o *Options) {
		o.Ask = func(ctx context.Context, c fleet.Caller, _, _, text string, _ func(string)) (answer.Answer, string) {
			if text != "Ibadan" {
				return answer.Answer{Kind: answer.Question, Headline: "Where to?", Ask: &answer.Ask{Options: []string{"Ibadan"}}}, ""
			}
			a, err := o.Registry.Run(ctx, c, fleet.ViaSentence, "trip_create", json.RawMessage(toIbadan))
			if err != nil {
				a = answer.FromError(err)
			}
			return a, ""
		}
	})
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Ibadannn to Apapa Port at tomorrow 10pm")
	w.say("dispatcher", "dispatch", "@Watch Tower a trip", "")
	for i, asks := range []string{"Ibadannn", "Where to?"} {
		m := w.heard("dispatcher", "dispatch", asks)
		for range 3 {
			w.click("dispatcher", "dispatch", m, "option")
		}
		card := w.heard("dispatcher", "dispatch", "Create this trip?")
		if card.TS != m.TS {
			t.Errorf("Confirm is message %s, want it in the place of the question %s", card.TS, m.TS)
		}
		w.click("dispatcher", "dispatch", card, "confirm")
		w.heard("dispatcher", "dispatch", fmt.Sprintf("Trip %d, T-4407", 4001+i))
	}
	w.command("dispatcher", "dispatch", "/tower", "me") // follows every click in the stream
	w.heard("dispatcher", "dispatch", "a dispatcher of")
	if all := w.bots("dispatcher", "dispatch"); len(all) != 3 || w.trips() != 2 {
		t.Errorf("%d messages and %d trips, want two cards, the last answer and two trips: %+v", len(all), w.trips(), all)
	}
}

func TestShareHappensOnce(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trucks-near", "Apapa 10km")
	m := w.heard("dispatcher", "dispatch", "within 10 km of Apapa Port")
	w.stop() // two replicas get a click each
	in := interaction{}
	in.User.ID, in.Channel.ID, in.Container.MessageTS, in.Container.IsEphemeral = "U0DISPATCH", "C0DISPATCH", m.TS, true
	for _, key := range []string{"E1", "E2"} {
		b := w.byHand()
		caller, err := b.caller(t.Context(), "U0DISPATCH", "C0DISPATCH")
		if err != nil {
			t.Fatal(err)
		}
		b.share(t.Context(), &job{envelope: envelope{Key: key, Received: time.Now()}}, in, caller, m.value("share"))
	}
	if all := w.bots("manager", "dispatch"); len(all) != 1 || !strings.Contains(all[0].Text, "within 10 km") {
		t.Errorf("two clicks shared %+v, want one message", all)
	}
}

func TestSharedCardLosesItsButton(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trucks-near", "Apapa 10km")
	m := w.heard("dispatcher", "dispatch", "within 10 km of Apapa Port")
	w.click("dispatcher", "dispatch", m, "share")
	w.until("the button is gone", func() bool {
		for _, now := range w.bots("dispatcher", "dispatch") {
			if now.TS == m.TS {
				return now.buttons()["share"] == ""
			}
		}
		return false
	})
}

func TestDoubleClickMovesATripOneStep(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	m := w.heard("dispatcher", "dispatch", "is created")
	w.click("dispatcher", "dispatch", m, "choice")
	moved := w.heard("dispatcher", "dispatch", "scheduled to loading")
	if moved.buttons()["choice"] != "Departed" {
		t.Fatalf("buttons %v", moved.buttons())
	}
	w.click("dispatcher", "dispatch", moved, "choice") // the second half of a double click
	w.heard("dispatcher", "dispatch", "The card was changing as you clicked")
	if trip, err := w.store.Trip(t.Context(), "4001"); err != nil || trip.Status != fleet.Loading {
		t.Errorf("the trip is %s, %v; want loading", trip.Status, err)
	}
}

func TestEndedTripCanBeShared(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("dispatcher", "dispatch", "is created")
	w.command("dispatcher", "dispatch", "/trip", "cancel T-4407 gate closed")
	m := w.heard("dispatcher", "dispatch", "scheduled to cancelled")
	w.click("dispatcher", "dispatch", m, "share")
	w.heard("manager", "dispatch", "Trip 4001, T-4407 from Apapa Port to Ibadan: cancelled")
	w.command("dispatcher", "dm", "/trip", "status 4001")
	if m := w.heard("dispatcher", "dm", "Trip 4001"); m.buttons()["share"] != "" {
		t.Error("a direct message offers Share")
	}
}

func TestRefusedStepHasNoFoot(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	m := w.heard("dispatcher", "dispatch", "is created")
	w.click("dispatcher", "dispatch", m, "share")
	card := w.heard("viewer", "dispatch", "Trip 4001")
	w.click("viewer", "dispatch", card, "choice")
	no := w.heard("viewer", "dispatch", "may not")
	if strings.Contains(fmt.Sprint(no.Blocks), "By <@") {
		t.Errorf("the refusal says who did it: %v", no.Blocks)
	}
}

func TestFormKeepsStopsAndSize(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa Port to Ibadan via Ibeshe Terminal 40ft")
	w.form("dispatcher", "Create").submitted(map[string]any{"date": "2026-11-24", "time": "22:00"})
	m := w.heard("dispatcher", "dispatch", "is created")
	if !strings.Contains(m.Text, "Stops: Ibeshe Terminal") || !strings.Contains(m.Text, "40 ft") {
		t.Errorf("card %s, want the stop and the size", m.Text)
	}
	trip, err := w.store.Trip(t.Context(), "4001")
	if err != nil || !cmp.Equal(trip.Stops, []string{"Ibeshe Terminal"}) {
		t.Errorf("stops %v, %v", trip.Stops, err)
	}
}
