package jobs

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"watchtower/answer"
	"watchtower/jobs/outgoing"
	"watchtower/store"
)

const (
	outMerged  = 100 // alerts in one mail
	outSingles = 3   // as many come in a mail each
	outBurst   = 5   // mails to one address, then one a minute: a storm of alerts comes as a few lists
)

// postman sends mail, to each address at a bounded pace.
type postman struct {
	j    *Jobs
	pace map[string]*rate.Limiter // one round after the other: needs no lock
}

func newPostman(j *Jobs) *postman { return &postman{j: j, pace: map[string]*rate.Limiter{}} }

// loop sends mail until ctx ends; a mail in hand is finished.
func (p *postman) loop(ctx context.Context) {
	for again := true; again; again = rest(ctx, outEvery) {
		err := p.once(ctx)
		if err != nil {
			p.j.o.Log.Warn("mail not sent", "error", err)
		}
		p.j.wentRound(ctx, "mail", err)
	}
}

// once sends everybody what is due. When ctx ends it leaves the rest; what it
// had taken in hand by then comes again when its lease ends.
func (p *postman) once(ctx context.Context) error {
	due, err := p.j.o.Store.DueTargets(context.WithoutCancel(ctx), store.OutEmail, p.j.o.Now(), time.Now())
	if err != nil {
		return err
	}
	for _, address := range due {
		if ctx.Err() != nil {
			return nil
		}
		if !p.pass(address) {
			continue
		}
		if err := p.to(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

// pass says whether mail may go to an address now.
func (p *postman) pass(address string) bool {
	pace := p.pace[address]
	if pace == nil {
		pace = rate.NewLimiter(rate.Every(time.Minute), outBurst)
		p.pace[address] = pace
	}
	return pace.Allow()
}

// to sends one address what is due for it: its alerts, many of them as one
// list, and another mail.
func (p *postman) to(ctx context.Context, address string) error {
	take := func(alerts bool, limit int) ([]store.Outgoing, error) {
		return p.j.o.Store.ClaimOutgoing(context.WithoutCancel(ctx), p.j.outClaim(store.OutEmail, address, alerts, limit))
	}
	alerts, err := take(true, outMerged)
	if err != nil {
		return err
	}
	if len(alerts) > outSingles {
		p.mailList(context.WithoutCancel(ctx), alerts)
	} else {
		p.mailEach(ctx, alerts)
	}
	others, err := take(false, 1)
	p.mailEach(ctx, others)
	return err
}

func (p *postman) mailEach(ctx context.Context, list []store.Outgoing) {
	for _, o := range list {
		if ctx.Err() == nil {
			p.mailOne(context.WithoutCancel(ctx), o)
		}
	}
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

// merged is many alerts in one mail. It goes by the keys of all: a mail with
// others in it is another mail, and not to be taken for one that came before.
func merged(letters []store.Mail) store.Mail {
	list := answer.Answer{Headline: fmt.Sprintf("%d alerts, oldest first", len(letters)), Table: &answer.Table{Columns: []string{"Alert"}}}
	key := ""
	for _, l := range letters {
		key += l.Key + " "
		list.Table.Rows = append(list.Table.Rows, []string{l.Subject})
	}
	return store.Mail{Key: key, To: letters[0].To, Subject: fmt.Sprintf("%d alerts, the first: %s", len(letters), letters[0].Subject),
		Text: list.Text() + "\n\n" + alertFoot, HTML: list.HTML(alertFoot, "")}
}
