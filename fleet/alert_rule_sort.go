package fleet

import (
	"slices"
	"strconv"
	"time"
)

// RuleSort is what rules of one kind may say, and what holds where nobody has
// made one.
type RuleSort struct {
	Kind     AlertKind
	Title    string // as a person names it: "Overspeed"
	About    string // when it tells, one sentence
	Severity Severity
	On       bool
	Fleet    bool // of the whole fleet: no part of it has a rule of its own
	Vendor   bool // only LocoNav tells of it: a rule may switch it or grade it
	Params   []RuleParam
}

// RuleParam is one figure of a rule.
type RuleParam struct {
	Name              string // as it is typed and stored
	Words             string // as a sentence names it: "overspeed limit"
	Unit              string
	Default, Min, Max float64
	Source            string // where the default comes from
}

// The units of parameters.
const (
	UnitMinutes = "min"
	UnitHours   = "h"
	UnitDays    = "days"
	UnitClock   = "o'clock" // hours after midnight in Lagos
	UnitSpeed   = "km/h"
	UnitKm      = "km"
	UnitMetres  = "m"
	UnitLitres  = "l"
	UnitPercent = "%"
	UnitAnHour  = "an hour" // times
)

// Param finds a parameter by its name.
func (s RuleSort) Param(name string) (RuleParam, bool) {
	i := slices.IndexFunc(s.Params, func(p RuleParam) bool { return p.Name == name })
	if i < 0 {
		return RuleParam{}, false
	}
	return s.Params[i], true
}

// Time is a figure of this parameter as a length of time; 0 for other units.
func (p RuleParam) Time(v float64) time.Duration {
	switch p.Unit {
	case UnitMinutes:
		return time.Duration(v * float64(time.Minute))
	case UnitHours, UnitClock:
		return time.Duration(v * float64(time.Hour))
	case UnitDays:
		return time.Duration(v * float64(24*time.Hour))
	}
	return 0
}

// Say is a figure of this parameter with its unit: "60 km/h", "22:00", "4 h".
func (p RuleParam) Say(v float64) string {
	number := strconv.FormatFloat(v, 'f', -1, 64)
	switch p.Unit {
	case UnitClock:
		return ClockOf(int(v*60 + 0.5))
	case UnitPercent:
		return number + "%"
	case UnitMinutes:
		if v >= 120 && int(v)%60 == 0 {
			return strconv.Itoa(int(v)/60) + " h"
		}
	case UnitDays:
		if v == 1 {
			return "1 day"
		}
	}
	return number + " " + p.Unit
}

// SortNamed is the sort of a kind; false for a kind that no rule is about.
func SortNamed(kind AlertKind) (RuleSort, bool) {
	for _, s := range ruleSorts {
		if s.Kind == kind {
			return s, true
		}
	}
	return RuleSort{}, false
}

// RuleSorts are all sorts of rules there are, the gravest first.
func RuleSorts() []RuleSort { return slices.Clone(ruleSorts) }

// sortAt is a kind's sort, or one without parameters where nothing is known.
func sortAt(kind AlertKind) RuleSort {
	if s, ok := SortNamed(kind); ok {
		return s
	}
	return RuleSort{Kind: kind, Title: kind.Words(), Severity: SeverityOf(kind), On: true, Vendor: true}
}

// defaultRules are the rules that hold where nobody has made one.
var defaultRules = makeDefaults()

func makeDefaults() map[AlertKind]AlertRule {
	out := make(map[AlertKind]AlertRule, len(ruleSorts))
	for _, s := range ruleSorts {
		r := AlertRule{Kind: s.Kind, On: s.On, Severity: s.Severity, Params: make(map[string]float64, len(s.Params))}
		for _, p := range s.Params {
			r.Params[p.Name] = p.Default
		}
		out[s.Kind] = r
	}
	return out
}

func defaultRule(kind AlertKind) AlertRule {
	if r, ok := defaultRules[kind]; ok {
		return r
	}
	return AlertRule{Kind: kind, On: true, Severity: SeverityOf(kind), Params: map[string]float64{}}
}
