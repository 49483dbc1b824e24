package bot

import (
	"fmt"
	"strings"
	"testing"

	"watchtower/answer"
)

// trucksOnAMap is an answer that a map says better.
func trucksOnAMap() answer.Answer {
	return answer.Answer{Kind: answer.Result, Headline: "2 trucks near Apapa.",
		Table: &answer.Table{Columns: []string{"Truck"}, Rows: [][]string{{"T-4407"}, {"T-5120"}}},
		Points: []answer.Point{{Label: "Apapa", Lat: 6.445, Lon: 3.365, State: "place", RadiusM: 5000},
			{Label: "T-4407", Lat: 6.45, Lon: 3.37, State: "moving", Heading: new(90.0)}, {Label: "T-5120", Lat: 6.44, Lon: 3.35, State: "stopped"}}}
}

func (m message) block(kind string) map[string]any {
	for _, b := range m.Blocks {
		if b["type"] == kind {
			return b
		}
	}
	return nil
}

// pictured waits until the message that holds some words shows a picture.
func (w *town) pictured(as, channel, words string) (m message) {
	w.t.Helper()
	w.until("a picture under "+words, func() bool {
		m = w.heard(as, channel, words)
		return m.block("image") != nil
	})
	return m
}

func TestCardGetsItsMapInPlace(t *testing.T) {
	w := newTown(t, nil)
	if err := w.store.Say(t.Context(), "near:1", "C0REPORTS", trucksOnAMap(), monday); err != nil {
		t.Fatal(err)
	}
	m := w.pictured("manager", "reports", "2 trucks near Apapa.")
	file, _ := m.block("image")["slack_file"].(map[string]any)
	alt, _ := m.block("image")["alt_text"].(string)
	if file["id"] == "" || !strings.Contains(alt, "T-4407 moving east") || m.block("table") == nil {
		t.Errorf("the card with its map: %+v", m.Blocks)
	}
	if n := len(w.bots("manager", "reports")); n != 1 {
		t.Errorf("%d messages, want the one that was edited", n)
	}
	// The same map again is on the card from the start.
	if err := w.store.Say(t.Context(), "near:2", "C0DISPATCH", trucksOnAMap(), monday); err != nil {
		t.Fatal(err)
	}
	if again := w.pictured("dispatcher", "dispatch", "2 trucks near Apapa."); fmt.Sprint(again.block("image")["slack_file"]) != fmt.Sprint(file) {
		t.Errorf("the map was sent twice: %v and %v", again.block("image"), file)
	}
}

func TestChartOfTwoUnitsComesAsAPicture(t *testing.T) {
	w := newTown(t, nil)
	a := answer.Answer{Kind: answer.Result, Headline: "9,240 km last week.", Chart: chartOf(7,
		answer.Series{Name: "Distance", Unit: "km"}, answer.Series{Name: "Idle time", Unit: "h", Line: true})}
	if err := w.store.Say(t.Context(), "report:7", "C0REPORTS", a, monday); err != nil {
		t.Fatal(err)
	}
	m := w.pictured("manager", "reports", "9,240 km last week.")
	if !strings.Contains(m.Text, "Distance (km)") {
		t.Errorf("the text lacks the figures: %s", m.Text)
	}
}

// A file that Slack refuses must not cost the card anything else.
func TestCardStandsAndGetsANewPictureWhenSlackRefusesTheOld(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	b := w.byHand()
	for _, d := range wanted(trucksOnAMap(), withTable) {
		b.pictures.keep(d.key, shown{File: "F0GONE", Alt: "gone"})
	}
	if err := w.store.Say(t.Context(), "near:3", "C0REPORTS", trucksOnAMap(), monday); err != nil {
		t.Fatal(err)
	}
	w.deliverByHand(b)
	b.pictures.group.Wait() // a new one is drawn
	m := w.heard("manager", "reports", "2 trucks near Apapa.")
	if m.block("table") == nil || m.block("image") == nil || strings.Contains(fmt.Sprint(m.block("image")), "F0GONE") {
		t.Errorf("blocks %+v", m.Blocks)
	}
}

func TestPageTurnsWhereTheCardStands(t *testing.T) {
	w := newTown(t, nil)
	a := answer.Answer{Kind: answer.Result, Headline: "3 trips.", Table: &answer.Table{Columns: []string{"Trip"}, Rows: [][]string{{"3101"}}, More: 2},
		Page: answer.NewPage("trips_list", map[string]string{"status": "ongoing"}, 0, 1, 3)}
	if err := w.store.Say(t.Context(), "list:1", "C0DISPATCH", a, monday); err != nil {
		t.Fatal(err)
	}
	m := w.heard("dispatcher", "dispatch", "3 trips.")
	w.click("dispatcher", "dispatch", m, "page")
	after := w.heard("dispatcher", "dispatch", "No ongoing trips.")
	if after.TS != m.TS || len(w.bots("dispatcher", "dispatch")) != 1 {
		t.Errorf("the page is message %s, want %s in its place", after.TS, m.TS)
	}
}

func TestUploadsGoToSlackAlone(t *testing.T) {
	b := &Bot{Options: Options{APIURL: "http://127.0.0.1:8080/api/"}}
	for address, want := range map[string]bool{
		"https://files.slack.com/upload/v1/x": true, "http://127.0.0.1:8080/upload/F1": true,
		"http://files.slack.com/x": false, "https://slack.com.evil.example/x": false, "http://127.0.0.1:9/x": false, "::": false,
	} {
		if got := b.uploadHost(address); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}
