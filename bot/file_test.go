package bot

import (
	"slices"
	"testing"

	"watchtower/answer"
)

var trackFile = answer.File{Name: "track-T-4407-2026-11-22.gpx", Type: "application/gpx+xml", Data: []byte("<gpx/>")}

// brought waits until a message of a channel carries a file.
func (w *town) brought(as, channel, name string) (m message) {
	w.t.Helper()
	w.until("the file "+name+" in "+channel, func() bool {
		for _, m = range w.messages(as, channel) {
			if slices.ContainsFunc(m.Files, func(f map[string]any) bool { return f["name"] == name }) {
				return true
			}
		}
		return false
	})
	return m
}

// A file stands in the thread of the card that tells of it.
func TestFileComesInTheThreadOfItsCard(t *testing.T) {
	w := newTown(t, nil)
	a := answer.Answer{Kind: answer.Result, Headline: "31 points in track-T-4407-2026-11-22.gpx.", Files: []answer.File{trackFile}}
	if err := w.store.Say(t.Context(), "export:1", "C0REPORTS", a, monday); err != nil {
		t.Fatal(err)
	}
	card := w.heard("manager", "reports", "31 points")
	if m := w.brought("manager", "reports", trackFile.Name); m.ThreadTS != card.TS {
		t.Errorf("the file stands in thread %q, the card is %q", m.ThreadTS, card.TS)
	}
}

// What only one person sees cannot show a file: it comes in a direct message.
func TestFileOfAPrivateAnswerComesAlone(t *testing.T) {
	w := newTown(t, nil)
	b := w.byHand()
	b.attachAlone(t.Context(), place{Channel: "C0DISPATCH", User: "U0DISPATCH", Private: true}, []answer.File{trackFile})
	b.pictures.group.Wait()
	w.brought("dispatcher", "D0DISPATCH", trackFile.Name)
	for _, m := range w.messages("dispatcher", "dispatch") {
		if len(m.Files) > 0 {
			t.Errorf("a private file stands in the channel: %+v", m)
		}
	}
}
