package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// listedPeople is how many people one answer lists.
const listedPeople = 30

type peopleListArgs struct {
	Role   string `json:"role,omitempty" enum:"viewer,dispatcher,manager,admin,driver"`
	Search string `json:"search,omitempty" jsonschema:"a part of the name"`
	Offset int    `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func peopleList(d *desk) *Tool {
	return newTool("people_list", "The people of Watch Tower: role, driver, and whether they have access.", d.peopleList)
}

func (d *desk) peopleList(ctx context.Context, _ *Call, in peopleListArgs) (answer.Answer, error) {
	from := max(0, in.Offset)
	list, total, err := d.store.People(ctx, fleet.Role(in.Role), in.Search, listedPeople, from)
	if err != nil {
		return answer.Answer{}, err
	}
	noun := "person"
	if total != 1 {
		noun = "people"
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%d %s", total, noun)}
	if in.Role != "" {
		a.Headline += " with the role " + in.Role
	}
	if in.Search != "" {
		a.Headline += " called like " + clip(in.Search)
	}
	a.Headline += "."
	if total == 0 {
		a.Headline = "Nobody fits. People appear here when they first use Watch Tower, or when an admin gives them a role."
		return a, nil
	}
	a.Table = &answer.Table{Columns: []string{"Name", "Role", "Driver", "Access", "Since"}, More: max(0, total-from-len(list))}
	for _, p := range list {
		a.Table.Rows = append(a.Table.Rows, []string{p.Name, roleOrigin(p), p.Driver, access(p), p.Since.In(fleet.WAT).Format("2 Jan 2006")})
	}
	if total > len(list) {
		in.Offset = 0
		a.Page = answer.NewPage("people_list", in, from, listedPeople, total)
	}
	return a, nil
}

// access says whether somebody is let in.
func access(p store.Person) string {
	switch {
	case p.Standing != store.Member:
		return "no, " + string(p.Standing) + " in Slack"
	case !p.Active:
		return "no, switched off"
	}
	return "yes"
}
