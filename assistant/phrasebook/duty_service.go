package phrasebook

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

// naira is an amount with a word or sign that says it is money.
var naira = regexp.MustCompile(`(?i)(?:\bcosts?\b(?: was| is|ed)?|\bspent\b|\bpaid\b|\bfor\b|₦|\bngn\b)\s*(?:₦|ngn|n)?\s*(\d[\d,]*(?:\.\d+)?)\s*(k\b)?|\bn(\d[\d,]*)\b|(\d[\d,]*)\s*(?:naira|ngn)`)

var odometer = regexp.MustCompile(`(?i)\bodometer(?: (?:is|was|reads?|at))?\s+(\d{2,7})\b`)

// adjustServiceLog reads the day, the odometer and the cost of what was done.
func (s sentence) adjustServiceLog(u *Understanding) {
	if m := odometer.FindStringSubmatch(s.text); m != nil {
		if v, err := strconv.ParseFloat(m[1], 64); err == nil {
			u.Args["odometer_km"] = v
		}
	}
	if v, ok := s.money(); ok {
		u.Args["cost_naira"] = v
	}
	for _, sp := range newClock(s.tok, s.now, past).spans(s.untaken) {
		if day, ok := dayOf(sp.period, s.now); ok {
			u.Args["date"] = day
			break
		}
	}
}

// money is the first amount that is not a part of a name: "for 650" may be a truck.
func (s sentence) money() (float64, bool) {
	for _, at := range naira.FindAllStringSubmatchIndex(s.text, -1) {
		digits, from := "", 0
		for _, group := range []int{1, 3, 4} {
			if at[2*group] >= 0 {
				from, digits = at[2*group], s.text[at[2*group]:at[2*group+1]]
			}
		}
		v, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
		if err != nil || s.named(from) {
			continue
		}
		if at[4] >= 0 { // 85k
			v *= 1000
		}
		return v, true
	}
	return 0, false
}

// named says whether the byte at a place of the text belongs to a name of the fleet.
func (s sentence) named(at int) bool {
	for i, t := range s.tok {
		if t.start <= at && at < t.end {
			o := s.owner[i]
			return o >= 0 && s.tags[o].known && (s.tags[o].kind == kTruck || s.tags[o].kind == kTrip)
		}
	}
	return false
}

// dayOf is the one day that a period is.
func dayOf(p Period, now time.Time) (string, bool) {
	switch {
	case p.Name == "today":
		return now.In(fleet.WAT).Format(time.DateOnly), true
	case p.Name == "yesterday":
		return now.In(fleet.WAT).AddDate(0, 0, -1).Format(time.DateOnly), true
	case p.From != "" && p.From == p.To && len(p.From) == len(time.DateOnly):
		return p.From, true
	}
	return "", false
}

var hourWord = regexp.MustCompile(`(?i)\b(h|hrs?|hours?)\b`)

// adjustServicePlan tells engine hours from days, and a plan that is no more.
func (s sentence) adjustServicePlan(u *Understanding) {
	for _, t := range s.of(kDuration) {
		if hourWord.MatchString(s.raw(t.at, t.n)) {
			u.Args["every_hours"] = t.num / 60
		} else {
			u.Args["every_days"] = int(math.Round(t.num / (24 * 60)))
		}
	}
	if len(u.Args) == 0 || u.Args["every_km"] == nil && u.Args["every_hours"] == nil && u.Args["every_days"] == nil {
		u.Args["off"] = true
	}
}
