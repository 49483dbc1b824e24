package jobs

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"watchtower/jobs/outgoing"
	"watchtower/store"
)

const (
	outEvery    = time.Second      // how often a look is taken at what is due
	outLease    = 2 * time.Minute  // longer than what is taken in hand at once
	outAtOnce   = 4                // posts to one webhook
	outSettle   = 10 * time.Second // for noting how it went
	orphanEvery = time.Minute
	outOrphan   = time.Hour // then a webhook that nobody configures is missed no more
)

// webhookLoops send what waits for other systems: one loop for each, so that a
// slow one keeps none of the others waiting.
func (j *Jobs) webhookLoops(ctx context.Context) {
	var all sync.WaitGroup
	for _, w := range j.o.Outside.Webhooks {
		all.Go(func() { j.webhookLoop(ctx, w) })
	}
	all.Wait()
}

func (j *Jobs) webhookLoop(ctx context.Context, w outgoing.Webhook) {
	for ctx.Err() == nil {
		n, err := j.postOnce(context.WithoutCancel(ctx), w)
		if err != nil {
			j.o.Log.Warn("webhooks not sent", "webhook", w.Name, "error", err)
		}
		j.wentRound(ctx, "webhooks", err)
		if (n == 0 || err != nil) && !rest(ctx, outEvery) {
			return
		}
	}
}

// postOnce posts what is due for a webhook, and says how much that was.
func (j *Jobs) postOnce(ctx context.Context, w outgoing.Webhook) (int, error) {
	list, err := j.o.Store.ClaimOutgoing(ctx, j.outClaim(store.OutWebhook, w.Name, true, outAtOnce))
	if err != nil || len(list) == 0 {
		return 0, err
	}
	off, err := j.o.Store.OffNote(ctx, w.Name, w.Digest())
	if err != nil {
		return 0, err // the lease ends, and they come again
	}
	var all sync.WaitGroup
	for _, o := range list {
		all.Go(func() {
			var sent error
			if off != "" {
				sent = &outgoing.Refusal{Why: off, Final: true}
			} else {
				sent = j.o.Outside.Poster.Post(ctx, w, o.Key, o.Body)
			}
			j.settle(ctx, o, sent, func(ctx context.Context, why string) error {
				return j.o.Store.TurnOff(ctx, w.Name, w.Digest(), j.o.Now(), why)
			})
		})
	}
	all.Wait()
	return len(list), nil
}

func (j *Jobs) outClaim(kind store.OutKind, target string, alerts bool, limit int) store.Claim {
	return store.Claim{Kind: kind, Target: target, Alerts: alerts, Now: j.o.Now(), Machine: time.Now(), Lease: outLease, Limit: limit}
}

// settle notes how a try went. What cannot be noted is tried again when its
// lease ends: the other side knows it by its key.
func (j *Jobs) settle(ctx context.Context, o store.Outgoing, sent error, off func(context.Context, string) error) {
	ctx, cancel := context.WithTimeout(ctx, outSettle)
	defer cancel()
	if err := j.note(ctx, o, sent, off); err != nil {
		j.o.Log.Warn("outgoing message not settled", "id", o.ID, "kind", o.Kind, "error", err)
	}
}

func (j *Jobs) note(ctx context.Context, o store.Outgoing, sent error, off func(context.Context, string) error) error {
	count := func(outcome string) { j.o.Observe("outgoing_"+string(o.Kind)+"_"+outcome, 1) }
	if sent == nil {
		count("sent")
		return j.o.Store.SentOutgoing(ctx, o.ID, j.o.Now())
	}
	r := outgoing.RefusalOf(sent)
	if r.Gone {
		if err := off(ctx, r.Why); err != nil {
			return err
		}
	}
	if wait, again := outgoing.Again(o.Tries, r, rand.Float64()); again {
		count("failed")
		return j.o.Store.RetryOutgoing(ctx, o.ID, j.o.Now().Add(wait), r.Why)
	}
	count("dead")
	j.o.Log.Error("outgoing message put aside", "id", o.ID, "kind", o.Kind, "tries", o.Tries, "error", r)
	return j.o.Store.BuryOutgoing(ctx, o.ID, j.o.Now(), r.Why)
}

// outTidy puts aside what waits for a webhook that is configured no more, and
// forgets that such a one, or another address, wanted no more messages.
func (j *Jobs) outTidy(ctx context.Context) error {
	names, addresses := []string{}, []string{}
	for _, w := range j.o.Outside.Webhooks {
		names, addresses = append(names, w.Name), append(addresses, w.Digest())
	}
	before := j.o.Now().Add(-outOrphan)
	if err := j.o.Store.ForgetOff(ctx, before, names, addresses); err != nil {
		return err
	}
	ids, err := j.o.Store.OrphanOutgoing(ctx, before, names, 1000)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := j.o.Store.BuryOutgoing(ctx, id, j.o.Now(), "No webhook of that name is configured any more."); err != nil {
			return err
		}
	}
	return nil
}
