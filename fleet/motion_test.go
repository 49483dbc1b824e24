package fleet

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	noon  = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	apapa = Point{Lat: 6.445, Lon: 3.365}
	kano  = Point{Lat: 12, Lon: 8.59}
)

func ignition(on bool) *bool { return &on }

// fix is a position some minutes after noon, received at once.
func fix(minute float64, p Point, speed float64, on *bool) Position {
	at := noon.Add(time.Duration(minute * float64(time.Minute)))
	return Position{TruckID: 1, At: at, ReceivedAt: at, Point: p, SpeedKmh: speed, Ignition: on}
}

func north(m float64) Point { return Point{Lat: apapa.Lat + m/110_589, Lon: apapa.Lon} }

func nowhere(Point) []*Place { return nil }

func TestMotionOf(t *testing.T) {
	for _, c := range []struct {
		speed float64
		on    *bool
		want  Motion
	}{
		{40, ignition(true), Moving}, {40, nil, Moving}, {40, ignition(false), Moving}, {6, ignition(true), Moving},
		{8, ignition(false), Stopped}, {5.9, ignition(true), Idling}, {0, ignition(true), Idling}, {0, ignition(false), Stopped}, {3, nil, Stopped},
	} {
		if got := MotionOf(fix(0, apapa, c.speed, c.on)); got != c.want {
			t.Errorf("MotionOf(%v km/h, %v) = %s, want %s", c.speed, c.on, got, c.want)
		}
	}
}

func TestMotionAtKnowsSilence(t *testing.T) {
	for motion, limit := range map[Motion]time.Duration{Moving: SilentMoving, Idling: SilentMoving, Stopped: SilentParked} {
		s := State{Position: fix(0, apapa, 0, nil), Motion: motion}
		if got := s.MotionAt(noon.Add(limit)); got != motion {
			t.Errorf("%s after %v = %s", motion, limit, got)
		}
		if got := s.MotionAt(noon.Add(limit + time.Second)); got != Offline {
			t.Errorf("%s after more than %v = %s, want offline", motion, limit, got)
		}
	}
}

func TestAParkedTruckDoesNotWander(t *testing.T) {
	s := Advance(State{}, fix(0, apapa, 0, ignition(false)), nowhere).State
	for i := 1.0; i < 20; i++ {
		s = Advance(s, fix(i, north(i*3), 2, ignition(false)), nowhere).State
	}
	if s.Point != apapa || !s.MotionSince.Equal(noon) || !s.At.Equal(noon.Add(19*time.Minute)) {
		t.Errorf("state = %+v, want parked at Apapa since noon, heard of at minute 19", s)
	}
	if s = Advance(s, fix(20, north(61), 0, ignition(false)), nowhere).State; s.Point != north(61) {
		t.Errorf("a step of 61 m is none: %v", s.Point)
	}
}

func TestOldAndFutureFixesChangeNothing(t *testing.T) {
	s := Advance(State{}, fix(5, apapa, 0, nil), nowhere).State
	future := fix(10, apapa, 50, nil)
	future.ReceivedAt = noon.Add(5 * time.Minute)
	for name, p := range map[string]Position{"same moment": fix(5, north(900), 50, nil), "older": fix(4, north(900), 50, nil), "future": future} {
		step := Advance(s, p, nowhere)
		if diff := cmp.Diff(s, step.State); diff != "" || step.Moved {
			t.Errorf("%s moved the truck:\n%s", name, diff)
		}
		if want := map[string]RejectReason{"future": RejectFuture}[name]; step.Reject != want {
			t.Errorf("%s rejected as %q, want %q", name, step.Reject, want)
		}
	}
}

func TestAJumpNeedsThreeThatAgree(t *testing.T) {
	s := Advance(State{}, fix(0, apapa, 0, ignition(false)), nowhere).State
	for i := 1.0; i <= 2; i++ {
		step := Advance(s, fix(i, kano, 0, ignition(true)), nowhere)
		if step.Moved || step.Reject != RejectJump || step.State.Point != apapa {
			t.Fatalf("jump %v = %+v, want it doubted", i, step)
		}
		s = step.State
	}
	step := Advance(s, fix(3, kano, 0, ignition(true)), nowhere)
	if !step.Moved || !step.Motion || step.State.Point != kano || len(step.Belated) != 2 || len(step.State.Suspect) != 0 {
		t.Errorf("third = %+v, want it and the two before believed", step)
	}
	if !step.State.MotionSince.Equal(noon.Add(time.Minute)) {
		t.Errorf("idling since %v, want since the first of the three", step.State.MotionSince)
	}
}

func TestAJumpForgottenByAGoodFix(t *testing.T) {
	s := State{}
	for i, p := range []Point{apapa, kano, apapa, kano, apapa, kano} {
		s = Advance(s, fix(float64(i), p, 0, nil), nowhere).State
	}
	if s.Point != apapa || len(s.Suspect) != 1 {
		t.Errorf("state = %+v, want Apapa with one doubt", s)
	}
}
