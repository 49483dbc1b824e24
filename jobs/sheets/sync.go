package sheets

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
	"watchtower/tools"
)

// Options set up the sync.
type Options struct {
	Config
	Store *store.Store
	// Run is the tools' one door; every change of Watch Tower goes through it.
	Run      func(ctx context.Context, caller fleet.Caller, via fleet.Via, name string, args json.RawMessage) (answer.Answer, error)
	Channel  string // of Slack, where conflicts and refused rows are told; empty tells nobody
	Policies sheet.Policies
	TripDays int // how long ended trips still come into the sheet
	Now      func() time.Time
	Log      *slog.Logger
}

// Syncer keeps one spreadsheet and Watch Tower the same.
type Syncer struct {
	o      Options
	client *client

	mu    sync.Mutex
	lines []threadLine // to be said once the thread of the day stands
}

// New prepares the sync; the first call is made by a sync.
func New(ctx context.Context, o Options) (*Syncer, error) {
	c, err := newClient(ctx, o.Config)
	if err != nil {
		return nil, err
	}
	return &Syncer{o: o, client: c}, nil
}

// Check reads the sheet and says which of its tabs cannot be synced, and why.
func (s *Syncer) Check(ctx context.Context) ([]string, error) {
	b, err := s.client.readBook(ctx)
	if err != nil {
		return nil, err
	}
	return unwell(b), nil
}

const (
	// maxPasses is how often one sync looks at the sheet: again when something
	// changed meanwhile, or when nobody knows whether a write has arrived.
	maxPasses = 5
	// retryRefused is how long a refused row rests, unless it is changed or
	// somebody asks for the sync: what stood in its way may be gone.
	retryRefused = time.Hour
)

// run is one sync.
type run struct {
	*Syncer
	asked  bool
	result tools.SyncResult
	step   func(ctx context.Context, words string, r tools.SyncResult) error
	tried  map[string]bool // rows that were refused in this sync
	unfit  []unfit         // rows that are not taken over, as of the last look
	gone   []unfit         // rows that were deleted in the sheet
}

// Once brings both sides together, and says what it did. step is told of every
// stage; its error ends the sync.
func (s *Syncer) Once(ctx context.Context, asked bool, step func(ctx context.Context, words string, r tools.SyncResult) error) (Found, error) {
	started, calls, waited := time.Now(), s.client.calls.Load(), s.client.waited.Load()
	r := &run{Syncer: s, asked: asked, step: step, tried: map[string]bool{}}
	err := r.passes(ctx)
	r.result.Calls = int(s.client.calls.Load() - calls)
	r.result.Refused = len(r.unfit)
	r.result.WaitedMS = time.Duration(s.client.waited.Load() - waited).Milliseconds()
	r.result.TookMS = time.Since(started).Milliseconds()
	return Found{r.result, r.unfit, r.gone}, err
}

// Found is what a sync did, and the rows that people must look at.
type Found struct {
	tools.SyncResult
	unfit, gone []unfit
}

func (r *run) passes(ctx context.Context) error {
	for n := 1; ; n++ {
		again, err := r.pass(ctx)
		if err != nil && (n == maxPasses || fleet.KindOf(err) != fleet.Unavailable || ctx.Err() != nil) {
			return err
		}
		if err != nil {
			r.o.Log.WarnContext(ctx, "sync of the sheet begins again", "pass", n, "err", err)
			if err := r.client.pause(ctx, backoff(n, 0)); err != nil {
				return err
			}
			continue
		}
		if !again || n == maxPasses {
			return nil
		}
	}
}

// pass looks at both sides and brings them together once; again says that
// something came between. Every step may be the last before a crash: what is
// done is remembered in the same transaction (into Watch Tower), or before it
// is done, as an intent (into the sheet).
func (r *run) pass(ctx context.Context) (again bool, err error) {
	if err := r.step(ctx, "Reading the sheet", r.result); err != nil {
		return false, err
	}
	b, err := r.client.readBook(ctx)
	if err != nil {
		return false, err
	}
	p, err := r.look(ctx, b)
	if err != nil {
		return false, err
	}
	r.result.Rows, r.result.Unwell = p.rows-r.result.NewSheet, append(unwell(b), p.missing...)
	changed, err := r.intoTower(ctx, p)
	if err != nil {
		return false, err
	}
	if changed {
		if p, err = r.look(ctx, b); err != nil {
			return false, err
		}
		if _, err := r.note(ctx, p); err != nil {
			return false, err
		}
	}
	r.unfit = p.unfit
	again, err = r.intoSheet(ctx, b, p)
	return again || r.waiting(p), err
}

// waiting says whether a plan holds rows for Watch Tower that nobody refused:
// something changed while it was worked out.
func (r *run) waiting(p plan) bool {
	for _, t := range p.takes {
		if !t.first && !r.rests(t, fingerprint(t)) {
			return true
		}
	}
	return false
}

// look works out what is to be done, from the sheet as read and the database
// as it is now.
func (r *run) look(ctx context.Context, b *book) (plan, error) {
	now := r.o.Now()
	st, err := r.o.Store.SheetState(ctx, r.o.Book, now.AddDate(0, 0, -r.o.TripDays))
	if err != nil {
		return plan{}, err
	}
	return makePlan(b, st, r.o.Policies, newID), nil
}

// newID names a row: letters alone, because a spreadsheet counts digits on when
// a cell is dragged down; without vowels, so that no word comes of it.
func newID() string {
	const letters = "bcdfghjkmnpqrstvwxz"
	raw := make([]byte, 9)
	_, _ = rand.Read(raw) // it never fails
	for i := range raw {
		raw[i] = letters[int(raw[i])%len(letters)]
	}
	return string(raw)
}

func unwell(b *book) (out []string) {
	for _, k := range sheet.Kinds() {
		if why := b.unwell[k]; why != "" {
			out = append(out, why)
		}
	}
	return out
}

// isStale says whether a take met something that is no longer as it was read:
// the next pass looks again.
func isStale(err error) bool {
	e, ok := errors.AsType[*fleet.Error](err)
	return ok && e.Kind == fleet.Conflict && e.Field == store.WasField
}
