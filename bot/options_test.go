package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"watchtower/answer"
)

// Every option that a question offers leads somewhere, whatever the finder
// calls the field at fault.
func TestOptionsLeadOn(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("dispatcher", "dispatch", "Trip 4001")
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Ibadan to Apapa at tomorrow 11pm")
	w.heard("dispatcher", "dispatch", "Trip 4002")
	for _, c := range []struct{ command, text, asks, offered, then string }{
		{"/trucks-near", "Ibadannn 20km", "called \"Ibadannn\"", "Ibadan", "within 20 km of Ibadan"},
		{"/trucks-near", "T-4408 20km", "called \"T-4408\"", "T-4407", "T-4407 has never reported a position, so I cannot look around it"},
		{"/truck", "T-4408", "called \"T-4408\"", "T-4407", "T-4407 has never reported"},
		{"/trip", "status T-5121", "called \"T-5121\"", "T-5120", "I find no trip like that"},
		{"/trip", "status T-4407", "(T-4407, Apapa Port to Ibadan)", "4001 (T-4407, Apapa Port to Ibadan)", "Trip 4001, T-4407 from Apapa Port to Ibadan: scheduled"},
		{"/trip", "create T-4407 Apapa Port to Ibeshe Termina via Ibadan at tomorrow 10pm", "Ibeshe Termina", "Ibeshe Terminal", "Create this trip?"},
		{"/trip", "create T-4407 Apapa Port to Ibeshe Terminal via Ibadannn, Apapa Port at tomorrow 10pm", "Ibadannn", "Ibadan", "Create this trip?"},
	} {
		w.command("dispatcher", "dispatch", c.command, c.text)
		m := w.heard("dispatcher", "dispatch", c.asks)
		at := ""
		for action, label := range m.buttons() {
			if label == c.offered {
				at = action
			}
		}
		switch {
		case at != "":
			w.click("dispatcher", "dispatch", m, at)
			w.heard("dispatcher", "dispatch", c.then)
		case m.buttons()["confirm"] == "": // a single candidate may be confirmed at once
			t.Errorf("%s %s offers %v, want %s", c.command, c.text, m.buttons(), c.offered)
		}
	}
	for _, m := range w.bots("dispatcher", "dispatch") {
		if strings.Contains(m.Text, "has no argument") {
			t.Errorf("an option is refused: %s", m.Text)
		}
	}
}

func TestOptionGoesIntoAnArgumentOfTheTool(t *testing.T) {
	b := newTown(t, nil).byHand()
	for _, c := range []struct{ tool, args, field, want string }{
		{"trucks_near", `{"near_truck":"T-4408","radius_km":20}`, "truck", "near_truck"},
		{"trucks_near", `{"place":"T-4408"}`, "truck", "place"},
		{"trucks_near", `{"place":"Apap","load":"empty"}`, "truck", "place"},
		{"truck_status", `{"truck":"T-4408"}`, "truck", "truck"},
		{"trip_status", `{"truck":"T-4407"}`, "trip_id", "trip_id"},
		{"trip_create", `{"truck":"T-4408","origin":"Apapa"}`, "plate", ""},
		{"no_such_tool", `{}`, "truck", ""},
	} {
		if got := b.argument(c.tool, json.RawMessage(c.args), c.field); got != c.want {
			t.Errorf("%s %s: an option for %s goes into %q, want %q", c.tool, c.args, c.field, got, c.want)
		}
	}
	a := answer.Answer{Kind: answer.Failed, Headline: "?", Ask: &answer.Ask{Tool: "trip_create", Missing: []string{"plate"},
		Args: json.RawMessage(`{"truck":"T-4408","origin":"Apapa"}`), Options: []string{"T-4407"}}}
	for _, blocks := range render(b.fit(a), extras{}, withTable).Blocks {
		raw, _ := json.Marshal(blocks)
		if strings.Contains(string(raw), "trip_create") {
			t.Errorf("an option that fits no argument is a button: %s", raw)
		}
	}
}

func TestOptionTakesThePlaceOfWhatItResembles(t *testing.T) {
	raw := withArg(json.RawMessage(`{"stops":["Ogere","Ibadann","Ore"]}`), "stops", "Ibadan")
	var got struct{ Stops []string }
	if err := json.Unmarshal(raw, &got); err != nil || !slices.Equal(got.Stops, []string{"Ogere", "Ibadan", "Ore"}) {
		t.Errorf("stops %v, %v", got.Stops, err)
	}
}

func TestErrorsEchoLittle(t *testing.T) {
	w := newTown(t, nil)
	long := strings.Repeat("a", 900)
	for _, c := range []struct{ command, text string }{
		{"/trucks-near", long + " 10km"}, {"/trucks-near", "Apapa radius " + long}, {"/truck", long}, {"/trip", "status " + long},
		{"/trip", long}, {"/trip", "reschedule 4001 " + long},
	} {
		before := len(w.bots("dispatcher", "dispatch"))
		w.command("dispatcher", "dispatch", c.command, c.text)
		w.until("an answer", func() bool { return len(w.bots("dispatcher", "dispatch")) > before })
		all := w.bots("dispatcher", "dispatch")
		if m := all[len(all)-1]; strings.Contains(m.Text, strings.Repeat("a", 61)) || !strings.Contains(m.Text, "aaa…") {
			t.Errorf("%s %.20s… is answered with %.300s", c.command, c.text, m.Text)
		}
	}
}
