package phrasebook

import (
	"slices"
	"strings"
)

// The bounds of what the second reader may say. They were chosen on questions
// as they were read the first time, with the data of that time: below unlikely
// one reading in three is wrong, of all others one in thirty.
const (
	unlikely    = 0.03 // of a clear reading: below it is asked, not answered
	strayed     = 0.30 // the same of one that takes in what others do not: a duty, a summary
	settled     = 18   // weight of evidence from which a duty counts like any question
	likely      = 0.80 // of a sentence that no pattern reads: from here it is proposed
	alikeEnough = 0.22 // and it must be this like to some example
)

// doubt asks instead of answering where the second reader finds a clear reading
// unlikely, or a change has evidence enough of its own: the reading stays, with
// what else it may be beside it. A thread that goes on is left alone, since its
// sentences are half ones.
func (s sentence) doubt(u *Understanding) {
	if u.Tool == "" || s.mem.Intent != "" || len(u.Missing)+len(u.Unread) > 0 {
		return
	}
	if in := s.change(); in != "" && !u.Write {
		s.offer(u, in)
		return
	}
	if len(strings.Fields(s.plain)) < 2 {
		return // a name alone, of which examples say nothing
	}
	said := s.book.second.opinion(s.plain)
	bar := unlikely
	if _, duty := duties[u.Intent]; (duty || u.Intent == FleetSummary) && u.Weight < settled {
		bar = strayed
	}
	if p, knows := said.of[u.Intent]; !knows || p >= bar {
		return
	}
	if specOf(said.best).tool != "" || !u.Write {
		s.offer(u, said.best)
	}
}

// change is the change that a sentence without a question mark has evidence
// enough for, whatever else it has more of; "" for none.
func (s sentence) change() Intent {
	for _, x := range s.ranks {
		if specOf(x.intent).write && x.weight >= enough && !strings.Contains(s.text, "?") {
			return x.intent
		}
	}
	return ""
}

// propose is what the second reader takes a sentence for that no pattern reads:
// a question, never a change, and one that says of what it asks. It is put back
// as a question.
func (s sentence) propose() (Understanding, bool) {
	if onlyNames.MatchString(s.plain) || followCue.MatchString(s.plain) {
		return Understanding{}, false // half a sentence, which says nothing of what it names
	}
	said := s.book.second.opinion(s.plain)
	sp := specOf(said.best)
	_, likeness, _ := s.book.examples.like(s.plain)
	if s.mem.Intent != "" || sp.tool == "" || sp.write || said.of[said.best] < likely || likeness < alikeEnough || len(s.tags) == 0 || s.mayChange() {
		return Understanding{}, false
	}
	u := s.fill(s.inTime(said.best))
	s.finish(&u)
	if len(u.Missing) > 0 {
		return Understanding{}, false
	}
	other := Intent("")
	if i := slices.IndexFunc(s.rivals, func(in Intent) bool { return in != u.Intent }); i >= 0 {
		other = s.rivals[i]
	}
	s.offer(&u, other)
	return u, true
}

// mayChange says whether one of the readings that are near is a change.
func (s sentence) mayChange() bool {
	return slices.ContainsFunc(s.rivals, func(in Intent) bool { return specOf(in).write })
}

// offer makes a reading one to choose, with another beside it if there is one.
func (s sentence) offer(u *Understanding, other Intent) {
	u.Doubt, u.Rivals, u.Readings = true, []Intent{u.Intent}, []Understanding{*u}
	if sp := specOf(other); sp.tool != "" && other != u.Intent {
		x := s.fill(s.inTime(other))
		s.finish(&x)
		u.Rivals, u.Readings = append(u.Rivals, other), append(u.Readings, x)
	}
}

// unapplied are words that an argument of the intent is read from, which was not
// read, and that nothing else explains: "how many ... number of" without a count.
func (s sentence) unapplied(u *Understanding) []string {
	if s.mem.Intent != "" {
		return nil
	}
	var explained, open []string
	for _, e := range s.book.evidence {
		if e.intent == u.Intent && e.weight > 0 && e.pattern.MatchString(s.plain) {
			explained = append(explained, e.words...)
		}
	}
	for _, r := range s.book.slots {
		switch got := u.Args[r.slot]; {
		case !slices.Contains(r.intents, u.Intent):
		case got == r.value:
			explained = append(explained, r.words...)
		case got == nil:
			open = append(open, r.words...)
		}
	}
	var out []string
	for w := range strings.FieldsSeq(s.plain) {
		if !s.book.joining[w] && slices.Contains(open, w) && !slices.Contains(explained, w) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// AsksBack says whether an understanding is put back as a question, or as the
// word that it was not understood, instead of being answered.
func (u Understanding) AsksBack() bool {
	return u.Tool == "" || u.Doubt || len(u.Missing)+len(u.Unread) > 0
}
