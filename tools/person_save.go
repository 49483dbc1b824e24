package tools

import (
	"cmp"
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type personSaveArgs struct {
	Person string `json:"person" jsonschema:"a Slack user like <@U0123ABCD>, or a name"`
	Role   string `json:"role,omitempty" enum:"viewer,dispatcher,manager,admin,driver"`
	Driver string `json:"driver,omitempty" jsonschema:"which driver this person is, for the role driver"`
	Active *bool  `json:"active,omitempty" jsonschema:"false switches all access off, true on again"`
}

func personSave(d *desk) *Tool {
	t := newTool("person_save", "Give a person a role, say which driver they are, or switch their access off or on.", d.personSave)
	t.Write = true
	return t
}

func (d *desk) personSave(ctx context.Context, call *Call, in personSaveArgs) (answer.Answer, error) {
	old, err := d.personNamed(ctx, call, in.Person)
	if err != nil {
		return answer.Answer{}, err
	}
	p, err := d.personBecomes(ctx, call, old, &in)
	if err != nil {
		return answer.Answer{}, err
	}
	facts := kept([]answer.Fact{{Label: "Role", Value: changed(string(old.Role), string(p.Role))}, {Label: "Driver", Value: p.Driver},
		{Label: "Access", Value: changed(access(old), access(p))}})
	if call.DryRun {
		in.Person = personText(p)
		return proposed(p.Name, facts...), call.Pin(in)
	}
	created, err := d.store.SavePerson(ctx, p, call.Now)
	if err != nil {
		return answer.Answer{}, err
	}
	return saved(p.Name, created, facts...), nil
}

// personNamed is the person of a name, or a newcomer of a Slack user that has
// not been here yet.
func (d *desk) personNamed(ctx context.Context, call *Call, text string) (store.Person, error) {
	n, err := d.store.FindPerson(ctx, text, call.match())
	if user := store.SlackUser(squeeze(text)); user != "" && fleet.KindOf(err) == fleet.NotFound {
		return store.Person{SlackUser: user, Name: user, Role: fleet.Viewer, Active: true}, nil
	}
	if err != nil {
		return store.Person{}, err
	}
	return d.store.Person(ctx, n.ID)
}

// personBecomes works the change out, and writes the driver's full name back
// into the arguments, so that it can be pinned.
func (d *desk) personBecomes(ctx context.Context, call *Call, p store.Person, in *personSaveArgs) (store.Person, error) {
	if in.Role == "" && in.Driver == "" && in.Active == nil {
		return p, &fleet.Error{Kind: fleet.Invalid, Field: "role", Message: "What should change? Give a role, a driver, or switch access on or off."}
	}
	if p.Configured && (in.Role != "" || in.Driver != "") {
		return p, &fleet.Error{Kind: fleet.Conflict, Field: "role",
			Message: fmt.Sprintf("The role of %s comes from WATCHTOWER_PEOPLE. Change it there, or take the entry out first.", p.Name)}
	}
	p.Role = cmp.Or(fleet.Role(in.Role), p.Role)
	if in.Active != nil {
		p.Active = *in.Active
	}
	switch {
	case p.Role != fleet.DriverRole && in.Driver != "":
		return p, &fleet.Error{Kind: fleet.Invalid, Field: "driver", Message: "Only somebody with the role driver is a driver of the fleet. Give the role driver too."}
	case p.Role != fleet.DriverRole:
		p.DriverID, p.Driver = 0, ""
	case in.Driver != "":
		n, err := d.store.FindDriver(ctx, in.Driver, call.match())
		if err != nil {
			return p, err
		}
		p.DriverID, p.Driver, in.Driver = n.ID, n.Name, n.Name
	case p.DriverID == 0:
		return p, &fleet.Error{Kind: fleet.Ambiguous, Field: "driver", Message: "Which driver is " + p.Name + "? Give the name as it stands among the drivers."}
	}
	return p, nil
}

// changed is a value, with what it was before when that was something else.
func changed(from, to string) string {
	if from == to {
		return to
	}
	return to + " (was " + from + ")"
}
