package fleet

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The wanted metres are GeographicLib's (GeodSolve -i); make prove compares
// 500 more with it.
func TestMetersTo(t *testing.T) {
	for _, c := range []struct{ lat1, lon1, lat2, lon2, want float64 }{
		{6.445, 3.365, 6.4451, 3.3651, 15.641830162},
		{6.445, 3.365, 7.3776, 3.9059, 119207.770496264},
		{6.45, 3.36, 6.54, 3.45, 14076.968747034},
		{12.0001, 8.5167, 4.7774, 7.0134, 815779.850524916},
		{6.4541, 3.3947, 11.8469, 13.1571, 1227243.057673566},
		{0.5, 179.99, 0.5, -179.99, 2226.305609238},
		{59.9, 10, 59.99, 10.09, 11218.082012307},
		{-33, 18, -33.05, 18.06, 7884.961166256},
		{4.0, 3.0, 13.9, 14.6, 1679847.103108992},
		{9.05, 7.49, 9.05, 7.49, 0},
		{0, 6, 0, 7, 111319.490793274},
		{9, 7, 9.0999, 7.0999, 15579.331735343},
		{51.5, -0.1, 6.4541, 3.3947, 5004442.116367160},
	} {
		p, q := Point{Lat: c.lat1, Lon: c.lon1}, Point{Lat: c.lat2, Lon: c.lon2}
		for _, got := range []float64{p.MetersTo(q), q.MetersTo(p)} {
			if off := math.Abs(got - c.want); off > c.want*1e-7+1e-6 {
				t.Errorf("%v to %v: %.6f m, want %.6f", p, q, got, c.want)
			}
		}
	}
	if m := (Point{Lat: 0.1, Lon: 6}).MetersTo(Point{Lat: -0.2, Lon: -174.1}); m < 19_900_000 || m > 20_040_000 {
		t.Errorf("to the other side of the earth: %.0f m", m)
	}
}

func BenchmarkMetersTo(b *testing.B) {
	p := Point{Lat: 6.445, Lon: 3.365}
	for name, q := range map[string]Point{"near": {Lat: 6.46, Lon: 3.38}, "far": {Lat: 12, Lon: 8.5}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p.MetersTo(q)
			}
		})
	}
}

// What words go by differs from the exact distance by a metre per km at most.
func TestAboutTo(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		p := Point{Lat: r.Float64()*116 - 58, Lon: r.Float64()*360 - 180}
		q := Point{Lat: p.Lat + r.Float64()*4 - 2, Lon: wrapDegrees(p.Lon + r.Float64()*7 - 3.5)}
		if want, got := p.MetersTo(q), p.AboutTo(q); math.Abs(got-want) > want/1000 {
			t.Fatalf("%v to %v: %v, want %v", p, q, got, want)
		}
	}
}
