//go:build prove

package prove

import (
	"testing"
	"time"
)

const (
	outage      = 30 * time.Second
	outageRate  = 200
	outagePush  = 45 * outageRate // the outage lies within the burst and beyond it
	steadyLimit = 3 * time.Second // for accepting while one of the two is away
)

func TestProveRedisDown30s(t *testing.T) {
	w := newWorld(t, 4*time.Minute)
	hook := w.run("webhook", "hook")
	w.run("ingest", "ingest")
	b := newBurst(outagePush, outageRate, hook.url())
	b.send(t, func() {
		w.redis.kill()
		wait(t, outage)
		w.redis.start(w.redisAnswers)
	})
	w.acceptsThroughout(b)
	w.settled(2 * time.Minute)
	w.exactlyOnce(b)
	w.clean()
}

func TestProvePostgreSQLDown30s(t *testing.T) {
	w := newWorld(t, 4*time.Minute)
	hook := w.run("webhook", "hook")
	w.run("ingest", "ingest")
	b := newBurst(outagePush, outageRate, hook.url())
	b.send(t, func() {
		w.pg.kill()
		wait(t, outage)
		w.pg.start(w.pgAnswers)
	})
	w.acceptsThroughout(b)
	w.settled(2 * time.Minute)
	w.exactlyOnce(b)
	w.clean()
}

// Redis that hangs is worse than one that is gone: every question waits.
func TestProveRedisHangs(t *testing.T) {
	w := newWorld(t, 4*time.Minute)
	hook := w.run("webhook", "hook")
	w.run("ingest", "ingest")
	b := newBurst(20*outageRate, outageRate, hook.url())
	b.send(t, func() {
		w.redis.freeze(true)
		wait(t, 8*time.Second)
		w.redis.freeze(false)
	})
	w.acceptsThroughout(b)
	w.settled(2 * time.Minute)
	w.exactlyOnce(b)
	w.clean()
}

func TestProveBothDown(t *testing.T) {
	w := newWorld(t, 4*time.Minute)
	hook := w.run("webhook", "hook")
	w.run("ingest", "ingest")
	b := newBurst(outagePush, outageRate, hook.url())
	b.send(t, func() {
		w.redis.kill()
		w.pg.kill()
		wait(t, outage)
		w.pg.start(w.pgAnswers)
		w.redis.start(w.redisAnswers)
	})
	if n := b.refused.Load(); n == 0 || b.hinted.Load() < n {
		t.Errorf("%d pushes were refused by 503, %d of them told when to come again; want some, and all told", n, b.hinted.Load())
	}
	w.settled(2 * time.Minute)
	w.exactlyOnce(b)
	w.clean()
}

// acceptsThroughout holds that one outage is nobody's business outside.
func (w *world) acceptsThroughout(b *burst) {
	w.Helper()
	if n := b.refused.Load() + b.failed.Load(); n > 0 {
		w.Errorf("%d pushes were not accepted at once; one of the two stood by all the time", n)
	}
	if p := b.quantile(1); p > steadyLimit+time.Second {
		w.Errorf("the slowest push took %v", p)
	}
}
