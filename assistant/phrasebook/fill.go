package phrasebook

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"watchtower/fleet"
)

// wordSlots are the arguments that slots.txt reads.
var wordSlots = []string{"id", "role", "units", "min_severity", "want", "milestone", "status", "load", "availability", "metric", "kind", "severity", "by", "order", "action", "unit", "what", "format", "keep"}

// fill reads every argument of an intent that the sentence holds.
func (s sentence) fill(in Intent) Understanding {
	sp := specOf(in)
	u := Understanding{Intent: in, Tool: sp.tool, Write: sp.write, Args: map[string]any{}, Weight: leads(s.ranks, in)}
	for _, slot := range wordSlots {
		if v := s.book.readSlot(slot, in, s.plain); v != "" {
			u.Args[slot] = v
		}
	}
	s.readTargets(&u, sp.targets)
	s.readMeasures(&u)
	s.readPlaces(&u)
	if sp.period {
		s.readPeriods(&u)
	}
	s.adjust(&u)
	if _, duty := duties[in]; duty {
		s.readDuty(&u)
	}
	return u
}

// argOf is the argument that each kind of name goes to.
var argOf = map[kind]string{kTruck: "truck", kDriver: "driver", kTrip: "trip_id", kWaybill: "waybill", kContainer: "container", kClient: "client",
	kAlert: "alert_id", kPerson: "person"}

// readTargets takes the names that say what is asked about.
func (s sentence) readTargets(u *Understanding, allowed []string) {
	for _, k := range []kind{kAlert, kPerson, kTrip, kWaybill, kContainer, kTruck, kDriver, kClient} {
		arg := argOf[k]
		if tags := s.of(k); len(tags) > 0 && slices.Contains(allowed, arg) {
			s.takeNames(u, arg, tags)
		}
	}
	if s.caller.Role == fleet.DriverRole && slices.Contains(allowed, "self") && !hasTarget(u.Args) && len(u.Missing) == 0 && s.aboutSelf(u.Intent) {
		u.Args["self"] = true
	}
	if u.Intent == AlertsList && assignedToMe.MatchString(s.plain) {
		u.Args["self"] = true
	}
}

// assignedToMe asks for the alerts that somebody has in hand.
var assignedToMe = regexp.MustCompile(`\b(my (own )?(open |active )?alerts?|(assigned to|waiting for|given to) me|on my (plate|name|list|desk)|alerts? (for me|i (has|took|take|handle)))\b`)

func (s sentence) takeNames(u *Understanding, arg string, tags []tag) {
	var names []string
	for _, t := range tags {
		switch {
		case len(t.values) > 1:
			u.ask(arg, t.values, "More than one fits "+quote(s.raw(t.at, t.n))+".")
		case u.Write && !t.known && arg != "trip_id" && arg != "waybill" && arg != "container":
			u.ask(arg, nil, "I do not know the "+arg+" "+t.values[0]+".")
		case u.Write && t.known && !t.sure:
			u.ask(arg, t.values, "I am not sure about "+quote(s.raw(t.at, t.n))+".")
		case !slices.Contains(names, t.values[0]):
			names = append(names, t.values[0])
		}
	}
	switch {
	case len(names) == 1:
		u.Args[arg] = names[0]
	case len(names) > 1 && arg == "truck" && !u.Write:
		u.Args["trucks"] = names
	case len(names) > 1 && u.Write && arg != "driver":
		u.ask(arg, names, "One change goes to one "+arg+".")
	case len(names) > 1:
		u.Args[arg] = names[0]
	}
}

func quote(s string) string { return `"` + s + `"` }

// ask notes that an argument must be asked for, and what it could be.
func (u *Understanding) ask(arg string, options []string, problem string) {
	if !slices.Contains(u.Missing, arg) {
		u.Missing = append(u.Missing, arg)
	}
	if u.Problem == "" {
		u.Options, u.Problem = options, problem
	}
}

var (
	ownWords = regexp.MustCompile(`\b(i|my|me|mine|am i|myself|we)\b`)
	fleetAll = regexp.MustCompile(`\b(all|every|other|others|trucks|drivers|fleet|whole|anybody|everybody)\b`)
)

// aboutSelf says whether a driver asks about the own truck or trip: because of
// a word that says so, or because no other is meant.
func (s sentence) aboutSelf(in Intent) bool {
	if s.mem.Intent != "" && pronoun.MatchString(s.plain) && !ownWords.MatchString(s.plain) {
		return false
	}
	if ownWords.MatchString(s.plain) {
		return in != FleetSummary && (in != ListTrips || regexp.MustCompile(`\b(i|my|mine)\b`).MatchString(s.plain))
	}
	return specOf(in).needs != "" && !fleetAll.MatchString(s.plain)
}

// readMeasures takes amounts: a radius, a threshold, a size, how many.
func (s sentence) readMeasures(u *Understanding) {
	for _, k := range []kind{kDistance, kDuration, kSpeed, kVolume, kFeet, kCount} {
		arg, ok := specOf(u.Intent).measures[k]
		tags := s.of(k)
		if !ok || len(tags) == 0 {
			continue
		}
		if k == kFeet || k == kCount {
			u.Args[arg] = int(tags[0].num)
			continue
		}
		if math.IsNaN(tags[0].num) {
			_, err := fleet.ParseDistance(s.noUnit)
			u.ask(arg, nil, fleet.MessageFor(err))
			continue
		}
		u.Args[arg] = tags[0].num
		if arg == "threshold" {
			u.Args["unit"] = thresholdUnit[k]
		}
	}
}

// readPeriods takes the first period, and for a comparison the second.
func (s sentence) readPeriods(u *Understanding) {
	if !u.Write && s.noSuchDate(u, "period") {
		return
	}
	c := newClock(s.tok, s.now, s.lookingTo(u))
	var read []Period
	for _, sp := range c.spans(s.untaken) {
		if base, ok := s.fixedBy(read); sp.relative && ok {
			read = append(read, c.before(base, sp.period.Name))
		} else if !sp.relative {
			read = append(read, sp.period)
		}
	}
	if len(read) > 0 && !s.notYet(u, read[0]) {
		u.Args["period"] = read[0]
	}
	if len(read) == 1 && u.Intent == Compare && againstLast.MatchString(s.plain) {
		if unit, named := strings.CutPrefix(read[0].Name, "this_"); named {
			read = append(read, Period{Name: "last_" + unit})
		}
	}
	if len(read) > 1 && u.Intent == Compare {
		u.Args["compare_with"] = read[1]
	}
}

// againstLast is "this week against last", whose unit was said before.
var againstLast = regexp.MustCompile(`\b(vs|versus|against|than|and|with|to) (the )?(last|last one|previous|previous one|one before)$`)

// untaken says whether tokens are not part of a name, so that their words can
// be read as time.
func (s sentence) untaken(i, n int) bool {
	if i+n > len(s.tok) {
		return false
	}
	for _, o := range s.owner[i : i+n] {
		if o >= 0 && s.tags[o].kind != kWhen {
			return false
		}
	}
	return true
}

var aheadWords = regexp.MustCompile(`\b(scheduled|upcoming|pending|next|planned|plan|will|going to be|booked|lined up|coming|leaving|departing|starting|moving out|going out|set for|due|to start|to leave|to load)\b`)

// lookingTo says which way unclear dates point: plans ahead, history back.
func (s sentence) lookingTo(u *Understanding) direction {
	switch u.Intent {
	case CreateTrip, UpdateTrip, Maintenance:
		return future
	case ListTrips:
		if aheadWords.MatchString(s.plain) || strings.Contains(s.plain, "for WHEN") {
			return future
		}
	}
	return past
}

// fixedBy is the period from which "the week before" counts: the one said
// before it, or else the one that the thread was about.
func (s sentence) fixedBy(read []Period) (Period, bool) {
	if len(read) > 0 {
		return read[0], true
	}
	switch p := s.mem.Args["period"].(type) {
	case string:
		return Period{Name: p}, true
	case map[string]any:
		from, _ := p["from"].(string)
		to, _ := p["to"].(string)
		return Period{From: from, To: to}, from != "" && to != ""
	}
	return Period{}, false
}

// before is the week, month or day before a period.
func (c clock) before(p Period, unit string) Period {
	from := c.today()
	if w, ok := p.window(c.now); ok {
		from = fleet.StartOfDay(w.From)
	}
	switch unit {
	case "month":
		return days(from.AddDate(0, -1, 0), from.AddDate(0, 0, -1))
	case "day":
		return days(from.AddDate(0, 0, -1), from.AddDate(0, 0, -1))
	}
	return days(from.AddDate(0, 0, -7), from.AddDate(0, 0, -1))
}
