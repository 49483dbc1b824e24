package tools

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"watchtower/fleet"
)

// Period is a stretch of time as people name it: "today", "last_week", or
// {"from","to"} where plain dates are whole days with both ends included and
// times are exact. The zero Period is none.
type Period struct {
	Name     string
	From, To string
}

var periodNames = []string{"today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month", "last_night"}

// PeriodNames are the named periods, for whoever reads them from words.
func PeriodNames() []string { return slices.Clone(periodNames) }

func periodSchema() *jsonschema.Schema {
	names := make([]any, len(periodNames))
	for i, n := range periodNames {
		names[i] = n
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: "string", Enum: names},
		{Type: "object", Required: []string{"from", "to"}, AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}},
			Properties: map[string]*jsonschema.Schema{
				"from": {Type: "string", Description: "YYYY-MM-DD, or RFC 3339 with +01:00"},
				"to":   {Type: "string", Description: "YYYY-MM-DD (included), or RFC 3339 with +01:00"},
			}},
	}}
}

// UnmarshalJSON reads either form.
func (p *Period) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &p.Name)
	}
	var r struct{ From, To string }
	if err := json.Unmarshal(raw, &r); err != nil {
		return err
	}
	p.From, p.To = r.From, r.To
	return nil
}

// MarshalJSON writes the form it was read from.
func (p Period) MarshalJSON() ([]byte, error) {
	if p.Name != "" {
		return json.Marshal(p.Name)
	}
	return json.Marshal(map[string]string{"from": p.From, "to": p.To})
}

// IsZero says that no period was given; encoding/json's omitzero asks it.
func (p Period) IsZero() bool { return p == Period{} }

// Window resolves the period at now.
func (p Period) Window(now time.Time) (fleet.Window, error) {
	if p.Name != "" {
		w, ok := fleet.NamedWindow(p.Name, now)
		if !ok {
			return w, &fleet.Error{Kind: fleet.Invalid, Field: "period",
				Message: fmt.Sprintf("I do not know the period %q. Use one of: %s, or two dates.", p.Name, strings.Join(periodNames, ", "))}
		}
		return w, nil
	}
	from, _, err1 := parseMoment(p.From)
	to, wholeDay, err2 := parseMoment(p.To)
	if err1 != nil || err2 != nil {
		return fleet.Window{}, &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: "Give dates like 2026-11-23, or times like 2026-11-23T06:00:00+01:00."}
	}
	if wholeDay {
		to = to.AddDate(0, 0, 1)
	}
	if !from.Before(to) {
		return fleet.Window{}, &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: "That period ends before it starts. Swap the two dates."}
	}
	return fleet.Window{From: from, To: to}, nil
}

// parseMoment reads a WAT date or an exact time; the second result says which.
func parseMoment(s string) (t time.Time, wholeDay bool, err error) {
	if t, err = time.ParseInLocation(time.DateOnly, s, fleet.WAT); err == nil {
		return t, true, nil
	}
	t, err = time.Parse(time.RFC3339, s)
	return t, false, err
}
