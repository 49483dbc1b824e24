//go:build prove

package prove

import (
	"testing"

	"watchtower/jobs/sheets/sheetstest"
	"watchtower/store/storetest"
)

// sheetHistories take about half an hour on a small machine.
const sheetHistories = 2000

// Thousands of histories of people who edit a Google Sheet and Watch Tower at
// the same time, with API failures and crashes in every step of a sync: both
// sides end the same, every edit has arrived or is kept in a conflict, and
// nothing is there twice.
func TestProveSheetHistories(t *testing.T) {
	s, url := storetest.OpenURL(t)
	sum, err := sheetstest.Histories(t.Context(), s, url, 10_000, sheetHistories, func(seed uint64, tally sheetstest.Tally, log string) {
		t.Errorf("history %d: %+v\n%s", seed, tally, log)
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Conflicts == 0 || sum.Faults == 0 || sum.Crashes == 0 {
		t.Errorf("the histories held no trouble: %+v", sum)
	}
	t.Logf("%d histories: %+v", sheetHistories, sum)
}

// Five thousand rows come into the sheet, and fifty changes go both ways, in
// few calls.
func TestProveSheetOfFiveThousandRows(t *testing.T) {
	s, url := storetest.OpenURL(t)
	m, err := sheetstest.Large(t.Context(), s, url, 5000, 50)
	if err != nil {
		t.Fatal(err)
	}
	if m.Rows != 5000 || m.Changed != 50 || m.SyncCalls > 6 || m.IdleCalls > 2 {
		t.Errorf("%+v; want all rows, all changes, 6 calls and 2 when idle", m)
	}
	t.Logf("%+v", m)
}
