package bot

import (
	"context"
	"strings"
	"testing"

	"watchtower/answer"
	"watchtower/fleet"
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
