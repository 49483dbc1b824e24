package sheets

import (
	"strconv"
	"strings"
	"time"
)

// epoch is day 0 of the serial numbers that dates are.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// serial is a wall-clock time as a date number.
func serial(t time.Time) float64 { return t.Sub(epoch).Hours() / 24 }

// fromSerial is the wall-clock time of a date number, to the second.
func fromSerial(n float64) time.Time {
	return epoch.Add(time.Duration(n*86400+0.5) * time.Second)
}

// enter takes a text as it is typed into the grid.
func (c *cell) enter(text, locale string) {
	c.formula = ""
	switch {
	case text == "":
		c.value = Value{}
	case c.format.Type == "TEXT":
		c.value = TextValue(text)
	case strings.HasPrefix(text, "'"):
		c.value = TextValue(text[1:])
	case strings.HasPrefix(text, "=") && len(text) > 1:
		c.formula, c.value = text, Value{}
	case strings.EqualFold(text, "true"), strings.EqualFold(text, "false"):
		c.value = Value{Kind: Boolean, Bool: strings.EqualFold(text, "true")}
	default:
		c.typed(text, locale)
	}
}

func (c *cell) typed(text, locale string) {
	if n, ok := numberIn(text, locale); ok {
		c.value = NumberValue(n)
		return
	}
	if t, whole, ok := dateIn(text, locale); ok {
		c.value = NumberValue(serial(t))
		if c.format.Type == "" {
			c.format = format{Type: "DATE_TIME"}
			if whole {
				c.format.Type = "DATE"
			}
		}
		return
	}
	c.value = TextValue(text)
}

// commaDecimal says whether a locale writes 3,5 for three and a half.
func commaDecimal(locale string) bool {
	switch language, _, _ := strings.Cut(locale, "_"); language {
	case "de", "fr", "es", "it", "pt", "nl", "ru", "tr", "pl":
		return true
	}
	return false
}

// monthFirst says whether a locale writes 11/23/2026.
func monthFirst(locale string) bool { return locale == "en_US" || locale == "" }

func numberIn(text, locale string) (float64, bool) {
	t := strings.TrimSpace(text)
	if strings.ContainsAny(t, " \u00a0+") {
		return 0, false
	}
	if commaDecimal(locale) {
		t = strings.ReplaceAll(strings.ReplaceAll(t, ".", ""), ",", ".")
	} else {
		t = strings.ReplaceAll(t, ",", "")
	}
	if t == "" || strings.ContainsAny(t, "eExXnNiIpP_") {
		return 0, false
	}
	n, err := strconv.ParseFloat(t, 64)
	return n, err == nil
}

// dateIn reads the dates that the locale recognises; whole says that no hour
// was given.
func dateIn(text, locale string) (t time.Time, whole, ok bool) {
	days := []string{"2006-01-02", "2/1/2006", "2-1-2006", "2 Jan 2006"}
	if monthFirst(locale) {
		days = []string{"2006-01-02", "1/2/2006", "1-2-2006", "Jan 2, 2006"}
	}
	if commaDecimal(locale) {
		days = append(days, "2.1.2006")
	}
	for _, day := range days {
		if t, err := time.Parse(day, text); err == nil {
			return t, true, true
		}
		for _, clock := range []string{" 15:04", " 15:04:05"} {
			if t, err := time.Parse(day+clock, text); err == nil {
				return t, false, true
			}
		}
	}
	return t, false, false
}

// show writes a value as the grid does.
func show(v Value, f format, locale string) string {
	switch v.Kind {
	case Number:
		return showNumber(v.Num, f, locale)
	case Boolean:
		return strings.ToUpper(strconv.FormatBool(v.Bool))
	case Text, Error:
		return v.Str
	}
	return ""
}

func showNumber(n float64, f format, locale string) string {
	day := "02/01/2006"
	if monthFirst(locale) {
		day = "1/2/2006"
	} else if commaDecimal(locale) {
		day = "02.01.2006"
	}
	switch f.Type {
	case "DATE":
		return fromSerial(n).Format(day)
	case "DATE_TIME":
		if strings.HasPrefix(f.Pattern, "yyyy") {
			day = "2006-01-02"
		}
		return fromSerial(n).Format(day + " 15:04")
	}
	text := strconv.FormatFloat(n, 'f', -1, 64)
	if commaDecimal(locale) {
		text = strings.ReplaceAll(text, ".", ",")
	}
	return text
}
