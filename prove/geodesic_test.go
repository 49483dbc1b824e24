//go:build prove

package prove

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

// TestProveDistances holds our distances, and PostGIS's, which order the
// answers, against GeographicLib's GeodSolve: on 500 pairs of points in
// Nigeria, from metres to the length of the country, 1 mm per km at most.
func TestProveDistances(t *testing.T) {
	solver, err := exec.LookPath("GeodSolve")
	if err != nil {
		t.Fatal("there is no GeodSolve here: apt install geographiclib-tools")
	}
	w := newWorld(t, 2*time.Minute)
	pairs := nigerianPairs(500)
	worst := map[string]float64{}
	for i, want := range geodSolve(t, solver, pairs) {
		p, q := pairs[i][0], pairs[i][1]
		var sql float64
		err := w.db.QueryRow(t.Context(), `SELECT ST_Distance(ST_Point($1, $2, 4326)::geography, ST_Point($3, $4, 4326)::geography)`,
			p.Lon, p.Lat, q.Lon, q.Lat).Scan(&sql)
		if err != nil {
			t.Fatal(err)
		}
		for who, got := range map[string]float64{"fleet": p.MetersTo(q), "postgis": sql} {
			off := math.Abs(got-want) / (want / 1000) * 1000 // mm per km
			worst[who] = max(worst[who], off)
			if off > 1 {
				t.Errorf("%s: %v to %v is %.4f m, GeographicLib says %.4f: %.3f mm per km", who, p, q, got, want, off)
			}
		}
	}
	t.Logf("worst of %d pairs: ours %.4f mm per km, PostGIS %.4f", len(pairs), worst["fleet"], worst["postgis"])
}

// nigerianPairs are points with a partner each, near and far in equal parts.
func nigerianPairs(n int) [][2]fleet.Point {
	r := rand.New(rand.NewPCG(2026, 11))
	pairs := make([][2]fleet.Point, n)
	for i := range pairs {
		p := fleet.Point{Lat: 4.3 + r.Float64()*9.5, Lon: 2.7 + r.Float64()*11.9}
		reach := math.Pow(10, -3+4*float64(i)/float64(n)) // 0.001 to 10 degrees
		q := fleet.Point{Lat: p.Lat + (r.Float64()*2-1)*reach, Lon: p.Lon + (r.Float64()*2-1)*reach}
		q.Lat, q.Lon = max(4.2, min(13.9, q.Lat)), max(2.6, min(14.7, q.Lon))
		pairs[i] = [2]fleet.Point{p, q}
	}
	return pairs
}

func geodSolve(t *testing.T, solver string, pairs [][2]fleet.Point) []float64 {
	t.Helper()
	var in strings.Builder
	for _, p := range pairs {
		fmt.Fprintf(&in, "%.17g %.17g %.17g %.17g\n", p[0].Lat, p[0].Lon, p[1].Lat, p[1].Lon)
	}
	cmd := exec.CommandContext(t.Context(), solver, "-i", "-p", "6")
	cmd.Stdin = strings.NewReader(in.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var metres []float64
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line) // azimuth, azimuth, distance
		m, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		metres = append(metres, m)
	}
	if len(metres) != len(pairs) {
		t.Fatalf("%d distances for %d pairs", len(metres), len(pairs))
	}
	return metres
}
