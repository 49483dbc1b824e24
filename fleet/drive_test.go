package fleet

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// road is a fix so many metres north of Apapa, moving or standing with the
// engine off.
func road(minute, metres float64, moving bool) Position {
	speed := 0.0
	if moving {
		speed = 30
	}
	return fix(minute, north(metres), speed, ignition(moving))
}

func live(t interface{ Helper() }, around Around, fixes ...Position) (State, Traces) {
	t.Helper()
	var s State
	var out Traces
	for _, p := range fixes {
		st := Advance(s, p, around)
		s = st.State
		out.Drives, out.Visits, out.Days = append(out.Drives, st.Drives...), append(out.Visits, st.Visits...), append(out.Days, st.Days...)
	}
	return s, out
}

func TestDrives(t *testing.T) {
	type want struct {
		start, end, metres float64
		settled            bool
	}
	for name, c := range map[string]struct {
		fixes []Position
		want  []want
		open  bool
	}{
		"there and parked": {[]Position{road(0, 0, false), road(1, 500, true), road(3, 1500, true), road(5, 2500, true), road(6, 2600, false), road(11, 2600, false)},
			[]want{{0, 6, 2600, true}}, false},
		"not parked for long enough yet": {[]Position{road(0, 0, false), road(1, 500, true), road(5, 2500, true), road(6, 2600, false), road(10.9, 2600, false)},
			nil, true},
		"a short stop ends nothing": {[]Position{road(0, 0, false), road(2, 1000, true), road(4, 2000, false), road(8, 2000, false), road(8.5, 2100, true), road(10, 3000, false), road(15, 3000, false)},
			[]want{{0, 10, 3000, true}}, false},
		"not far enough":  {[]Position{road(0, 0, false), road(2, 150, true), road(4, 290, true), road(5, 290, false), road(11, 290, false)}, nil, false},
		"not long enough": {[]Position{road(0, 0, false), road(1, 400, true), road(2, 800, false), road(8, 800, false), road(9, 800, false)}, nil, false},
		"silence ends it on the way": {[]Position{road(0, 0, false), road(1, 500, true), road(2, 1000, true), road(3, 1500, true), road(4, 2000, true), road(65, 2000, false)},
			[]want{{0, 4, 2000, false}}, false},
		"a stop in silence is where it was last heard": {[]Position{road(0, 0, false), road(1, 500, true), road(2, 1000, true), road(4, 2000, true), road(24, 2010, false)},
			[]want{{0, 4, 2010, true}}, false},
		"a parked night does not belong to the drive": {[]Position{road(-600, 0, false), road(0, 40, true), road(5, 2040, true), road(6, 2600, false), road(11, 2600, false), road(12, 2600, false)},
			[]want{{0, 6, 2560, true}}, false},
		"found driving":                     {[]Position{road(0, 0, true), road(5, 2500, true), road(6, 2600, false), road(11, 2600, false), road(12, 2600, false)}, []want{{0, 6, 2600, true}}, false},
		"three fixes away are not believed": {[]Position{road(0, 0, false), road(1, 500, true), road(2, 600, true), road(5, 700, true), road(6, 20, false), road(7, 20, false), road(12, 0, false)}, nil, false},
		"nor when the drive began out there": {[]Position{road(0, 0, false), road(1, 500, false), road(2, 600, true), road(5, 700, true), road(6, 20, false), road(8, 20, false), road(9, 0, false),
			road(10, 0, false), road(15, 0, false)}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, out := live(t, nowhere, c.fixes...)
			var got []want
			for _, d := range out.Drives {
				got = append(got, want{d.Start.Sub(noon).Minutes(), d.End.Sub(noon).Minutes(), math.Round(d.Metres), d.Settled})
			}
			near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 5 })
			if diff := cmp.Diff(c.want, got, near, cmp.AllowUnexported(want{})); diff != "" {
				t.Errorf("drives (-want +got):\n%s", diff)
			}
			if s.Drive.Open() != c.open {
				t.Errorf("open drive = %+v, want open %v", s.Drive, c.open)
			}
		})
	}
}

func TestDistanceComesFromTheOdometerWhereItCanBe(t *testing.T) {
	for name, c := range map[string]struct {
		km   []float64
		want float64
	}{
		"none":             {[]float64{0, 0, 0, 0, 0}, 5000},
		"the road winds":   {[]float64{100, 101.4, 102.8, 106, 106}, 6000},
		"begins underway":  {[]float64{0, 50, 52.5, 54.5, 54.5}, 1000 + 4500},
		"was reset":        {[]float64{100, 101, 0.5, 1, 1}, 5000},
		"counts nonsense":  {[]float64{100, 300, 900, 2000, 2000}, 5000},
		"stands still":     {[]float64{100, 100, 100, 100, 100}, 5000},
		"whole kilometres": {[]float64{100, 101, 102, 104, 104}, 4000},
	} {
		t.Run(name, func(t *testing.T) {
			fixes := []Position{road(0, 0, false), road(2, 1000, true), road(4, 3000, true), road(6, 5000, false), road(12, 5000, false)}
			for i := range fixes {
				fixes[i].OdometerKm = c.km[i]
			}
			s, out := live(t, nowhere, fixes...)
			if len(out.Drives) != 1 || math.Abs(out.Drives[0].Metres-c.want) > 10 {
				t.Fatalf("drives = %+v, want one of %v m", out.Drives, c.want)
			}
			if math.Abs(s.Today.Metres-out.Drives[0].Metres) > 0.001 {
				t.Errorf("the day counts %v m, its drive %v", s.Today.Metres, out.Drives[0].Metres)
			}
		})
	}
}

// Whatever an odometer does, a drive never gets shorter and no day negative.
func TestAnOdometerTakesNothingBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		metres, km := 0.0, 500.0
		for i := range 40 { // around midnight in Lagos, minute 660
			step := rapid.Float64Range(0, 900).Draw(t, "step")
			metres += step
			km += step / 1000 * rapid.SampledFrom([]float64{0, 0.9, 1, 1.1, 1.4, 5}).Draw(t, "factor")
			if rapid.IntRange(0, 9).Draw(t, "reset") == 0 {
				km = 1
			}
			p := road(640+float64(i), metres, true)
			if rapid.Bool().Draw(t, "told") {
				p.OdometerKm = km
			}
			before := s
			st := Advance(s, p, nowhere)
			s = st.State
			if s.Drive.Metres() < before.Drive.Metres() {
				t.Fatalf("the drive fell from %v to %v m", before.Drive.Metres(), s.Drive.Metres())
			}
			for _, day := range append(st.Days, s.Today) {
				if day.Metres < 0 {
					t.Fatalf("%v has %v m", day.Day, day.Metres)
				}
			}
		}
	})
}

func TestJitterAddsNoDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var fixes []Position
		for i := range 200 {
			// Mostly slow, as a parked tracker reports, now and then with a ghost of speed.
			speed := rapid.SampledFrom([]float64{0, 0, 0, 2, 5, 7, 12}).Draw(t, "speed")
			at := Point{Lat: apapa.Lat + rapid.Float64Range(-70, 70).Draw(t, "north")/110_589, Lon: apapa.Lon + rapid.Float64Range(-70, 70).Draw(t, "east")/110_500}
			fixes = append(fixes, fix(float64(i), at, speed, ignition(rapid.Bool().Draw(t, "on"))))
		}
		s, out := live(t, amid(city), fixes...)
		if s.Today.Metres != 0 || len(out.Drives) != 0 || s.Drive.Proven {
			t.Fatalf("a parked truck drove %v m in %d drives", s.Today.Metres, len(out.Drives))
		}
	})
}

func TestAllTheTimeIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minute, fixes := 0.0, []Position{}
		metres := 0.0
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			minute += rapid.SampledFrom([]float64{0.2, 1, 4, 30, 70, 300, 2000}).Draw(t, "gap")
			moving := rapid.Bool().Draw(t, "moving")
			if moving {
				metres += rapid.Float64Range(0, 80).Draw(t, "m")
			}
			fixes = append(fixes, road(minute, metres, moving))
		}
		s, out := live(t, nowhere, fixes...)
		var total time.Duration
		var driven float64
		day := DayOf(fixes[0].At)
		for _, d := range append(out.Days, s.Today) {
			if d.Day != day {
				t.Fatalf("day %v, want %v: every day once, in order", d.Day, day)
			}
			day++
			total += d.Moving + d.Idling + d.Stopped + d.Offline
			driven += d.Metres
		}
		if want := s.At.Sub(fixes[0].At); total != want {
			t.Fatalf("%v of %v counted", total, want)
		}
		var byDrives float64
		for _, d := range out.Drives {
			byDrives += d.Metres
			if !d.End.After(d.Start) || d.End.Sub(d.Start) < DriveTime || d.Known.Before(d.End) {
				t.Fatalf("drive %+v", d)
			}
		}
		if byDrives > driven+0.001 || driven > metres+0.1 {
			t.Fatalf("%v m in drives, %v in days, %v in truth", byDrives, driven, metres)
		}
	})
}

func TestTheDayTurnsAtMidnightInLagos(t *testing.T) {
	before := time.Date(2026, 11, 30, 22, 50, 0, 0, time.UTC) // 23:50 WAT
	at := func(after time.Duration, speed float64) Position {
		p := fix(0, apapa, speed, ignition(true))
		p.At, p.ReceivedAt = before.Add(after), before.Add(after)
		return p
	}
	s, out := live(t, nowhere, at(0, 70), at(5*time.Minute, 70), at(15*time.Minute, 0))
	want := Tally{Day: DayOf(before), Moving: 10 * time.Minute, Overspeed: 5 * time.Minute, TopKmh: 70, First: before, Last: before.Add(5 * time.Minute)}
	if len(out.Days) != 1 || cmp.Diff(want, out.Days[0]) != "" || out.Days[0].Day.String() != "2026-11-30" {
		t.Errorf("days = %+v, want %+v", out.Days, want)
	}
	if s.Today.Moving != 5*time.Minute || s.Today.Day.String() != "2026-12-01" {
		t.Errorf("today = %+v, want 5 minutes of 1 December", s.Today)
	}
	s, out = live(t, nowhere, at(0, 0), at(10*time.Minute, 0))
	if len(out.Days) != 1 || s.Today.First != before.Add(10*time.Minute) || s.Today.Idling != 0 {
		t.Errorf("a fix at 00:00 belongs to %v", s.Today)
	}
}
