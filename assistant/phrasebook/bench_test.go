package phrasebook

import (
	"fmt"
	"testing"

	"watchtower/fleet"
)

// bigRoster is a fleet of n trucks with plates of every form.
func bigRoster(b testing.TB, n int) Roster {
	r, _ := practiceRoster(b, func(s string) string { return s })
	for i := range n {
		plate := fmt.Sprintf("%c%c%c-%03d%c%c", 'A'+i%26, 'A'+i/26%26, 'A'+i/676%26, i%1000, 'A'+i/7%26, 'A'+i/11%26)
		r.Trucks = append(r.Trucks, fleet.Truck{Plate: plate})
	}
	return r
}

func BenchmarkUnderstand100kTrucks(b *testing.B) {
	lex := NewLexicon(bigRoster(b, 100_000))
	caller := fleet.Caller{Role: fleet.Dispatcher}
	questions := []string{"where is T-4407", "abeg where 985 dey", "trucks near Apapa 10km", "status of WB-90422",
		"create trip for T-4407 from Tin Can to Ore tomorrow 6am", "where is 20", "idle time for 904 and 650 since morning"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Understand(questions[i%len(questions)], lex, Memory{}, monday, caller)
	}
}

func BenchmarkNewLexicon100kTrucks(b *testing.B) {
	r := bigRoster(b, 100_000)
	for b.Loop() {
		NewLexicon(r)
	}
}
