//go:build prove

package prove

import (
	"slices"
	"testing"
	"time"
)

const (
	pushes = 20_000
	rate   = 2_000
	pause  = time.Second // until a supervisor has started it again

	outage      = 30 * time.Second
	outageRate  = 200
	outagePush  = 45 * outageRate // the outage lies within the burst and beyond it
	steadyLimit = 4 * time.Second // for accepting while one of the two is away
)

// site is a world with one webhook and one consumer.
type site struct {
	*world
	hook, ingest *process
}

// blow is what happens in the middle of a burst, and what must hold after it
// beside what always must.
type blow struct {
	name  string
	falls func(s *site)
	holds func(s *site, b *burst)
}

// strike proves that every accepted push is in PostGIS once whatever falls,
// that none is pending, and that every truck stands at its newest fix.
func (x blow) strike(t *testing.T, pushes, rate int) {
	t.Run(x.name, func(t *testing.T) {
		w := newWorld(t, 4*time.Minute)
		s := &site{world: w, hook: w.run("webhook", "hook"), ingest: w.run("ingest", "ingest")}
		b := newBurst(pushes, rate, s.hook.url())
		b.send(t, func() { x.falls(s) })
		x.holds(s, b)
		w.complete(b, 2*time.Minute)
	})
}

// without ends servers, and starts them again after a while. What is accepted
// meanwhile must be seen to wait elsewhere.
func (w *world) without(d time.Duration, waits func() bool, servers ...*server) {
	for _, s := range servers {
		s.kill()
	}
	back := time.NewTimer(d)
	defer back.Stop()
	eventually(w.T, "what is accepted waits elsewhere", max(d, 10*time.Second), waits)
	<-back.C
	for _, s := range slices.Backward(servers) {
		s.start()
	}
}

func (p *process) restart() {
	p.kill()
	wait(p.w.T, pause)
	p.start()
}

// killAtWork ends a consumer that has entries in hand: it is stopped until it
// does. Seen twice, for Redis may just be reading that they are settled.
func (p *process) killAtWork() {
	eventually(p.w.T, p.name+" has entries in hand", 30*time.Second, func() bool {
		p.freeze(true)
		if p.w.inHand(p.name) > 0 && p.w.inHand(p.name) > 0 {
			return true
		}
		p.freeze(false)
		return false
	})
	p.kill()
	n := p.w.inHand(p.name)
	if n == 0 {
		p.w.Errorf("%s was killed with nothing in hand", p.name)
	}
	p.w.Logf("%s was killed with %d entries in hand", p.name, n)
}

func nothingMore(*site, *burst) {}

func TestProveKill(t *testing.T) {
	for _, x := range []blow{
		{"consumer", func(s *site) { s.ingest.killAtWork(); wait(s.T, pause); s.ingest.start() }, nothingMore},
		{"webhook", func(s *site) { s.hook.restart() }, interrupted},
		{"Redis", func(s *site) { s.without(pause, s.inInbox, s.redis) }, nothingMore},
		{"PostgreSQL", func(s *site) { s.without(pause, s.inStream, s.pg) }, nothingMore},
	} {
		x.strike(t, pushes, rate)
	}
}

func TestProveOutage(t *testing.T) {
	for _, x := range []blow{
		{"Redis", func(s *site) { s.without(outage, s.inInbox, s.redis) }, acceptedThroughout},
		{"PostgreSQL", func(s *site) { s.without(outage, s.inStream, s.pg) }, acceptedThroughout},
		{"both", func(s *site) { s.without(outage, nowhere, s.redis, s.pg) }, toldWhenToComeAgain},
	} {
		x.strike(t, outagePush, outageRate)
	}
}

// Redis that hangs is worse than one that is gone: every question waits.
func TestProveRedisHangs(t *testing.T) {
	blow{"8 s", func(s *site) {
		s.redis.freeze(true)
		back := time.After(8 * time.Second)
		eventually(s.T, "what is accepted waits in the inbox", 10*time.Second, s.inInbox)
		<-back
		s.redis.freeze(false)
	}, acceptedThroughout}.strike(t, 20*outageRate, outageRate)
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
	b.send(t, a.killAtWork)
	w.complete(b, 3*time.Minute) // an entry is claimed after a minute untouched
}

// interrupted holds that the blow hit the burst in its middle.
func interrupted(s *site, b *burst) {
	if b.failed.Load() == 0 {
		s.Error("no push failed; the webhook was not killed in the middle")
	}
}

// acceptedThroughout holds that one outage is nobody's business outside.
func acceptedThroughout(s *site, b *burst) {
	if n := b.refused.Load() + b.failed.Load(); n > 0 {
		s.Errorf("%d pushes were not accepted at once; one of the two stood by all the time", n)
	}
	if p := b.quantile(1); p > steadyLimit {
		s.Errorf("the slowest push took %v", p)
	}
}

func toldWhenToComeAgain(s *site, b *burst) {
	if n := b.refused.Load(); n == 0 || b.hinted.Load() < n {
		s.Errorf("%d pushes were refused by 503, %d of them told when to come again; want some, and all told", n, b.hinted.Load())
	}
}
