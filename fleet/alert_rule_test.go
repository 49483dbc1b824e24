package fleet_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

// Every sort must be whole: people see its defaults with their source.
func TestRuleSorts(t *testing.T) {
	seen := map[fleet.AlertKind]bool{}
	for _, s := range fleet.RuleSorts() {
		if seen[s.Kind] {
			t.Errorf("%s twice", s.Kind)
		}
		seen[s.Kind] = true
		if s.Title == "" || s.About == "" || !slices.Contains([]fleet.Severity{fleet.Critical, fleet.Warning, fleet.Info}, s.Severity) {
			t.Errorf("%s: %+v", s.Kind, s)
		}
		if s.Vendor && len(s.Params) > 0 {
			t.Errorf("%s is LocoNav's alone and yet has figures", s.Kind)
		}
		if k, ok := fleet.ParseAlertKind(s.Title); !ok || k != s.Kind {
			t.Errorf("%q is read as %q", s.Title, k)
		}
		for _, p := range s.Params {
			if p.Name == "" || p.Words == "" || p.Unit == "" || p.Source == "" || p.Min >= p.Max || p.Default < p.Min || p.Default > p.Max {
				t.Errorf("%s: %+v", s.Kind, p)
			}
		}
		r := fleet.AlertRules(nil).For(s.Kind, fleet.RuleSubject{TruckID: 1})
		if r.ID != 0 || r.On != s.On || r.Severity != s.Severity || len(r.Params) != len(s.Params) || r.Check() != nil {
			t.Errorf("%s by default: %+v, %v", s.Kind, r, r.Check())
		}
	}
	for _, k := range fleet.AlertKinds() {
		if !seen[k] {
			t.Errorf("%s has no sort", k)
		}
	}
}

func TestAlertRulesFor(t *testing.T) {
	rules := fleet.AlertRules{
		{ID: 5, Kind: fleet.AlertOverspeed, Scope: fleet.RuleScope{PlaceID: 9}, On: true, Params: map[string]float64{"limit": 30}},
		{ID: 1, Kind: fleet.AlertOverspeed, On: true, Severity: fleet.Critical, Params: map[string]float64{"limit": 70, "for": 2}},
		{ID: 2, Kind: fleet.AlertOverspeed, Scope: fleet.RuleScope{Group: "Tankers"}, On: true, Params: map[string]float64{"limit": 80}},
		{ID: 3, Kind: fleet.AlertOverspeed, Scope: fleet.RuleScope{TruckID: 7}, On: false},
		{ID: 4, Kind: fleet.AlertOverspeed, Scope: fleet.RuleScope{ClientID: 8}, On: true, Severity: fleet.Info},
		{ID: 6, Kind: fleet.AlertIdle, Scope: fleet.RuleScope{TruckID: 7}, On: false},
	}
	tests := []struct {
		name        string
		of          fleet.RuleSubject
		id          int64
		on          bool
		severity    fleet.Severity
		limit, wait float64
	}{
		{"fleet", fleet.RuleSubject{TruckID: 1}, 1, true, fleet.Critical, 70, 2},
		{"group, as people write it", fleet.RuleSubject{TruckID: 1, Group: "tankers "}, 2, true, fleet.Critical, 80, 2},
		{"truck before group", fleet.RuleSubject{TruckID: 7, Group: "Tankers"}, 3, false, fleet.Critical, 80, 2},
		{"client before truck", fleet.RuleSubject{TruckID: 7, ClientID: 8}, 4, true, fleet.Info, 70, 2},
		{"place before all", fleet.RuleSubject{TruckID: 7, Group: "Tankers", ClientID: 8, PlaceID: 9}, 5, true, fleet.Info, 30, 2},
		{"no group is no group's", fleet.RuleSubject{}, 1, true, fleet.Critical, 70, 2},
	}
	for _, turn := range []bool{false, true} {
		if turn {
			slices.Reverse(rules)
		}
		for _, tt := range tests {
			r := rules.For(fleet.AlertOverspeed, tt.of)
			if r.ID != tt.id || r.On != tt.on || r.Severity != tt.severity || r.Num("limit") != tt.limit || r.Num("for") != tt.wait || r.Num("margin") != 5 {
				t.Errorf("%s: %+v", tt.name, r)
			}
		}
	}
	if r := rules.For(fleet.AlertDelay, fleet.RuleSubject{TruckID: 7}); r.ID != 0 || r.Time("by") != time.Hour {
		t.Errorf("nobody has touched delays: %+v", r)
	}
	if r := rules.For("weather", fleet.RuleSubject{}); !r.On || r.Severity != fleet.Info || r.Num("limit") != 0 || r.Time("for") != 0 {
		t.Errorf("a kind without a sort: %+v", r)
	}
	if d := fleet.AlertRules(nil).For(fleet.AlertOverspeed, fleet.RuleSubject{}); d.Num("limit") != 60 {
		t.Errorf("the default changed to %v", d.Num("limit"))
	}
}

func TestAlertRuleTime(t *testing.T) {
	none := fleet.AlertRules(nil)
	for _, tt := range []struct {
		kind fleet.AlertKind
		name string
		want time.Duration
		say  string
	}{
		{fleet.AlertOverspeed, "for", time.Minute, "1 min"},
		{fleet.AlertFatigue, "drive", 4*time.Hour + 30*time.Minute, "4.5 h"},
		{fleet.AlertNight, "from", 22 * time.Hour, "22:00"},
		{fleet.AlertService, "days", 0, "0 days"},
		{fleet.AlertOverspeed, "limit", 0, "60 km/h"},
		{fleet.AlertOffline, "parked", 4 * time.Hour, "4 h"},
		{fleet.AlertTheft, "percent", 0, "3%"},
		{fleet.AlertBraking, "per_hour", 0, "3 an hour"},
	} {
		r := none.For(tt.kind, fleet.RuleSubject{})
		s, _ := fleet.SortNamed(tt.kind)
		p, ok := s.Param(tt.name)
		if got := r.Time(tt.name); !ok || got != tt.want || p.Say(r.Num(tt.name)) != tt.say {
			t.Errorf("%s %s is %v, said %q", tt.kind, tt.name, got, p.Say(r.Num(tt.name)))
		}
	}
}

func TestAlertRuleCheck(t *testing.T) {
	rule := func(k fleet.AlertKind, name string, v float64) fleet.AlertRule {
		return fleet.AlertRule{Kind: k, Params: map[string]float64{name: v}}
	}
	for name, tt := range map[string]struct {
		rule fleet.AlertRule
		want string
	}{
		"too fast":     {rule(fleet.AlertOverspeed, "limit", 300), "An overspeed limit is between 20 and 140 km/h; you gave 300."},
		"too short":    {rule(fleet.AlertStoppage, "for", 1.5), "An unplanned stop is between 5 and 1440 min; you gave 1.5."},
		"no number":    {rule(fleet.AlertOverspeed, "limit", math.NaN()), "you gave NaN."},
		"clock":        {rule(fleet.AlertNight, "from", 25), "A start of the night is between 00:00 and 24:00; you gave 25."},
		"no night":     {rule(fleet.AlertNight, "from", 5), "A night that begins and ends at the same hour is none."},
		"no such":      {rule(fleet.AlertOverspeed, "colour", 3), `Overspeed has no "colour". It has limit, margin, for.`},
		"no figures":   {rule(fleet.AlertSOS, "limit", 3), "SOS has no figures"},
		"no kind":      {rule("weather", "limit", 3), "There is no alert rule called weather."},
		"severity":     {fleet.AlertRule{Kind: fleet.AlertSOS, Severity: "awful"}, "A severity is critical, warning or info."},
		"two scopes":   {fleet.AlertRule{Kind: fleet.AlertSOS, Scope: fleet.RuleScope{TruckID: 1, Group: "x"}}, "A rule is for one truck"},
		"fine":         {rule(fleet.AlertOverspeed, "limit", 140), ""},
		"fine without": {fleet.AlertRule{Kind: fleet.AlertSOS, Severity: fleet.Info, Scope: fleet.RuleScope{TruckID: 1}}, ""},
	} {
		err := tt.rule.Check()
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if fleet.KindOf(err) != fleet.Invalid || !strings.Contains(fleet.MessageFor(err), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRuleFigures(t *testing.T) {
	for _, tt := range []struct {
		kind       fleet.AlertKind
		text, name string // the name it is given, or finds by its unit
		want       float64
	}{
		{fleet.AlertOverspeed, "80", "limit", 80},
		{fleet.AlertOverspeed, "80 km/h", "limit", 80},
		{fleet.AlertOverspeed, "50mph", "limit", 80.47},
		{fleet.AlertOverspeed, "90 sec", "for", 1.5},
		{fleet.AlertIdle, "45 min", "for", 45},
		{fleet.AlertIdle, "2h", "for", 120},
		{fleet.AlertOverstay, "2 days", "terminal", 48},
		{fleet.AlertNight, "22:30", "from", 22.5},
		{fleet.AlertNight, "10pm", "from", 22},
		{fleet.AlertNight, "12am", "from", 0},
		{fleet.AlertTheft, "20 l", "litres", 20},
		{fleet.AlertTheft, "5%", "percent", 5},
		{fleet.AlertDeviation, "3km", "off", 3000},
		{fleet.AlertBraking, "5 an hour", "per_hour", 5},
	} {
		s, _ := fleet.SortNamed(tt.kind)
		if p, v, err := s.Figure(tt.text); err != nil || p.Name != tt.name || v != tt.want {
			t.Errorf("%s %q is %s %v, %v", tt.kind, tt.text, p.Name, v, err)
		}
	}
	for kind, text := range map[fleet.AlertKind]string{fleet.AlertOverspeed: "fast", fleet.AlertIdle: "-3", fleet.AlertNight: "13pm", fleet.AlertSOS: "5", fleet.AlertTheft: "3 h 2"} {
		s, _ := fleet.SortNamed(kind)
		if _, _, err := s.Figure(text); fleet.KindOf(err) != fleet.Invalid {
			t.Errorf("%s takes %q: %v", kind, text, err)
		}
	}
	r := fleet.AlertRule{Kind: fleet.AlertOverspeed, Params: map[string]float64{"limit": 80}}
	if got := r.Figures(nil); got != "limit 80 km/h, margin 5 km/h, for 1 min" {
		t.Error(got)
	}
	if got := r.Figures(r.Params); got != "limit 80 km/h" {
		t.Error(got)
	}
}
