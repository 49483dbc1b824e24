package fleet

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// nearAnEdge is a moment within an hour of a midnight in Lagos: of any day, the
// end of a month (a leap February too) or of a year.
func nearAnEdge(t *rapid.T, name string) time.Time {
	midnight := rapid.SampledFrom([]time.Time{
		time.Date(2026, 12, 1, 0, 0, 0, 0, WAT), time.Date(2027, 1, 1, 0, 0, 0, 0, WAT), time.Date(2028, 2, 29, 0, 0, 0, 0, WAT),
		time.Date(2028, 3, 1, 0, 0, 0, 0, WAT), time.Date(2027, 3, 1, 0, 0, 0, 0, WAT), time.Date(2026, 11, 23, 0, 0, 0, 0, WAT), time.Date(1969, 12, 31, 0, 0, 0, 0, WAT),
	}).Draw(t, name+" midnight")
	return midnight.Add(time.Duration(rapid.IntRange(-3600, 3600).Draw(t, name+" seconds")) * time.Second)
}

// Every moment lies in one day: 23:30 in the old one, 00:30 in the new one.
func TestEveryMomentHasOneDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := nearAnEdge(t, "a")
		day := DayOf(at)
		if at.Before(day.Start()) || !at.Before(day.End()) {
			t.Fatalf("%v is not in its day %v", at, day)
		}
		if got := day.String(); got != at.In(WAT).Format(time.DateOnly) {
			t.Fatalf("%v has the day %s", at, got)
		}
		if !day.Start().Equal(StartOfDay(at)) || !(day + 1).Start().Equal(day.End()) || DayOf(day.End()) != day+1 || DayOf(day.End().Add(-time.Nanosecond)) != day {
			t.Fatalf("the edges of %v do not meet", day)
		}
	})
}

// The whole days and the edges of a window are the window, each moment once.
func TestPartsAreTheWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Window{From: nearAnEdge(t, "from")}
		w.To = w.From.Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(t, "minutes")) * time.Minute)
		if rapid.Bool().Draw(t, "to midnight") {
			w.To = StartOfDay(w.To)
		}
		from, to, edges := w.Parts()
		sum := time.Duration(to-from) * 24 * time.Hour
		for _, e := range edges {
			if e.From.Before(w.From) || e.To.After(w.To) || from < to && e.From.Before(to.Start()) && e.To.After(from.Start()) {
				t.Fatalf("edge %v of %v overlaps [%v, %v)", e, w, from, to)
			}
			sum += e.To.Sub(e.From)
		}
		if want := max(0, w.To.Sub(w.From)); sum != want {
			t.Fatalf("%v: %v in parts, %v in all", w, sum, want)
		}
		if from < to && (from.Start().Before(w.From) || to.Start().After(w.To)) {
			t.Fatalf("%v holds no whole days %v to %v", w, from, to)
		}
	})
}

// Named periods begin and end at midnight in Lagos, hold the moment they are
// named for, and follow each other without a gap.
func TestNamedPeriodsMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := nearAnEdge(t, "now")
		named := func(name string) Window {
			w, ok := NamedWindow(name, now)
			if !ok {
				t.Fatalf("no period %s", name)
			}
			return w
		}
		for _, pair := range [][2]string{{"yesterday", "today"}, {"today", "tomorrow"}, {"last_week", "this_week"}, {"this_week", "next_week"}, {"last_month", "this_month"}} {
			if a, b := named(pair[0]), named(pair[1]); !a.To.Equal(b.From) {
				t.Fatalf("at %v %s ends %v, %s begins %v", now, pair[0], a.To, pair[1], b.From)
			}
		}
		for _, name := range []string{"today", "this_week", "this_month"} {
			w := named(name)
			if _, _, edges := w.Parts(); !w.Contains(now) || len(edges) != 0 {
				t.Fatalf("%s at %v is %v", name, now, w)
			}
		}
		if m := named("last_month"); m.From.In(WAT).Day() != 1 || m.To.In(WAT).Day() != 1 || m.From.In(WAT).Month() == m.To.In(WAT).Month() {
			t.Fatalf("last month at %v is %v", now, m)
		}
	})
}

// A drive across midnight, at any end of a month or year, is divided among the
// days by its legs: nothing is lost and nothing counted twice.
func TestDrivesAcrossMidnightAreDivided(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := nearAnEdge(t, "start")
		every := rapid.SampledFrom([]time.Duration{10 * time.Second, 30 * time.Second, time.Minute}).Draw(t, "every")
		n := rapid.IntRange(30, 150).Draw(t, "fixes")
		var s State
		var days []Tally
		var went float64
		for i := range n + 20 {
			p := road(0, float64(min(i, n))*250, i > 0 && i < n)
			p.At = start.Add(time.Duration(i) * every)
			p.ReceivedAt = p.At
			st := Advance(s, p, nowhere)
			s, days = st.State, append(days, st.Days...)
			for _, d := range st.Drives {
				went += d.Metres
			}
		}
		went += s.Drive.counted()
		var sum float64
		for i, d := range append(days, s.Today) {
			if sum += d.Metres; d.Day != DayOf(start)+Day(i) {
				t.Fatalf("day %v is number %d after %v", d.Day, i, DayOf(start))
			}
		}
		if diff := sum - went; diff > 1 || diff < -1 {
			t.Fatalf("the days hold %.0f m of %.0f", sum, went)
		}
		for i, d := range append(days, s.Today) {
			share := Window{d.Day.Start(), d.Day.End()}
			if i < len(days) && d.Last.After(share.To) || !d.First.IsZero() && d.First.Before(share.From) {
				t.Fatalf("%+v holds fixes of other days", d)
			}
		}
	})
}
