package phrasebook

import (
	"slices"
	"testing"

	"watchtower/fleet"
)

// TestUnread: what a question names and nothing takes is told back, and what
// says nothing is not.
func TestUnread(t *testing.T) {
	roster, _ := practiceRoster(t, func(s string) string { return s })
	lex := NewLexicon(roster)
	for text, want := range map[string][]string{
		"does 650 have enough diesel to reach Kano":    {"Kano"},
		"distance Moses and Tunde covered yesterday":   {"Tunde"},
		"trucks near Apapa except the empty ones":      {"except"},
		"where is T-4407 at 14 degrees":                {"14"},
		"will T-4407 be in Ibadan before 5pm":          nil,
		"share the location of T-4407 with Olam Mills": nil,
		"which empty trucks are near Apapa":            nil,
		"fuel level of T-5120 today":                   nil,
		"nearest truck to 6.45, 3.37":                  nil,
	} {
		u := Understand(text, lex, Memory{}, monday, fleet.Caller{Role: fleet.Manager})
		if !slices.Equal(u.Unread, want) {
			t.Errorf("%q: unread %q, want %q (%s %v missing %v)", text, u.Unread, want, u.Intent, u.Args, u.Missing)
		}
	}
}

// TestTurnedRound: a "not" before a filter never gives the filter itself.
func TestTurnedRound(t *testing.T) {
	roster, _ := practiceRoster(t, func(s string) string { return s })
	lex := NewLexicon(roster)
	for text, not := range map[string]string{
		"how many of our trucks no dey move":    "moving",
		"how many trucks are not moving":        "moving",
		"which trucks near Kano are not loaded": "loaded",
		"trucks near Apapa never loaded":        "loaded",
		"how many trucks are not offline":       "offline",
		"which trucks near Mowe no dey free":    "available",
	} {
		u := Understand(text, lex, Memory{}, monday, fleet.Caller{Role: fleet.Manager})
		for _, k := range []string{"status", "load", "availability"} {
			if u.Args[k] == not {
				t.Errorf("%q: %s is %v", text, k, not)
			}
		}
	}
}
