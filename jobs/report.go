package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/jobs/outgoing"
)

// limitsWithin is how long an alert of yesterday's figures is worth raising.
const limitsWithin = 12 * time.Hour

// Runner is how jobs ask: by the same door as everybody.
type Runner func(ctx context.Context, caller fleet.Caller, via fleet.Via, tool string, args json.RawMessage) (answer.Answer, error)

// reportOf is a report that is posted by itself.
type reportOf struct {
	name, label, key string
	when             When
	within           time.Duration
	days             func(slot time.Time) (from, to fleet.Day) // [from, to)
	layout           string                                    // of the day in the delivery's key
}

var scheduledReports = []reportOf{
	{"daily-report", "daily", outgoing.Daily, Daily(6, 0), 6 * time.Hour, daysBefore(1), time.DateOnly},
	{"weekly-report", "weekly", outgoing.Weekly, Mondays(6, 1), 30 * time.Hour, daysBefore(7), time.DateOnly},
	{"monthly-report", "monthly", outgoing.Monthly, Firsts(6, 2), 72 * time.Hour, monthBefore, "2006-01"},
}

func daysBefore(n fleet.Day) func(time.Time) (from, to fleet.Day) {
	return func(slot time.Time) (from, to fleet.Day) {
		today := fleet.DayOf(slot)
		return today - n, today
	}
}

func monthBefore(slot time.Time) (from, to fleet.Day) {
	first := fleet.StartOfDay(slot).AddDate(0, 0, 1-fleet.StartOfDay(slot).Day())
	return fleet.DayOf(first.AddDate(0, -1, 0)), fleet.DayOf(first)
}

// reportJobs post the reports to their channel, and mail them.
func (j *Jobs) reportJobs() []Job {
	var out []Job
	for _, r := range scheduledReports {
		off := offWithout(j.o.Run != nil && (j.o.ReportsChannel != "" || len(j.readers(r)) > 0), "REPORTS_CHANNEL is not set, and nobody gets it by mail")
		out = append(out, Job{Name: r.name, About: "posts the " + r.label + " report to the reports channel, and mails it", When: r.when, Within: r.within, Off: off,
			Run:     func(ctx context.Context, slot time.Time) (string, error) { return j.postReport(ctx, r, slot) },
			Skipped: func(ctx context.Context, slot time.Time, why string) error { return j.missedReport(ctx, r, slot, why) }})
	}
	return append(out, Job{Name: "report-limits", About: "raises an alert when yesterday's figures are beyond their limits", When: Daily(6, 3), Within: limitsWithin,
		Off: offWithout(j.o.Run != nil, "no tools"), Run: j.holdLimits})
}

// holdLimits has a day's figures held against their limits. Silent trucks are
// those of now: of a day long past nothing is raised.
func (j *Jobs) holdLimits(ctx context.Context, slot time.Time) (string, error) {
	today := fleet.DayOf(slot)
	if today != fleet.DayOf(j.o.Now()) {
		return "nothing: its day is over", nil
	}
	a, err := j.call(ctx, "report_limits", map[string]any{"period": map[string]string{"from": (today - 1).String(), "to": (today - 1).String()}})
	return a.Headline, err
}

// reportArgs are the arguments of the report tool for whole days.
func reportArgs(from, to fleet.Day) (json.RawMessage, error) {
	return json.Marshal(map[string]any{"full": true, "period": map[string]string{"from": from.String(), "to": (to - 1).String()}})
}

// postReport leaves a report to be said and mailed, once for its days: saying it
// again edits the message, and mails nothing.
func (j *Jobs) postReport(ctx context.Context, r reportOf, slot time.Time) (string, error) {
	from, to := r.days(slot)
	args, err := reportArgs(from, to)
	if err != nil {
		return "", err
	}
	a, err := j.o.Run(ctx, fleet.SystemCaller, fleet.ViaJob, "report", args)
	if err != nil {
		return "", err
	}
	return a.Headline, j.o.Store.SayAndMail(ctx, r.deliveryKey(from), j.o.ReportsChannel, a, j.reportMail(r, slot, r.deliveryKey(from), a), j.o.Now())
}

func (r reportOf) deliveryKey(from fleet.Day) string {
	return "report:" + r.key + ":" + from.Start().Format(r.layout)
}

// missedReport says that a report was not posted, and how to ask for it.
func (j *Jobs) missedReport(ctx context.Context, r reportOf, slot time.Time, why string) error {
	from, to := r.days(slot)
	period := fleet.Window{From: from.Start(), To: to.Start()}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("The %s report of %s was not posted: Watch Tower was not running in time.", r.label, period), Notes: []string{why}}
	a.Choices = []answer.Choice{answer.NewChoice("Show it now", "report", map[string]any{"full": true, "period": map[string]string{"from": from.String(), "to": (to - 1).String()}})}
	return j.o.Store.SayAndMail(ctx, r.deliveryKey(from), j.o.ReportsChannel, a, j.reportMail(r, slot, r.deliveryKey(from)+":missed", a), j.o.Now())
}
