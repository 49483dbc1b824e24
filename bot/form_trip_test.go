package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"watchtower/fleet"
)

func TestTripForm(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 to Ibadan")
	m := w.form("dispatcher", "Create")
	if m.holds("truck") != "T-4407" || m.holds("destination") != "Ibadan" {
		t.Errorf("the form begins with %q to %q", m.holds("truck"), m.holds("destination"))
	}
	if got := m.offers("origin", "apa"); !strings.Contains(got, "Apapa Port") {
		t.Errorf("type-ahead for apa gives %v", got)
	}
	whole := func(origin, date string) map[string]any {
		return map[string]any{"origin": origin, "date": date, "time": "22:00", "container_size": "40", "cargo": "rice"}
	}
	m.fault("date", "The start", whole("Apapa Port", "2026-11-20"))
	if m.holds("cargo") != "rice" || m.holds("origin") != "Apapa Port" {
		t.Error("what was typed is lost")
	}
	m.submitted(whole("Apapa Port", "2026-11-24"))
	got := w.heard("dispatcher", "dispatch", "Trip 4001, T-4407 from Apapa Port to Ibadan is created")
	if got.EphemeralTo != "U0DISPATCH" || !strings.Contains(got.Text, "40 ft") || !strings.Contains(got.Text, "rice") {
		t.Errorf("card %+v", got)
	}
}

func TestPartOfAPlateOpensTheFormWithTheTruck(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create 4407 Apapa to Ibadan at tomorrow 10pm cargo rice")
	m := w.form("dispatcher", "Create")
	for input, want := range map[string]string{"truck": "T-4407", "origin": "Apapa Port", "destination": "Ibadan", "date": "2026-11-24", "time": "22:00", "cargo": "rice"} {
		if got := m.holds(input); got != want {
			t.Errorf("%s holds %q, want %q", input, got, want)
		}
	}
	m.submitted(nil)
	w.heard("dispatcher", "dispatch", "Trip 4001, T-4407 from Apapa Port to Ibadan is created")
}

func TestPartOfSeveralPlatesOffersThem(t *testing.T) {
	w := newTown(t, nil)
	raw := json.RawMessage(`{"plate":"T-4411"}`)
	if _, err := w.opt.Registry.Run(t.Context(), fleet.SystemCaller, fleet.ViaJob, "truck_save", raw); err != nil {
		t.Fatal(err)
	}
	w.command("dispatcher", "dispatch", "/trip", "create 44 Apapaa to Ibadan")
	m := w.form("dispatcher", "Create")
	if said := asText(m.view["blocks"]); !strings.Contains(said, "More than one truck matches") || !strings.Contains(said, "T-4407, T-4411") {
		t.Errorf("the form does not say which trucks could be meant: %s", said)
	}
	if m.holds("truck") != "" {
		t.Errorf("the form chose %s", m.holds("truck"))
	}
	if got := m.offers("truck", ""); !strings.Contains(got, "T-4411") || strings.Contains(got, "T-5120") {
		t.Errorf("the list begins with %s", got)
	}
	if got := m.offers("origin", ""); !strings.Contains(got, "Apapa Port") || strings.Contains(got, "Ibeshe") {
		t.Errorf("the nearest place is not offered first: %s", got)
	}
	if got := m.offers("truck", "5120"); !strings.Contains(got, "T-5120") {
		t.Errorf("another truck cannot be found: %s", got)
	}
}

// made makes a trip and shows its card to the dispatcher.
func (w *town) made() message {
	w.t.Helper()
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm client Olam Mills cargo rice")
	return w.heard("dispatcher", "dispatch", "Trip 4001, T-4407 from Apapa Port to Ibadan is created")
}

func TestTripIsEditedFromItsCard(t *testing.T) {
	w := newTown(t, nil)
	card := w.made()
	w.menu("dispatcher", "dispatch", card, "Edit…")
	m := w.form("dispatcher", "Save")
	if m.holds("cargo") != "rice" || m.holds("client") != "Olam Mills" || m.holds("time") != "22:00" {
		t.Error("the form does not show the trip as it stands")
	}
	if out := m.submit(nil); out["ok"] != true { // nothing is changed: said above the inputs
		t.Fatalf("submit: %v", out)
	}
	w.modalSays("dispatcher", "Nothing is changed yet")
	m.fault("container", "is not a container number", map[string]any{"container": "XX", "cargo": "beans"})
	if m.holds("cargo") != "beans" {
		t.Error("what was typed is lost")
	}
	m.submitted(map[string]any{"container": "TCNU3877560", "client": ""})
	got := w.heard("dispatcher", "dispatch", "Trip 4001: container from none to TCNU3877560")
	if got.TS != card.TS || !strings.Contains(got.Text, "Cargo from rice to beans; Client from Olam Mills to none") {
		t.Errorf("the card is %+v, want it renewed in its place", got)
	}
	trip, err := w.store.Trip(t.Context(), "4001")
	if err != nil || trip.Cargo != "beans" || trip.Client != "" || trip.Version != 2 {
		t.Errorf("trip %+v, %v", trip, err)
	}
}

func TestEditTellsOfAChangeInBetween(t *testing.T) {
	w := newTown(t, nil)
	card := w.made()
	w.menu("dispatcher", "dispatch", card, "Edit…")
	m := w.form("dispatcher", "Save")
	w.command("manager", "dispatch", "/trip", "driver 4001 Segun Ojo")
	w.heard("manager", "dispatch", "driver from Moses Okafor to Segun Ojo")
	m.submitted(map[string]any{"cargo": "beans"})
	w.modalSays("dispatcher", "changed trip 4001 while this form was open: Driver from Moses Okafor to Segun Ojo")
	if m.holds("cargo") != "beans" {
		t.Error("what was typed is lost")
	}
	m.submitted(nil)
	w.heard("dispatcher", "dispatch", "cargo from rice to beans")
	w.noModal("dispatcher")
	trip, err := w.store.Trip(t.Context(), "4001")
	if err != nil || trip.Cargo != "beans" || trip.Driver != "Segun Ojo" {
		t.Errorf("one change undid the other: %+v, %v", trip, err)
	}
}

func TestAssignForm(t *testing.T) {
	w := newTown(t, nil)
	card := w.made()
	w.menu("dispatcher", "dispatch", card, "Assign truck or driver…")
	m := w.form("dispatcher", "Assign")
	m.submitted(nil)
	w.modalSays("dispatcher", "who has the trip already")
	m.submitted(map[string]any{"truck": "T-5120", "driver": "Segun Ojo"})
	w.heard("dispatcher", "dispatch", "truck from T-4407 to T-5120; Driver from Moses Okafor to Segun Ojo")
}

func TestCancelAsksForTheReason(t *testing.T) {
	w := newTown(t, nil)
	w.made()
	w.command("dispatcher", "dispatch", "/trip", "cancel T-4407")
	m := w.form("dispatcher", "Cancel the trip")
	m.fault("reason", "Say what the reason is", map[string]any{"why": "Another reason"})
	m.submitted(map[string]any{"why": "Port or terminal closed", "reason": "strike"})
	got := w.heard("dispatcher", "dispatch", "scheduled to cancelled")
	if !strings.Contains(got.Text, "Port or terminal closed: strike") {
		t.Errorf("card %s", got.Text)
	}
	w.command("dispatcher", "dispatch", "/trip", "edit 4001")
	w.modalSays("dispatcher", "is cancelled; it can no longer be changed")
}

func TestFormAsksWhichTrip(t *testing.T) {
	w := newTown(t, nil)
	w.made()
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Ibadan to Apapa at tomorrow 11pm")
	w.heard("dispatcher", "dispatch", "Trip 4002")
	for _, ref := range []string{"4001", "4002"} {
		w.command("dispatcher", "dispatch", "/trip", "start "+ref)
		w.heard("dispatcher", "dispatch", "Trip "+ref+": status from scheduled to loading")
	}
	w.command("dispatcher", "dispatch", "/trip", "edit T-4407")
	m := w.modalSays("dispatcher", "Which trip do you mean?")
	w.must("click", map[string]any{"as": "dispatcher", "view_id": m.id, "action_id": "trip_form.2"})
	w.modalSays("dispatcher", "*Trip 400")
	w.form("dispatcher", "Save").submitted(map[string]any{"cargo": "beans"})
	w.heard("dispatcher", "dispatch", "cargo from")
}

// Who may not change a trip gets no form, and no form of an earlier role goes
// through.
func TestFormsOfATripByRole(t *testing.T) {
	w := newTown(t, nil)
	w.made()
	for as, asks := range map[string]string{"viewer": "viewer may not", "driver": "driver may not"} {
		for _, text := range []string{"edit 4001", "assign 4001", "cancel 4001", "create"} {
			before := len(w.bots(as, "dispatch"))
			w.command(as, "dispatch", "/trip", text)
			w.until("a refusal", func() bool { return len(w.bots(as, "dispatch")) > before })
			all := w.bots(as, "dispatch")
			if m := all[len(all)-1]; !strings.Contains(m.Text, asks) || m.EphemeralTo == "" || w.top(as) != nil {
				t.Errorf("%s, /trip %s: %s", as, text, m.Text)
			}
		}
	}
	w.stop()
	in := filled("F9", "Apapa Port")
	in.User.ID = "U0VIEWER"
	in.View.Blocks = json.RawMessage(`[{"type":"divider","block_id":"x"}]`)
	var ack any
	w.byHand().submitted(t.Context(), in, func(payload any) { ack = payload })
	if said := asText(ack); !strings.Contains(said, "may not create trips") || !strings.Contains(said, `"response_action":"update"`) {
		t.Errorf("a viewer's submission is answered with %s", said)
	}
	if w.trips() != 1 {
		t.Error("a viewer made a trip")
	}
}

func TestEverySubmissionOfAFormCountsOnce(t *testing.T) {
	w := newTown(t, nil)
	w.made()
	w.stop()
	in := filled("F3", "")
	in.View.CallbackID = formTripEdit
	meta := formState{ID: "F3", Channel: "C0DISPATCH", Fixed: fields{"trip_id": "4001", "version": 1}, Base: fields{"cargo": "rice"}}
	in.View.PrivateMetadata = meta.metadata()
	in.View.State.Values = map[string]map[string]fieldValue{"cargo": {"cargo": {Value: "beans"}}}
	for range 3 {
		var ack any
		w.byHand().submitted(t.Context(), in, func(payload any) { ack = payload })
		if ack != nil {
			t.Errorf("answered with %s, want that the form closes", asText(ack))
		}
	}
	trip, err := w.store.Trip(t.Context(), "4001")
	if err != nil || trip.Version != 2 || trip.Cargo != "beans" {
		t.Errorf("trip %+v, %v; want one change", trip, err)
	}
}
