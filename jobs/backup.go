package jobs

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// backupWithin is how long after Monday morning the reminder is still said.
const backupWithin = 8 * time.Hour

// backupReminder asks people to look at what no program here can see: whether
// a copy of the database exists elsewhere, and can be restored.
func (j *Jobs) backupReminder(ctx context.Context, slot time.Time) (string, error) {
	state, err := j.o.Store.BackupState(ctx)
	if err != nil {
		return "", err
	}
	a := answer.Answer{Kind: answer.Result,
		Headline: "Backups: is last night's copy of the database there, and has anybody restored one this month?",
		Facts: []answer.Fact{{Label: "Database", Value: fmt.Sprintf("%.1f GB", float64(state.Bytes)/1e9)},
			{Label: "Continuous archiving", Value: archivingWords(state)}},
		Notes: []string{"How to back up and restore is in docs/operations.md under Backup and restore. A copy that nobody has restored is a hope."}}
	if state.Failing {
		a.Urgent = []string{"The database cannot archive its log: since the last file nothing more is safe."}
	}
	return "reminded; continuous archiving " + archivingWords(state), j.o.Store.Say(ctx, "backups:"+fleet.DayOf(slot).String(), j.o.OpsChannel, a, j.o.Now())
}

func archivingWords(b store.BackupState) string {
	switch {
	case !b.Archives:
		return "off: what was written since the last copy would be lost"
	case b.Archived.IsZero():
		return "on, nothing archived yet"
	case b.Failing:
		return "failing since " + fleet.FormatTime(b.Archived)
	}
	return "on, last file " + fleet.FormatTime(b.Archived)
}
