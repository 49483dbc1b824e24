package sheets_test

import (
	"testing"

	"watchtower/jobs/sheets/sheetstest"
	"watchtower/store/storetest"
)

// A dozen histories of people who edit both sides while syncs fail and crash;
// make prove plays thousands.
func TestRandomHistories(t *testing.T) {
	s, url := storetest.OpenURL(t)
	sum, err := sheetstest.Histories(t.Context(), s, url, 0, 12, func(seed uint64, tally sheetstest.Tally, log string) {
		t.Errorf("history %d: %+v\n%s", seed, tally, log)
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Conflicts == 0 || sum.Faults == 0 || sum.Crashes == 0 {
		t.Errorf("the histories held no trouble: %+v", sum)
	}
}

func TestManyRowsInFewCalls(t *testing.T) {
	s, url := storetest.OpenURL(t)
	m, err := sheetstest.Large(t.Context(), s, url, 600, 50)
	if err != nil {
		t.Fatal(err)
	}
	if m.Rows != 600 || m.Changed != 50 || m.SyncCalls > 6 || m.IdleCalls > 2 {
		t.Errorf("%+v; want all rows, all changes, 6 calls and 2 when idle", m)
	}
}
