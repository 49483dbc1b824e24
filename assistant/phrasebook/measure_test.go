package phrasebook

import (
	"testing"

	"watchtower/fleet"
)

// TestNamesAndAmountsAsWritten: what is wrong reaches the tool as it was
// written, so that the tool can say what is wrong with it.
func TestNamesAndAmountsAsWritten(t *testing.T) {
	roster, _ := practiceRoster(t, func(s string) string { return s })
	lex := NewLexicon(roster)
	for text, want := range map[string]struct {
		arg   string
		value any
	}{
		"where is ZZ-999-QQ":                                            {"truck", "ZZ-999-QQ"},
		"where is kja-12":                                               {"truck", "KJA-12"},
		"where is abc 123 xy":                                           {"truck", "ABC 123 XY"},
		"trucks within -5km of Apapa":                                   {"radius_km", -5.0},
		"trucks within minus 5 km of Apapa":                             {"radius_km", -5.0},
		"trucks within 0km of Apapa":                                    {"radius_km", 0.0},
		"trucks near Apapa 5-10km":                                      {"place", "Apapa Port"},
		"create trip T-5120 tincan to Ore tomorrow 10pm, for Deekay":    {"client", "Deekay Foods"},
		"create trip T-5120 tincan to Ore tomorrow 10pm olam, rice":     {"client", "Olam Mills"},
		"honeywell: create trip T-5120 tincan to Ore tomorrow 10pm":     {"client", "Honeywell"},
		"create trip T-5120 tincan to Ore tomorrow 10pm for Zuzu Mills": {"client", "Zuzu Mills"},
		"create trip T-5120 tincan to Ore tomorrow 10pm for delivery":   {"client", nil},
		"650 dey waka or e don stop":                                    {"place", nil},
		"which trucks are parked":                                       {"status", "parked"},
	} {
		u := Understand(text, lex, Memory{}, monday, fleet.Caller{Role: fleet.Manager})
		if got := u.Args[want.arg]; got != want.value {
			t.Errorf("%q: %s is %v, want %v (%s, missing %v)", text, want.arg, got, want.value, u.Intent, u.Missing)
		}
	}
}
