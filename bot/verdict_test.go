package bot

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

func TestThumbsAreKeptWithTheQuestion(t *testing.T) {
	w := newTown(t, func(o *Options) {
		o.Ask = func(context.Context, fleet.Caller, string, string, string, func(string)) (answer.Answer, string) {
			return answer.Answer{Kind: answer.Result, Headline: "3 trucks near Apapa.",
				Made: &answer.Call{Tool: "trucks_near", Args: json.RawMessage(`{"place":"Apapa"}`)}}, ""
		}
	})
	ts := w.say("dispatcher", "dispatch", "@Watch Tower who is near Apapa", "")
	m := w.heard("dispatcher", "dispatch", "3 trucks near Apapa")
	press := func(as, thumb string) {
		w.must("click", map[string]any{"as": as, "channel": "dispatch", "ts": m.TS, "action_id": "verdict", "value": thumb})
	}
	press("dispatcher", "positive")
	if thanks := w.heard("dispatcher", "dispatch", "Good to know"); thanks.EphemeralTo != "U0DISPATCH" {
		t.Errorf("thanks are shown to %q", thanks.EphemeralTo)
	}
	press("dispatcher", "negative") // changes their mind
	w.heard("dispatcher", "dispatch", "helps to do better")
	press("manager", "positive")
	w.heard("manager", "dispatch", "Good to know")
	kept, err := w.store.FeedbackSince(t.Context(), time.Time{}, 10)
	if err != nil || len(kept) != 2 {
		t.Fatalf("kept %+v, %v; want one of each person", kept, err)
	}
	good := 0
	for _, f := range kept {
		if f.Question != "who is near Apapa" || f.Tool != "trucks_near" || f.MessageTS != m.TS || f.Thread != ts || !strings.Contains(string(f.Args), "Apapa") {
			t.Errorf("kept %+v", f)
		}
		if f.Good {
			good++
		}
	}
	if good != 1 {
		t.Errorf("%d thumbs are up, want the manager's alone", good)
	}
}

func TestOnlyAnswersAreJudged(t *testing.T) {
	for kind, want := range map[answer.Kind]bool{answer.Result: true, answer.Unknown: true, answer.OutScope: true,
		answer.Question: false, answer.Confirm: false, answer.Chat: false, answer.Failed: false} {
		if got := verdictOn("?", answer.Answer{Kind: kind}) != nil; got != want {
			t.Errorf("%s is judged: %v", kind, got)
		}
	}
	long := verdictOn(strings.Repeat("€", 5000), answer.Answer{Kind: answer.Result,
		Made: &answer.Call{Tool: "trucks_near", Args: json.RawMessage(`{"place":"` + strings.Repeat("x", 5000) + `"}`)}})
	raw, err := json.Marshal(long.block())
	if err != nil || len(raw) > 2*maxValue+1000 || !strings.Contains(string(raw), "trucks_near") {
		t.Errorf("a long question makes a block of %d bytes: %v", len(raw), err)
	}
}
