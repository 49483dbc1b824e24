package fleet

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// figureWords is a number with what may stand beside it: "80", "80 km/h", "45
// min", "4.5h", "22:00", "10pm".
var figureWords = regexp.MustCompile(`^([0-9]{1,6}(?:\.[0-9]{1,3})?)(?::([0-5][0-9]))?\s*([a-z/%' ]*)$`)

// figureUnits say how many of a parameter's unit one of the written unit is.
var figureUnits = map[string]map[string]float64{
	UnitMinutes: {"": 1, "s": 1. / 60, "sec": 1. / 60, "seconds": 1. / 60, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
		"h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60, "d": 1440, "day": 1440, "days": 1440},
	UnitHours: {"": 1, "m": 1. / 60, "min": 1. / 60, "mins": 1. / 60, "minute": 1. / 60, "minutes": 1. / 60,
		"h": 1, "hr": 1, "hrs": 1, "hour": 1, "hours": 1, "d": 24, "day": 24, "days": 24},
	UnitDays:    {"": 1, "d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7},
	UnitSpeed:   {"": 1, "km/h": 1, "kmh": 1, "kph": 1, "km": 1, "mph": KmPerMile},
	UnitKm:      {"": 1, "km": 1, "kilometres": 1, "kilometers": 1, "mi": KmPerMile, "miles": KmPerMile},
	UnitMetres:  {"": 1, "m": 1, "metres": 1, "meters": 1, "km": 1000},
	UnitLitres:  {"": 1, "l": 1, "litres": 1, "liters": 1, "litre": 1, "liter": 1},
	UnitPercent: {"": 1, "%": 1, "percent": 1, "per cent": 1},
	UnitAnHour:  {"": 1, "an hour": 1, "per hour": 1, "times": 1, "times an hour": 1, "/h": 1},
	UnitClock:   {"": 1, "h": 1, "o'clock": 1, "am": 1, "pm": 1},
}

// Read takes a figure as people write it, in the parameter's own unit or one
// that is converted. Its range is checked elsewhere.
func (p RuleParam) Read(text string) (float64, error) {
	m := figureWords.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	bad := &Error{Kind: Invalid, Field: p.Name, Message: fmt.Sprintf("I cannot read %q as %s. Write it like %s.", clipText(text), lowerThing(p.Words), p.Say(p.Default))}
	if m == nil || m[2] != "" && (p.Unit != UnitClock || m[3] != "") {
		return 0, bad
	}
	unit, ok := figureUnits[p.Unit][strings.TrimSpace(m[3])]
	v, err := strconv.ParseFloat(m[1], 64)
	if !ok || err != nil {
		return 0, bad
	}
	v = math.Round(v*unit*100) / 100
	if p.Unit == UnitClock {
		return clockHours(v, m[2], strings.TrimSpace(m[3]), bad)
	}
	return v, nil
}

// Figure reads a figure that nobody named: it is the first of the sort's
// parameters whose unit it is written in.
func (s RuleSort) Figure(text string) (p RuleParam, v float64, err error) {
	if len(s.Params) == 0 {
		return p, 0, &Error{Kind: Invalid, Field: "figures", Message: s.lacks(text)}
	}
	for _, p := range s.Params {
		if v, err := p.Read(text); err == nil {
			return p, v, nil
		}
	}
	_, err = s.Params[0].Read(text)
	return p, 0, err
}

// clockHours adds the minutes of an hour of the day, and its half.
func clockHours(v float64, minutes, half string, bad error) (float64, error) {
	if minutes != "" {
		n, err := strconv.Atoi(minutes)
		if err != nil {
			return 0, bad
		}
		return v + float64(n)/60, nil
	}
	switch {
	case (half == "am" || half == "pm") && v > 12:
		return 0, bad
	case half == "pm" && v < 12:
		return v + 12, nil
	case half == "am" && v == 12:
		return 0, nil
	}
	return v, nil
}

// lowerThing is a noun with its article inside a sentence.
func lowerThing(words string) string { return strings.ToLower(aThing(words)[:1]) + aThing(words)[1:] }

// clipText keeps a quote short.
func clipText(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Figures are a rule's figures in words, in the order of its sort: "limit 60
// km/h, margin 5 km/h". Only limits them to those that are named; nil for all.
func (r AlertRule) Figures(only map[string]float64) string {
	var words []string
	for _, p := range sortAt(r.Kind).Params {
		if _, ok := only[p.Name]; ok || only == nil {
			words = append(words, p.Called()+" "+p.Say(r.Num(p.Name)))
		}
	}
	return strings.Join(words, ", ")
}

// Called is the parameter's name as it is read out.
func (p RuleParam) Called() string { return strings.ReplaceAll(p.Name, "_", " ") }
