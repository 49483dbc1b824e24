package assistant

import (
	"encoding/json"
	"testing"

	"watchtower/fleet"
)

func TestModelMakesNoChangeUp(t *testing.T) {
	m := newFakeModel(t, step{calls: [][2]string{{"truck_save", `{"plate":"T-0000"}`}}}, step{calls: [][2]string{{"truck_status", `{"truck":"T-4407"}`}}}, step{text: "Here."})
	f := newFixture(t, m.config("responses"), nil)
	f.want(f.say(fleet.Caller{Name: "Musa", Role: fleet.Manager}, "where is T-4407"), "answer", `"model":"openai"`, "T-4407 is moving")
}

func TestGrounded(t *testing.T) {
	for _, tt := range []struct {
		said, args string
		want       bool
	}{
		{"cancel 3112, client don change mind", `{"trip_id":"3112","action":"cancel"}`, true},
		{"trip for 4407 tincan to ibadan tomorrow 6am", `{"truck":"T-4407","origin":"Tin Can Port","destination":"Ibadan"}`, true},
		{"let segun take 3107", `{"trip_id":"3107","driver":"Segun Ojo"}`, true},
		{"where is T-4407", `{"plate":"T-0000"}`, false},
		{"how are you", `{"person":"everybody","role":"admin"}`, false},
		{"cancel it", `{"trip_id":"3107"}`, false},
	} {
		if got := grounded(json.RawMessage(tt.args), []string{tt.said}); got != tt.want {
			t.Errorf("%q %s: %v", tt.said, tt.args, got)
		}
	}
}
