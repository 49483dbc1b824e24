package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
)

func routeList(d *desk) *Tool {
	return newTool("route_list", "Where alerts are told: the routes by kind, severity, place, client and shift, and who is told when nobody acknowledges.", d.routeList)
}

func (d *desk) routeList(ctx context.Context, call *Call, _ struct{}) (answer.Answer, error) {
	routes, err := d.store.AlertRoutes(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%s. The most particular one that fits an alert counts.", upperFirst(count(len(routes), "route"))),
		Table: &answer.Table{Columns: []string{"Route", "Alerts", "Told to", "When nobody acknowledges"}}}
	if len(routes) == 0 {
		a.Headline = "There are no routes of your own: every card goes to the alerts channel."
	}
	for _, r := range routes {
		a.Table.Rows = append(a.Table.Rows, []string{fmt.Sprint(r.ID), routeFor(r), routeTo(r), routeNext(r)})
	}
	a.Table.Rows = append(a.Table.Rows, []string{"", "all other alerts", "the alerts channel", "managers, after 10 min (critical), 30 min by day (warning); then admins"})
	a.Notes = []string{"A place goes before a client, a client before a kind, a kind before a severity, a severity before a shift. Day is 06:00 to 18:00."}
	if MayRun(call.Caller.Role, "route_save") {
		a.Notes = append(a.Notes, "Add one by /alerts routes overspeed at Apapa night to #channel then @person after 5m; end one by /alerts routes end and its number.")
	}
	return a, nil
}
