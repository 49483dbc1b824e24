package phrasebook

import (
	"math"
	"slices"
	"testing"

	"watchtower/fleet"
)

// small is a phrasebook with a few examples and one argument.
func small() *book {
	b := *theBook()
	examples := []string{"truck_location where is TRUCK now", "truck_location where TRUCK is", "trip_status is the load of TRUCK fine",
		"trip_status how is the load of CLIENT", "update_trip the load of TRUCK is closed", "out_of_scope sing for TRUCK"}
	b.examples, b.second = readExamples(examples), newSecond(examples)
	b.evidence = readEvidence([]string{`truck_location 4 \bwhere\b`})
	b.slots = readSlots([]string{`want last_seen truck_location \blast (seen|heard)\b`, `want motion truck_location \bparked\b`})
	return &b
}

func TestSecondReader(t *testing.T) {
	x := small().second
	for text, want := range map[string]Intent{"where is TRUCK please": TruckLocation, "the load of CLIENT": TripStatus, "sing": OutOfScope} {
		o := x.opinion(text)
		sum := 0.0
		for _, p := range o.of {
			sum += p
		}
		if o.best != want || math.Abs(sum-1) > 1e-9 || len(o.of) != 4 {
			t.Errorf("%q is %s (%v), want %s", text, o.best, o.of, want)
		}
	}
	if a, b := x.opinion("where TRUCK is"), x.opinion("where TRUCK is xyzzy"); a.of[TruckLocation] < b.of[TruckLocation]-0.05 {
		t.Error("a word that no example has spoke for somebody")
	}
}

// TestDoubt: a clear reading that the second reader finds unlikely is offered
// beside the other, and so is one of a sentence that may be a change.
func TestDoubt(t *testing.T) {
	for _, c := range []struct {
		text   string
		ranks  []scored
		mem    Intent
		rivals []Intent
	}{
		{"where is TRUCK", []scored{{TruckLocation, 4}}, "", nil},
		{"how is the load of CLIENT", []scored{{TruckLocation, 4}}, "", []Intent{TruckLocation, TripStatus}},
		{"how is the load of CLIENT", []scored{{TruckLocation, 4}}, TripStatus, nil},
		{"sing for TRUCK", []scored{{TruckLocation, 4}}, "", []Intent{TruckLocation}},
		{"where is TRUCK", []scored{{TruckLocation, 7}, {UpdateTrip, enough}}, "", []Intent{TruckLocation, UpdateTrip}},
		{"where is TRUCK", []scored{{TruckLocation, 7}, {UpdateTrip, enough - 1}}, "", nil},
	} {
		s := sentence{reading: &reading{book: small(), plain: c.text, text: c.text}, ranks: c.ranks, mem: Memory{Intent: c.mem}}
		u := Understanding{Intent: TruckLocation, Tool: "truck_status"}
		s.doubt(&u)
		if u.Doubt != (c.rivals != nil) || !slices.Equal(u.Rivals, c.rivals) || len(u.Readings) != len(c.rivals) || u.AsksBack() != u.Doubt {
			t.Errorf("%q %v: doubt %v, rivals %v, want %v", c.text, c.ranks, u.Doubt, u.Rivals, c.rivals)
		}
	}
}

// TestPropose: what only the second reader reads is put as a question, and a
// change is never read so.
func TestPropose(t *testing.T) {
	for text, want := range map[string]Intent{"where TRUCK is": TruckLocation, "the load of TRUCK is closed": "", "sing for TRUCK": "", "xyzzy TRUCK": "", "and where TRUCK is": ""} {
		s := sentence{reading: &reading{book: small(), plain: text, text: text}, caller: fleet.Caller{Role: fleet.Dispatcher}}
		s.tok, s.owner = tokenize("truck"), []int{0}
		s.tags = []tag{{kind: kTruck, n: 1, values: []string{"T-5120"}, known: true, sure: true}}
		u, ok := s.propose()
		if ok != (want != "") || u.Intent != want || ok && (!u.Doubt || u.Args["truck"] != "T-5120") {
			t.Errorf("%q is proposed as %s %v (%v), want %q", text, u.Intent, u.Args, ok, want)
		}
	}
}

// TestUnapplied: a word that an argument is read from, and that was not, is told
// back; one that another argument or the question itself explains is not.
func TestUnapplied(t *testing.T) {
	for text, want := range map[string][]string{"where was TRUCK last": {"last"}, "where is TRUCK parked": nil, "where was TRUCK last seen": nil, "where is TRUCK": nil} {
		s := sentence{reading: &reading{book: small(), plain: text, text: text}}
		u := Understanding{Intent: TruckLocation, Args: map[string]any{}}
		if v := s.book.readSlot("want", TruckLocation, text); v != "" {
			u.Args["want"] = v
		}
		if got := s.unapplied(&u); !slices.Equal(got, want) {
			t.Errorf("%q leaves %q, want %q", text, got, want)
		}
	}
}
