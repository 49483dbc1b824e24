package fleet

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRoster(t *testing.T) {
	at := func(hour float64) time.Time { return noon.Add(time.Duration(hour * float64(time.Hour))) }
	r := NewRoster([]Shift{
		{TruckID: 1, DriverID: 12, From: at(5), To: at(8)},
		{TruckID: 1, DriverID: 11, From: at(0), To: at(4)},
		{TruckID: 1, DriverID: 13, From: at(30)}, // goes on
	}, map[int64]int64{1: 10, 2: 20})
	for hour, want := range map[float64]int64{-1: 10, 0: 11, 3.99: 11, 4: 10, 5: 12, 8: 10, 30: 13, 900: 13} {
		if got := r.At(1, at(hour)); got != want {
			t.Errorf("after %v hours driver %d, want %d", hour, got, want)
		}
	}
	day := DayOf(noon)
	for d, want := range map[Day][]int64{day - 1: {10}, day: {11, 12}, day + 1: {13}, day + 9: {13}} {
		if diff := cmp.Diff(want, r.On(1, d)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", d, diff)
		}
	}
	if r.At(3, noon) != 0 || r.On(3, day) != nil || !r.OnTrip(1, 12, day) || r.OnTrip(1, 12, day+1) || r.OnTrip(2, 20, day) {
		t.Error("who nobody wrote down drove, or a usual driver was on a trip")
	}
}

func TestDriverScore(t *testing.T) {
	for _, c := range []struct {
		km, fast     float64
		harsh, tired int
		want         float64
		ok           bool
	}{
		{99.9, 0, 0, 0, 0, false}, {100, 0, 0, 0, 100, true}, {100, 86, 0, 0, 57, true}, {200, 0, 4, 0, 96, true}, {200, 20, 1, 2, 89, true}, {100, 0, 80, 0, 0, true},
	} {
		got, ok := DriverScore(c.km*1000, c.harsh, c.fast, c.tired)
		if ok != c.ok || math.Abs(got-c.want) > 0.001 {
			t.Errorf("%+v: %v %v", c, got, ok)
		}
	}
}
