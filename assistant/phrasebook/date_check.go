package phrasebook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

var (
	dayLike = regexp.MustCompile(`^([0-3]?[0-9])(?:st|nd|rd|th)?$`)
	isoLike = regexp.MustCompile(`^20[0-9]{2}$`)
)

// impossible says whether a date is written at token i that no calendar has,
// such as 31 February, 30/02 or 2026-02-30, and how many tokens it takes.
func (c clock) impossible(i int) (n int, is bool) {
	day, month, year, n := c.written(i)
	if n == 0 || month < 1 || month > 12 && year == 0 {
		return 0, false
	}
	if year == 0 {
		year = c.now.Year()
		if day == 29 && month == 2 {
			year = 2000 // some year has it; which one is settled elsewhere
		}
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, fleet.WAT)
	return n, t.Day() != day || int(t.Month()) != month
}

// written reads the numbers of a date as they stand, possible or not; n is 0
// when token i begins none.
func (c clock) written(i int) (day, month, year, n int) {
	if m := slashDate.FindStringSubmatch(c.word(i)); m != nil && (m[3] != "" || strings.Contains(c.word(i), "/")) {
		day, _ = strconv.Atoi(m[1])
		month, _ = strconv.Atoi(m[2])
		if year, _ = strconv.Atoi(m[3]); m[3] != "" && year < 100 {
			year += 2000
		}
		return day, month, year, 1
	}
	if i+2 < len(c.tok) && c.tok[i+1].glued && c.tok[i+2].glued && isoLike.MatchString(c.word(i)) && allDigits(c.word(i+1)) && allDigits(c.word(i+2)) {
		year, _ = strconv.Atoi(c.word(i))
		month, _ = strconv.Atoi(c.word(i + 1))
		day, _ = strconv.Atoi(c.word(i + 2))
		return day, month, year, 3
	}
	at := i + 1
	if c.word(at) == "of" {
		at++
	}
	if m := dayLike.FindStringSubmatch(c.word(i)); m != nil {
		if name, ok := monthOf(c.word(at)); ok {
			day, _ = strconv.Atoi(m[1])
			return day, int(name), c.yearAt(at + 1), at + 1 - i
		}
	}
	if name, ok := monthOf(c.word(i)); ok {
		if m := dayLike.FindStringSubmatch(c.word(i + 1)); m != nil {
			day, _ = strconv.Atoi(m[1])
			return day, int(name), c.yearAt(i + 2), 2
		}
	}
	return 0, 0, 0, 0
}

func (c clock) yearAt(i int) int {
	if y, err := strconv.Atoi(c.word(i)); err == nil && y >= 2000 && y < 2100 {
		return y
	}
	return 0
}

// noSuchDate asks for a day or a start again when the sentence names a date
// that does not exist.
func (s sentence) noSuchDate(u *Understanding, arg string) bool {
	if s.noDate != "" {
		u.ask(arg, nil, "There is no "+s.noDate+".")
	}
	return s.noDate != ""
}

// plans are the intents that may look ahead; every other period is history.
var plans = []Intent{ListTrips, CreateTrip, UpdateTrip, Maintenance, DriverLookup, FleetSummary}

// notYet asks for another day when history is asked of the future.
func (s sentence) notYet(u *Understanding, p Period) bool {
	if u.Intent == Ambiguous || slices.Contains(plans, u.Intent) {
		return false
	}
	from, ok := p.begins(s.now)
	if !ok || !from.After(s.now) {
		return false
	}
	u.ask("period", nil, from.In(fleet.WAT).Format("Mon 2 Jan 2006")+" lies in the future; nothing has happened there yet.")
	return true
}

// begins is the first moment of a period.
func (p Period) begins(now time.Time) (time.Time, bool) {
	w, ok := p.window(now)
	return w.From, ok
}

// window is the stretch of time that a period means.
func (p Period) window(now time.Time) (fleet.Window, bool) {
	if p.Name != "" {
		return fleet.NamedWindow(p.Name, now)
	}
	from, errFrom := time.Parse(time.RFC3339, p.From)
	to, errTo := time.Parse(time.RFC3339, p.To)
	if errFrom == nil && errTo == nil {
		return fleet.Window{From: from, To: to}, true
	}
	from, errFrom = time.ParseInLocation(time.DateOnly, p.From, fleet.WAT)
	to, errTo = time.ParseInLocation(time.DateOnly, p.To, fleet.WAT)
	return fleet.Window{From: from, To: to.AddDate(0, 0, 1)}, errFrom == nil && errTo == nil
}

// elsewhen says whether the sentence asks of another time than now, so that
// "where was it on friday" is history and no position of the moment.
func (s sentence) elsewhen() bool {
	for _, sp := range newClock(s.tok, s.now, past).spans(s.untaken) {
		w, ok := sp.period.window(s.now)
		if ok && (!w.To.After(s.now) || w.From.After(s.now)) {
			return true
		}
	}
	return s.noDate != "" || wasThere.MatchString(s.plain)
}

var wasThere = regexp.MustCompile(`\b(was|were|been)\b.*WHEN`)
