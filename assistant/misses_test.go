package assistant

import (
	"encoding/json"
	"strings"
	"testing"

	"watchtower/fleet"
	"watchtower/store"
)

// TestMissesHoldNobody: a real miss becomes a line of a file of questions, with
// nothing in it that says who somebody is.
func TestMissesHoldNobody(t *testing.T) {
	f := newFixture(t, nil, nil)
	if _, err := f.store.SavePerson(t.Context(), store.Person{SlackUser: "U0ADA", Name: "Ada Obi", Role: fleet.Dispatcher, Active: true}, noon); err != nil {
		t.Fatal(err)
	}
	who, err := f.store.FindPerson(t.Context(), "Ada Obi", store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range []struct {
		text string
		good bool
	}{
		{"abeg call Moses Okafor of T-4407, tell <@U0VIEWER> and Adewunmi on 0803 123 4567", false},
		{"where is T-5120", true},
	} {
		err := f.store.SaveFeedback(t.Context(), store.Feedback{Person: who.ID, Channel: "C1", MessageTS: string(rune('a' + i)), Question: q.text,
			Tool: "driver_lookup", Args: json.RawMessage(`{"truck":"T-4407","driver":"Moses Okafor"}`), Good: q.good, At: noon})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := Misses(t.Context(), f.store, noon.AddDate(0, 0, -1), noon)
	if err != nil || len(got) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	raw, err := json.Marshal(got[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"Moses", "Okafor", "U0VIEWER", "Adewunmi", "4567"} {
		if strings.Contains(string(raw), who) {
			t.Errorf("%s stands in %s", who, raw)
		}
	}
	if got[0].Intent != "driver_lookup" || got[0].Args["truck"] != "T-4407" || !strings.Contains(got[0].Text, "T-4407") {
		t.Errorf("%s", raw)
	}
}
