package fleet

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// KmPerMile is exact by definition (international mile).
const KmPerMile = 1.609344

// MaxRadiusKm bounds a search around a place. Nigeria is about 1,300 km
// across, so more than this means a slip of the finger.
const MaxRadiusKm = 1000

var distancePattern = regexp.MustCompile(`^(-?[0-9]+(?:,[0-9]{3})*(?:[.,][0-9]+)?)\s*([a-z]*)$`)

// thousands is a comma before exactly three digits, as in 1,000. After a lone 0
// it can only be a decimal comma.
var thousands = regexp.MustCompile(`^-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$`)

func parseNumber(s string) (float64, error) {
	if thousands.MatchString(s) {
		return strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	}
	return strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
}

// ParseDistance reads "10km", "10 km", "5 miles", "800m" or a bare "10", which
// is km, and returns km. The error says what to type instead.
func ParseDistance(s string) (float64, error) {
	m := distancePattern.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil {
		return 0, badDistance(s)
	}
	n, err := parseNumber(m[1])
	if err != nil {
		return 0, badDistance(s)
	}
	switch m[2] {
	case "", "k", "km", "kms", "kilometer", "kilometers", "kilometre", "kilometres":
	case "mi", "mile", "miles":
		n *= KmPerMile
	case "m", "meter", "meters", "metre", "metres":
		n /= 1000
	default:
		return 0, badDistance(s)
	}
	return n, CheckRadiusKm(n)
}

func badDistance(s string) error {
	return &Error{Kind: Invalid, Field: "radius_km",
		Message: fmt.Sprintf("I cannot read %q as a distance. Write it like 10km, 800m or 5 miles.", s)}
}

// CheckRadiusKm refuses a radius nobody can mean.
func CheckRadiusKm(km float64) error {
	if math.IsNaN(km) || km <= 0 || km > MaxRadiusKm {
		return &Error{Kind: Invalid, Field: "radius_km",
			Message: fmt.Sprintf("A radius must be more than 0 and at most %d km, not %s. Try 10km.", MaxRadiusKm, strconv.FormatFloat(km, 'f', -1, 64))}
	}
	return nil
}

// FormatDistance writes metres the way people say them: "350 m", "4.2 km",
// "128 km".
func FormatDistance(m float64) string {
	switch {
	case m < 995:
		return fmt.Sprintf("%.0f m", math.Round(m/10)*10)
	case m < 9950:
		return fmt.Sprintf("%.1f km", m/1000)
	default:
		return fmt.Sprintf("%.0f km", m/1000)
	}
}

// Units are what a person reads distances and speeds in. The zero value is
// kilometres. Inside everything is metric: only words for people are converted.
type Units string

// The units that there are.
const (
	Kilometres Units = "km"
	Miles      Units = "mi"
)

// String is the unit of distance: "km" or "mi".
func (u Units) String() string {
	if u == Miles {
		return string(Miles)
	}
	return string(Kilometres)
}

// Of is a number of kilometres in these units.
func (u Units) Of(km float64) float64 {
	if u == Miles {
		return km / KmPerMile
	}
	return km
}

const feetPerMetre = 1 / 0.3048

// Distance writes metres the way people say them: "350 m", "4.2 km", or
// "490 ft", "2.6 mi".
func (u Units) Distance(m float64) string {
	mi := m / 1000 / KmPerMile
	switch {
	case u != Miles:
		return FormatDistance(m)
	case mi < 0.095:
		return fmt.Sprintf("%.0f ft", math.Round(m*feetPerMetre/10)*10)
	case mi < 9.95:
		return fmt.Sprintf("%.1f mi", mi)
	default:
		return fmt.Sprintf("%.0f mi", mi)
	}
}

// About is Distance for what is only roughly known: whole km or mi, at least 1.
func (u Units) About(m float64) string {
	return fmt.Sprintf("%.0f %s", math.Max(1, math.Round(u.Of(m/1000))), u)
}

// Speed writes km/h: "54 km/h" or "34 mph".
func (u Units) Speed(kmh float64) string {
	if u == Miles {
		return fmt.Sprintf("%.0f mph", u.Of(kmh))
	}
	return fmt.Sprintf("%.0f km/h", kmh)
}

// FormatDuration writes a span in at most two units: "40 s", "12 min",
// "3 h 05 min", "2 d 4 h".
func FormatDuration(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
	default:
		return fmt.Sprintf("%d d %d h", int(d.Hours())/24, int(d.Hours())%24)
	}
}
