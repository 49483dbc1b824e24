package phrasebook

import (
	"strings"
	"testing"

	"watchtower/fleet"
)

// TestExamplesAreSound: each example has a known intent and holds no name.
func TestExamplesAreSound(t *testing.T) {
	roster, now := practiceRoster(t, func(s string) string { return s })
	lex := NewLexicon(roster)
	for _, line := range lines("examples") {
		in, text, _ := strings.Cut(line, " ")
		if specOf(Intent(in)).tool == "" && Intent(in) != Ambiguous && Intent(in) != SmallTalk && Intent(in) != OutOfScope {
			t.Errorf("%q has no known intent", line)
		}
		for _, tag := range read(text, lex, now).tags {
			if tag.known && tag.kind != kCount {
				t.Errorf("%q names %v", line, tag.values)
			}
		}
	}
}

// TestExamplesDecideOnlyQuestions: a sentence like an example of a change, but
// that no pattern reads, is asked about.
func TestExamplesDecideOnlyQuestions(t *testing.T) {
	x := readExamples([]string{"update_trip oya do the needful for TRIP", "truck_location oya show the spot of TRUCK"})
	for text, want := range map[string]Intent{"oya do the needful for TRIP": UpdateTrip, "oya show the spot of TRUCK": TruckLocation} {
		b := *theBook()
		b.examples = x
		s := sentence{reading: &reading{book: &b, plain: text}, caller: fleet.Caller{Role: fleet.Dispatcher}}
		if in, likeness, share := x.like(text); in != want || likeness < 0.99 || share < likeShare {
			t.Errorf("%q is like %s (%.2f, %.2f), want %s", text, in, likeness, share, want)
		}
		in, clear := s.byExample("", false)
		if clear == specs[want].write || clear && in != want {
			t.Errorf("%q: %s is taken as read: %v", text, in, clear)
		}
	}
}

// TestExamplesDoubtWeakEvidence: where examples speak clearly against weak
// evidence, the answer is a question.
func TestExamplesDoubtWeakEvidence(t *testing.T) {
	b := *theBook()
	b.examples = readExamples([]string{"trip_status where TRIP is", "alerts_list anything bad for TRUCK"})
	s := sentence{reading: &reading{book: &b, plain: "anything bad for TRUCK"}, ranks: []scored{{TruckLocation, enough}}}
	if _, clear := s.byExample(TruckLocation, true); clear {
		t.Error("weak evidence stood against a plain example")
	}
	s.ranks[0].weight = plainly
	if _, clear := s.byExample(TruckLocation, true); !clear {
		t.Error("plain evidence was doubted")
	}
}
