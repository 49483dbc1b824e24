package loconav

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"watchtower/fleet"
)

// object is one decoded JSON object, read leniently: the vendor and its older
// surfaces disagree on names and types.
type object map[string]any

func parse(raw []byte) (object, error) {
	if o, ok := flat(raw); ok {
		return o, nil
	}
	return general(raw)
}

// general reads any JSON, and says exactly why it cannot.
func general(raw []byte) (object, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var o object
	err := dec.Decode(&o)
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, invalid("the JSON ends early")
	case errors.As(err, &syntax):
		return nil, invalid("the JSON breaks at byte %d", syntax.Offset)
	case err != nil, o == nil:
		return nil, invalid("the fact is not a JSON object")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, invalid("there is more after the JSON object")
	}
	return o, nil
}

func invalid(format string, args ...any) error {
	return fleet.Errorf(fleet.Invalid, format, args...)
}

// first is the value of the first of the names that is there and not null.
func (o object) first(names ...string) (any, bool) {
	for _, n := range names {
		if v, ok := o[n]; ok && v != nil {
			return v, true
		}
	}
	return nil, false
}

// maxText bounds what is kept of a name, in bytes.
const maxText = 64

// text reads a string or a number as printable text.
func (o object) text(names ...string) string {
	v, _ := o.first(names...)
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case json.Number:
		s = v.String()
	}
	s = strings.TrimSpace(strings.Map(printable, s))
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	return s
}

func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return -1
	}
	return r
}

// number reads a number, also one written as a string.
func (o object) number(names ...string) (float64, bool) {
	v, _ := o.first(names...)
	var s string
	switch v := v.(type) {
	case string:
		s = strings.TrimSpace(v)
	case json.Number:
		s = v.String()
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

// within is number for a measure that cannot matter outside its range: a
// broken sensor must not make the truck vanish, so it reads as 0.
func (o object) within(low, high float64, names ...string) float64 {
	f, ok := o.number(names...)
	if !ok || f < low || f > high {
		return 0
	}
	return f
}

// flag reads "1", 1, true or "ON"; nil when absent or unreadable.
func (o object) flag(names ...string) *bool {
	v, _ := o.first(names...)
	switch v := v.(type) {
	case bool:
		return &v
	case string, json.Number:
		yes := true
		switch strings.ToLower(o.text(names...)) {
		case "1", "true", "on", "yes":
			return &yes
		case "0", "false", "off", "no":
			yes = false
			return &yes
		}
	}
	return nil
}

// point reads a pair of coordinates; the error says what is wrong with them.
func (o object) point(latName, lonName string) (fleet.Point, error) {
	lat, okLat := o.number(latName)
	lon, okLon := o.number(lonName)
	p := fleet.Point{Lat: lat, Lon: lon}
	switch {
	case !okLat && !okLon:
		return p, o.noCoordinate(latName+" and "+lonName, latName, "are")
	case !okLat:
		return p, o.noCoordinate(latName, latName, "is")
	case !okLon:
		return p, o.noCoordinate(lonName, lonName, "is")
	case math.Abs(lat) > 90:
		return p, invalid("%s %v is not on earth", latName, lat)
	case math.Abs(lon) > 180:
		return p, invalid("%s %v is not on earth", lonName, lon)
	case !p.Valid():
		return p, invalid("%s and %s are 0: the tracker had no fix", latName, lonName)
	}
	return p, nil
}

func (o object) noCoordinate(what, name, verb string) error {
	v, there := o[name]
	switch {
	case !there:
		return invalid("%s %s missing", what, verb)
	case v == nil:
		return invalid("%s %s null", what, verb)
	}
	return invalid("%s %s not a number", what, verb)
}

// layouts with an offset are honoured; those without mean the source's zone.
var layouts = [...]string{
	"02-01-2006 15:04:05", // the live location push
	time.RFC3339,
	"2006-01-02T15:04:05",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04:05 Z0700",
	"02-01-2006 15:04:05 Z07:00",
}

// millis is where epoch seconds end and milliseconds begin: in seconds it is
// the year 5138, in milliseconds March 1973.
const millis = 1e11

// moment reads a time in any of the vendor's forms. The second result is false
// when none of the names is there.
func (o object) moment(zone *time.Location, names ...string) (t time.Time, there bool, err error) {
	for _, name := range names {
		if v, ok := o[name]; ok && v != nil && v != "" {
			t, err := readTime(o.text(name), zone)
			if err != nil {
				return t, true, invalid("%s %q is no time I can read", name, o.text(name))
			}
			return t, true, nil
		}
	}
	return time.Time{}, false, nil
}

func readTime(s string, zone *time.Location) (time.Time, error) {
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		if math.Abs(f) >= millis {
			f /= 1000
		}
		return plausible(time.UnixMicro(int64(math.Round(f * 1e6))))
	}
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return plausible(t)
		}
	}
	return time.Time{}, errors.New("no known layout")
}

// naive says whether a time that can be read came without an offset. Every
// layout with one ends in Z, or in digits behind a sign after the clock time.
func naive(s string) bool {
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return false // epochs are UTC
	}
	clock := strings.IndexByte(s, ':')
	return clock >= 0 && !strings.ContainsAny(s[clock:], "Zz+-")
}

// plausible refuses years that only a broken clock or a wrong unit gives.
func plausible(t time.Time) (time.Time, error) {
	t = t.UTC().Truncate(time.Microsecond) // what PostgreSQL keeps
	if t.Year() < 2000 || t.Year() > 2100 {
		return t, errors.New("not of this century")
	}
	return t, nil
}
