package answer

import (
	"fmt"
	"image/color"
	"math"
)

// labels finds room for the texts of a map: none covers another one or a mark.
type labels struct {
	c     *canvas
	f     frame
	taken []box
	put   []label
}

type box struct{ x0, y0, x1, y1 float64 }

func (b box) hits(o box) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

// label is a text that has found its place.
type label struct {
	lines []string
	box   box
	style style
	plate bool
	mark  xy // what it belongs to
	dot   bool
}

var (
	plateStyle = style{bold: true, size: 23, ink: paper}
	placeStyle = style{bold: true, size: 23, ink: ink, halo: true}
	townStyle  = style{size: 20, ink: color.NRGBA{0x5B, 0x57, 0x4E, 0xFF}, halo: true}
)

const (
	maxTowns   = 16
	crowdLines = 8 // names listed beside a crowd
	lineHeight = 28.0
)

// reserve keeps the marks, the key, the scale and the compass free.
func (l *labels) reserve(marks []mark) {
	for _, m := range marks {
		r := m.radius() + 3
		l.taken = append(l.taken, box{m.spot.x - r, m.spot.y - r, m.spot.x + r, m.spot.y + r})
	}
	w, h := l.f.w, l.f.h
	l.taken = append(l.taken, box{0, h - 54, w, h}, box{w - 300, h - 120, w, h}, box{w - 80, 0, w, 84})
}

// placeMarks labels the places, then the trucks in their order, and says how
// many found no room.
func (l *labels) placeMarks(marks []mark) (missing int) {
	for _, places := range [...]bool{true, false} {
		for _, m := range marks {
			if m.isPlace() == places {
				missing += l.placeMark(m)
			}
		}
	}
	return missing
}

// placeMark labels a mark, and says how many names it could not show.
func (l *labels) placeMark(m mark) (missing int) {
	names := m.names
	if len(names) == 0 {
		names = []string{m.Label}
	}
	n := label{style: plateStyle, plate: true, mark: m.spot}
	if m.isPlace() {
		n.style, n.plate = placeStyle, false
	}
	w := 0.0
	for _, name := range names[:min(len(names), crowdLines)] {
		name = l.c.fit(name, 260, n.style)
		n.lines = append(n.lines, name)
		w = max(w, l.c.width(name, n.style)+18)
	}
	if left := len(names) - len(n.lines); left > 0 {
		n.lines = append(n.lines, fmt.Sprintf("and %d more", left))
		w, missing = max(w, 165), left
	}
	h := lineHeight*float64(len(n.lines)) + 6
	// Ever farther out; beside the mark first, because that reads best.
	for _, gap := range [...]float64{7, 21, 43, 71, 107, 147, 197} {
		gap += m.radius()
		for _, angle := range [...]float64{0, 180, 270, 90, 315, 45, 225, 135, 338, 22, 202, 158} {
			sin, cos := math.Sincos(angle * math.Pi / 180)
			x, y := m.spot.x+cos*(gap+w/2), m.spot.y+sin*(gap+h/2)
			n.box = box{x - w/2, y - h/2, x + w/2, y + h/2}
			if l.take(n) {
				return missing
			}
		}
	}
	return len(names)
}

// take puts a label where it is when there is room.
func (l *labels) take(n label) bool {
	if n.box.x0 < 8 || n.box.y0 < 8 || n.box.x1 > l.f.w-8 || n.box.y1 > l.f.h-8 {
		return false
	}
	for _, t := range l.taken {
		if n.box.hits(t) {
			return false
		}
	}
	b := n.box
	l.taken = append(l.taken, box{b.x0 - 3, b.y0 - 3, b.x1 + 3, b.y1 + 3})
	l.put = append(l.put, n)
	return true
}

// placeTowns names the best known towns in view that leave each other room.
func (l *labels) placeTowns() {
	low, high := l.f.box()
	said := map[string]bool{}
	for _, p := range l.put {
		said[p.lines[0]] = true
	}
	n := 0
	for _, t := range base().towns {
		if n == maxTowns {
			return
		}
		if t.at.Lat < low.Lat || t.at.Lat > high.Lat || t.at.Lon < low.Lon || t.at.Lon > high.Lon || said[t.name] {
			continue
		}
		if l.placeTown(t) {
			n++
		}
	}
}

func (l *labels) placeTown(t town) bool {
	s := l.f.spot(t.at)
	w := l.c.width(t.name, townStyle)
	for _, x := range [...]float64{s.x + 9, s.x - 9 - w} {
		n := label{lines: []string{t.name}, style: townStyle, mark: s, dot: true, box: box{x - 8, s.y - 14, x + w + 8, s.y + 14}}
		if x < s.x {
			n.box.x1 = s.x + 6
		} else {
			n.box.x0 = s.x - 6
		}
		if l.take(n) {
			return true
		}
	}
	return false
}

// draw paints the towns, then the lines from far labels to their marks, then
// the labels.
func (l *labels) draw() {
	for _, n := range l.put {
		if n.dot {
			l.drawTown(n)
		}
	}
	for _, n := range l.put {
		if !n.dot {
			l.drawLeader(n)
		}
	}
	for _, n := range l.put {
		if !n.dot {
			l.drawLabel(n)
		}
	}
}

func (l *labels) drawTown(n label) {
	l.c.DrawCircle(n.mark.x, n.mark.y, 4)
	l.c.SetColor(color.NRGBA{0x8A, 0x85, 0x7A, 0xFF})
	l.c.Fill()
	x := n.mark.x + 9
	if n.box.x0 < n.mark.x-20 {
		x = n.box.x0 + 8
	}
	l.c.write(n.lines[0], x, n.mark.y+7, n.style)
}

func (l *labels) drawLeader(n label) {
	x := min(max(n.mark.x, n.box.x0), n.box.x1)
	y := min(max(n.mark.y, n.box.y0), n.box.y1)
	if math.Hypot(x-n.mark.x, y-n.mark.y) < 26 {
		return
	}
	l.c.DrawLine(n.mark.x, n.mark.y, x, y)
	l.c.SetColor(color.NRGBA{ink.R, ink.G, ink.B, 0xB0})
	l.c.SetLineWidth(2)
	l.c.Stroke()
}

func (l *labels) drawLabel(n label) {
	if n.plate {
		l.c.DrawRoundedRectangle(n.box.x0, n.box.y0, n.box.x1-n.box.x0, n.box.y1-n.box.y0, 7)
		l.c.SetColor(ink)
		l.c.Fill()
	}
	for i, line := range n.lines {
		l.c.write(line, n.box.x0+9, n.box.y0+25+lineHeight*float64(i), n.style)
	}
}
