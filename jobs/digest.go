package jobs

import (
	"context"
	"time"

	"watchtower/answer"
	"watchtower/store"
	"watchtower/tools"
)

const (
	digestEvery = 500 * time.Millisecond // one look at an index that is empty most of the day
	digestBatch = 100                    // people
	digestTime  = 30 * time.Second
)

// tellHeld tells people after their quiet hours what happened meanwhile.
func (j *Jobs) tellHeld(ctx context.Context) error {
	_, err := j.digestOnce(ctx)
	return err
}

func (j *Jobs) digestOnce(ctx context.Context) (people int, err error) {
	now := j.o.Now()
	return j.o.Store.TellHeld(ctx, now, digestBatch, func(l store.Listener, held []store.AlertNow) (answer.Answer, bool) {
		tell, reason := decideDigest(l, held)
		j.o.Log.Debug("digest decided", "person", l.PersonID, "held", len(held), "told", len(tell), "reason", reason)
		if len(tell) == 0 {
			return answer.Answer{}, false
		}
		j.o.Observe("digests_total", 1)
		return tools.AlertsDigest(tell, l.Units, now), true
	})
}
