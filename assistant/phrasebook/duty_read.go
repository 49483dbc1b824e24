package phrasebook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

// readDuty settles what the duties read differently from questions.
func (s sentence) readDuty(u *Understanding) {
	s.capture(u)
	s.bareAlert(u)
	switch u.Intent {
	case AlertUpdate:
		s.adjustAlert(u)
	case Mute:
		if long, until := s.howLong(); long != "" {
			u.Args["for"] = long
		} else if until != "" {
			u.Args["until"] = until
		}
	case Unmute:
		if _, truck := u.Args["truck"]; truck && s.of(kTruck)[0].known && !muteNumber.MatchString(s.plain) {
			dropKeys(u, "id")
		} else if u.Args["id"] != nil {
			dropKeys(u, "truck")
			u.Missing, u.Options, u.Problem = nil, nil, ""
		}
	case RuleList, RuleSave, RuleTest:
		s.readRule(u)
	case Preferences:
		s.readSettings(u)
	case Subscribe:
		s.readSubscription(u)
	case PersonSave:
		s.adjustPerson(u)
	case TripEdit:
		s.adjustEdit(u)
	case ServiceLog:
		s.adjustServiceLog(u)
	case ServicePlan:
		s.adjustServicePlan(u)
	case TripRepeat:
		s.readStart(u)
	case TruckSave, DriverSave, PlaceSave:
		s.adjustBooks(u)
	}
}

// muteNumber is a mute that is called by its number.
var muteNumber = regexp.MustCompile(`\bmute (no|number|id)\b`)

var bareNumber = regexp.MustCompile(`^\s*#?([0-9]{1,9})\s*$`)

// bareAlert takes a number that stands alone for the alert that was asked for.
func (s sentence) bareAlert(u *Understanding) {
	if m := bareNumber.FindStringSubmatch(s.text); m != nil && slices.Contains(s.mem.Missing, "alert_id") {
		u.Args["alert_id"] = m[1]
	}
}

// adjustAlert keeps of a sentence only what its action takes.
func (s sentence) adjustAlert(u *Understanding) {
	if u.Args["action"] == nil {
		if _, noted := u.Args["note"]; noted {
			u.Args["action"] = "note"
		} else if s.action != "" && len(s.mem.Missing) > 0 {
			u.Args["action"] = s.action
		}
	}
	switch u.Args["action"] {
	case "snooze":
		dropKeys(u, "assignee", "note")
		if long, until := s.howLong(); long+until != "" {
			u.Args["until"] = long + until
		}
	case "assign":
		dropKeys(u, "note")
		if tags := s.of(kPerson); len(tags) > 0 {
			u.Args["assignee"] = tags[0].values[0]
		} else if len(s.mem.Missing) > 0 && u.Args["assignee"] == nil && slices.Contains(s.mem.Missing, "assignee") {
			u.Args["assignee"] = strings.TrimSpace(s.text)
		}
	case "note":
		dropKeys(u, "assignee")
		if u.Args["note"] == nil && slices.Contains(s.mem.Missing, "note") {
			u.Args["note"] = strings.TrimSpace(s.text)
		}
	default:
		dropKeys(u, "assignee", "note")
	}
}

var tillMorning = regexp.MustCompile(`\b(till|until|to|by)( the)? (tomorrow )?morning$`)

// howLong reads a length of time as the tools take it, or else a moment ahead.
func (s sentence) howLong() (long, until string) {
	if tillMorning.MatchString(s.plain) {
		return "", "morning"
	}
	if tags := s.of(kDuration); len(tags) > 0 {
		return fmt.Sprintf("%.0fm", tags[0].num), ""
	}
	c := newClock(s.tok, s.now, future)
	read := c.start(s.untaken, "")
	switch {
	case read.whole():
		return "", stamp(read.at)
	case read.hour:
		at, ok := saidBefore(read.half, halfHour)
		if !ok {
			return "", ""
		}
		day := fleet.StartOfDay(s.now).Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
		if !day.After(s.now) {
			day = day.AddDate(0, 0, 1)
		}
		return "", stamp(day)
	}
	return "", ""
}

// readSettings reads what a person wants changed for oneself.
func (s sentence) readSettings(u *Understanding) {
	switch s.book.readSlot("setting", Preferences, s.plain) {
	case "quiet_off":
		u.Args["quiet_from"] = "none"
		return
	case "direct":
		u.Args["direct"] = true
	case "direct_off":
		u.Args["direct"] = false
	}
	c := newClock(s.tok, s.now, future)
	var hours []string
	for i := 0; i < len(s.tok); i++ {
		if h, ok := c.hour(i); ok {
			hours = append(hours, fmt.Sprintf("%02d:%02d", h.minute/minutesPerHour, h.minute%minutesPerHour))
			i += h.n - 1
		}
	}
	for i, arg := range []string{"quiet_from", "quiet_to"} {
		if i < len(hours) {
			u.Args[arg] = hours[i]
		}
	}
}

// adjustPerson takes whom the sentence is about, and who that is among the
// drivers.
func (s sentence) adjustPerson(u *Understanding) {
	if tags := s.of(kPerson); len(tags) > 0 {
		u.Args["person"] = tags[0].values[0]
	}
	switch s.book.readSlot("access", PersonSave, s.plain) {
	case "on":
		u.Args["active"] = true
	case "off":
		u.Args["active"] = false
	}
	if u.Args["role"] != "driver" {
		dropKeys(u, "driver")
		u.Missing = slices.DeleteFunc(u.Missing, func(m string) bool { return m == "driver" })
		u.Options, u.Problem = nil, ""
	}
}

var toWord = regexp.MustCompile(`\b(to|is|be|should|now|as|for|from)\b`)

// adjustEdit tells the trip from what it is to say: a truck names the trip, and
// the last place named is where it goes, unless the origin is spoken of.
func (s sentence) adjustEdit(u *Understanding) {
	if t, ok := u.Args["truck"]; ok {
		u.Args["on_truck"] = t
		dropKeys(u, "truck")
	}
	if u.Args["trip_id"] != nil { // what looks like another plate is a paper's number
		dropKeys(u, "on_truck")
		u.Missing = slices.DeleteFunc(u.Missing, func(m string) bool { return m == "truck" })
		u.Options, u.Problem = nil, ""
	}
	part := s.book.readSlot("part", TripEdit, s.plain)
	s.readPapers(u)
	s.readSteps(u)
	if places := s.of(kPlace); len(places) > 0 {
		arg := "destination"
		switch part {
		case "origin", "empty_return":
			arg = part
		}
		s.setPlace(u, arg, places[len(places)-1])
	}
	if part == "cargo" {
		s.readCargo(u)
		if m := regexp.MustCompile(`(?i)\b(?:to|is|be|now)\s+([a-z][a-z ]{2,30}?)\s*[.!]*$`).FindStringSubmatch(s.text); m != nil && u.Args["cargo"] == nil {
			u.Args["cargo"] = strings.ToLower(m[1])
		}
	}
	// A waybill or container that is not the change names the trip.
	if !toWord.MatchString(s.plain) && part == "" {
		dropKeys(u, "waybill", "container")
	}
}

// adjustBooks turns a name that is on the roster into the one to change, and
// text into numbers.
func (s sentence) adjustBooks(u *Understanding) {
	if s.book.readSlot("active", u.Intent, s.plain) == "off" {
		u.Args["active"] = false
	}
	if tags := s.of(kTruck); u.Intent == TruckSave && len(tags) > 0 {
		u.Args["plate"] = tags[0].values[0]
		if len(tags[0].values) > 1 || tags[0].known && !tags[0].sure {
			dropKeys(u, "plate")
			u.ask("plate", tags[0].values, "More than one truck fits.")
		}
	}
	if tags := s.of(kDriver); u.Intent == DriverSave && u.Args["name"] == nil && len(tags) > 0 && tags[0].sure {
		u.Args["name"] = tags[0].values[0]
	}
	if u.Intent != PlaceSave {
		return
	}
	if tags := s.of(kDistance); len(tags) > 0 {
		u.Args["radius_m"] = tags[0].num * 1000
	}
	if both := strings.Split(coordinates.FindString(s.text), ","); len(both) == 2 {
		for i, arg := range []string{"latitude", "longitude"} {
			if v, err := strconv.ParseFloat(strings.TrimSpace(both[i]), 64); err == nil {
				u.Args[arg] = v
			}
		}
	}
}
