package fleet

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Check says what is wrong with a rule as somebody wants to keep it.
func (r AlertRule) Check() error {
	s, ok := SortNamed(r.Kind)
	if !ok {
		e := &Error{Kind: Invalid, Field: "kind", Message: fmt.Sprintf("There is no alert rule called %s.", r.Kind.Words())}
		for _, s := range ruleSorts {
			e.Choices = append(e.Choices, s.Kind.Words())
		}
		return e
	}
	if r.Severity != "" && !slices.Contains([]Severity{Critical, Warning, Info}, r.Severity) {
		return &Error{Kind: Invalid, Field: "severity", Message: "A severity is critical, warning or info.", Choices: []string{"critical", "warning", "info"}}
	}
	if err := r.Scope.check(); err != nil {
		return err
	}
	if s.Fleet && r.Scope != (RuleScope{}) {
		return &Error{Kind: Invalid, Field: "truck", Message: s.Title + " is a rule of the whole fleet; no truck, group, place or client has its own."}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		if err := s.check(name, r.Params[name]); err != nil {
			return err
		}
	}
	return s.checkHours(r)
}

// check refuses a scope of two parts.
func (s RuleScope) check() error {
	parts := 0
	for _, set := range []bool{s.TruckID != 0, s.Group != "", s.PlaceID != 0, s.ClientID != 0} {
		if set {
			parts++
		}
	}
	if parts > 1 {
		return &Error{Kind: Invalid, Field: "truck", Message: "A rule is for one truck, one group, one place or one client; make one rule for each."}
	}
	return nil
}

// check says whether a figure may be what is given.
func (s RuleSort) check(name string, v float64) error {
	p, ok := s.Param(name)
	if !ok {
		return &Error{Kind: Invalid, Field: "figures", Message: s.lacks(name), Choices: s.Names()}
	}
	// NaN is in no range
	if v >= p.Min && v <= p.Max {
		return nil
	}
	given := strconv.FormatFloat(v, 'f', -1, 64)
	return &Error{Kind: Invalid, Field: p.Name, Message: fmt.Sprintf("%s is between %s; you gave %s.", aThing(p.Words), p.between(), given)}
}

// checkHours refuses a night that is no time at all.
func (s RuleSort) checkHours(r AlertRule) error {
	_, from := s.Param("from")
	_, to := s.Param("to")
	if from && to && r.Num("from") == r.Num("to") {
		return &Error{Kind: Invalid, Field: "to", Message: "A night that begins and ends at the same hour is none. Give from and to, such as from 22 to 5."}
	}
	return nil
}

// Names are the names of a sort's parameters.
func (s RuleSort) Names() []string {
	out := make([]string, len(s.Params))
	for i, p := range s.Params {
		out[i] = p.Name
	}
	return out
}

func (s RuleSort) lacks(name string) string {
	if len(s.Params) == 0 {
		return fmt.Sprintf("%s has no figures: it can be on or off, and critical, warning or info.", s.Title)
	}
	return fmt.Sprintf("%s has no %q. It has %s.", s.Title, name, strings.Join(s.Names(), ", "))
}

// between is the range of a parameter, with its unit said once.
func (p RuleParam) between() string {
	if p.Unit == UnitClock {
		return p.Say(p.Min) + " and " + p.Say(p.Max)
	}
	return strconv.FormatFloat(p.Min, 'f', -1, 64) + " and " + strings.TrimSpace(strconv.FormatFloat(p.Max, 'f', -1, 64)+" "+p.Unit)
}

// aThing is a noun with its article, at the start of a sentence.
func aThing(words string) string {
	if strings.ContainsRune("aeiou", rune(words[0])) {
		return "An " + words
	}
	return "A " + words
}
