package tools

import (
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// nearTable lists trucks a line each, by how far away they are. Four columns are
// what a narrow pane and a telephone show without breaking every cell.
func nearTable(trucks []store.TruckNow, now time.Time, u fleet.Units) *answer.Table {
	t := &answer.Table{Columns: []string{"Truck", "Away", "What it does, and where", "Fix"}}
	for _, x := range trucks {
		cells := truckCells(x, now, u)
		what := cells[0] + ", " + whereabouts(x, u)
		if x.Trip != nil {
			what += "; trip " + cells[1]
		}
		t.Rows = append(t.Rows, []string{x.Plate, away(x, u), what, cells[2]})
	}
	return t
}

// away is how far a truck is, in which direction, and how long it may drive.
func away(t store.TruckNow, u fleet.Units) string {
	far := u.Distance(t.DistanceM)
	if t.DistanceM >= onTheSpotM {
		far += " " + compassShort(t.Bearing)
	}
	return far + ", " + fleet.DriveWords(t.DistanceM)
}

// onTheSpotM is from how far on a direction means something; a tracker is not
// more exact, in metres.
const onTheSpotM = 10

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
