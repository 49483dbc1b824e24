package tools

import (
	"context"
	"fmt"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// What is too little to judge by.
const (
	judgedTrips  = 3
	judgedTrucks = 5
)

// overLimit is a figure of a report that is beyond its limit: in short, and as
// a sentence that asks for a decision.
type overLimit struct{ short, sentence string }

// overLimits are the figures beyond the limits of the rule "report limits", the
// gravest first. What nothing is known of is beyond none.
func overLimits(f wholeFigures, limits fleet.AlertRule) (out []overLimit) {
	if most := limits.Num("stolen"); f.fuel.StolenLitres > most {
		out = append(out, overLimit{
			fmt.Sprintf("%s of diesel suspected stolen (limit %s)", litres(f.fuel.StolenLitres), litres(most)),
			fmt.Sprintf("Possible diesel theft, %s: %s. Compare with the receipts, or mark the alert false.", litres(f.fuel.StolenLitres), stolenFrom(f.thefts))})
	}
	least := limits.Num("on_time")
	if onTime, ok := share(f.trips.OnTime, f.trips.Departed); ok && f.trips.Departed >= judgedTrips && onTime < least {
		out = append(out, overLimit{
			fmt.Sprintf("%.0f%% left on time (limit %g%%)", onTime, least),
			fmt.Sprintf("Only %.0f%% left on time (%d of %d); the limit is %g%%.", onTime, f.trips.OnTime, f.trips.Departed, least)})
	}
	least = limits.Num("utilisation")
	if used, ok := share(f.stat.Used, f.stat.Days); ok && used < least {
		out = append(out, overLimit{
			fmt.Sprintf("utilisation %.0f%% (limit %g%%)", used, least),
			fmt.Sprintf("Utilisation was %.0f%%; the limit is %g%%.", used, least)})
	}
	return out
}

// silentOver says in short that too many trucks are silent; empty otherwise.
func silentOver(f store.FleetNow, limits fleet.AlertRule) string {
	n, most := f.Offline+f.Never, limits.Num("silent")
	if quiet, ok := share(n, f.Trucks); ok && f.Trucks >= judgedTrucks && quiet > most {
		return fmt.Sprintf("%d of %d trucks not heard from (limit %g%%)", n, f.Trucks, most)
	}
	return ""
}

type reportLimitsArgs struct {
	Period Period `json:"period,omitzero" jsonschema:"one whole day; default yesterday"`
}

// reportLimits is what a job asks each morning; people see the same in the
// report, and the alert among the others.
func reportLimits(d *desk) *Tool {
	t := newTool("report_limits", "Hold the figures of a day against the limits of the rule report limits, and raise an alert when one is beyond.", d.raiseLimits)
	t.Write, t.Internal = true, true
	return t
}

func (d *desk) raiseLimits(ctx context.Context, call *Call, in reportLimitsArgs) (answer.Answer, error) {
	q, err := d.reportQuery(ctx, call, &reportArgs{Period: in.Period})
	if err != nil {
		return answer.Answer{}, err
	}
	if q.To-q.From != 1 {
		return answer.Answer{}, reportPeriod("The limits are for one day.")
	}
	limits, err := d.limits(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	over, err := d.overLimits(ctx, call, q, limits)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Window: &q.Window, Headline: "All figures are within their limits."}
	if len(over) > 0 {
		a.Headline = "Beyond the limits: " + strings.Join(over, ", ") + "."
	}
	b := store.ReportBreach{Day: q.From, Severity: limits.Severity, Text: strings.Join(over, ", "), Rule: limits.ID}
	if !limits.On {
		b.Text, a.Notes = "", []string{"The rule is off: nobody is told."}
	}
	if !call.DryRun {
		_, err = d.store.RaiseReport(ctx, b, call.Now)
	}
	return a, err
}

// overLimits are all figures of a day beyond their limits, in short.
func (d *desk) overLimits(ctx context.Context, call *Call, q store.ReportQuery, limits fleet.AlertRule) (out []string, err error) {
	f, err := d.wholeFigures(ctx, call, q)
	if err != nil {
		return nil, err
	}
	for _, x := range overLimits(f, limits) {
		out = append(out, x.short)
	}
	now, err := d.store.FleetNow(ctx, call.Now)
	if words := silentOver(now, limits); words != "" {
		out = append(out, words)
	}
	return out, err
}

// limits is the rule that a report's figures are held against.
func (d *desk) limits(ctx context.Context) (fleet.AlertRule, error) {
	rules, err := d.store.AlertRules(ctx)
	return rules.For(fleet.AlertReport, fleet.RuleSubject{}), err
}
