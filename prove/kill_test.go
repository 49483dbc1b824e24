//go:build prove

package prove

import (
	"testing"
	"time"
)

// Four kills in the middle of 20,000 pushes. After restart every accepted push
// is in PostGIS once, none is pending, and every truck stands at its newest fix.

const (
	pushes = 20_000
	rate   = 2_000
	pause  = time.Second // until a supervisor has started it again
)

func TestProveKillOfTheConsumer(t *testing.T) {
	w := newWorld(t, 3*time.Minute)
	hook, ingest := w.run("webhook", "hook"), w.run("ingest", "ingest")
	b := newBurst(pushes, rate, hook.url())
	b.send(t, func() {
		ingest.kill()
		wait(t, pause)
		ingest.start()
	})
	w.settled(time.Minute)
	w.exactlyOnce(b)
	w.clean()
}

func TestProveKillOfTheWebhook(t *testing.T) {
	w := newWorld(t, 3*time.Minute)
	hook := w.run("webhook", "hook")
	w.run("ingest", "ingest")
	b := newBurst(pushes, rate, hook.url())
	b.send(t, func() {
		hook.kill()
		wait(t, pause)
		hook.start()
	})
	if b.failed.Load() == 0 {
		t.Error("no push failed; the webhook was not killed in the middle")
	}
	w.settled(time.Minute)
	w.exactlyOnce(b)
	w.clean()
}

func TestProveKillOfRedis(t *testing.T) {
	w := newWorld(t, 3*time.Minute)
	hook := w.run("webhook", "hook")
	w.run("ingest", "ingest")
	b := newBurst(pushes, rate, hook.url())
	b.send(t, func() {
		w.redis.kill()
		wait(t, pause)
		w.redis.start(w.redisAnswers)
	})
	w.settled(time.Minute)
	w.exactlyOnce(b)
	w.clean()
}

func TestProveKillOfPostgreSQL(t *testing.T) {
	w := newWorld(t, 3*time.Minute)
	hook := w.run("webhook", "hook")
	w.run("ingest", "ingest")
	b := newBurst(pushes, rate, hook.url())
	b.send(t, func() {
		w.pg.kill()
		wait(t, pause)
		w.pg.start(w.pgAnswers)
	})
	w.settled(time.Minute)
	w.exactlyOnce(b)
	w.clean()
}

// Three replicas share the group; one is killed and stays dead, so that the
// others must claim what it had taken.
func TestProveThreeReplicasOneKilled(t *testing.T) {
	w := newWorld(t, 5*time.Minute)
	hook := w.run("webhook", "hook")
	a := w.run("ingest", "a")
	w.run("ingest", "b")
	w.run("ingest", "c")
	b := newBurst(pushes, rate, hook.url())
	b.send(t, a.kill)
	w.settled(3 * time.Minute) // an entry is claimed after a minute untouched
	w.exactlyOnce(b)
	w.clean()
}
