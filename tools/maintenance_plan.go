package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type maintenancePlanArgs struct {
	Truck string   `json:"truck,omitempty" jsonschema:"plate; without one the plan is for all trucks that have none of their own"`
	Kind  string   `json:"kind,omitempty" enum:"service,tyres,brakes,inspection" jsonschema:"default service"`
	Km    *float64 `json:"every_km,omitempty" jsonschema:"0 for no limit; what is not given stays"`
	Hours *float64 `json:"every_hours,omitempty" jsonschema:"of a running engine"`
	Days  *int     `json:"every_days,omitempty"`
	Off   bool     `json:"off,omitempty" jsonschema:"no plan at all"`
}

func maintenancePlan(d *desk) *Tool {
	t := newTool("maintenance_plan", "Set how often trucks are to be serviced: every so many kilometres, engine hours or days, for one truck or for all.", d.maintenancePlan)
	t.Write = true
	return t
}

func (d *desk) maintenancePlan(ctx context.Context, call *Call, in maintenancePlanArgs) (answer.Answer, error) {
	kind, err := fleet.ServiceKind(in.Kind)
	if err != nil {
		return answer.Answer{}, err
	}
	var n store.Named
	who := "all trucks without a plan of their own"
	if in.Truck != "" {
		if n, err = d.store.FindTruck(ctx, in.Truck, call.match()); err != nil {
			return answer.Answer{}, err
		}
		in.Truck, who = n.Name, n.Name
	}
	was, _, err := d.store.Plan(ctx, n.ID, kind)
	if err != nil {
		return answer.Answer{}, err
	}
	p, err := in.over(was)
	if err != nil {
		return answer.Answer{}, err
	}
	u := call.Caller.Units
	facts := []answer.Fact{{Label: "Until now", Value: planWords(was, u)}}
	if call.DryRun {
		in.Kind = kind
		return answer.Answer{Headline: fmt.Sprintf("Set %s of %s to %s?", kind, who, planWords(p, u)), Facts: facts}, call.Pin(in)
	}
	if err := d.store.SavePlan(ctx, n.ID, kind, p); err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%s of %s: %s.", upperFirst(kind), who, planWords(p, u)), Facts: facts}, nil
}

// over lays what was said over the plan that holds.
func (in maintenancePlanArgs) over(p fleet.ServicePlan) (fleet.ServicePlan, error) {
	if in.Off {
		return fleet.ServicePlan{}, nil
	}
	if in.Km == nil && in.Hours == nil && in.Days == nil {
		return p, &fleet.Error{Kind: fleet.Ambiguous, Field: "every_km", Message: "Every how many km, engine hours or days? For example: service every 10,000 km."}
	}
	if in.Km != nil {
		p.Km = *in.Km
	}
	if in.Hours != nil {
		p.Hours = *in.Hours
	}
	if in.Days != nil {
		p.Days = *in.Days
	}
	if p.Km < 0 || p.Km > 500_000 || p.Hours < 0 || p.Hours > 20_000 || p.Days < 0 || p.Days > 3650 {
		return p, &fleet.Error{Kind: fleet.Invalid, Field: "every_km", Message: "A plan is at most 500,000 km, 20,000 engine hours, 3,650 days."}
	}
	return p, nil
}
