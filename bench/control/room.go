// Package control is the control room over a simulated fleet: facts are fed in
// steps of the fleet's own time, and at each the alerts are looked after as they
// are in operation. The long proofs and the bench count by it.
//
// It owns the feeding and the counting, and refuses to judge what is enough.
package control

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/jobs"
	"watchtower/loconav"
	"watchtower/sandbox/road"
	"watchtower/store"
	"watchtower/tools"
)

// Options are a fleet and where its control room works.
type Options struct {
	Fleet           road.Options // Past and Ahead follow from Days
	Days            int          // whole days before the fleet's own
	Database, Redis string       // of a migrated schema; Redis is only looked at
	Mangle          bool         // facts come out of order, some twice, some minutes later
}

// Room is a control room. The office knows its trips; trackers move them on.
type Room struct {
	Fleet *road.Fleet
	Began time.Time
	Facts int

	store   *store.Store
	db      *pgxpool.Pool // for what the store does not tell
	events  *events.Client
	apply   *store.Applier
	tools   *tools.Registry
	jobs    *jobs.Jobs
	now     time.Time
	planned []road.Job // that the office has still to write down, by when it does
	open    []road.Job // that it has written down and that go on
	dice    *rand.Rand // nil: everything comes once and in order
	held    []road.Message
}

// pace is the time between two fixes on the move, in seconds.
const pace = 60

// channel is where alerts are told of.
const channel = "C0OPSALERTS"

// New opens a room and makes the fleet known in it.
func New(ctx context.Context, o Options) (*Room, error) {
	o.Fleet.Past, o.Fleet.Ahead = o.Days+3, 2
	f, err := road.NewFleet(o.Fleet)
	if err != nil {
		return nil, err
	}
	r := &Room{Fleet: f, Began: fleet.StartOfDay(o.Fleet.Start).AddDate(0, 0, -o.Days)}
	r.now = r.Began
	if o.Mangle {
		r.dice = rand.New(rand.NewPCG(o.Fleet.Seed, 0x6d616e))
	}
	if err := r.connect(ctx, o); err != nil {
		r.Close()
		return nil, err
	}
	if err := r.furnish(ctx); err != nil {
		r.Close()
		return nil, err
	}
	r.planned = f.Jobs(r.Began.Add(-24*time.Hour), fleet.StartOfDay(o.Fleet.Start).AddDate(0, 0, 2))
	slices.SortStableFunc(r.planned, func(a, b road.Job) int { return a.Booked.Compare(b.Booked) })
	if err := r.teach(ctx); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Room) connect(ctx context.Context, o Options) (err error) {
	log := slog.New(slog.DiscardHandler)
	if r.store, err = store.Open(ctx, o.Database, log); err != nil {
		return err
	}
	if r.db, err = pgxpool.New(ctx, o.Database); err != nil {
		return err
	}
	if r.events, err = events.Open(o.Redis, log); err != nil {
		return err
	}
	var months []time.Time
	for at := r.Began.AddDate(0, -4, 0); at.Before(r.Began.AddDate(0, 0, o.Days+32)); at = at.AddDate(0, 0, 20) {
		months = append(months, at)
	}
	if err := r.store.EnsurePartitions(ctx, months...); err != nil {
		return err
	}
	r.apply, r.tools = r.store.Applier(), tools.New(r.store, r.clock, log)
	r.jobs, err = jobs.New(jobs.Options{Store: r.store, Events: r.events, Name: "control", OpsChannel: channel, Now: r.clock, Log: log, Expect: r.tools.ExpectTrips})
	return err
}

func (r *Room) clock() time.Time { return r.now }

// Close ends the room's connections.
func (r *Room) Close() {
	if r.events != nil {
		_ = r.events.Close()
	}
	if r.db != nil {
		r.db.Close()
	}
	if r.store != nil {
		r.store.Close()
	}
}

// Live lets the fleet live for some time. The control room looks every so many
// seconds; trackers on the move report once a minute.
func (r *Room) Live(ctx context.Context, d time.Duration, step int64) error {
	every, until := time.Duration(step)*time.Second, r.now.Add(d)
	due := r.now.Add(every)
	var batch []road.Message
	for m := range r.Fleet.Feed(r.now, until, pace) {
		for !m.At.Before(due) {
			if err := r.step(ctx, due, batch); err != nil {
				return err
			}
			batch, due = batch[:0], due.Add(every)
		}
		batch = append(batch, m)
	}
	return r.step(ctx, until, batch)
}

// step brings the world to a moment.
func (r *Room) step(ctx context.Context, now time.Time, batch []road.Message) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("at %s: %w", fleet.FormatTime(now), err)
		}
	}()
	r.now = now
	if err := r.office(ctx); err != nil {
		return err
	}
	if err := r.take(ctx, r.mangled(batch)); err != nil {
		return err
	}
	return r.jobs.Step(ctx)
}

// mangled is a batch as a bad line brings it.
func (r *Room) mangled(batch []road.Message) []road.Message {
	if r.dice == nil {
		return batch
	}
	all := append(r.held, batch...)
	r.held = nil
	var out []road.Message
	for _, m := range all {
		switch x := r.dice.Float64(); {
		case x < 0.1 && r.now.Sub(m.At) < 4*time.Minute:
			r.held = append(r.held, m)
			continue
		case x < 0.2:
			r.held = append(r.held, m)
		}
		out = append(out, m)
	}
	r.dice.Shuffle(len(out), func(a, b int) { out[a], out[b] = out[b], out[a] })
	return out
}

// take applies what came in.
func (r *Room) take(ctx context.Context, batch []road.Message) error {
	var in []store.Incoming
	for _, m := range batch {
		read, err := loconav.Read(m.Body, loconav.Options{Source: "loconav", ReceivedAt: r.now})
		if err != nil {
			return fmt.Errorf("%s: %w", m.Body, err)
		}
		for _, f := range read.Facts {
			r.Facts++
			in = append(in, store.Incoming{EntryID: fmt.Sprint(r.Facts), Body: m.Body, Fact: f})
		}
	}
	for part := range slices.Chunk(in, 500) {
		if _, err := r.apply.Apply(ctx, r.now, part); err != nil {
			return err
		}
	}
	return nil
}
