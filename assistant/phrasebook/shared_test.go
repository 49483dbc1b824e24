package phrasebook

import (
	"testing"

	"watchtower/fleet"
)

// A client and a place may share a name: the client has a plant. After "for" it
// is the client, after "to" the place.
func TestNameSharedByClientAndPlace(t *testing.T) {
	roster, now := practiceRoster(t, func(s string) string { return s })
	roster.Places = append(roster.Places, fleet.Place{Name: "Deekay Foods Plant", Aliases: []string{"Deekay Foods"}})
	lex := NewLexicon(roster)
	for text, want := range map[string][2]any{
		"create trip T-5120 tincan to Ibadan tomorrow 10pm, rice, for Deekay Foods": {"Deekay Foods", "Ibadan"},
		"create trip T-5120 tincan to Ibadan tomorrow 10pm for deekay":              {"Deekay Foods", "Ibadan"},
		"create trip T-5120 tincan to Deekay Foods tomorrow 10pm":                   {nil, "Deekay Foods Plant"},
	} {
		u := Understand(text, lex, Memory{}, now, fleet.Caller{Role: fleet.Dispatcher})
		if u.Args["client"] != want[0] || u.Args["destination"] != want[1] {
			t.Errorf("%s: %+v", text, u.Args)
		}
	}
}
