package sheet

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

// CellKind is what a spreadsheet's cell holds.
type CellKind int

// The kinds of cell.
const (
	EmptyCell CellKind = iota
	TextCell
	NumberCell // dates, too: days since 30 Dec 1899 in the spreadsheet's zone
	BoolCell
	FaultCell // an error such as #N/A
)

// Cell is one cell as it was read.
type Cell struct {
	Kind    CellKind
	Text    string // of a text, or the error
	Number  float64
	Bool    bool
	Formula bool // what it shows is computed, and must not be overwritten
}

// Locale is how a spreadsheet writes what is not a number to it.
type Locale struct {
	Zone       *time.Location
	MonthFirst bool // 11/23/2026
	Comma      bool // 3,5 is three and a half
}

// LocaleOf reads a spreadsheet's properties, such as en_GB and Africa/Lagos. An
// unknown zone is Lagos.
func LocaleOf(locale, zone string) Locale {
	l := Locale{Zone: fleet.WAT, MonthFirst: locale == "en_US"}
	if loc, err := time.LoadLocation(zone); err == nil && zone != "" {
		l.Zone = loc
	}
	switch language, _, _ := strings.Cut(locale, "_"); language {
	case "de", "fr", "es", "it", "pt", "nl", "ru", "tr", "pl", "sv", "da", "fi", "nb", "cs":
		l.Comma = true
	}
	return l
}

// momentForm is how a moment is written where both sides are compared: to the
// second, which is as fine as a spreadsheet shows.
const momentForm = "2006-01-02T15:04:05Z"

// epoch is day 0 of a spreadsheet's dates.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// Read gives what a cell says in the form in which both sides are compared;
// empty is nothing.
func (c Column) Read(x Cell, l Locale) (string, error) {
	switch x.Kind {
	case EmptyCell:
		return "", nil
	case FaultCell:
		return "", c.fault("shows the error %s", x.Text)
	case BoolCell:
		if c.Type == YesNo {
			return yesNo(x.Bool), nil
		}
		return c.ReadText(strings.ToUpper(strconv.FormatBool(x.Bool)), l)
	case NumberCell:
		return c.readNumber(x.Number, l)
	}
	return c.ReadText(x.Text, l)
}

func (c Column) readNumber(n float64, l Locale) (string, error) {
	switch c.Type {
	case Moment:
		return momentOf(n, l.Zone)
	case Number:
		return decimal(n), nil
	case Digits:
		if n >= 1e15 { // a spreadsheet keeps 15 digits
			return "", c.fault("is a number that has lost digits; format the column as plain text and enter it again")
		}
	case YesNo:
		return c.ReadText(decimal(n), l)
	}
	return c.ReadText(strconv.FormatFloat(n, 'f', -1, 64), l)
}

func (c Column) fault(format string, args ...any) error {
	return &fleet.Error{Kind: fleet.Invalid, Field: c.Name, Message: c.Header + " " + fmt.Sprintf(format, args...) + "."}
}

// ReadText reads what people type, or what Watch Tower says of itself.
func (c Column) ReadText(text string, l Locale) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	switch c.Type {
	case Name, Refer:
		return squeeze(text), nil
	case Refers, List:
		return c.list(text), nil
	case Code:
		return fleet.Key(text), nil
	case Digits:
		return strings.NewReplacer(" ", "", "-", "", "/", "").Replace(text), nil
	case Phone:
		return phone(text), nil
	case Number, Whole:
		return c.number(text, l)
	case Moment:
		return c.moment(text, l)
	case YesNo:
		switch strings.ToLower(text) {
		case "yes", "true", "y", "1":
			return "yes", nil
		case "no", "false", "n", "0":
			return "no", nil
		}
		return "", c.fault("is %q; write yes or no", text)
	case Option:
		return c.option(text)
	}
	return text, nil
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func (c Column) list(text string) string {
	var out []string
	for part := range strings.SplitSeq(text, "|") {
		if part = squeeze(part); part != "" {
			out = append(out, part)
		}
	}
	if c.Type == List {
		slices.SortFunc(out, func(a, b string) int { return strings.Compare(fleet.Key(a), fleet.Key(b)) })
		out = slices.CompactFunc(out, func(a, b string) bool { return fleet.Key(a) == fleet.Key(b) })
	}
	return strings.Join(out, " | ")
}

// phone brings the ways of writing a Nigerian number together; what is not a
// number is left for the tool to refuse.
func phone(text string) string {
	digits := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", "\u00a0", "").Replace(text)
	if strings.Trim(digits, "+0123456789") != "" {
		return text
	}
	switch {
	case strings.HasPrefix(digits, "+"):
		return digits
	case strings.HasPrefix(digits, "00"):
		return "+" + digits[2:]
	case strings.HasPrefix(digits, "234") && len(digits) > 10:
		return "+" + digits
	case len(strings.TrimPrefix(digits, "0")) == 10:
		return "+234" + strings.TrimPrefix(digits, "0")
	}
	return digits
}

func (c Column) number(text string, l Locale) (string, error) {
	t := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "").Replace(text)
	group, point := ",", "."
	if l.Comma {
		group, point = point, group
	}
	whole, rest, broken := strings.Cut(t, point)
	plain := strings.ReplaceAll(whole, group, "")
	if broken {
		plain += "." + rest
	}
	n, err := strconv.ParseFloat(plain, 64)
	if err != nil || !grouped(whole, group) || math.IsNaN(n) || math.IsInf(n, 0) {
		return "", c.fault("is %q, which is not a number", text)
	}
	return decimal(n), nil
}

// grouped says whether a whole number is split into thousands, if at all: 27,5
// is no 275.
func grouped(whole, by string) bool {
	for _, part := range strings.Split(whole, by)[1:] {
		if len(part) != 3 {
			return false
		}
	}
	return true
}

// decimal writes a number with at most six decimals: 0.1 m of a latitude.
func decimal(n float64) string {
	return strconv.FormatFloat(math.Round(n*1e6)/1e6, 'f', -1, 64)
}

func (c Column) option(text string) (string, error) {
	for _, o := range c.Options {
		if fleet.Key(o) == fleet.Key(text) {
			return o, nil
		}
	}
	return "", c.fault("is %q; use one of: %s", text, strings.Join(c.Options, ", "))
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// momentOf reads a date number as a wall clock of the zone.
func momentOf(n float64, zone *time.Location) (string, error) {
	if n < 1 || n > 200_000 {
		return "", fleet.Errorf(fleet.Invalid, "%v is not a date.", n)
	}
	w := epoch.Add(time.Duration(math.Round(n*86400)) * time.Second)
	return time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, zone).UTC().Format(momentForm), nil
}

// moment reads a date that a spreadsheet took for a text.
func (c Column) moment(text string, l Locale) (string, error) {
	for _, form := range []string{time.RFC3339, momentForm} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC().Format(momentForm), nil
		}
	}
	days := []string{"2006-01-02", "2/1/2006", "2-1-2006", "2.1.2006", "2 Jan 2006", "2 January 2006"}
	if l.MonthFirst {
		days = []string{"2006-01-02", "1/2/2006", "1-2-2006", "Jan 2, 2006"}
	}
	for _, day := range days {
		for _, clock := range []string{" 15:04", " 15:04:05", "", "T15:04"} {
			if t, err := time.ParseInLocation(day+clock, text, l.Zone); err == nil {
				return t.UTC().Format(momentForm), nil
			}
		}
	}
	return "", c.fault("is %q, which is not a date and time; write it like 23/11/2026 06:00", text)
}
