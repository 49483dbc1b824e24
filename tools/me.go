package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func me(d *desk) *Tool {
	return newTool("me", "Who the asking person is to Watch Tower: role, what the role may do, and settings.", d.me)
}

func (d *desk) me(ctx context.Context, call *Call, _ struct{}) (answer.Answer, error) {
	c := call.Caller
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("You are %s, %s of this fleet's control room.", c.Name, withArticle(string(c.Role)))}
	if c.Role == fleet.System {
		a.Headline = "You are the system: jobs and the terminal may do everything."
	}
	if c.PersonID == 0 {
		a.Facts = []answer.Fact{{Label: "You may", Value: mayDo(c.Role)}}
		return a, nil
	}
	p, err := d.store.Person(ctx, c.PersonID)
	if err != nil {
		return answer.Answer{}, err
	}
	prefs, err := d.store.Preferences(ctx, c.PersonID)
	if err != nil {
		return answer.Answer{}, err
	}
	a.Facts = kept(append([]answer.Fact{
		{Label: "Role", Value: roleOrigin(p)},
		{Label: "Driver", Value: p.Driver},
		{Label: "You may", Value: mayDo(c.Role)},
	}, preferenceFacts(prefs)...))
	if c.Role == fleet.DriverRole && p.Driver == "" {
		a.Notes = append(a.Notes, "Your name is not among the drivers yet, so I cannot show your truck. Ask an admin to add it.")
	}
	a.Notes = append(a.Notes, "To change your settings type /tower settings.")
	return a, nil
}

func withArticle(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

func roleOrigin(p store.Person) string {
	if p.Configured {
		return string(p.Role) + ", given by WATCHTOWER_PEOPLE"
	}
	return string(p.Role)
}

// mayDo lists what a role may do, in the words of the permission table.
func mayDo(role fleet.Role) string {
	var words []string
	for tool, r := range rights {
		if MayRun(role, tool) && tool != "help" && tool != "me" {
			words = append(words, r.words)
		}
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), ", ")
}

// preferenceFacts are a person's settings in words.
func preferenceFacts(p store.Preferences) []answer.Fact {
	quiet, direct := "none", "no, in the channels alone"
	if p.QuietFrom != nil && p.QuietTo != nil {
		quiet = fleet.ClockOf(*p.QuietFrom) + " to " + fleet.ClockOf(*p.QuietTo) + " WAT, except for SOS and crash alerts"
	}
	if p.Direct {
		direct = "yes, " + string(p.MinSeverity) + " alerts and graver"
	}
	return []answer.Fact{
		{Label: "Distances in", Value: p.Units.String()},
		{Label: "Told directly", Value: direct},
		{Label: "Least severity", Value: string(p.MinSeverity)},
		{Label: "Quiet hours", Value: quiet},
	}
}
