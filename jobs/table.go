package jobs

import (
	"context"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// Job is one line of the table of what is done at its times. Every slot is run
// once among all replicas; of several missed ones only the newest.
type Job struct {
	Name, About string
	When        When
	// Within is how long after its time a slot is still run; later it is
	// skipped. 0 has no end: until the next one.
	Within time.Duration
	Limit  time.Duration // for one run; jobTime when 0
	Off    string        // why it does not run here; empty when it does
	// Run does the work of a slot and says in a few words what it did.
	Run func(ctx context.Context, slot time.Time) (did string, err error)
	// Skipped tells people of a slot that came to nothing; nil tells nobody.
	Skipped func(ctx context.Context, slot time.Time, why string) error
}

// loop is a job without slots that goes round every few moments. Any number of
// replicas may do it at once.
type loop struct {
	name, about string
	every       time.Duration
	limit       time.Duration // for one round
	off         string
	once        func(ctx context.Context) error
	run         func(ctx context.Context) // instead of once, for what keeps its own time and beats itself
}

// jobTable is everything with slots.
func (j *Jobs) jobTable() []Job {
	return slices.Concat(j.reportJobs(), j.shiftJobs(), []Job{
		{Name: "partitions", About: "makes the months of history ahead of time", When: Daily(0, 10), Run: quietly(j.partitions)},
		{Name: "outbox", About: "removes events that were relayed a week ago", When: Daily(3, 0), Run: quietly(j.tidyOutbox)},
		{Name: "retention", About: "drops months of fixes and old talk as configured", When: Daily(3, 20), Run: quietly(j.forget)},
		{Name: "services", About: "finds the services that are near or overdue", When: Daily(5, 30), Run: j.servicesSoon},
		{Name: "loconav", About: "compares what LocoNav lists with the trucks here, and fetches positions it did not push", When: Daily(5, 0), Within: shiftWithin, Limit: reconcileTime,
			Off: offWithout(j.o.Vendor != nil, "LOCONAV_TOKEN is not set"), Run: j.reconcile},
		{Name: "backup-reminder", About: "reminds people to look at the backups", When: Mondays(9, 0), Within: backupWithin, Off: offWithout(j.o.OpsChannel != "", "there is no channel for alerts"), Run: j.backupReminder},
		{Name: "roads", About: "learns how fast roads really are", When: Daily(3, 40), Run: quietly(j.learnRoads)},
	})
}

// loopTable is everything that goes round.
func (j *Jobs) loopTable() []loop {
	return []loop{
		{name: "relay", about: "publishes the outbox", every: relayEvery, run: j.relayLoop},
		{name: "trim", about: "trims the stream of events behind the alert decisions", every: tidyEvery, limit: relayTime, once: j.tidyOnce},
		{name: "rollups", about: "keeps the figures of each truck and day", every: rollupEvery, once: j.rollUp},
		{name: "snooze", about: "opens alerts again whose snooze is over", every: wakeEvery, limit: wakeTime, once: j.wakeOnce},
		{name: "quiet-hours", about: "tells people what their quiet hours held back", every: digestEvery, limit: digestTime, once: j.tellHeld},
		{name: "follow-up", about: "tells the next of alerts that nobody acknowledged, and reminds who has one in hand", every: stepEvery, limit: stepTime, once: j.followAlerts},
		{name: "storms", about: "draws the cards of many alerts at once as they change", every: drawEvery, limit: drawTime, once: j.drawOnce},
		{name: watchLoop, about: "looks at trucks by our own alert rules", every: watchEvery, once: j.watch},
		{name: "arrivals", about: "works out when trips under way arrive, for late ones", every: expectEvery, off: offWithout(j.o.Expect != nil, "nothing estimates arrivals"), once: j.expectTrips},
		{name: "subscriptions", about: "sends people the reports that they subscribed to", every: sendEvery, limit: sendTime, off: offWithout(j.o.Run != nil, "no tools"), once: j.sendReports},
		{name: "trips", about: "moves trips on by what trackers show", every: followEvery, limit: followTime, once: j.followTrips},
		{name: "webhooks", about: "tells other systems of alerts", every: outEvery, off: offWithout(len(j.o.Outside.Webhooks) > 0, "OUT_WEBHOOKS is not set"), run: j.webhookLoops},
		{name: "mail", about: "sends mail of alerts, and copies of reports", every: outEvery, off: offWithout(j.o.Outside.Mailer != nil, "SMTP_ADDR is not set"), run: newPostman(j).loop},
		{name: "outgoing", about: "puts aside what waits for webhooks that are configured no more", every: orphanEvery, once: j.outTidy},
		{name: "sheets", about: "keeps the Google Sheet and Watch Tower the same", every: sheetEvery, off: offWithout(j.o.Sheets != nil, "SHEETS_ID is not set"), run: j.sheetLoop},
	}
}

// offWithout is the reason a job is off, unless it has what it needs.
func offWithout(has bool, why string) string {
	if has {
		return ""
	}
	return why
}

// quietly is a job whose doing needs no words.
func quietly(run func(context.Context) error) func(context.Context, time.Time) (string, error) {
	return func(ctx context.Context, _ time.Time) (string, error) { return "", run(ctx) }
}

// List is the table for people, the slots first.
func (j *Jobs) List() []store.JobNow {
	var out []store.JobNow
	now := j.o.Now()
	for _, x := range j.table {
		n := store.JobNow{Name: x.Name, About: x.About, Schedule: x.When.String(), Off: x.Off}
		if x.Off == "" {
			n.Next = x.When.Next(x.When.Slot(now))
		}
		if x.Within > 0 {
			n.Schedule += ", caught up for " + fleet.FormatDuration(x.Within)
		}
		out = append(out, n)
	}
	for _, l := range j.loops {
		out = append(out, store.JobNow{Name: l.name, About: l.about, Schedule: "every " + spanWords(l.every), Off: l.off})
	}
	return out
}

// named is the job of a name, or what there is.
func (j *Jobs) named(name string) (*watched, error) {
	names := make([]string, len(j.table))
	for i, w := range j.table {
		if names[i] = w.Name; w.Name == name {
			return w, nil
		}
	}
	if slices.ContainsFunc(j.loops, func(l loop) bool { return l.name == name }) {
		return nil, fleet.Errorf(fleet.Invalid, "%s goes round by itself while watchtower serve runs. By hand run one of %s.", name, strings.Join(names, ", "))
	}
	return nil, &fleet.Error{Kind: fleet.NotFound, Field: "job", Message: "There is no job " + name + ". There are " + strings.Join(names, ", ") + ".", Choices: names}
}
