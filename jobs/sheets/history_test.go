package sheets_test

import (
	"os"
	"strconv"
	"testing"

	"watchtower/jobs/sheets/sheetstest"
	"watchtower/store/storetest"
)

// People edit both sides at random while syncs fail and crash: in the end both
// are the same, every edit has arrived or is kept in a conflict, and nothing is
// there twice. SHEET_HISTORIES says how many; make prove plays thousands.
func TestRandomHistories(t *testing.T) {
	n := 12
	if text := os.Getenv("SHEET_HISTORIES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	s, url := storetest.OpenURL(t)
	var sum sheetstest.Tally
	for seed := range n {
		if err := sheetstest.Reset(t.Context(), url); err != nil {
			t.Fatal(err)
		}
		h, end, err := sheetstest.New(t.Context(), s, uint64(seed))
		if err != nil {
			t.Fatal(err)
		}
		tally, err := h.Play()
		end()
		if err != nil || tally.Lost+tally.Doubled+tally.Unequal > 0 {
			t.Fatalf("seed %d: %v, %+v\n%s", seed, err, tally, h.Log())
		}
		sum.Add(tally)
	}
	t.Logf("%d histories: %+v", n, sum)
	if n > 5 && (sum.Conflicts == 0 || sum.Faults == 0 || sum.Crashes == 0) {
		t.Errorf("the histories held no trouble: %+v", sum)
	}
}
