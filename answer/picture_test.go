package answer_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"watchtower/answer"
)

// nearApapa is a search around a port, as trucks_near answers it.
func nearApapa() answer.Answer {
	a := answer.Answer{Points: []answer.Point{{Label: "Apapa Port", Lat: 6.4453, Lon: 3.3668, State: "place", RadiusM: 10_000}}}
	states := []string{"moving", "idling", "stopped", "offline"}
	for i := range 12 {
		angle, far := float64(i)*2.4, 0.004+0.006*float64(i)
		p := answer.Point{Label: fmt.Sprintf("T-%04d", 4400+37*i), State: states[i%4],
			Lat: 6.4453 + far*math.Cos(angle), Lon: 3.3668 + far*math.Sin(angle)}
		if p.State == "moving" {
			p.Heading = new(float64(i * 50))
		}
		a.Points = append(a.Points, p)
	}
	return a
}

// acrossNigeria is a fleet all over the country.
func acrossNigeria() answer.Answer {
	return answer.Answer{Points: []answer.Point{
		{Label: "KAN-770", Lat: 11.7, Lon: 8.4, State: "offline"},
		{Label: "KJA-552", Lat: 8.1, Lon: 5.2, State: "moving", Heading: new(30.0)},
		{Label: "ABC-231", Lat: 9.1, Lon: 7.4, State: "idling"},
		{Label: "LSR-101", Lat: 7.0, Lon: 3.9, State: "moving", Heading: new(200.0)},
		{Label: "PHC-018", Lat: 4.9, Lon: 7.0, State: "stopped"},
		{Label: "BDG 220 YA", Lat: 6.45, Lon: 3.37, State: "stopped"},
	}}
}

// crowd is a yard full of trucks in one spot.
func crowd() answer.Answer {
	a := answer.Answer{Points: []answer.Point{{Label: "Tincan Island Port", Lat: 6.4372, Lon: 3.3427, State: "place"}}}
	for i := range 60 {
		a.Points = append(a.Points, answer.Point{Label: fmt.Sprintf("BDG %03d YA", i), State: "stopped",
			Lat: 6.4372 + 0.0006*math.Sin(float64(i)), Lon: 3.3427 + 0.0006*math.Cos(float64(i)*1.7)})
	}
	return a
}

func mapsToSee() map[string]answer.Answer {
	return map[string]answer.Answer{"apapa": nearApapa(), "nigeria": acrossNigeria(), "crowd": crowd(),
		"two": {Points: nearApapa().Points[:3]},
		"corridor": {Points: []answer.Point{{Label: "T-4407", Lat: 6.45, Lon: 3.36, State: "moving", Heading: new(45.0)},
			{Label: "T-5120", Lat: 7.38, Lon: 3.93, State: "idling"}, {Label: "Ibadan Depot", Lat: 7.36, Lon: 3.87, State: "place"}}},
	}
}

func TestMapsAreDrawn(t *testing.T) {
	for name, a := range mapsToSee() {
		p, err := a.Map()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		look(t, "map-"+name, p)
	}
}

// look checks what every picture must be, and keeps it on a light and on a
// dark page when PICTURES names a folder.
func look(t *testing.T, name string, p answer.Picture) {
	t.Helper()
	im, err := png.Decode(bytes.NewReader(p.PNG))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	size := im.Bounds().Size()
	if size.X != p.Width || size.Y != p.Height || size.X < 1000 || len(p.PNG) > 1<<20 {
		t.Errorf("%s: %v pixels in %d bytes", name, size, len(p.PNG))
	}
	seen := map[color.Color]bool{}
	for y := 0; y < size.Y; y += 7 {
		for x := 0; x < size.X; x += 7 {
			seen[im.At(x, y)] = true
		}
	}
	if len(seen) < 10 {
		t.Errorf("%s has %d colours: it is blank", name, len(seen))
	}
	if _, _, _, alpha := im.At(0, 0).RGBA(); alpha != 0 {
		t.Errorf("%s: the corner is not see-through", name)
	}
	if p.Alt == "" || len([]rune(p.Alt)) > 900 {
		t.Errorf("%s: alt text of %d letters", name, len([]rune(p.Alt)))
	}
	folder := os.Getenv("PICTURES")
	if folder == "" {
		return
	}
	for page, c := range map[string]color.NRGBA{"light": {0xFF, 0xFF, 0xFF, 0xFF}, "dark": {0x1A, 0x1D, 0x21, 0xFF}} {
		out := image.NewRGBA(image.Rect(0, 0, size.X+80, size.Y+80))
		draw.Draw(out, out.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
		draw.Draw(out, image.Rect(40, 40, size.X+40, size.Y+40), im, image.Point{}, draw.Over)
		var buf bytes.Buffer
		if err := png.Encode(&buf, out); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name+"-"+page+".png"), buf.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPictureIsTheSameEveryTime(t *testing.T) {
	first, err := nearApapa().Map()
	if err != nil {
		t.Fatal(err)
	}
	second, err := nearApapa().Map()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.PNG, second.PNG) {
		t.Error("the same points make two pictures")
	}
}

func TestMapSaysItselfInWords(t *testing.T) {
	p, err := nearApapa().Map()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"12 trucks around Apapa Port", "T-4400 moving north", "T-4437 idling"} {
		if !strings.Contains(p.Alt, want) {
			t.Errorf("the alt text lacks %q: %s", want, p.Alt)
		}
	}
}

// Trackers send impossible positions, and circles may be larger than a
// country: none of it may make a picture fail.
func TestStrangePointsMakeAMap(t *testing.T) {
	nan := math.NaN()
	for name, points := range map[string][]answer.Point{
		"same spot": {{Label: "A", Lat: 6.4, Lon: 3.3}, {Label: "B", Lat: 6.4, Lon: 3.3}},
		"poles":     {{Label: "A", Lat: 90, Lon: 180}, {Label: "B", Lat: -90, Lon: -180}},
		"no fix":    {{Label: "A"}, {Label: "B", Lat: nan, Lon: nan}, {Label: "C", Lat: 6.4, Lon: 3.3}},
		"wide":      {{Label: strings.Repeat("ẞ🚚", 500), Lat: 6.4, Lon: 3.3, State: "place", RadiusM: 1e6}, {Label: "\x00", Lat: 6.5, Lon: 3.3, Heading: &nan}},
		"abroad":    {{Label: "Paris", Lat: 48.8, Lon: 2.3}, {Label: "Lyon", Lat: 45.7, Lon: 4.8}},
	} {
		p, err := answer.Answer{Points: points}.Map()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		look(t, "strange-"+strings.ReplaceAll(name, " ", "-"), p)
	}
	if (answer.Answer{Points: []answer.Point{{Lat: nan}, {}}}).Mappable() {
		t.Error("points without a place count as a map")
	}
}

func BenchmarkMap(b *testing.B) {
	a := nearApapa()
	for b.Loop() {
		if _, err := a.Map(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMapOfNigeria(b *testing.B) {
	a := acrossNigeria()
	for b.Loop() {
		if _, err := a.Map(); err != nil {
			b.Fatal(err)
		}
	}
}
