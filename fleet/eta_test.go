package fleet_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

var (
	oshodi  = fleet.Point{Lat: 6.556, Lon: 3.343}
	ibadan  = fleet.Place{Name: "Ibadan", Kind: "city", Center: fleet.Point{Lat: 7.378, Lon: 3.947}, RadiusM: 5000}
	kano    = fleet.Place{Name: "Kano", Kind: "city", Center: fleet.Point{Lat: 12.002, Lon: 8.592}, RadiusM: 6000}
	apapa   = fleet.Place{Name: "Apapa Port", Kind: "port", Center: fleet.Point{Lat: 6.445, Lon: 3.365}, RadiusM: 1200}
	morning = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC) // 08:00 WAT
)

// fixes is a truck that goes through points, a minute for each kilometre.
func fixes(from time.Time, points ...fleet.Point) (out []fleet.Position) {
	at := from
	for i, p := range points {
		if i > 0 {
			at = at.Add(time.Duration(points[i-1].MetersTo(p)/1000*60) * time.Second)
		}
		out = append(out, fleet.Position{At: at, ReceivedAt: at, Point: p, SpeedKmh: 60})
	}
	return out
}

func moving(at time.Time, p fleet.Point) fleet.Sight {
	return fleet.Look([]fleet.Position{{At: at, Point: p, SpeedKmh: 50}})
}

func TestWaysFollowTheRoadTable(t *testing.T) {
	r := fleet.NewRoads()
	for name, c := range map[string]struct {
		from, to fleet.Point
		km       [2]float64
		through  string
	}{
		"Lagos to Kano by the west": {oshodi, kano.Center, [2]float64{950, 1080}, "Jebba>Mokwa"},
		"Lagos to Ibadan":           {oshodi, ibadan.Center, [2]float64{110, 135}, "Sagamu>Ogere"},
		"back again":                {ibadan.Center, oshodi, [2]float64{110, 135}, "Ogere>Sagamu"},
		"Lagos to Onitsha":          {oshodi, fleet.Point{Lat: 6.155, Lon: 6.78}, [2]float64{400, 470}, "Benin>Agbor"},
		"within one stretch":        {fleet.Point{Lat: 7.0, Lon: 3.69}, fleet.Point{Lat: 7.2, Lon: 3.82}, [2]float64{20, 40}, "Ogere>Ibadan"},
	} {
		w := r.Way(c.from, c.to)
		if km := w.Metres() / 1000; w.ByLine || km < c.km[0] || km > c.km[1] || !strings.Contains(strings.Join(w.Stretches(), " "), c.through) {
			t.Errorf("%s: %.0f km over %v, by line %v", name, km, w.Stretches(), w.ByLine)
		}
	}
	abroad := r.Way(fleet.Point{Lat: 9.5, Lon: -13.7}, fleet.Point{Lat: 10.4, Lon: -9.3}) // in Guinea
	line := fleet.Point{Lat: 9.5, Lon: -13.7}.MetersTo(fleet.Point{Lat: 10.4, Lon: -9.3})
	if !abroad.ByLine || math.Abs(abroad.Metres()-line*fleet.DetourFactor) > 1 {
		t.Errorf("where there is no table: %+v", abroad)
	}
}

func TestPassesLeaveLongHaltsOut(t *testing.T) {
	sagamu, ogere := fleet.Point{Lat: 6.850, Lon: 3.600}, fleet.Point{Lat: 6.940, Lon: 3.650}
	follow := func(halt time.Duration) (out []fleet.Pass) {
		track := fixes(morning, fleet.Point{Lat: 6.845, Lon: 3.560}, sagamu, fleet.Point{Lat: 6.895, Lon: 3.625})
		stop := track[2]
		for d := time.Minute; d <= halt; d += time.Minute {
			track = append(track, fleet.Position{At: stop.At.Add(d), Point: stop.Point})
		}
		track = append(track, fixes(stop.At.Add(halt+5*time.Minute), ogere, fleet.Point{Lat: 7.0, Lon: 3.69})...)
		var w fleet.PassWatch
		for _, p := range track {
			out = append(out, w.Follow(fleet.NewRoads(), nil, p)...)
		}
		return out
	}
	plain, short, long := follow(0), follow(12*time.Minute), follow(3*time.Hour)
	if len(plain) != 1 || plain[0].Stretch != "Sagamu>Ogere" {
		t.Fatalf("passes = %+v", plain)
	}
	km := sagamu.MetersTo(ogere) / 1000
	if m := plain[0].Whole.Minutes(); m < km*0.9 || m > km*1.35 {
		t.Errorf("%.0f km took %.1f min", km, m)
	}
	if d := short[0].Whole - plain[0].Whole; d < 12*time.Minute {
		t.Errorf("a short halt is traffic, but adds %v", d)
	}
	if d := long[0].Whole - plain[0].Whole; d > 10*time.Minute {
		t.Errorf("a long halt adds %v", d)
	}
}

func TestPassesAreFoundBetweenSparseFixes(t *testing.T) {
	// one fix in five minutes at 60 km/h: none lies in the gates of Ibafo or Mowe
	track := fixes(morning, fleet.Point{Lat: 6.70, Lon: 3.395}, fleet.Point{Lat: 6.775, Lon: 3.4285}, fleet.Point{Lat: 6.830, Lon: 3.45})
	var w fleet.PassWatch
	var got []string
	for _, p := range track {
		for _, x := range w.Follow(fleet.NewRoads(), nil, p) {
			got = append(got, x.Stretch)
		}
	}
	if len(got) != 1 || got[0] != "Ibafo>Mowe" {
		t.Errorf("passes = %v", got)
	}
}

func TestWaitsBeforePorts(t *testing.T) {
	ports := map[string]fleet.Place{"Apapa Port": apapa}
	line := fleet.Point{Lat: 6.468, Lon: 3.370}
	track := []fleet.Position{{At: morning, Point: fleet.Point{Lat: 6.53, Lon: 3.36}, SpeedKmh: 20}}
	for i := range 5 {
		track = append(track, fleet.Position{At: morning.Add(time.Duration(i+1) * 30 * time.Minute), Point: line})
	}
	track = append(track, fleet.Position{At: morning.Add(3 * time.Hour), Point: apapa.Center}, fleet.Position{At: morning.Add(4 * time.Hour), Point: line, SpeedKmh: 20})
	var w fleet.PassWatch
	var got []fleet.Pass
	for _, p := range track {
		for _, x := range w.Follow(fleet.NewRoads(), ports, p) {
			if strings.HasPrefix(x.Stretch, "wait:") {
				got = append(got, x)
			}
		}
	}
	if len(got) != 1 || got[0].Stretch != fleet.WaitName("Apapa Port") || got[0].Whole != 150*time.Minute {
		t.Errorf("waits = %+v; leaving is none", got)
	}
}

// passes of one stretch at an hour of Lagos, that took so many minutes each.
func passes(stretch string, hour int, minutes ...float64) (out []fleet.Pass) {
	for i, m := range minutes {
		from := fleet.StartOfDay(morning).AddDate(0, 0, -i-1).Add(time.Duration(hour) * time.Hour)
		out = append(out, fleet.Pass{Stretch: stretch, From: from, To: from.Add(time.Duration(m) * time.Minute), Whole: time.Duration(m * float64(time.Minute))})
	}
	return out
}

func repeat(x float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = x
	}
	return out
}

func TestPacesNeedThirtyPasses(t *testing.T) {
	p := fleet.LearnPaces(passes("A>B", 8, repeat(60, fleet.MinPasses-1)...))
	if _, ok := p.At("A>B", 8); ok {
		t.Error("29 passes were believed")
	}
	p = fleet.LearnPaces(append(passes("A>B", 8, repeat(60, fleet.MinPasses)...), passes("A>B", 20, repeat(20, 10)...)...))
	for hour, want := range map[int]float64{8: 60, 10: 60, 20: 60} { // at 20 there are too few: the whole day stands for it
		if got, ok := p.At("A>B", hour); !ok || got.Mid != want*60 {
			t.Errorf("at %d: %+v %v", hour, got, ok)
		}
	}
	if eight, _ := p.At("A>B", 8); eight.Low != 3600 {
		t.Errorf("the evening counts for the morning: %+v", eight)
	}
}

func TestWhatTrucksDidGoesBeforeTheTable(t *testing.T) {
	q := fleet.ETAQuery{Now: morning, Sight: moving(morning, fleet.Point{Lat: 6.945, Lon: 3.652}), To: ibadan}
	q.Way = fleet.NewRoads().Way(q.Sight.Point, ibadan.Center)
	byTable := fleet.Estimate(q)
	q.Paces = fleet.LearnPaces(passes("Ogere>Ibadan", 8, repeat(240, 40)...))
	seen := fleet.Estimate(q)
	if byTable.Method != fleet.ByTable || seen.Method != fleet.ByPasses || seen.Passes != 40 {
		t.Errorf("methods %s, %s from %d passes", byTable.Method, seen.Method, seen.Passes)
	}
	if d := seen.Mid.Sub(morning); d < 200*time.Minute || d > 245*time.Minute || byTable.Mid.Sub(morning) > 2*time.Hour {
		t.Errorf("observed %v, by table %v", d, byTable.Mid.Sub(morning))
	}
}

func TestRangesHoldTheirMiddle(t *testing.T) {
	r := fleet.NewRoads()
	for _, from := range []fleet.Point{oshodi, ibadan.Center, {Lat: 9.2, Lon: 4.9}} {
		for h := range 24 {
			now := morning.Add(time.Duration(h) * time.Hour)
			for _, s := range []fleet.Sight{moving(now.Add(-time.Minute), from), moving(now.Add(-3*time.Hour), from), fleet.Look([]fleet.Position{{At: now.Add(-time.Hour), Point: from}})} {
				e := fleet.Estimate(fleet.ETAQuery{Now: now, Sight: s, Way: r.Way(from, kano.Center), To: kano, Loaded: true})
				if e.Low.Before(now) || e.Low.After(e.Mid) || e.Mid.After(e.High) || e.High.Sub(e.Low) < 6*time.Minute {
					t.Fatalf("from %v at %v: %v .. %v .. %v", from, now, e.Low, e.Mid, e.High)
				}
			}
		}
	}
}

func TestAnOldFixWidensTheRangeAndThenNothingIsSaid(t *testing.T) {
	way := fleet.NewRoads().Way(oshodi, kano.Center)
	width := func(age time.Duration) time.Duration {
		e := fleet.Estimate(fleet.ETAQuery{Now: morning, Sight: moving(morning.Add(-age), oshodi), Way: way, To: kano})
		return e.High.Sub(e.Low)
	}
	if fresh, old := width(time.Minute), width(4*time.Hour); old < fresh+3*time.Hour {
		t.Errorf("after a minute %v wide, after four hours %v", fresh, old)
	}
	standing := fleet.Look([]fleet.Position{{At: morning, Point: oshodi}})
	if moving(morning, oshodi).TooOld(morning.Add(5*time.Hour)) || !moving(morning, oshodi).TooOld(morning.Add(7*time.Hour)) || standing.TooOld(morning.Add(7*time.Hour)) {
		t.Error("a driving truck is lost after six hours, a standing one is not")
	}
}

func TestNightsAreRestedOutsideOfLagos(t *testing.T) {
	at := fleet.StartOfDay(morning).Add(21 * time.Hour)
	ogere := fleet.Point{Lat: 6.94, Lon: 3.65}
	far := fleet.Estimate(fleet.ETAQuery{Now: at, Sight: moving(at, ogere), Way: fleet.NewRoads().Way(ogere, kano.Center), To: kano})
	mile2 := fleet.Point{Lat: 6.462, Lon: 3.316}
	near := fleet.Estimate(fleet.ETAQuery{Now: at, Sight: moving(at, oshodi), Way: fleet.NewRoads().Way(oshodi, mile2), To: fleet.Place{Center: mile2, RadiusM: 700}})
	if !far.Night || near.Night || near.Mid.Sub(at) > time.Hour {
		t.Errorf("to Kano a night %v, to Mile 2 %v in %v", far.Night, near.Night, near.Mid.Sub(at))
	}
}

func TestPortsAreWaitedFor(t *testing.T) {
	q := fleet.ETAQuery{Now: morning, Sight: moving(morning, oshodi), Way: fleet.NewRoads().Way(oshodi, apapa.Center), To: apapa}
	unknown := fleet.Estimate(q)
	q.Paces = fleet.LearnPaces(passes(fleet.WaitName("Apapa Port"), 9, repeat(300, 40)...))
	seen := fleet.Estimate(q)
	if !unknown.Waits || unknown.WaitSeen || !seen.WaitSeen || seen.Mid.Sub(morning) < 5*time.Hour || unknown.High.Sub(unknown.Low) < 5*time.Hour {
		t.Errorf("unknown %v to %v, seen %v", unknown.Low, unknown.High, seen.Mid)
	}
	var waiting []fleet.Position
	for d := 4 * time.Hour; d >= 0; d -= 10 * time.Minute {
		waiting = append(waiting, fleet.Position{At: morning.Add(-d), Point: fleet.Point{Lat: 6.468, Lon: 3.370}})
	}
	q.Sight = fleet.Look(waiting)
	q.Way = fleet.NewRoads().Way(q.Sight.Point, apapa.Center)
	if e := fleet.Estimate(q); !e.InLine || e.Mid.Sub(morning) > 90*time.Minute {
		t.Errorf("after four hours of five in the line %v are left", e.Mid.Sub(morning))
	}
}

func TestLearnedRangesHoldWhatTheySay(t *testing.T) {
	e := fleet.ETA{From: morning, Low: morning.Add(90 * time.Minute), Mid: morning.Add(100 * time.Minute), High: morning.Add(110 * time.Minute), Method: fleet.ByTable}
	var came []fleet.Outcome
	for i := range 100 {
		came = append(came, fleet.Outcome{Journey: string(rune(i)), ETA: e, Arrived: morning.Add(time.Duration(101+i) * time.Minute)})
	}
	if got := fleet.LearnETA(came[:fleet.MinArrivals-1]).Fit(e); got != e {
		t.Error("too few arrivals were learned from")
	}
	got := fleet.LearnETA(came).Fit(e)
	inside := 0
	for _, o := range came {
		if !o.Arrived.Before(got.Low) && !o.Arrived.After(got.High) {
			inside++
		}
	}
	if inside < 80 || inside > 84 || got.Likes != 100 || got.Mid.Sub(morning).Round(time.Minute) != 151*time.Minute {
		t.Errorf("%d of 100 inside, middle %v, of %d", inside, got.Mid.Sub(morning), got.Likes)
	}
}

func TestChecksDoNotPeek(t *testing.T) {
	track := fixes(morning, oshodi, fleet.Point{Lat: 6.64, Lon: 3.37}, fleet.Point{Lat: 6.742, Lon: 3.42}, fleet.Point{Lat: 6.94, Lon: 3.65}, ibadan.Center)
	a := fleet.Arrival{Ref: "1", Left: morning, To: ibadan, Track: track}
	slow := passes("Ogere>Ibadan", 9, repeat(600, 40)...)
	later := fleet.NewETACheck(fleet.NewRoads(), nil, 10*time.Minute)
	for i := range slow { // they all end after the day of the question began
		slow[i].To = fleet.StartOfDay(morning).Add(time.Minute)
	}
	tomorrow := fleet.NewETACheck(fleet.NewRoads(), slow, 10*time.Minute)
	if !later.Ask(a) || !tomorrow.Ask(a) || len(later.Asked) == 0 {
		t.Fatal("no arrival was found")
	}
	for i := range later.Asked {
		if later.Asked[i].ETA != tomorrow.Asked[i].ETA {
			t.Errorf("question %d knew what was seen afterwards", i)
		}
	}
	buffered := a
	buffered.Track = append([]fleet.Position(nil), track...)
	for i := range buffered.Track[1:] {
		buffered.Track[i+1].ReceivedAt = morning.Add(5 * time.Hour)
	}
	c := fleet.NewETACheck(fleet.NewRoads(), nil, 10*time.Minute)
	c.Ask(buffered)
	for _, q := range c.Asked {
		if q.ETA.Metres < later.Asked[0].ETA.Metres-1 {
			t.Errorf("at %v it knew of a fix that came hours later", q.Asked)
		}
	}
}
