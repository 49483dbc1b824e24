package jobs

import (
	"context"
	"sync"
	"time"

	"watchtower/fleet"
)

const (
	roundTime = time.Minute      // for one round, when a loop says nothing else
	beatEvery = 10 * time.Second // a loop's last round is noted so often, by the machine's clock
)

// goRound does a loop until ctx ends. A round that has begun is finished.
func (j *Jobs) goRound(ctx context.Context, l loop) {
	if l.run != nil {
		l.run(ctx)
		return
	}
	limit := l.limit
	if limit == 0 {
		limit = roundTime
	}
	for again := true; again; again = rest(ctx, l.every) {
		round, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
		err := l.once(round)
		cancel()
		if err != nil && ctx.Err() == nil {
			j.o.Log.Warn("a round failed", "job", l.name, "error", err)
		}
		j.wentRound(ctx, l.name, err)
	}
}

// beats is when each loop's round was last noted, and how it had gone.
type beats struct {
	mu   sync.Mutex
	last map[string]noted
}

type noted struct {
	at     time.Time
	failed string
}

// news says whether a round is worth noting: after a while, or when it went
// otherwise than the last one.
func (b *beats) news(name string, now time.Time, failed string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if was, ok := b.last[name]; ok && was.failed == failed && now.Sub(was.at) < beatEvery {
		return false
	}
	b.last[name] = noted{now, failed}
	return true
}

// wentRound notes that a loop did its round.
func (j *Jobs) wentRound(ctx context.Context, name string, failure error) {
	failed := ""
	if failure != nil {
		failed = fleet.MessageFor(failure)
	}
	if !j.beats.news(name, j.machine(), failed) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	if err := j.o.Store.BeatJob(ctx, name, j.o.Now(), failed); err != nil {
		j.o.Log.Warn("a round was not noted", "job", name, "error", err)
	}
}
