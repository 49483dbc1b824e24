package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"watchtower/fleet"
)

// Fixes outside these bounds are kept as rejects and not in history: they come
// of a broken clock, and each would need a partition of its own.
const (
	OldestFix = 400 * 24 * time.Hour // behind the moment of receipt
	NewestFix = 24 * time.Hour       // ahead of it
)

// Incoming is one fact of one entry. Body is the raw fact, kept when it must
// be rejected.
type Incoming struct {
	EntryID string
	Body    []byte
	Fact    fleet.Fact
}

// Applied counts what a batch really changed.
type Applied struct {
	Positions  int     // fixes that were new
	Duplicates int     // fixes that were known
	Late       int     // new fixes older than where the truck was
	Suspicious int     // new fixes kept and not believed
	Alerts     int     // alert phases that were new
	Rejected   int     // facts that could not be used
	Registered int     // trucks nobody knew
	Moved      []int64 // trucks whose current state changed, by id
}

// Applier turns facts into positions, current state, alerts and events. It is
// safe for concurrent use.
type Applier struct {
	s         *Store
	markEvery int // fixes between two marks
}

// Applier makes one; a process needs one.
func (s *Store) Applier() *Applier { return &Applier{s: s, markEvery: markEvery} }

// ApplyFacts applies one batch; see Applier.Apply.
func (s *Store) ApplyFacts(ctx context.Context, now time.Time, in []Incoming) (Applied, error) {
	return s.Applier().Apply(ctx, now, in)
}

// Apply writes a batch of facts in one transaction. The effect is exactly
// once: only positions and alert phases that were really inserted drive rules.
// The order of facts, within and across batches, does not matter. An error
// means that nothing of the batch was written.
func (a *Applier) Apply(ctx context.Context, now time.Time, in []Incoming) (out Applied, err error) {
	defer func() { err = wrap(err, "Apply(%d facts)", len(in)) }()
	if len(in) == 0 {
		return out, nil
	}
	around, err := a.s.places(ctx, a.s.pool)
	if err != nil {
		return out, err
	}
	rules, err := a.s.AlertRules(ctx)
	if err != nil {
		return out, err
	}
	for range applyTries {
		b := newBatch(now, in, around)
		b.rules = rules
		out, err = a.attempt(ctx, b)
		if !errors.Is(err, errAgain) {
			return out, err
		}
	}
	return out, fleet.Errorf(fleet.Unavailable, "The trucks of these facts change faster than they can be written. Please try again in a minute.")
}

// applyTries bounds how often a batch starts anew because of errAgain: once for
// a month without a partition, and for trucks that became one meanwhile.
const applyTries = 4

// errAgain says that nothing was written and that the same may work now.
var errAgain = errors.New("to be tried again")

// attempt is one try at a batch.
func (a *Applier) attempt(ctx context.Context, b *batch) (Applied, error) {
	b.markEvery = a.markEvery
	err := a.s.inTx(ctx, func(tx pgx.Tx) error { return b.write(ctx, tx) })
	if noPartition(err) {
		if err = a.s.EnsurePartitions(ctx, b.months()...); err == nil {
			err = errAgain
		}
	}
	return b.out, err
}

// noPartition says whether a fix fell into a month without a partition.
func noPartition(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "23514" && pg.ConstraintName == ""
}

// batch is one transaction's worth of facts on their way into the tables.
type batch struct {
	now       time.Time
	around    *fleet.PlaceIndex
	rules     fleet.AlertRules
	subjects  map[int64]fleet.RuleSubject // of trucks, where rules ask for groups or clients
	markEvery int
	fixes     []fix      // positions to keep, by truck and time
	notices   []Incoming // alerts
	known     identities
	rejects   []Reject
	events    []Event
	out       Applied
}

// fix is one position and the entry it came from.
type fix struct {
	fleet.Position
	in *Incoming
}

func newBatch(now time.Time, in []Incoming, around *fleet.PlaceIndex) *batch {
	b := &batch{now: now, around: around, fixes: make([]fix, 0, len(in))}
	for i := range in {
		f := &in[i]
		switch {
		case f.Fact.Alert != nil:
			b.notices = append(b.notices, *f)
		case f.Fact.Position != nil:
			b.admit(f)
		}
	}
	return b
}

// admit takes a position whose time can be, in the precision that PostgreSQL
// keeps, so that a state read back and one in hand lead to the same.
func (b *batch) admit(in *Incoming) {
	p := *in.Fact.Position
	if p.ReceivedAt.IsZero() {
		p.ReceivedAt = in.Fact.ReceivedAt
	}
	if p.ReceivedAt.IsZero() {
		p.ReceivedAt = b.now
	}
	p.At = p.At.UTC().Truncate(time.Microsecond)
	p.ReceivedAt = p.ReceivedAt.UTC().Truncate(time.Microsecond)
	p.SpeedKmh, p.Heading = float64(float32(p.SpeedKmh)), float64(float32(p.Heading))
	switch ahead := p.At.Sub(p.ReceivedAt); {
	case ahead > NewestFix:
		b.reject(in, "the fix is dated "+p.At.Format(time.RFC3339)+", more than a day in the future")
	case -ahead > OldestFix:
		b.reject(in, "the fix is dated "+p.At.Format(time.RFC3339)+", more than 400 days ago")
	default:
		b.fixes = append(b.fixes, fix{Position: p, in: in})
	}
}

func (b *batch) reject(in *Incoming, reason string) {
	b.rejects = append(b.rejects, Reject{EntryID: in.EntryID, Source: in.Fact.Source, Reason: reason, Body: in.Body, ReceivedAt: in.Fact.ReceivedAt})
	b.out.Rejected++
}

func (b *batch) months() []time.Time {
	out := make([]time.Time, len(b.fixes))
	for i := range b.fixes {
		out[i] = b.fixes[i].At
	}
	return out
}

// write is the transaction.
func (b *batch) write(ctx context.Context, tx pgx.Tx) error {
	if err := b.identify(ctx, tx); err != nil {
		return err
	}
	states, err := b.insertPositions(ctx, tx)
	if err != nil {
		return err
	}
	moves, err := b.advance(ctx, tx, states)
	if err != nil {
		return err
	}
	if err := b.insertAlerts(ctx, tx); err != nil {
		return err
	}
	return b.finish(ctx, tx, moves)
}

// finish sends everything that needs no answer in one round trip.
func (b *batch) finish(ctx context.Context, tx pgx.Tx, moves []move) error {
	var q pgx.Batch
	queueStates(&q, moves)
	queueDoubts(&q, moves)
	queueTraces(&q, moves)
	b.queueFuelDays(&q)
	b.queueWatchMarks(&q)
	queueEvents(&q, b.events)
	queueRejects(&q, b.rejects)
	if q.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &q).Close()
}
