package answer

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"sort"

	"github.com/fogleman/gg"
	"github.com/go-analyze/charts/chartdraw"
	"github.com/golang/freetype/truetype"
	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// Picture is a drawn map or chart. Alt says it again for those who do not see
// it.
type Picture struct {
	Name          string // of a file
	PNG           []byte
	Alt           string
	Width, Height int
}

const cornerRadius = 18

// The fonts of the charts module: Noto Sans Display, medium and extra bold
// (SIL Open Font Licence).
const notoSans, notoBold = "notosans", "notosans-bold"

// maxAlt is how long a picture's description may be: uploads to Slack take
// 1,000 code points.
const maxAlt = 900

// The colours of all pictures. They stand on paper of their own, with round
// corners, so that they read the same on a light and on a dark page.
var (
	paper    = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
	ink      = color.NRGBA{0x1E, 0x29, 0x3B, 0xFF}
	softInk  = color.NRGBA{0x64, 0x6B, 0x78, 0xFF}
	hairline = color.NRGBA{0xE3, 0xE5, 0xE9, 0xFF}
)

// canvas draws on one picture. Faces keep a cache of letters that is not safe
// to share, so every canvas has its own.
type canvas struct {
	*gg.Context
	im    *image.RGBA
	faces map[faceKey]font.Face
}

type faceKey struct {
	bold bool
	size float64
}

func newCanvas(width, height int) *canvas {
	im := image.NewRGBA(image.Rect(0, 0, width, height))
	return &canvas{Context: gg.NewContextForRGBA(im), im: im, faces: map[faceKey]font.Face{}}
}

func (c *canvas) face(bold bool, size float64) font.Face {
	key := faceKey{bold, size}
	f := c.faces[key]
	if f == nil {
		family := notoSans
		if bold {
			family = notoBold
		}
		f = truetype.NewFace(chartdraw.GetFont(family), &truetype.Options{Size: size, Hinting: font.HintingNone})
		c.faces[key] = f
	}
	return f
}

// style is how a text looks.
type style struct {
	bold bool
	size float64 // pixels, about the height of a line without its gap
	ink  color.NRGBA
	halo bool // a pale rim that keeps the text readable over lines
}

// width is how wide a text will be, in pixels.
func (c *canvas) width(s string, st style) float64 {
	return float64(font.MeasureString(c.face(st.bold, st.size), s)) / 64
}

// write puts a text's left end and baseline at x, y.
func (c *canvas) write(s string, x, y float64, st style) {
	d := font.Drawer{Dst: c.im, Face: c.face(st.bold, st.size)}
	at := func(dx, dy float64) {
		d.Dot = fixed.Point26_6{X: fixed.Int26_6((x + dx) * 64), Y: fixed.Int26_6((y + dy) * 64)}
		d.DrawString(s)
	}
	if st.halo {
		d.Src = image.NewUniform(color.NRGBA{0xFF, 0xFF, 0xFF, 0xC0})
		for _, o := range [...][2]float64{{-1.6, 0}, {1.6, 0}, {0, -1.6}, {0, 1.6}, {-1.2, -1.2}, {1.2, 1.2}, {-1.2, 1.2}, {1.2, -1.2}} {
			at(o[0], o[1])
		}
	}
	d.Src = image.NewUniform(st.ink)
	at(0, 0)
}

// fit shortens a text to a width.
func (c *canvas) fit(s string, most float64, st style) string {
	r := []rune(s)
	if len(r) <= 300 && c.width(s, st) <= most {
		return s
	}
	n := sort.Search(min(len(r), 300), func(n int) bool { return c.width(string(r[:n+1])+"…", st) > most })
	return string(r[:n]) + "…"
}

// finish rounds the corners and encodes the picture. The encoder's fastest
// level makes files a third larger and takes a quarter of the time.
func (c *canvas) finish(name, alt string) (Picture, error) {
	size := c.im.Bounds().Size()
	c.DrawRoundedRectangle(0.5, 0.5, float64(size.X)-1, float64(size.Y)-1, cornerRadius)
	c.SetColor(hairline)
	c.SetLineWidth(2)
	c.Stroke()
	c.roundCorners(cornerRadius)
	var buf bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&buf, c.im); err != nil {
		return Picture{}, fmt.Errorf("encode %s: %w", name, err)
	}
	if r := []rune(alt); len(r) > maxAlt {
		alt = string(r[:maxAlt-1]) + "…"
	}
	return Picture{Name: name, PNG: buf.Bytes(), Alt: alt, Width: size.X, Height: size.Y}, nil
}

// roundCorners makes the corners see-through, with a soft edge.
func (c *canvas) roundCorners(radius int) {
	size := c.im.Bounds().Size()
	r := float64(radius)
	for y := range radius {
		for x := range radius {
			dx, dy := r-float64(x)-0.5, r-float64(y)-0.5
			over := dx*dx + dy*dy - r*r
			if over <= -r {
				continue
			}
			keep := min(1, max(0, 0.5-over/(2*r)))
			for _, p := range [...]image.Point{{x, y}, {size.X - 1 - x, y}, {x, size.Y - 1 - y}, {size.X - 1 - x, size.Y - 1 - y}} {
				was := c.im.RGBAAt(p.X, p.Y)
				fade := func(v uint8) uint8 { return uint8(float64(v) * keep) }
				c.im.SetRGBA(p.X, p.Y, color.RGBA{fade(was.R), fade(was.G), fade(was.B), fade(was.A)})
			}
		}
	}
}
