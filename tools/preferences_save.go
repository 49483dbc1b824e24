package tools

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type preferencesSaveArgs struct {
	Units       string `json:"units,omitempty" enum:"km,mi" jsonschema:"how distances are written"`
	MinSeverity string `json:"min_severity,omitempty" enum:"critical,warning,info" jsonschema:"the least that is told directly"`
	QuietFrom   string `json:"quiet_from,omitempty" jsonschema:"start of the quiet hours, like 22:00; none ends them"`
	QuietTo     string `json:"quiet_to,omitempty" jsonschema:"end of the quiet hours, like 06:00"`
	Direct      *bool  `json:"direct,omitempty" jsonschema:"tell me in a direct message too"`
}

func preferencesSave(d *desk) *Tool {
	t := newTool("preferences_save", "Change the asking person's own settings: km or miles, what to be told directly, quiet hours. What is not given stays.", d.preferencesSave)
	t.Write = true
	return t
}

func (d *desk) preferencesSave(ctx context.Context, call *Call, in preferencesSaveArgs) (answer.Answer, error) {
	if call.Caller.PersonID == 0 {
		return answer.Answer{}, fleet.Errorf(fleet.Invalid, "I do not know who you are here, so there are no settings of yours. Change them in Slack: /tower settings.")
	}
	p, err := d.store.Preferences(ctx, call.Caller.PersonID)
	if err != nil {
		return answer.Answer{}, err
	}
	if in == (preferencesSaveArgs{}) {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Message: "What should change? Give units (km or mi), a least severity, quiet hours, or whether to tell you directly."}
	}
	if err := prefer(&p, in); err != nil {
		return answer.Answer{}, err
	}
	if call.DryRun {
		return answer.Answer{Headline: "Save your settings like this?", Facts: preferenceFacts(p)}, nil
	}
	if err := d.store.SavePreferences(ctx, call.Caller.PersonID, p, call.Now); err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: "Your settings are saved.", Facts: preferenceFacts(p)}, nil
}

// prefer changes what is given.
func prefer(p *store.Preferences, in preferencesSaveArgs) error {
	if in.Units != "" {
		p.Units = fleet.Units(in.Units)
	}
	if in.MinSeverity != "" {
		p.MinSeverity = fleet.Severity(in.MinSeverity)
	}
	if in.Direct != nil {
		p.Direct = *in.Direct
	}
	if off := fleet.Key(in.QuietFrom); off == "NONE" || off == "OFF" {
		p.QuietFrom, p.QuietTo = nil, nil
		return nil
	}
	for _, e := range []struct {
		field, text string
		into        **int
	}{{"quiet_from", in.QuietFrom, &p.QuietFrom}, {"quiet_to", in.QuietTo, &p.QuietTo}} {
		if e.text == "" {
			continue
		}
		minutes, err := parseClock(e.field, e.text)
		if err != nil {
			return err
		}
		*e.into = &minutes
	}
	switch {
	case (p.QuietFrom == nil) != (p.QuietTo == nil):
		return &fleet.Error{Kind: fleet.Invalid, Field: "quiet_to", Message: "Quiet hours need both ends, like 22:00 to 06:00."}
	case p.QuietFrom != nil && *p.QuietFrom == *p.QuietTo:
		return &fleet.Error{Kind: fleet.Invalid, Field: "quiet_to", Message: "Quiet hours cannot begin and end at the same time. To end them, say none."}
	}
	return nil
}

var clockPattern = regexp.MustCompile(`^([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?$`)

// parseClock reads an hour of the day: 22:00, 6am, 10.30 pm.
func parseClock(field, text string) (minutes int, err error) {
	bad := &fleet.Error{Kind: fleet.Invalid, Field: field, Message: fmt.Sprintf("I cannot read %q as an hour of the day. Write it like 22:00 or 6am.", clip(text))}
	m := clockPattern.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil {
		return 0, bad
	}
	hour, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, bad
	}
	minute, err := strconv.Atoi("0" + m[2])
	if err != nil || minute > 59 {
		return 0, bad
	}
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return 0, bad
		}
		hour = hour%12 + map[string]int{"am": 0, "pm": 12}[m[3]]
	}
	if hour > 23 {
		return 0, bad
	}
	return hour*60 + minute, nil
}
