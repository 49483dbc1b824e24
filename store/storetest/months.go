package storetest

import "time"

// testMonths are the months whose fixes tests may write: around the practice
// clock and around today.
func testMonths() []time.Time {
	practice := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	now := time.Now().UTC()
	var months []time.Time
	for i := -2; i <= 1; i++ {
		months = append(months, practice.AddDate(0, i, 0), now.AddDate(0, i, 1-now.Day()))
	}
	return months
}
