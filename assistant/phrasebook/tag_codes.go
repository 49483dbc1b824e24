package phrasebook

import (
	"regexp"
	"strings"

	"watchtower/fleet"
)

// The forms that Nigerian plates, waybills and ISO 6346 containers take. They
// let a code that is not on the roster be named back.
var (
	containerForm = regexp.MustCompile(`^[A-Z]{3}[UJZ][0-9]{7}$`)
	waybillForm   = regexp.MustCompile(`^WB[0-9]{3,}$`)
	plateForm     = regexp.MustCompile(`^(T[0-9]{4,5}([A-Z]{2})?|[A-Z]{3}[0-9]{3}[A-Z]{2,3}|[A-Z]{2}[0-9]{3}[A-Z]{3})$`)
)

func (r *reading) findContainers() {
	r.findCodes(kContainer, &r.lex.containers, 3, func(key string, i, n int) bool { return containerForm.MatchString(key) })
	for i := 0; i+1 < len(r.tok); i++ {
		w, digits := r.tok[i].low, r.tok[i+1].low
		if w != "ending" && w != "ends" && w != "end" && w != "last" || !allDigits(digits) || len(digits) < 3 {
			continue
		}
		if found := r.lex.containers.part(digits); len(found) > 0 {
			r.mark(tag{kind: kContainer, at: i, n: 2, values: found, known: true, sure: len(found) == 1})
		}
	}
}

func (r *reading) findWaybills() {
	r.findCodes(kWaybill, &r.lex.waybills, 3, func(key string, i, n int) bool { return waybillForm.MatchString(key) })
}

// findWholePlates tags plates written out, also with O for 0 and I for 1, and
// what has a plate's form but is not on the roster.
func (r *reading) findWholePlates() {
	r.findCodes(kTruck, &r.lex.plates, 4, func(key string, i, n int) bool {
		if !plateForm.MatchString(key) {
			return false
		}
		for j := i + 1; j < i+n; j++ {
			if !r.tok[j].glued {
				return r.raw(i, n) == strings.ToUpper(r.raw(i, n)) || n > 2 && r.strange(i, n)
			}
		}
		return true
	})
}

// strange says whether none of the letters among the tokens is a word.
func (r *reading) strange(i, n int) bool {
	for _, t := range r.tok[i : i+n] {
		if !hasDigit(t.low) && (len(t.low) < 2 || r.book.vocab[t.low]) {
			return false
		}
	}
	return true
}

// minPlate is how many letters and digits make an unknown code a plate.
const minPlate = 5

// findPlateShapes tags letters and digits joined by dashes that nothing else
// explains, so that a plate nobody registered is told back as it was written.
func (r *reading) findPlateShapes() {
	for i := 0; i < len(r.tok); i++ {
		n := 1
		for i+n < len(r.tok) && r.tok[i+n].glued {
			n++
		}
		if !r.free(i, n) {
			continue
		}
		key := r.key(i, n)
		if n > 1 && len(key) >= minPlate && hasDigit(key) && !hasDigit(key[:1]) && r.strange(i, n) {
			r.mark(tag{kind: kTruck, at: i, n: n, values: []string{strings.ToUpper(r.raw(i, n))}})
		}
		i += n - 1
	}
}

// findCodes tags the codes of one kind, longest first; shaped says whether an
// unknown one has the form.
func (r *reading) findCodes(k kind, in *codes, longest int, shaped func(key string, i, n int) bool) {
	for i := 0; i < len(r.tok); i++ {
		for n := min(longest, len(r.tok)-i); n > 0; n-- {
			if !r.free(i, n) || !r.together(i, n) || !hasDigit(r.raw(i, n)) {
				continue
			}
			t := tag{kind: k, at: i, n: n, known: true, sure: true}
			key := r.key(i, n)
			t.values = in.exact[key]
			if len(t.values) == 0 && len(key) > 4 {
				t.values, t.sure = in.lookalike(key), false
			}
			if len(t.values) == 0 && shaped(key, i, n) {
				t.values, t.known = []string{strings.ToUpper(r.raw(i, n))}, false
			}
			if len(t.values) > 0 {
				r.mark(t)
				i += n - 1
				break
			}
		}
	}
}

// findTrips tags trip numbers: any that is on the roster, and any number that
// the word trip stands before.
func (r *reading) findTrips() {
	for i := range r.tok {
		key := r.key(i, 1)
		if !r.free(i, 1) || !hasDigit(key) {
			continue
		}
		before := r.word(i - 1)
		if before == "no" || before == "number" || before == "ref" {
			before = r.word(i - 2)
		}
		named := before == "trip" || before == "job" || before == "trips"
		found := r.lex.trips.exact[key]
		switch {
		case len(found) > 0:
			r.mark(tag{kind: kTrip, at: i, n: 1, values: found, known: true, sure: len(found) == 1})
		case named && allDigits(key) && len(key) >= 3 && len(r.lex.plates.part(key)) == 0:
			r.mark(tag{kind: kTrip, at: i, n: 1, values: []string{r.tok[i].text}})
		}
	}
}

// findParts tags parts of codes: "985", "bdg 220", the digits of a waybill.
func (r *reading) findParts() {
	for i := 0; i < len(r.tok); i++ {
		for n := min(2, len(r.tok)-i); n > 0; n-- {
			if t, ok := r.part(i, n); ok {
				r.mark(t)
				i += n - 1
				break
			}
		}
	}
}

func (r *reading) part(i, n int) (tag, bool) {
	if !r.free(i, n) || !r.together(i, n) {
		return tag{}, false
	}
	key := r.key(i, n)
	t := tag{kind: kTruck, at: i, n: n, known: true}
	switch {
	case n == 2 && (allDigits(r.tok[i].low) || hasDigit(r.tok[i].low) || !hasDigit(r.tok[i+1].low)):
		return t, false // a part in two words is letters, then digits
	case n == 1 && !hasDigit(key):
		return r.letters(t, key)
	case allDigits(key) && len(key) > 3 && len(r.lex.plates.part(key)) == 0:
		return r.otherPart(t, key)
	}
	t.values = r.lex.plates.part(key)
	if n == 2 && len(t.values) > 0 && !startsWith(t.values, key) {
		return t, false
	}
	t.sure = len(t.values) == 1
	if len(t.values) == 0 && n == 1 && len(key) >= 2 && (r.word(i-1) == "truck" || hasLetter(key)) {
		t.values, t.known = []string{strings.ToUpper(r.tok[i].text)}, false
	}
	return t, len(t.values) > 0
}

func startsWith(names []string, key string) bool {
	for _, n := range names {
		if !strings.HasPrefix(fleet.LookalikeKey(n), fleet.LookalikeKey(key)) {
			return false
		}
	}
	return true
}

func hasLetter(key string) bool { return strings.ContainsAny(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") }

// letters reads the letters of a plate alone, when they begin exactly one.
func (r *reading) letters(t tag, key string) (tag, bool) {
	w := r.tok[t.at].low
	if len(key) != 3 || r.book.vocab[w] || r.book.plain(w) != w {
		return t, false
	}
	t.values = r.lex.plates.part(key)
	return t, len(t.values) == 1 && startsWith(t.values, key)
}

// otherPart reads digits that fit no plate: of a waybill, of a container, or a
// truck nobody knows.
func (r *reading) otherPart(t tag, key string) (tag, bool) {
	if t.values = r.lex.waybills.part(key); len(t.values) > 0 {
		t.kind, t.sure = kWaybill, len(t.values) == 1
		return t, true
	}
	if t.values = r.lex.containers.part(key); len(t.values) > 0 {
		t.kind, t.sure = kContainer, len(t.values) == 1
		return t, true
	}
	t.values, t.known = []string{r.tok[t.at].text}, false
	return t, true
}
