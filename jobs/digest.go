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

// digestLoop tells people after their quiet hours what happened meanwhile.
func (j *Jobs) digestLoop(ctx context.Context) {
	for again := true; again; again = rest(ctx, digestEvery) {
		batch, cancel := context.WithTimeout(context.WithoutCancel(ctx), digestTime)
		_, err := j.digestOnce(batch)
		cancel()
		if err != nil && ctx.Err() == nil {
			j.o.Log.Warn("what quiet hours held back is not told", "error", err)
		}
	}
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
