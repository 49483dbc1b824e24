package tools

import (
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// nearTable lists trucks a line each, by how far away they are.
func nearTable(trucks []store.TruckNow, now time.Time, u fleet.Units) *answer.Table {
	t := &answer.Table{Columns: []string{"Truck", "Distance", "Where", "State", "Trip", "Fix"}, Right: []int{1}}
	for _, x := range trucks {
		far := u.Distance(x.DistanceM) + " " + compassShort(x.Bearing)
		t.Rows = append(t.Rows, append([]string{x.Plate, far + ", " + fleet.DriveWords(x.DistanceM), whereabouts(x, u)}, truckCells(x, now, u)...))
	}
	return t
}

// compassShort is fleet.Compass in capitals: N, NE, E, ...
func compassShort(degrees float64) string {
	short := ""
	for word := range strings.SplitSeq(fleet.Compass(degrees), "-") {
		short += strings.ToUpper(word[:1])
	}
	return short
}

// silentNote explains why some trucks stand last.
func silentNote(trucks []store.TruckNow, now time.Time) []string {
	n := 0
	for _, t := range trucks {
		if t.State != nil && t.State.MotionAt(now) == fleet.Offline {
			n++
		}
	}
	switch {
	case n == 0:
		return nil
	case n == len(trucks):
		return []string{"None of these reports any more: each was there at its last fix, and may be elsewhere by now."}
	}
	return []string{"Silent trucks come last (" + count(n, "truck") + "): they may be elsewhere by now."}
}
