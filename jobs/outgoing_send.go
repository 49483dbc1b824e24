package jobs

import (
	"context"
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"watchtower/jobs/outgoing"
	"watchtower/store"
)

const (
	outEvery    = time.Second      // how often a look is taken at what is due
	outLease    = 2 * time.Minute  // longer than what is taken in hand at once
	mailLimit   = 10 * time.Minute // for one round of mail
	outAtOnce   = 4                // posts to one webhook
	outSettle   = 10 * time.Second // for noting how it went
	orphanEvery = time.Minute
	outOrphan   = time.Hour // then a webhook that nobody configures is missed no more
	outMerged   = 100       // alerts in one mail
	outSingles  = 3         // as many come in a mail each
	outBurst    = 5         // mails to one address, then one a minute: a storm of alerts comes as a few lists
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

// postman sends mail, to each address at a bounded pace.
type postman struct {
	j    *Jobs
	pace map[string]*rate.Limiter // one round after the other: needs no lock
}

func newPostman(j *Jobs) *postman { return &postman{j: j, pace: map[string]*rate.Limiter{}} }

func (p *postman) once(ctx context.Context) error {
	due, err := p.j.o.Store.DueTargets(ctx, store.OutEmail, p.j.o.Now(), time.Now())
	if err != nil {
		return err
	}
	for _, address := range due {
		if err := p.to(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

// to sends one address what is due for it: its alerts, many of them as one
// list, and another mail.
func (p *postman) to(ctx context.Context, address string) error {
	pace := p.pace[address]
	if pace == nil {
		pace = rate.NewLimiter(rate.Every(time.Minute), outBurst)
		p.pace[address] = pace
	}
	if !pace.Allow() {
		return nil
	}
	alerts, err := p.j.o.Store.ClaimOutgoing(ctx, p.j.outClaim(store.OutEmail, address, true, outMerged))
	if err != nil {
		return err
	}
	if len(alerts) > outSingles {
		p.mailList(ctx, alerts)
	} else {
		for _, o := range alerts {
			p.mailOne(ctx, o)
		}
	}
	others, err := p.j.o.Store.ClaimOutgoing(ctx, p.j.outClaim(store.OutEmail, address, false, 1))
	for _, o := range others {
		p.mailOne(ctx, o)
	}
	return err
}

func (p *postman) mailOne(ctx context.Context, o store.Outgoing) {
	letter, err := store.MailOf(o)
	if err != nil {
		err = &outgoing.Refusal{Why: err.Error(), Final: true}
	} else {
		err = p.j.o.Outside.Mailer.Send(ctx, letter, o.Created)
	}
	p.j.settle(ctx, o, err, nil)
}

// mailList sends many alerts as one mail; they are taken or not taken together.
func (p *postman) mailList(ctx context.Context, list []store.Outgoing) {
	var letters []store.Mail
	var good []store.Outgoing
	for _, o := range list {
		letter, err := store.MailOf(o)
		if err != nil {
			p.j.settle(ctx, o, &outgoing.Refusal{Why: err.Error(), Final: true}, nil)
			continue
		}
		letters, good = append(letters, letter), append(good, o)
	}
	if len(good) == 0 {
		return
	}
	err := p.j.o.Outside.Mailer.Send(ctx, merged(letters), good[0].Created)
	for _, o := range good {
		p.j.settle(ctx, o, err, nil)
	}
}

// merged is many alerts in one mail. It goes by the key of the first.
func merged(letters []store.Mail) store.Mail {
	out := store.Mail{Key: letters[0].Key, To: letters[0].To, Subject: fmt.Sprintf("%d alerts, the first: %s", len(letters), letters[0].Subject)}
	var text, page strings.Builder
	fmt.Fprintf(&text, "%d alerts, oldest first:\n", len(letters))
	fmt.Fprintf(&page, "<!DOCTYPE html>\n<html lang=\"en\"><body style=\"font-family:Helvetica,Arial,sans-serif\">\n<p>%d alerts, oldest first:</p>\n<ul>\n", len(letters))
	for _, l := range letters {
		fmt.Fprintf(&text, "- %s\n", l.Subject)
		fmt.Fprintf(&page, "<li>%s</li>\n", html.EscapeString(l.Subject))
	}
	out.Text = text.String() + "\n" + mailFoot
	out.HTML = page.String() + "</ul>\n<p>" + html.EscapeString(mailFoot) + "</p>\n</body></html>\n"
	return out
}

// outTidy puts aside what waits for a webhook that is configured no more.
func (j *Jobs) outTidy(ctx context.Context) error {
	known := make([]string, 0, len(j.o.Outside.Webhooks))
	for _, w := range j.o.Outside.Webhooks {
		known = append(known, w.Name)
	}
	ids, err := j.o.Store.OrphanOutgoing(ctx, j.o.Now().Add(-outOrphan), known, 1000)
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
