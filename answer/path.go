package answer

import (
	"math"

	"watchtower/fleet"
)

// maxPath is how many corners a drawn track has at most, in all.
const maxPath = 600

// ThinPath leaves out what nobody sees of a track on a map: corners that lie
// within some metres of the line between their neighbours, more metres the
// longer the track is.
func ThinPath(lines [][]fleet.Point) [][]fleet.Point {
	for within := 5.0; ; within *= 2 {
		var out [][]fleet.Point
		n := 0
		for _, line := range lines {
			thin := straighten(line, within)
			n += len(thin)
			out = append(out, thin)
		}
		if n <= max(maxPath, 2*len(lines)) {
			return out
		}
	}
}

// straighten is the method of Douglas and Peucker, with a stack of its own.
func straighten(line []fleet.Point, within float64) []fleet.Point {
	if len(line) < 3 {
		return line
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	for todo := [][2]int{{0, len(line) - 1}}; len(todo) > 0; {
		a, b := todo[len(todo)-1][0], todo[len(todo)-1][1]
		todo = todo[:len(todo)-1]
		far, at := within, -1
		for i := a + 1; i < b; i++ {
			if m := metersOff(line[i], line[a], line[b]); m > far {
				far, at = m, i
			}
		}
		if at > 0 {
			keep[at] = true
			todo = append(todo, [2]int{a, at}, [2]int{at, b})
		}
	}
	var out []fleet.Point
	for i, p := range line {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

// metersOff is how far p lies from the stretch between a and b, on a flat map
// around a.
func metersOff(p, a, b fleet.Point) float64 {
	const metersPerDegree = 111_195
	flat := func(q fleet.Point) (x, y float64) {
		return (q.Lon - a.Lon) * metersPerDegree * math.Cos(a.Lat*math.Pi/180), (q.Lat - a.Lat) * metersPerDegree
	}
	px, py := flat(p)
	bx, by := flat(b)
	along := 0.0
	if l := bx*bx + by*by; l > 0 {
		along = min(1, max(0, (px*bx+py*by)/l))
	}
	return math.Hypot(px-along*bx, py-along*by)
}
